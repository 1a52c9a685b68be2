"""A lock that ends with its holder, however that dies: the sign that a worker lives.

On PostgreSQL an advisory lock of a session: the server gives it up when the connection ends, and notices a
machine that vanished by keep-alive probes. On SQLite, where all workers share a kernel, a lock on a file.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

OURS = 0x746F6E67
"""The first half of our advisory locks' keys, "tong" in ASCII; the second is the worker's number."""
KEEPALIVE = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
"""A machine that lost its power is noticed after eleven seconds."""


class Locks(Protocol):
    """Numbered locks; ``patience`` is how many looks in a row must find one free before it counts as free."""

    patience: int

    def hold(self, number: int) -> None:
        """Take a lock and keep it until ``release`` or our end."""

    def still_held(self) -> bool:
        """Whether what we hold is still ours; False where the connection was lost."""

    def if_free(self, number: int) -> AbstractContextManager[bool]:
        """As a context: whether nobody holds the lock; meanwhile we do."""

    def release(self) -> None:
        """Give up what we hold."""


class FileLocks:
    """Locks on files of a folder of this machine."""

    patience = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[int] = []
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def hold(self, number: int) -> None:
        descriptor = self._open(number)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._held.append(descriptor)

    def still_held(self) -> bool:
        return True

    @contextmanager
    def if_free(self, number: int) -> Iterator[bool]:
        descriptor = self._open(number)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(descriptor)

    def release(self) -> None:
        while self._held:
            os.close(self._held.pop())

    def _open(self, number: int) -> int:
        return os.open(self._folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


class AdvisoryLocks:
    """Advisory locks of PostgreSQL, held by a connection of their own."""

    patience = 3  # after a restart of the database all workers are without theirs for a moment

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own = create_engine(engine.url, poolclass=NullPool, connect_args={"options": KEEPALIVE})
        self._connection: Connection | None = None

    def hold(self, number: int) -> None:
        self.release()
        connection = self._own.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("SELECT pg_advisory_lock(:ours, :number)"), {"ours": OURS, "number": number})
        self._connection = connection

    def still_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self.release()
            return False
        return True

    @contextmanager
    def if_free(self, number: int) -> Iterator[bool]:
        key = {"ours": OURS, "number": number}
        with self._engine.connect() as connection:
            taken = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:ours, :number)"), key))
            try:
                yield taken
            finally:
                if taken:
                    connection.execute(text("SELECT pg_advisory_unlock(:ours, :number)"), key)

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # closed, not returned: the lock goes with it
            connection.close()
