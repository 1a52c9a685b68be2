"""Frozen cuts: what was kept never changes, and what moved since is told by total, unit and person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from samples.office import CAMPAIGN, FORM, make_office
from samples.office_rows import write_office
from service.access import people
from service.access.matrix import Role
from service.compiling.changes import Why, changes
from service.compiling.model import Place, Standing
from service.compiling.packing import pack, unpack
from service.compiling.read import compile_campaign
from service.compiling.tree import roll_up
from service.database import Database
from service.errors import BadRequest
from service.records import CorrectionRecord, FieldRecord, SubmissionRecord
from service.snapshots import EXPORT, figures_of, freeze, keep, list_snapshots, movers

NOW = dt.datetime(2023, 7, 15, 3, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=3)
PLACE = Place(FORM, "hop-tac-xa", "so_dang_vien")


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('cut')}/cut.db")
    database.migrate()
    with database.write() as session:
        write_office(session, make_office(seed=3, units=20, periods=1), now=NOW)
        people.add_user(session, "an", "Nguyễn Thị An", Role.REVIEWER, now=NOW)
    return database


def correct(database: Database, unit: str, number: int) -> tuple[int, Decimal]:
    """A person sets a unit's number; its field's id and what it was."""
    with database.write() as session:
        compiled = compile_campaign(session, CAMPAIGN)
        cell = compiled.cells[unit, PLACE]
        field = session.get_one(FieldRecord, cell.field_id)
        field.verdict, field.status, field.settled_value = "correct", "corrected", number
        session.add(
            CorrectionRecord(
                field_id=field.id, submission_id=field.submission_id, verdict="correct",
                before={}, after={}, user_id=1, at=LATER,
            )
        )  # fmt: skip
        assert cell.number is not None
        return field.id, cell.number


def a_district(database: Database) -> str:
    with database.read() as session:
        units = compile_campaign(session, CAMPAIGN).units
    return next(u.id for u in units if u.level == "huyen" and u.standing is Standing.REPORTED)


def test_packed_figures_come_back_equal(database: Database) -> None:
    with database.read() as session:
        compiled = compile_campaign(session, CAMPAIGN)
    back = unpack(pack(compiled))
    assert (back.units, back.cells, back.sheets) == (compiled.units, compiled.cells, compiled.sheets)
    with pytest.raises(ValueError, match="another version"):
        unpack(b"something else")


def test_cut_stays_and_the_note_names_total_unit_and_person(database: Database) -> None:
    with database.write() as session:
        cut = freeze(session, CAMPAIGN, None, "  số liệu chốt   15/7 ", person=None, now=NOW)
        frozen = roll_up(figures_of(session, cut.id))["", PLACE].value
    assert cut.title == "số liệu chốt 15/7"
    district = a_district(database)
    field, before = correct(database, district, 999)
    with database.read() as session:
        kept = figures_of(session, cut.id)
        assert roll_up(kept)["", PLACE].value == frozen
        moved = changes(kept, compile_campaign(session, CAMPAIGN))
        assert [(m.unit, m.before, m.after, m.why) for m in moved.numbers] == [
            (district, before, 999, Why.SETTLED)
        ]
        assert moved.numbers[0].field_id == field
        assert [(t.place, t.difference) for t in moved.totals] == [(PLACE, 999 - before)]
        who = movers(session, moved.numbers, since=cut.at)[moved.numbers[0]]
        assert (who.who, who.at) == ("Nguyễn Thị An", LATER)


def test_report_that_is_returned_leaves_the_live_figures_only(database: Database) -> None:
    district = a_district(database)
    with database.write() as session:
        cut = freeze(session, CAMPAIGN, None, "chốt", person=None, now=NOW)
        session.scalars(
            select(SubmissionRecord).where(
                SubmissionRecord.unit_id == district, SubmissionRecord.period == cut.period
            )
        ).one().returned_at = LATER
    with database.read() as session:
        moved = changes(figures_of(session, cut.id), compile_campaign(session, CAMPAIGN)).numbers
    assert {(m.unit, m.why, m.after) for m in moved} == {(district, Why.WITHDRAWN, None)}


@pytest.mark.parametrize("act", ["UPDATE snapshots SET title = 'khác'", "DELETE FROM snapshots"])
def test_database_refuses_to_change_a_cut(database: Database, act: str) -> None:
    with database.write() as session:
        freeze(session, CAMPAIGN, None, "chốt", person=None, now=NOW)
    with pytest.raises(DatabaseError, match="never changes"), database.write() as session:
        session.execute(text(act))


def test_export_without_news_adds_no_snapshot(database: Database) -> None:
    district = a_district(database)
    for number in (None, None, 7):
        if number is not None:
            correct(database, district, number)
        with database.write() as session:
            keep(session, compile_campaign(session, CAMPAIGN), EXPORT, "", person=None, now=NOW)
    with database.read() as session:
        assert len(list_snapshots(session, CAMPAIGN, None, EXPORT)) == 2


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_cut_without_a_fitting_title_is_refused(database: Database, title: str) -> None:
    with pytest.raises(BadRequest), database.write() as session:
        freeze(session, CAMPAIGN, None, title, person=None, now=NOW)
