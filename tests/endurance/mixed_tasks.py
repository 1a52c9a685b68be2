"""Reading for the bulk by a stand-in, for the rest by the real libraries: which, the file itself says.

Run in the real child processes, under their limits; a stand-in's file begins with "PAGES". One with a long
table gets a page image as large as a scan's, and each of its figures is doubtful: work for many reviewers.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from service import mapping, reading
from service.workers import Parts
from tests.service import standin

LONG_TABLE_ROWS = 20  # from here on
SCAN_PX = (1654, 2339)  # A4 at 200 dpi
Task = Callable[[Parts], Parts]
TASKS = {name: f"tests.endurance.mixed_tasks:{name}" for name in ("count", "page", "extract", "signatures")}


def _by_file(small: Task, whole: Task, request: Parts) -> Parts:
    return (small if reading.file_of(request).data.startswith(b"PAGES ") else whole)(request)


def count(request: Parts) -> Parts:
    return _by_file(standin.count, reading._count_task, request)


def page(request: Parts) -> Parts:
    answer = _by_file(standin.page, reading._page_task, request)
    if len(mapping.unpack_page(answer.blobs[0]).lines) < LONG_TABLE_ROWS or not _is_small(answer.blobs[0]):
        return answer
    return Parts(answer.head, (answer.blobs[0], _sheet(), answer.blobs[2]))


def signatures(request: Parts) -> Parts:
    return _by_file(standin.signatures, reading._signatures_task, request)


def extract(request: Parts) -> Parts:
    if not _is_small(request.blobs[0]):
        return reading._extract_task(request)
    answer = standin.extract(request)
    fields = answer.head["extraction"]["fields"]
    if len(fields) > LONG_TABLE_ROWS:
        for one in fields:
            one["status"] = "review" if one["path"].endswith(".so_luong") else one["status"]
    return answer


def _is_small(packed: bytes) -> bool:
    """Pages of a stand-in are known by their size."""
    page = mapping.unpack_page(packed)
    return (page.width, page.height) == (standin.WIDTH, standin.HEIGHT)


@cache
def _sheet() -> bytes:
    """A page full of lines, as a JPEG."""
    sheet = Image.new("L", SCAN_PX, 255)
    draw = ImageDraw.Draw(sheet)
    for y in range(100, SCAN_PX[1] - 100, 40):
        for x in range(120, SCAN_PX[0] - 120, 24):
            draw.line((x, y, x + 14, y + (x * y) % 20), fill=(x + y) % 90, width=3)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()
