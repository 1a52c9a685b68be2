"""Writers of a process wait for each other in a queue, and a failed one keeps nobody waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.database import Database

WRITERS, EACH = 8, 10


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.write() as session:
        session.execute(text("CREATE TABLE sums (total INTEGER)"))
        session.execute(text("INSERT INTO sums VALUES (0)"))
    yield database
    database.close()


def total(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(text("SELECT total FROM sums")) or 0)


def test_what_many_writers_read_first_still_holds_when_they_write(database: Database) -> None:
    def add(twin: Database) -> None:
        for _ in range(EACH):
            with twin.write() as session:
                found = session.scalar(text("SELECT total FROM sums"))
                session.execute(text("UPDATE sums SET total = :next"), {"next": found + 1})

    threads = [threading.Thread(target=add, args=(database.bound(who=n),)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total(database) == WRITERS * EACH


def test_a_writer_that_fails_gives_its_turn_back(database: Database) -> None:
    with pytest.raises(KeyError), database.write() as session:
        session.execute(text("UPDATE sums SET total = 7"))
        raise KeyError("half-way")
    with pytest.raises(Exception, match="no such table"), database.write() as session:
        session.execute(text("UPDATE nowhere SET total = 7"))
    assert not database._turns._lock.locked()
    with database.write() as session:
        session.execute(text("UPDATE sums SET total = total + 1"))
    assert total(database) == 1


def test_a_transaction_that_wrote_nothing_waits_for_nobody(database: Database) -> None:
    with database.write(), database.write() as second:  # the turn is taken with the first statement
        second.execute(text("UPDATE sums SET total = 3"))
    assert total(database) == 3
