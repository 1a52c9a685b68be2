"""Which workers live: each puts down a row and holds the lock of the row's number."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.database import Database
from service.errors import UnsafeSetting
from service.jobs.locks import AdvisoryLocks, FileLocks, Locks
from service.records import WorkerRecord

KEEPING, STARTING = 0, -1
"""Numbers of the locks that only one worker at a time holds: to take over, to make tables."""
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""The same in every container of a machine, another on every machine and after every start of it."""


def workers_of(session: Session) -> tuple[WorkerRecord, ...]:
    """All that put themselves down and were not forgotten: those who live, and for seconds who just died."""
    return tuple(session.scalars(select(WorkerRecord).order_by(WorkerRecord.id)))


@dataclass(frozen=True)
class Roll:
    """All workers at one look."""

    living: tuple[WorkerRecord, ...]
    dead: tuple[WorkerRecord, ...]


class Presence:
    """This process among all that work on the same database."""

    def __init__(self, database: Database, data_dir: Path, *, version: str, size: int) -> None:
        self._database = database
        self._on_file = database.engine.dialect.name == "sqlite"
        self._locks: Locks = (
            FileLocks(data_dir / "workers") if self._on_file else AdvisoryLocks(database.engine)
        )
        self._version, self._size = version, size
        self._missed: dict[int, int] = {}
        self._id: int | None = None
        self.name = ""

    def enter(self, *, now: dt.datetime) -> str:
        """Put ourselves down; the name under which the engine knows this process.

        Raises:
            UnsafeSetting: The database is SQLite and a worker of another machine works on it.
        """
        machine, host = BOOT_ID.read_text().strip(), socket.gethostname()
        if self._on_file:
            for other in self.living():
                if other.machine != machine:
                    raise UnsafeSetting(
                        setting="TONGHOP_DATABASE_URL",
                        reason=f"the worker {other.name} of {other.host} uses this SQLite file too; several "
                        "machines need PostgreSQL",
                    )
        self.name = f"{host}-{secrets.token_hex(4)}"
        with self._database.write() as session:
            row = WorkerRecord(
                name=self.name,
                machine=machine,
                host=host,
                version=self._version,
                size=self._size,
                started_at=now,
            )
            session.add(row)
            session.flush()
            self._id = row.id
            self._locks.hold(row.id)  # before anybody can see the row
        return self.name

    def stay(self) -> bool:
        """Take our lock again where the database was restarted; False where we were given up meanwhile."""
        if self._id is None:
            return False
        if not self._locks.still_held():
            self._locks.hold(self._id)
        if self._on_file:
            return True
        with self._database.read() as session:
            return session.get(WorkerRecord, self._id) is not None

    def living(self) -> tuple[WorkerRecord, ...]:
        """The workers that hold their locks, ourselves among them."""
        return tuple(row for row in self._rows() if row.id == self._id or not self._is_free(row.id))

    def look(self) -> Roll:
        """Who is there and who died; one without a lock counts as dead after enough looks in a row."""
        rows = self._rows()
        free = {row.id for row in rows if row.id != self._id and self._is_free(row.id)}
        self._missed = {number: self._missed.get(number, 0) + 1 for number in free}
        dead = {number for number, looks in self._missed.items() if looks >= self._locks.patience}
        return Roll(
            tuple(row for row in rows if row.id not in dead), tuple(row for row in rows if row.id in dead)
        )

    def bury(self, worker: WorkerRecord) -> None:
        """Forget a dead worker, once its work is taken over."""
        self._missed.pop(worker.id, None)
        with self._database.write() as session:
            session.execute(delete(WorkerRecord).where(WorkerRecord.id == worker.id))

    @contextmanager
    def keeping(self) -> Iterator[bool]:
        """Whether it is our turn to take over; meanwhile nobody else does."""
        with self._locks.if_free(KEEPING) as free:
            yield free

    @contextmanager
    def starting(self) -> Iterator[None]:
        """One worker after another."""
        if self._on_file:
            # SQLite lets one change tables at a time anyway.
            yield
            return
        other = AdvisoryLocks(self._database.engine)
        other.hold(STARTING)
        try:
            yield
        finally:
            other.release()

    def leave(self) -> None:
        """Go: others take over what we leave at once."""
        self._id = None
        self._locks.release()

    def _rows(self) -> tuple[WorkerRecord, ...]:
        with self._database.read() as session:
            return workers_of(session)

    def _is_free(self, number: int) -> bool:
        with self._locks.if_free(number) as free:
            return free
