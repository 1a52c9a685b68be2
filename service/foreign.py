"""Small files that people bring to the desk (sheets, campaign files, letter templates, mails), taken apart
in a child process: what a hostile one can reach there is one answer in JSON.

The children are the process's own, started when the first such file comes; reports have theirs (``Reader``).
"""

from __future__ import annotations

import atexit
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from service.errors import ReaderDied, ReaderTimeout, ServiceError
from service.workers import Parts, RemoteProblem, WorkerPool

TASKS = {
    "sheet": "service.sheet_reading:sheet_task",
    "campaign": "service.campaign_yaml:campaign_task",
    "check_template": "service.letter_fill:check_task",
    "fill_letter": "service.letter_fill:fill_task",
    "mail": "service.intake.mail_parts:mail_task",
}
CHILDREN = 2
MEMORY_MIB = 2048  # a workbook of 50,000 rows takes 300
SECONDS = 30.0  # the largest of such files takes five

PACKED_XML_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What libraries for packed XML (sheets, Word files) raise at bad bytes, and at what asks the impossible."""


class ForeignFault(Exception):
    """The child ended or took too long; ``fault`` says which, in both languages."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def in_child(
    task: str,
    head: Mapping[str, Any],
    *blobs: bytes,
    errors: Mapping[str, Callable[..., ServiceError]],
) -> Parts:
    """Have a child do a task of ``TASKS``.

    Args:
        task: Which.
        head: Its facts, as JSON has them.
        blobs: Its bytes.
        errors: Code -> how to make the error anew from its facts, of those that the task raises.

    Raises:
        ServiceError: One of ``errors``.
        RemoteProblem: The task raised something else.
        ForeignFault: The child ended without an answer, or was ended.
    """
    try:
        return _pool().run(task, Parts(dict(head), blobs), seconds=SECONDS)
    except RemoteProblem as problem:
        if problem.code in errors:
            raise errors[problem.code](**problem.facts) from None
        if problem.code == ReaderDied.code:  # it ran into its memory and said so
            raise ForeignFault(_MEMORY) from problem
        raise
    except ReaderTimeout as error:
        raise ForeignFault(f"> {SECONDS:.0f} s") from error
    except ReaderDied as error:
        raise ForeignFault(_MEMORY) from error


_MEMORY = "cần quá nhiều bộ nhớ / it needs too much memory"


@cache
def _pool() -> WorkerPool:
    pool = WorkerPool(TASKS, size=CHILDREN, memory_mib=MEMORY_MIB)
    atexit.register(pool.close)
    return pool
