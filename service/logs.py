"""Log lines: plain, or a JSON object each. Neither quotes a document, a name or a query string.

A line carries the request, the report and the page that it is about, where there is one.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ABOUT: ContextVar[dict[str, str | int] | None] = ContextVar("about", default=None)
"""What the code that runs now is about: ``request``, ``submission``, ``page``, ``plan``."""


@contextmanager
def about(**what: str | int) -> Iterator[None]:
    """Let every line that is logged in this block name what it is about."""
    token = ABOUT.set({**(ABOUT.get() or {}), **what})
    try:
        yield
    finally:
        ABOUT.reset(token)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, where from, what, and what it is about.

    Of an exception its type and the place of each frame are written, never its text, which may quote what
    stands in a document or in an address.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
            **(ABOUT.get() or {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info is not None and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
            said["at"] = places_of(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """The same for people: no text of an exception either."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {**(ABOUT.get() or {}), **getattr(record, "facts", {})}
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        line += "".join(f" {key}={value}" for key, value in facts.items())
        if record.exc_info is not None and record.exc_info[0] is not None:
            line += f" {record.exc_info[0].__name__} at {', '.join(places_of(record.exc_info[1])[-3:])}"
        return line


def places_of(error: BaseException | None) -> list[str]:
    """File and line of each frame that an error came through, outermost first."""
    found = []
    frame = error.__traceback__ if error is not None else None
    while frame is not None:
        found.append(f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}")
        frame = frame.tb_next
    return found


def log_to_standard_error(*, as_json: bool) -> None:
    """Send what the service logs to standard error; requests are logged where lines are JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("service").setLevel(logging.INFO if as_json else logging.WARNING)
