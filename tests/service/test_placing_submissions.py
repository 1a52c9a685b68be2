"""Where a stored report belongs: placed by its letterhead, asked about, corrected, returned, revised."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service import campaigns
from service.access.matrix import Role
from service.access.person import Person
from service.database import Database
from service.errors import BadRequest, NotFound
from service.expected import Rule, draw_list
from service.placing import (
    choose_place,
    place,
    place_all,
    placement_of,
    return_report,
    set_days,
    take_back_return,
)
from service.records import FieldRecord, FileRecord, SubmissionRecord, UserRow
from service.revisions import differences, keep_apart, revision_chain, unlink
from service.units import UnitData, put_units

PLAN, YEARLY = "205-KH/TU", "01-KH/BCĐ"
NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
DISTRICT = {
    "issuer": "HUYỆN ỦY MỘ ĐỨC",
    "number": "45-BC/HU",
    "date": "2023-07-05",
    "place": "Mộ Đức",
    "kind": "báo cáo",
}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.migrate()
    units = [UnitData("qn", "Tỉnh ủy Quảng Ngãi", "tinh")]
    units += [UnitData("mo-duc", "Huyện ủy Mộ Đức", "huyen", "qn")]
    units += [UnitData("son-ha", "Huyện ủy Sơn Hà", "huyen", "qn")]
    units += [UnitData("ba", "Đảng ủy xã Bình An", "xa", "mo-duc")]
    units += [UnitData("ba2", "Đảng ủy xã Bình An", "xa", "son-ha")]
    with database.write() as session:
        session.add(
            UserRow(
                id=1,
                name="clerk",
                display_name="",
                password_hash="",
                role="clerk",
                must_change_password=False,
                created_at=NOW,
            )
        )
        campaigns.load_builtin(session, now=NOW)
        put_units(session, units, now=NOW)
        draw_list(session, PLAN, [Rule("huyen"), Rule("xa")])
    return database


@pytest.fixture
def clerk() -> Person:
    return Person(1, "clerk", "", Role.CLERK, must_change_password=False)


def report(session: Session, campaign: str = PLAN, file: str = "bc.pdf", **document: Any) -> SubmissionRecord:
    row = SubmissionRecord(name=file, state="read", campaign_id=campaign, received_at=NOW, placing={})
    session.add(row)
    session.flush()
    session.add(FileRecord(submission_id=row.id, position=0, name=file, sha256=str(row.id), size=1, pages=1))
    for position, (key, value) in enumerate(document.items()):
        path = f"document.{key}" if "." not in key else key
        session.add(
            FieldRecord(
                submission_id=row.id,
                path=path,
                position=position,
                value=value,
                raw=str(value),
                confidence=1,
                machine_status="accepted",
                status="accepted",
                doubts=[],
                candidates=[],
            )
        )
    session.flush()
    place(session, row, opening="BÁO CÁO tổng kết")
    return row


def test_letterhead_places_a_report(database: Database) -> None:
    with database.write() as session:
        row = report(session, **DISTRICT)
        assert (row.unit_id, row.unit_status) == ("mo-duc", "accepted")
        assert row.signed_date == dt.date(2023, 7, 5)
        assert row.identity == "huyen uy mo duc|bao cao|45-bc/hu|2023-07-05"
        assert not placement_of(session, row.id).asks


def test_two_units_of_one_name_are_asked_about_and_one_word_settles_it(
    database: Database, clerk: Person
) -> None:
    with database.write() as session:
        row = report(session, issuer="ĐẢNG ỦY XÃ BÌNH AN", number="7-BC/ĐU", date="2023-06-20")
        asked = placement_of(session, row.id)
        assert asked.asks
        assert [(c.unit_id, c.parent) for c in asked.choices] == [
            ("ba", "Huyện ủy Mộ Đức"),
            ("ba2", "Huyện ủy Sơn Hà"),
        ]
        choose_place(session, row.id, unit_id="ba2", period=None, person=clerk, now=NOW)
        assert (row.unit_id, row.unit_status) == ("ba2", "confirmed")
        place(session, row, opening="khác")  # read again
        assert (row.unit_id, row.unit_status) == ("ba2", "confirmed")


def test_period_comes_from_the_title_or_is_asked_for(database: Database, clerk: Person) -> None:
    with database.write() as session:
        row = report(session, YEARLY, issuer="HUYỆN ỦY MỘ ĐỨC", number="9-BC/HU", date="2024-06-25")
        assert (row.period, row.period_status) == ("2024-H1", "accepted")
        place(session, row, opening="BÁO CÁO tổng kết năm 2024")
        assert (row.period, row.period_status) == (None, "review")
        with pytest.raises(BadRequest):
            choose_place(session, row.id, unit_id=None, period="2031", person=clerk, now=NOW)
        choose_place(session, row.id, unit_id=None, period="2024", person=clerk, now=NOW)
        assert (row.period, row.period_status) == ("2024", "confirmed")


def test_units_that_come_later_place_what_waits(database: Database) -> None:
    with database.write() as session:
        row = report(session, issuer="HUYỆN ỦY BA TƠ", number="1-BC/HU", date="2023-07-01", place="Ba Tơ")
        assert row.unit_id is None
        put_units(session, [UnitData("ba-to", "Huyện ủy Ba Tơ", "huyen", "qn")], now=NOW)
        draw_list(session, PLAN, [Rule("huyen")])
        assert place_all(session) == 1
        assert row.unit_id == "ba-to"


def test_second_report_of_a_unit_is_a_revision_of_the_first(database: Database) -> None:
    with database.write() as session:
        old = report(session, **DISTRICT, **{"figure.I.so_dang_vien": 10})
        new = report(session, **{**DISTRICT, "number": "46-BC/HU"}, **{"figure.I.so_dang_vien": 12})
        assert (new.revision_of, old.superseded_by) == (old.id, new.id)
        third = report(session, **{**DISTRICT, "number": "47-BC/HU"})
        assert revision_chain(session, new.id) == (old.id, new.id, third.id)
        found = {d.path: (d.old, d.new) for d in differences(session, old.id, new.id)}
    assert found == {"document.number": ("45-BC/HU", "46-BC/HU"), "figure.I.so_dang_vien": (10, 12)}


def test_report_of_the_same_identity_is_a_revision_though_nobody_knows_its_unit(database: Database) -> None:
    stranger = {"issuer": "CÔNG TY LAM SƠN", "number": "3-BC", "date": "2023-07-02", "kind": "báo cáo"}
    with database.write() as session:
        old, new = report(session, **stranger), report(session, **stranger)
        assert (old.unit_id, new.revision_of) == (None, old.id)


def test_person_takes_two_reports_apart_and_no_reading_joins_them_again(database: Database) -> None:
    with database.write() as session:
        old, new = report(session, **DISTRICT), report(session, **DISTRICT)
        keep_apart(session, new.id, other=old.id)
        place(session, new, opening="")
        assert (new.revision_of, old.superseded_by) == (None, None)


def test_deleting_the_newer_lets_the_older_count_again(database: Database) -> None:
    with database.write() as session:
        old, new = report(session, **DISTRICT), report(session, **DISTRICT)
        new.deleted_at = NOW
        unlink(session, new)
        assert old.superseded_by is None


def test_reports_of_two_periods_are_two_reports(database: Database) -> None:
    with database.write() as session:
        half = report(session, YEARLY, issuer="HUYỆN ỦY MỘ ĐỨC", number="9-BC/HU", date="2024-06-25")
        year = report(session, YEARLY, issuer="HUYỆN ỦY MỘ ĐỨC", number="99-BC/HU", date="2025-01-02")
        assert (half.period, year.period) == ("2024-H1", "2024")
        assert year.revision_of is None


def test_returned_report_keeps_its_reason_and_can_be_taken_back(database: Database, clerk: Person) -> None:
    with database.write() as session:
        row = report(session, **DISTRICT)
        return_report(session, row.id, reason=" thiếu biểu ", person=clerk, now=NOW)
        assert (row.return_reason, row.returned_by) == ("thiếu biểu", 1)
        take_back_return(session, row.id)
        assert row.returned_at is None
        set_days(session, row.id, sent=dt.date(2023, 7, 6), received=dt.date(2023, 7, 8))
        assert (row.sent_date, row.received_day) == (dt.date(2023, 7, 6), dt.date(2023, 7, 8))


def test_unknown_unit_is_named(database: Database, clerk: Person) -> None:
    with database.write() as session:
        row = report(session, **DISTRICT)
        with pytest.raises(NotFound, match="nowhere"):
            choose_place(session, row.id, unit_id="nowhere", period=None, person=clerk, now=NOW)
