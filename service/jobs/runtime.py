"""What the running engine works with. The engine calls module-level functions, so it is kept here."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from service import page_layout
from service.database import Database
from service.reading import Reader
from service.settings import Settings
from service.storage import Storage


@dataclass(frozen=True)
class Due:
    """A workflow to be enqueued: the name of its function and its arguments, its id, its place, its delay."""

    name: str
    id: str
    arguments: tuple[int, ...]
    priority: int = 0
    seconds: float = 0.0


class Post(Protocol):
    """Enqueues workflows; takes effect with the session's transaction."""

    def __call__(self, session: Session, due: Sequence[Due]) -> None: ...


class Running:
    """The workflows that run in this process."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._lock = threading.Lock()

    @contextmanager
    def entered(self, workflow_id: str) -> Iterator[None]:
        with self._lock:
            self._ids.append(workflow_id)
        try:
            yield
        finally:
            with self._lock:
                self._ids.remove(workflow_id)

    def ids(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._ids)


@dataclass(frozen=True)
class Runtime:
    """The parts of one started engine."""

    database: Database
    storage: Storage
    reader: Reader
    settings: Settings
    post: Post
    enqueue: page_layout.Enqueue
    running: Running = field(default_factory=Running)


_runtime: Runtime | None = None


class Stopping(BaseException):
    """We are being stopped. No ``Exception``, so the engine records no outcome and repeats the step."""


def set_runtime(runtime: Runtime | None) -> None:
    global _runtime
    _runtime = runtime


def running() -> Runtime:
    """The started engine's parts; Stopping where there is none any more."""
    if _runtime is None:
        raise Stopping
    return _runtime


def stopped() -> bool:
    return _runtime is None
