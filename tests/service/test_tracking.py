"""Who has reported and who is late, counted on a real database against what was put there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service import campaigns
from service.database import Database
from service.expected import Rule, draw_list, grant_extension, set_expected
from service.records import SubmissionRecord
from service.tracking import Basis, Standing, Tracking, TrackingQuery, track
from service.units import UnitData, put_units

PLAN = "205-KH/TU"  # districts by 15/7/2023, communes by 30/6/2023
NOW = dt.datetime(2023, 6, 10, tzinfo=dt.UTC)
TODAY = dt.date(2023, 7, 20)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.migrate()
    units = [UnitData("qn", "Tỉnh ủy Quảng Ngãi", "tinh")]
    units += [UnitData(name, f"Huyện ủy {name}", "huyen", "qn") for name in ("a", "b", "c", "d")]
    units += [UnitData(f"a{n}", f"Đảng ủy xã A{n}", "xa", "a") for n in (1, 2)]
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        put_units(session, units, now=NOW)
        draw_list(session, PLAN, [Rule("huyen"), Rule("xa")])
    return database


def send(session: Session, unit: str | None, day: dt.date, **values: Any) -> SubmissionRecord:
    row = SubmissionRecord(
        name="bc.pdf",
        state="read",
        campaign_id=PLAN,
        unit_id=unit,
        received_at=NOW,
        received_day=day,
        **values,
    )
    session.add(row)
    session.flush()
    return row


def tracked(database: Database, *, today: dt.date = TODAY, **query: Any) -> Tracking:
    with database.read() as session:
        return track(session, TrackingQuery(PLAN, **query), today=today)


def standings(found: Tracking) -> dict[str, Standing]:
    return {unit.unit_id: unit.standing for unit in found.items}


def test_last_day_itself_is_in_time_and_the_day_after_is_late(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 15))
        send(session, "b", dt.date(2023, 7, 16))
    found = tracked(database)
    assert standings(found)["a"] is Standing.ON_TIME
    assert standings(found)["b"] is Standing.LATE
    late = next(unit for unit in found.items if unit.unit_id == "b")
    assert late.days_late(Basis.RECEIVED) == 1


def test_missing_unit_waits_until_its_last_day_and_is_overdue_after(database: Database) -> None:
    assert standings(tracked(database, today=dt.date(2023, 7, 15)))["c"] is Standing.WAITING
    assert standings(tracked(database, today=dt.date(2023, 7, 16)))["c"] is Standing.OVERDUE


def test_late_goes_by_the_day_that_is_asked_for(database: Database) -> None:
    with database.write() as session:
        days = {"signed_date": dt.date(2023, 7, 14), "sent_date": dt.date(2023, 7, 16)}
        send(session, "a", dt.date(2023, 7, 19), **days)
    (unit,) = (u for u in tracked(database).items if u.unit_id == "a")
    assert [unit.days_late(basis) for basis in Basis] == [4, 1, -1]
    assert standings(tracked(database, basis=Basis.SIGNED))["a"] is Standing.ON_TIME
    assert standings(tracked(database, basis=Basis.SENT))["a"] is Standing.LATE


def test_extension_moves_the_last_day(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 18))
        day = dt.date(2023, 7, 20)
        grant_extension(session, PLAN, "a", "", due=day, reason="bão", person=None, now=NOW)
    found = tracked(database)
    assert standings(found)["a"] is Standing.ON_TIME
    assert found.sums.extended == 1
    assert [u.unit_id for u in tracked(database, standing="extended").items] == ["a"]


def test_correction_keeps_the_day_of_the_first_version(database: Database) -> None:
    """In time on 14 July, corrected after the last day: still in time, the correction's day beside it."""
    with database.write() as session:
        first = send(session, "a", dt.date(2023, 7, 14), signed_date=dt.date(2023, 7, 12))
        second = send(session, "a", dt.date(2023, 7, 18), revision_of=first.id)
        first.superseded_by = second.id
        third = send(session, "a", dt.date(2023, 7, 19), revision_of=second.id)
        second.superseded_by = third.id
    unit = next(u for u in tracked(database).items if u.unit_id == "a")
    assert (unit.standing, unit.submission_id) == (Standing.ON_TIME, third.id)
    assert (unit.received, unit.signed) == (dt.date(2023, 7, 14), dt.date(2023, 7, 12))
    assert unit.corrected == dt.date(2023, 7, 19)


