"""A whole generated office: what is compiled equals the generator's truth, cell by cell."""

from __future__ import annotations

import datetime as dt

import pytest

from samples.office import CAMPAIGN, FORM, PROVINCE, Office, all_keys, make_office
from samples.office_rows import write_office
from samples.office_truth import truth_of
from service.compiling.model import Compiled, Place, Standing
from service.compiling.read import compile_campaign
from service.compiling.reconcile import differences
from service.compiling.tree import roll_up
from service.database import Database
from service.tracking import Basis, tracked_units

NOW = dt.datetime(2023, 12, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office() -> Office:
    return make_office(seed=11)


@pytest.fixture(scope="module")
def database(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('office')}/office.db")
    database.migrate()
    with database.write() as session:
        write_office(session, office, now=NOW)
    return database


@pytest.fixture(scope="module")
def compiled(office: Office, database: Database) -> dict[str, Compiled]:
    with database.read() as session:
        return {period: compile_campaign(session, CAMPAIGN, period) for period in office.periods}


def test_office_is_of_the_size_and_the_troubles_that_are_asked_for(office: Office) -> None:
    assert len(office.units) - 1 == 200
    assert 560 <= len(office.sent) <= 660
    wanted = {"late", "missing", "contested", "revised", "split", "returned", "unsure", "contradictory"}
    assert wanted <= set(office.trouble.values())


def test_every_unit_stands_as_in_truth(office: Office, compiled: dict[str, Compiled]) -> None:
    for period in office.periods:
        truth = truth_of(office, period)
        found = {unit.id: unit.standing.value for unit in compiled[period].units if unit.id != PROVINCE}
        assert found == {unit: told.standing for unit, told in truth.units.items()}


def test_every_unit_is_tracked_as_in_truth(office: Office, database: Database) -> None:
    for period in office.periods:
        with database.read() as session:
            units = tracked_units(session, CAMPAIGN, period, today=NOW.date())
        found = {
            unit.unit_id: (
                unit.standing.value,
                None if unit.standing.value == "returned" else unit.days_late(Basis.RECEIVED),
            )
            for unit in units
        }
        truth = truth_of(office, period).units
        assert found == {unit: (told.tracked, told.days_late) for unit, told in truth.items()}


def test_every_number_that_counts_and_every_total_equal_the_truth(
    office: Office, compiled: dict[str, Compiled]
) -> None:
    for period in office.periods:
        truth, totals = truth_of(office, period), roll_up(compiled[period])
        standing = {unit.id: unit.standing for unit in compiled[period].units}
        for unit in ["", *(unit.id for unit in office.units)]:
            for key in all_keys():
                place = Place(FORM, *key)
                cell = compiled[period].cells.get((unit, place))
                counts = cell is not None and cell.counts and standing[unit] is Standing.REPORTED
                assert (cell.value if cell and counts else None) == truth.counted.get((unit, key))
                assert totals[unit, place].value == truth.used.get((unit, key)), (unit, key)


def test_every_difference_and_its_parts_equal_the_truth(
    office: Office, compiled: dict[str, Compiled]
) -> None:
    causes = set()
    for period in office.periods:
        truth = truth_of(office, period)
        found = {
            (d.unit, (d.place.line, d.place.column)): (
                d.stated,
                d.below,
                tuple((part.units, part.cause.value, part.amount) for part in d.parts),
            )
            for d in differences(compiled[period], roll_up(compiled[period]))
            if d.place.sheet == FORM
        }
        assert found == {k: (t.stated, t.below, t.parts) for k, t in truth.differences.items()}
        causes |= {part[1] for t in truth.differences.values() for part in t.parts}
    assert {"missing", "unknown", "open", "revised"} <= causes
