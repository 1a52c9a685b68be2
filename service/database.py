"""The database: engine, transactions, migrations. SQLite in one file, or PostgreSQL, by the same code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from service.auditing import recorder  # noqa: F401  # every session of ours is listened to
from service.turns import Turns

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another one; transactions here last milliseconds, a slow disk seconds."""
MIGRATING = 0x746F6E67686F70  # "tonghop" in ASCII, the key of an advisory lock
_WRITING = "tonghop_writing"


class _Turn:
    """One transaction's turn among the writers of a SQLite file."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._taken = False

    def take(self) -> None:
        """Wait for it; after SQLite's own patience go on without, and let SQLite say what is the matter."""
        self._taken = self._turns.take()

    def give(self) -> None:
        if self._taken:
            self._taken = False
            self._turns.give()


class Database:
    """Hands out sessions. ``read`` sees one state throughout; ``write`` commits at its end or not at all."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._turns = Turns(_beside(url), patience_seconds=BUSY_TIMEOUT_MS / 1000)
        self._info: dict[str, Any] = {}

    def bound(self, **info: Any) -> Database:
        """The same database whose sessions carry this (``Session.info``): who asks, and what they may see."""
        twin = copy(self)
        twin._info = self._info | info
        return twin

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False, info=dict(self._info)) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction. On SQLite it takes the write lock at its start, so that what it read first
        still holds when it writes; keep it short and do no reading of files inside.
        """
        with self.engine.connect() as plain:
            turn = _Turn(self._turns)
            connection = plain.execution_options(**{_WRITING: turn})
            try:
                with (
                    Session(connection, expire_on_commit=False, info=dict(self._info)) as session,
                    session.begin(),
                ):
                    yield session
            finally:
                turn.give()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one state of all tables however long it is read, and writes nothing."""
        with self.engine.connect() as plain:
            connection = plain
            if plain.dialect.name == "postgresql":
                connection = plain.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to this version's form, or an older one's; safe to call at every start."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect().execution_options(**{_WRITING: True}) as connection, connection.begin():
            if connection.dialect.name == "postgresql":  # several servers may start at the same moment
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    def close(self) -> None:
        self.engine.dispose()
        self._turns.close()


def make_engine(url: str) -> Engine:
    """An engine whose SQLite connections are durable (WAL, synchronous FULL) and keep foreign keys."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20)
    _make_parent(url)
    engine = create_engine(url, pool_size=20, max_overflow=40, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, see below; sqlite3 itself never does
        _set_pragmas(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        if isinstance(writing, _Turn):
            writing.take()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def make_job_engine(url: str) -> Engine:
    """The job engine's own connections to the same database; it expects sqlite3 to begin its transactions."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=0)
    engine = create_engine(url, pool_size=20, max_overflow=20, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        _set_pragmas(connection)

    return engine


def _set_pragmas(connection: sqlite3.Connection) -> None:
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _beside(url: str) -> Path | None:
    """The file that says whose turn it is to write, beside a SQLite file."""
    path = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else ""
    return Path(f"{path}-turn") if path and path != ":memory:" else None


def _make_parent(url: str) -> None:
    path = url.removeprefix("sqlite:///")
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