def test_version_that_was_returned_gives_no_day(database: Database) -> None:
    """What was sent back was no report; the first version that stood came on 18 July."""
    with database.write() as session:
        first = send(session, "a", dt.date(2023, 7, 14), returned_at=NOW)
        second = send(session, "a", dt.date(2023, 7, 18), revision_of=first.id)
        first.superseded_by = second.id
        third = send(session, "a", dt.date(2023, 7, 19), revision_of=second.id)
        second.superseded_by = third.id
    unit = next(u for u in tracked(database).items if u.unit_id == "a")
    assert (unit.standing, unit.received, unit.corrected) == (
        Standing.LATE,
        dt.date(2023, 7, 18),
        dt.date(2023, 7, 19),
    )


def test_returned_report_does_not_count_and_its_new_revision_does(database: Database) -> None:
    with database.write() as session:
        first = send(session, "a", dt.date(2023, 7, 1), returned_at=NOW, return_reason="thiếu biểu")
    (unit,) = (u for u in tracked(database).items if u.unit_id == "a")
    assert (unit.standing, unit.return_reason) == (Standing.RETURNED, "thiếu biểu")
    with database.write() as session:
        second = send(session, "a", dt.date(2023, 7, 17), revision_of=first.id)
        session.get_one(SubmissionRecord, first.id).superseded_by = second.id
    (unit,) = (u for u in tracked(database).items if u.unit_id == "a")
    assert (unit.standing, unit.submission_id, unit.reports) == (Standing.LATE, second.id, 1)


def test_two_reports_of_one_unit_are_one_that_came(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 1))
        send(session, "a", dt.date(2023, 7, 2))
    found = tracked(database)
    assert found.sums.received == 1
    assert next(u for u in found.items if u.unit_id == "a").reports == 2


def test_deleted_report_never_came(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 1), deleted_at=NOW)
    assert standings(tracked(database))["a"] is Standing.OVERDUE


def test_district_late_because_its_communes_were_says_which(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 18))
        send(session, "a1", dt.date(2023, 7, 17))
        send(session, "a2", dt.date(2023, 6, 29))
    (unit,) = (u for u in tracked(database).items if u.unit_id == "a")
    assert unit.late_children == ("a1",)


def test_sums_levels_filters_and_pages_agree(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 1))
        send(session, "b", dt.date(2023, 7, 19))
        send(session, "a1", dt.date(2023, 6, 30))
        set_expected(session, PLAN, "d", level=None, period="")
    found = tracked(database)
    assert (found.sums.expected, found.sums.received, found.sums.missing) == (5, 3, 2)
    assert found.by_level["district"].of(Standing.LATE) == 1
    assert {u.unit_id for u in tracked(database, standing="missing").items} == {"c", "a2"}
    assert {u.unit_id for u in tracked(database, level="grassroots").items} == {"a1", "a2"}
    assert {u.unit_id for u in tracked(database, text="huyen uy b").items} == {"b"}
    assert {u.unit_id for u in tracked(database, below="a").items} == {"a", "a1", "a2"}
    second = tracked(database, offset=2, limit=2)
    assert (len(second.items), second.total) == (2, 5)
    assert tracked(database, sort="late").items[0].unit_id == "b"


def test_report_that_nobody_expected_and_one_without_unit_are_counted(database: Database) -> None:
    with database.write() as session:
        send(session, "qn", dt.date(2023, 7, 1))
        send(session, None, dt.date(2023, 7, 1))
    found = tracked(database)
    assert (found.unexpected, found.unplaced) == (1, 1)


def test_report_of_another_period_does_not_count(database: Database) -> None:
    with database.write() as session:
        send(session, "a", dt.date(2023, 7, 1), period="2024")
    assert standings(tracked(database))["a"] is Standing.OVERDUE
