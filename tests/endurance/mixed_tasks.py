"""Reading for the bulk by a stand-in, for the rest by the real libraries: which, the file itself says.

Run in the real child processes, under their limits; a stand-in's file begins with "PAGES".
"""

from __future__ import annotations

from collections.abc import Callable

from service import mapping, reading
from service.workers import Parts
from tests.service import standin

Task = Callable[[Parts], Parts]
TASKS = {name: f"tests.endurance.mixed_tasks:{name}" for name in ("count", "page", "extract", "signatures")}


def _by_file(small: Task, whole: Task, request: Parts) -> Parts:
    return (small if reading.file_of(request).data.startswith(b"PAGES ") else whole)(request)


def count(request: Parts) -> Parts:
    return _by_file(standin.count, reading._count_task, request)


def page(request: Parts) -> Parts:
    return _by_file(standin.page, reading._page_task, request)


def signatures(request: Parts) -> Parts:
    return _by_file(standin.signatures, reading._signatures_task, request)


def extract(request: Parts) -> Parts:
    """Pages of a stand-in are known by their size."""
    first = mapping.unpack_page(request.blobs[0])
    small = (first.width, first.height) == (standin.WIDTH, standin.HEIGHT)
    return (standin.extract if small else reading._extract_task)(request)
