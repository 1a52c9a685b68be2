"""The organisation tree in a real database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.database import Database
from service.errors import NotFound
from service.records import Base
from service.units import FormerName, UnitData, all_units, get_unit, list_levels, put_units, slug

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.migrate()
    return database


def test_migrations_make_the_tables_that_the_rows_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        ours = [diff for diff in found if not _is_of_the_job_engine(diff)]
    assert ours == []


def _is_of_the_job_engine(diff: object) -> bool:
    return isinstance(diff, tuple) and diff[0] == "remove_table"


def test_unit_comes_back_as_it_was_put(database: Database) -> None:
    province = UnitData("quang-ngai", "Tỉnh ủy Quảng Ngãi", "tinh")
    district = UnitData(
        id="mo-duc",
        name="Huyện ủy Mộ Đức",
        level="huyen",
        parent="quang-ngai",
        short_name="Mộ Đức",
        abbreviations=("HU",),
        former_names=(FormerName("Huyện ủy Mộ Đức cũ", dt.date(1990, 1, 1)), FormerName("Mộ Hoa")),
        valid_from=dt.date(1975, 1, 1),
        valid_to=dt.date(2025, 6, 30),
    )
    with database.write() as session:
        put_units(session, [province, district], now=NOW)
    with database.read() as session:
        assert get_unit(session, "mo-duc") == district
        assert all_units(session) == (district, province)


def test_unit_counts_up_to_and_including_its_last_day() -> None:
    unit = UnitData("x", "X", "huyen", valid_to=dt.date(2025, 6, 30))
    assert unit.valid_on(dt.date(2025, 6, 30))
    assert not unit.valid_on(dt.date(2025, 7, 1))


def test_unknown_unit_is_named(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="unit nowhere"):
        get_unit(session, "nowhere")


def test_levels_are_there_from_the_start(database: Database) -> None:
    with database.read() as session:
        levels = list_levels(session)
    assert [level.id for level in levels] == ["tinh", "huyen", "thanh-vien", "xa", "co-so"]
    assert levels[1].deadline_level == "district"


def test_slug_has_no_marks() -> None:
    assert slug("Đảng ủy xã Đức Phổ – Số 2") == "dang-uy-xa-duc-pho-so-2"
