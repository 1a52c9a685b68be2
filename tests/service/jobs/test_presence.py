"""Who lives and who died, on both databases, with real locks."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from service.database import Database
from service.errors import UnsafeSetting
from service.jobs.presence import Presence
from service.records import WorkerRecord

NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
SECONDS_TO_END = 20
Make = Callable[[], Presence]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'x.db'}")
    else:
        made = Database(request.getfixturevalue("postgres_url"))
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Make:
    return lambda: Presence(database, tmp_path, version="v", size=2)


def wait_until_dead(presence: Presence) -> None:
    """Look until somebody is dead: a server of databases ends a closed connection when it gets to it."""
    ends = time.monotonic() + SECONDS_TO_END
    while not presence.look().dead:
        assert time.monotonic() < ends, "never"


def test_a_worker_that_goes_is_dead_to_the_others_and_can_be_forgotten(make: Make) -> None:
    one, other = make(), make()
    names = {one.enter(now=NOW), other.enter(now=NOW)}
    assert len(names) == 2
    assert {worker.name for worker in one.look().living} == names == {w.name for w in other.living()}
    other.leave()
    wait_until_dead(one)
    (dead,) = one.look().dead
    assert dead.name == other.name
    one.bury(dead)
    assert one.look().dead == ()
    assert [worker.name for worker in one.living()] == [one.name]
    one.leave()


def test_one_keeper_acts_at_a_time(make: Make) -> None:
    one, other = make(), make()
    with one.keeping() as first, other.keeping() as second:
        assert (first, second) == (True, False)
    with other.keeping() as now:
        assert now


def test_a_worker_takes_its_lock_again_after_a_restart_of_the_database(
    postgres_url: str, tmp_path: Path
) -> None:
    database = Database(postgres_url)
    database.migrate()
    one, other = (Presence(database, tmp_path, version="v", size=1) for _ in range(2))
    one.enter(now=NOW)
    other.enter(now=NOW)
    with database.engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        )
    database.engine.dispose()
    assert other.stay()
    assert one.look().dead == (), "being without a lock for a moment is no death"
    assert one.stay() and one.stay()
    assert {worker.name for worker in other.living()} == {one.name, other.name}
    for presence in (one, other):
        presence.leave()
    database.close()


def test_sqlite_refuses_workers_of_two_machines(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    one, other = (Presence(database, tmp_path, version="v", size=1) for _ in range(2))
    one.enter(now=NOW)
    with database.write() as session:
        session.execute(update(WorkerRecord).values(machine="another kernel"))
    with pytest.raises(UnsafeSetting, match="several machines need PostgreSQL"):
        other.enter(now=NOW)
    one.leave()
    other.enter(now=NOW)
    other.leave()
    database.close()
