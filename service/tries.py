"""How often is tried what did not come to its end: readers that die, that take too long, looks cut short.

The library tells of a page on which Tesseract was stopped, or ended by itself, as of a page without words.
That says more of the machine than of the scan, so that here it counts as a reader that was stopped or died.
"""

from __future__ import annotations

import itertools
import logging

from ocr.model import Page
from service.errors import ReaderDied, ReaderTimeout
from service.workers import Parts, RemoteProblem, WorkerPool

MAX_READER_DEATHS = 3  # tries of a page whose reader dies; then it is set aside
MAX_TIMEOUTS = 2  # of one that takes all its time: it will again, unless the machine was busy
CUT, CRASHED = "ocr.timeout", "ocr.engine_crashed"  # codes of pages whose Tesseract was stopped, or ended

_LOG = logging.getLogger(__name__)


def most_tries(code: str) -> int:
    """How often a page is tried whose reader ends with this code."""
    return MAX_TIMEOUTS if code == ReaderTimeout.code else MAX_READER_DEATHS


def refuse_cut(page: Page, seconds: float) -> None:
    """Let no page pass on which a look was cut short.

    Args:
        page: As the library read it.
        seconds: What Tesseract had for each of its calls.

    Raises:
        ReaderTimeout: Tesseract was stopped.
        ReaderDied: It ended by itself.
    """
    for problem in page.problems:
        if problem.code in (CUT, CRASHED):
            _LOG.warning("page %d: %s", page.number, problem.message)
            raise ReaderTimeout(seconds=round(seconds)) if problem.code == CUT else ReaderDied()


def run_twice(pool: WorkerPool, task: str, parts: Parts, *, seconds: float) -> Parts:
    """A task's answer; where it or a look of Tesseract's in it was cut short, that of another try.

    Raises:
        RemoteProblem, ReaderTimeout, ReaderDied: As ``WorkerPool.run`` does; for cuts, the second one's.
    """
    for attempt in itertools.count(1):
        try:
            return pool.run(task, parts, seconds=seconds)
        except RemoteProblem as error:
            if error.code not in (CUT, CRASHED) or attempt >= MAX_TIMEOUTS:
                raise
        except ReaderTimeout:
            if attempt >= MAX_TIMEOUTS:
                raise
    raise AssertionError("the loop above always returns")
