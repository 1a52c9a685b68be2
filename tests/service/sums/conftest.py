"""An office of two periods in both databases, and one thing that happens to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from samples.office import make_office
from samples.office_rows import write_office
from service.access import people
from service.access.matrix import Role
from service.campaigns import load_builtin
from service.database import Database
from tests.service.sums.acts import NOW, Act, World, happen

PERIODS = ("2023-Q1", "2023-Q2")


def fill(database: Database, units: int = 24) -> None:
    database.migrate()
    with database.write() as session:
        load_builtin(session, now=NOW)
        people.add_user(session, "an", "Nguyễn Thị An", Role.ADMIN, now=NOW)
        write_office(session, make_office(seed=5, units=units, periods=2), now=NOW)
        if session.get_bind().dialect.name == "postgresql":  # the office's reports brought ids of their own
            for table in ("submissions", "pages", "files", "fields"):
                ids = f"pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table})"
                session.execute(text(f"SELECT setval({ids})"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: Any, tmp_path: Path) -> Iterator[Database]:
    postgres = request.param == "postgresql"
    database = Database(request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path}/o.db")
    fill(database)
    yield database
    database.close()


def do(database: Database, world_seed: random.Random, act: Act, step: int) -> None:
    with database.write() as session:
        happen(World(session, world_seed, PERIODS, step), act)
