"""Stored sums equal those computed from scratch, whatever happened in between and whoever wrote meanwhile."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from samples.office import CAMPAIGN, FORM
from service.campaigns import get_campaign, load_builtin
from service.compiling.model import Place
from service.compiling.read import compile_campaign
from service.compiling.tree import roll_up
from service.database import Database
from service.records import FieldRecord, SumsMarkRecord, SumsUnitRecord
from service.sums import keeping, rows
from service.sums.behind import behind_of, stored_behind
from service.sums.nodes import Shape, sums_of
from service.sums.overview import overview_of, stored_overview
from service.sums.packing import Packing
from tests.service.sums.acts import ACTS, NOW, Act
from tests.service.sums.conftest import PERIODS, do, fill

STEPS = 2  # times that each act is done in the long walk


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database file with stored sums, to be copied."""
    path = tmp_path_factory.mktemp("sums") / "office.db"
    database = Database(f"sqlite:///{path}")
    fill(database)
    for period in PERIODS:
        assert keeping.renew(database, CAMPAIGN, period, build=True)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def settled(database: Database) -> None:
    """Sums of both periods and no mark left: what a build leaves is taken in by the next look."""
    check(database)
    check(database)
    with database.read() as session:
        assert session.scalars(select(SumsMarkRecord.id)).all() == []


def check(database: Database, told: str = "") -> None:
    """Bring the sums up to now and compare every unit, the whole and what the pages show with scratch."""
    for period in PERIODS:
        assert keeping.renew(database, CAMPAIGN, period, build=True), told
    with database.read() as session:
        for period in PERIODS:
            _compare(session, period, told)


def _compare(session: Session, period: str, told: str) -> None:
    compiled = compile_campaign(session, CAMPAIGN, period)
    shape = Shape(compiled.sheets)
    packing = Packing(shape)
    nodes = keeping.nodes_from(compiled)
    whole = sums_of(shape, nodes, [unit.id for unit in compiled.units])
    stored = rows.nodes_of(session, CAMPAIGN, period, packing, SumsUnitRecord.unit_id.is_not(None))
    assert stored == nodes, told
    content = rows.built_periods(session, CAMPAIGN, rows.stamp_of(session))[period]
    kept = packing.whole_of(content)
    assert kept.below == whole.below, told
    assert kept.counts == Counter({key: n for key, n in whole.counts.items() if n}), told
    scratch, shown = overview_of(compiled), stored_overview(session, CAMPAIGN, period)
    assert shown is not None
    for name in ("counted", "totals", "others", "differences", "more_differences", "mismatches"):
        assert getattr(shown, name) == getattr(scratch, name), (told, name)
    totals = roll_up(compiled)
    for (unit, place), total in totals.items():
        if unit in stored:
            assert shape.total(stored[unit], place) == total, told


def test_sums_equal_those_from_scratch_after_every_kind_of_change(database: Database) -> None:
    check(database)
    chance = random.Random(7)
    acts = [act for act in ACTS for _ in range(STEPS)]
    chance.shuffle(acts)
    for step, act in enumerate(acts):
        do(database, chance, act, step)
        check(database, f"{step} {act.__name__}")


@settings(max_examples=12)
@given(walk=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 999)), min_size=1, max_size=8))
def test_sums_equal_those_from_scratch_after_any_series_of_changes(
    template: Path, walk: list[tuple[Act, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("walk") / "office.db"
    shutil.copy(template, path)
    database = Database(f"sqlite:///{path}")
    for step, (act, seed) in enumerate(walk):
        do(database, random.Random(seed), act, step)
    check(database, " ".join(act.__name__ for act, _ in walk))
    database.close()
    path.unlink()


def test_change_of_a_field_leaves_the_sums_built_and_marks_only_its_report(database: Database) -> None:
    settled(database)
    with database.write() as session:
        row = session.scalars(select(FieldRecord).where(FieldRecord.path.like("table.%.so_luong"))).first()
        assert row is not None
        row.value, report = 4_321, row.submission_id
    with database.read() as session:
        assert set(session.scalars(select(SumsMarkRecord.submission_id))) == {report}
    assert keeping.renew(database, CAMPAIGN, PERIODS[0], build=False)
    with database.read() as session:
        assert session.scalars(select(SumsMarkRecord.id)).all() == []
    check(database)


def looked_after_a_change(database: Database, chance: random.Random) -> keeping.Look:
    """What was seen of sums that were settled and of which one report changed since."""
    settled(database)
    do(database, chance, ACTS[0], 0)
    with database.read() as session:
        version = rows.version_of(session, CAMPAIGN)
        assert version is not None
        old = keeping.look(session, CAMPAIGN, version)
    assert old is not None
    return old


def test_sums_are_not_written_over_those_that_another_wrote_meanwhile(database: Database) -> None:
    chance = random.Random(3)
    old = looked_after_a_change(database, chance)
    do(database, chance, ACTS[0], 1)
    assert keeping.renew(database, CAMPAIGN, PERIODS[0], build=False)
    assert not keeping.write(database, CAMPAIGN, old)
    check(database)


def test_change_between_the_look_and_the_writing_is_taken_in_next_time(database: Database) -> None:
    chance = random.Random(3)
    old = looked_after_a_change(database, chance)
    with database.write() as session:  # the same report changes once more
        report = session.scalars(select(SumsMarkRecord.submission_id)).first()
        for row in session.scalars(select(FieldRecord).where(FieldRecord.submission_id == report)):
            row.status = "review"
    assert keeping.write(database, CAMPAIGN, old)
    with database.read() as session:
        assert session.scalars(select(SumsMarkRecord.id)).all() != []
    check(database)


def test_many_changes_build_the_sums_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(database)
    monkeypatch.setattr(keeping, "MOST_CHANGED", 3)
    with database.write() as session:
        for row in session.scalars(select(FieldRecord).where(FieldRecord.path.like("table.%.so_luong"))):
            row.value = 5
    assert not keeping.renew(database, CAMPAIGN, PERIODS[0], build=False)
    check(database)


def test_office_without_units_has_no_stored_sums(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    database.migrate()
    with database.write() as session:
        load_builtin(session, now=NOW)
    assert not keeping.renew(database, "205-KH/TU", "", build=True)


def test_units_behind_a_number_are_those_of_a_computation_from_scratch(database: Database) -> None:
    assert keeping.renew(database, CAMPAIGN, PERIODS[0], build=True)
    with database.read() as session:
        compiled = compile_campaign(session, CAMPAIGN, PERIODS[0])
        get_campaign(session, CAMPAIGN)
        place = Place(FORM, "hop-tac-xa", "so_dang_vien")
        for unit in ["", *(unit.id for unit in compiled.units)]:
            for offset in (0, 2):
                scratch = behind_of(compiled, place, unit, offset=offset, limit=2)
                found = stored_behind(session, CAMPAIGN, PERIODS[0], place, unit, offset=offset, limit=2)
                assert found is not None
                assert (found.count, found.differences) == (scratch.count, scratch.differences)
                assert found.whole == scratch.whole
                assert [u.id for u in found.units] == [u.id for u in scratch.units]
                for one in found.units:
                    key = one.id, place
                    assert found.totals.get(key) == scratch.totals.get(key)
                    assert found.compiled.cells.get(key) == scratch.compiled.cells.get(key)
                    assert found.below[one.id] == scratch.below[one.id]
