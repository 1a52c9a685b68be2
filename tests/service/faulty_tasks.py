"""The real reading tasks, but for pages on which the reader comes to harm: ``file_page`` 2 of what is read.

Which harm, the file's name tells: "chết" ends the process, "treo" hangs, "phình" asks for endless memory,
"cắt" has Tesseract stopped at once on the first try, "luôn cắt" on each.
"""

from __future__ import annotations

import os
import signal
import threading

from ocr.errors import EngineTimeoutError
from service import reading
from service.workers import Parts

TASKS = {
    **reading.TASKS,
    "page": "tests.service.faulty_tasks:page",
    "extract": "tests.service.faulty_tasks:extract",
}
AT_ONCE = 0.001  # seconds; no Tesseract starts in so little
_cut: set[str] = set()


def page(request: Parts) -> Parts:
    name = str(request.head["name"])
    if request.head["number"] == 2:
        if "chết" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        if "treo" in name:
            threading.Event().wait()
        if "phình" in name:
            held = []
            while True:
                held.append(bytearray(1 << 28))
        if "luôn cắt" in name or ("cắt" in name and _first_time(name)):
            return reading._page_task(_hurried(request))
    return reading._page_task(request)


def extract(request: Parts) -> Parts:
    """For campaigns of these names a closer look is cut short."""
    harm = request.head["campaign"]
    if harm == "luôn cắt" or (harm == "cắt" and _first_time("extract")):
        raise EngineTimeoutError(AT_ONCE)
    return reading._extract_task(Parts({**request.head, "campaign": None}, request.blobs))


def _first_time(what: str) -> bool:
    first = what not in _cut
    _cut.add(what)
    return first


def _hurried(request: Parts) -> Parts:
    ocr = {**request.head["ocr"], "seconds_per_page": AT_ONCE}
    return Parts({**request.head, "ocr": ocr}, request.blobs)
