"""The real reading tasks, but for pages on which the reader comes to harm: ``file_page`` 2 of what is read.

Which harm, the file's name tells: "chết" ends the process, "treo" hangs, "phình" asks for endless memory.
"""

from __future__ import annotations

import os
import signal
import threading

from service import reading
from service.workers import Parts

TASKS = {**reading.TASKS, "page": "tests.service.faulty_tasks:page"}


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
    return reading._page_task(request)
