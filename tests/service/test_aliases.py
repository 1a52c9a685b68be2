"""What people settle becomes names of the campaign, once somebody accepts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import aliases, campaigns
from service.access.matrix import Role
from service.access.people import add_user
from service.access.person import Person
from service.alias_record import AliasRecord
from service.database import Database
from service.errors import BadRequest
from service.placing import choose_place, place
from service.records import CheckRecord, FieldRecord, ProblemRecord, SubmissionRecord
from service.reviews import Decision, Verdict, settle, undo
from service.units import UnitData, put_units

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
PLAN = "205-KH/TU"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    database.migrate()
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        put_units(session, [UnitData("ba-to", "Huyện ủy Ba Tơ", "huyen")], now=NOW)
        session.add(
            SubmissionRecord(
                id=1, name="a.pdf", state="read", revision=1, received_at=NOW, campaign_id=PLAN, period=None
            )
        )
        session.flush()
        yield session
    database.close()


@pytest.fixture
def person(session: Session) -> Person:
    user, _ = add_user(session, "lan", "Lan", Role.ADMIN, now=NOW)
    return Person(user.id, "lan", "Lan", Role.ADMIN, False)


def field(session: Session, path: str, value: object, *doubts: str, position: int = 0) -> FieldRecord:
    row = FieldRecord(
        submission_id=1, path=path, position=position, value=value, raw=str(value), confidence=0.5,
        machine_status="review", status="review", doubts=list(doubts), candidates=[], skips=0, version=1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def correct(session: Session, row: FieldRecord, text: str, person: Person) -> None:
    settle(session, row.id, Decision(Verdict.CORRECT, text), version=row.version, person=person, now=NOW)


def confirm(session: Session, row: FieldRecord, person: Person) -> None:
    settle(session, row.id, Decision(Verdict.CONFIRM), version=row.version, person=person, now=NOW)


def learned(session: Session) -> list[tuple[str, str, str, str]]:
    rows = session.scalars(select(AliasRecord).order_by(AliasRecord.id))
    return [(r.kind, r.target, r.text, r.state) for r in rows]


def known_headings(session: Session) -> list[str]:
    (data,) = (d for d in campaigns.campaign_data(session) if d["id"] == PLAN)
    return list(next(i for i in data["outline"] if i["id"] == "V")["aliases"])


def test_a_corrected_heading_takes_effect_only_once_accepted(session: Session, person: Person) -> None:
    row = field(session, "outline.V.heading", None)
    correct(session, row, "Mong muốn của đơn vị", person)
    assert learned(session) == [("heading", "V", "Mong muốn của đơn vị", "proposed")]
    assert "Mong muốn của đơn vị" not in known_headings(session)
    (name,) = aliases.names_of(session, PLAN)
    assert (name.proposed_by, name.submission_name, name.target_title) == (
        "Lan",
        "a.pdf",
        "V Kiến nghị, đề xuất",
    )
    aliases.decide(session, name.id, "accept", person=person, now=NOW)
    assert "Mong muốn của đơn vị" in known_headings(session)
    aliases.decide(session, name.id, "take_back", person=person, now=NOW)
    assert "Mong muốn của đơn vị" not in known_headings(session)
    with pytest.raises(BadRequest):
        aliases.decide(session, name.id, "refuse", person=person, now=NOW)


def test_known_and_misspelt_headings_teach_nothing(session: Session, person: Person) -> None:
    correct(session, field(session, "outline.V.heading", None), "KIẾN NGHỊ, ĐÊ XUẤT", person)
    correct(session, field(session, "outline.I.heading", None), "Kiến nghị, đề xuất", person)
    assert learned(session) == []


def test_what_is_taken_back_at_the_desk_is_not_proposed_any_more(session: Session, person: Person) -> None:
    correct(session, field(session, "outline.V.heading", None), "Mong muốn của đơn vị", person)
    undo(session, person=person, now=NOW)
    assert learned(session) == []


def test_a_refused_name_is_not_proposed_again(session: Session, person: Person) -> None:
    row = field(session, "outline.V.heading", None)
    correct(session, row, "Mong muốn của đơn vị", person)
    aliases.decide(session, aliases.names_of(session, PLAN)[0].id, "refuse", person=person, now=NOW)
    correct(session, row, "Mong  muốn của đơn vị", person)
    assert [state for *_, state in learned(session)] == ["refused"]
    assert aliases.waiting(session, PLAN) == 0


def test_a_doubtful_column_is_learned_from_cells_that_people_confirmed(
    session: Session, person: Person
) -> None:
    facts = {"form": "bieu-1", "key": "so_dang_vien", "heading": "ĐVĐCS", "column": "Số lượng đảng viên"}
    session.add(ProblemRecord(submission_id=1, code="column_understood", message="", page=1, facts=facts))
    cells = [
        field(session, f"table.bieu-1.{n}.so_dang_vien", n, "column_doubtful", position=n) for n in (1, 2)
    ]
    confirm(session, cells[0], person)
    assert learned(session) == []
    confirm(session, cells[1], person)
    assert learned(session) == [("column", "bieu-1.so_dang_vien", "ĐVĐCS", "proposed")]
    aliases.decide(session, aliases.names_of(session, PLAN)[0].id, "accept", person=person, now=NOW)
    (data,) = (d for d in campaigns.campaign_data(session) if d["id"] == PLAN)
    column = next(c for c in data["forms"][0]["columns"] if c["key"] == "so_dang_vien")
    assert column["aliases"][-1] == "ĐVĐCS"


def test_the_label_of_a_group_row_is_a_name_of_the_group(session: Session, person: Person) -> None:
    label = field(session, "table.bieu-1.1.label", "Các HTX NN, DV")
    paths = ["table.bieu-1.1.so_luong", "table.bieu-1.2.so_luong"]
    session.add(
        CheckRecord(
            submission_id=1, position=0, name="sum:bieu-1.so_luong.hop-tac-xa", ok=True,
            code="sum_of_members", paths=paths, facts={}, repair=[],
        )
    )  # fmt: skip
    session.flush()
    confirm(session, label, person)
    assert learned(session) == [("row", "bieu-1.hop-tac-xa", "Các HTX NN, DV", "proposed")]


def test_the_letterhead_of_a_report_that_a_person_placed_names_its_unit(
    session: Session, person: Person
) -> None:
    field(session, "document.issuer", "BAN CHẤP HÀNH ĐẢNG BỘ CƠ QUAN TỔNG HỢP")
    choose_place(session, 1, unit_id="ba-to", period=None, person=person, now=NOW)
    assert learned(session)[0][:2] == ("issuer", "ba-to")
    aliases.decide(session, aliases.names_of(session, PLAN)[0].id, "accept", person=person, now=NOW)
    submission = session.get_one(SubmissionRecord, 1)
    submission.placed_by = submission.unit_id = None
    place(session, submission)
    assert (submission.unit_id, submission.unit_status) == ("ba-to", "accepted")
