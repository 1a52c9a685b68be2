"""Every earlier form of the tables, with rows in it, comes to the present one without losing any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, MetaData, Table, func, insert, inspect, select, text

from service.database import MIGRATIONS, Database
from service.records import Base

NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
KEPT = ("users", "campaigns", "submissions", "files", "pages", "fields", "corrections", "checks", "problems")
"""Tables of the very first form, those that others refer to first; a row is put into each."""


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'x.db'}")
    else:
        made = Database(request.getfixturevalue("postgres_url"))
    yield made
    made.close()


def any_value(column: Any, parents: dict[str, Any]) -> Any:
    """Something that fits a column: the parent's key, or by its type."""
    for key in column.foreign_keys:
        return parents.get(key.column.table.name)
    if isinstance(column.type, JSON):
        return {}
    kind = column.type.python_type
    if kind is str:
        return ("tiếng Việt " + column.name)[: column.type.length or 80]
    return {int: 1, float: 0.5, bool: True, bytes: b"\x00x", dt.datetime: NOW, dt.date: NOW.date()}[kind]


def add_rows(database: Database) -> None:
    """A row in each of the oldest tables, by the columns that they have now."""
    parents: dict[str, Any] = {}
    with database.write() as session:
        connection = session.connection()
        metadata = MetaData()
        for name in KEPT:
            table = Table(name, metadata, autoload_with=connection)
            values = {
                column.name: any_value(column, parents)
                for column in table.columns
                if not (column.primary_key and column.type.python_type is int)
                and (not column.nullable or column.name == "value")
            }
            made = connection.execute(insert(table).values(values))
            parents[name] = made.inserted_primary_key[0]  # type: ignore[index]


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_rows_of_every_earlier_form_come_along(database: Database, revision: str) -> None:
    database.migrate(revision)
    add_rows(database)
    database.migrate()
    with database.read() as session:
        connection = session.connection()
        counts = {
            name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name]))
            for name in KEPT
        }
        assert counts == {**dict.fromkeys(KEPT, 1), "campaigns": counts["campaigns"]}
        assert counts["campaigns"] >= 1
        present = inspect(connection)
        for table in Base.metadata.sorted_tables:  # and what the code expects is there
            columns = {column["name"] for column in present.get_columns(table.name)}
            assert {column.name for column in table.columns} <= columns, table.name
        assert session.scalar(text("SELECT name FROM submissions")) == "tiếng Việt name"
    database.migrate()
