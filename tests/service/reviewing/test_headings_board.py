"""Headings of a stored report, joined to the outline by a person's word."""

from __future__ import annotations

import pytest

from service import reviews
from service.access.person import Person
from service.errors import BadRequest, StaleField
from service.mapping import pack_page
from service.records import FieldRecord, PageRecord, SubmissionRecord
from service.reviewing.headings import Board, assign, board_of
from service.views import value_of
from tests.extraction.paper import body, page_of
from tests.service.reviewing.conftest import NOW, Office

TEXT = (
    "Trong những năm qua, được sự quan tâm lãnh đạo, chỉ đạo của cấp trên, tình hình kinh tế - xã hội "
    "có bước phát triển khá, quốc phòng - an ninh được giữ vững, đời sống nhân dân được nâng lên rõ rệt."
)
RESULT = "Các cấp ủy đã quán triệt đến toàn thể cán bộ, đảng viên và Nhân dân trên địa bàn toàn xã."
WRITTEN = ("TÌNH HÌNH CHUNG", "VIỆC ĐÃ LÀM")


@pytest.fixture
def report(office: Office) -> int:
    """Reading found the first item and took the second for absent, since it is worded otherwise."""
    first = {"value": f"{TEXT} II. {WRITTEN[1]} {RESULT}", "status": "accepted", "path": "outline.I.text"}
    submission, _ = office.report(
        {"path": "outline.I.present", "value": True, "status": "accepted"},
        {"path": "outline.I.heading", "value": WRITTEN[0], "status": "accepted"},
        first,
        {"path": "outline.II.present", "value": False, "status": "review"},
    )
    page = page_of(body([f"I. {WRITTEN[0]}", TEXT, f"II. {WRITTEN[1]}", RESULT]))
    with office.database.write() as session:
        session.get_one(SubmissionRecord, submission).revision = 1
        session.add(
            PageRecord(
                submission_id=submission,
                revision=1,
                number=1,
                file_index=0,
                file_page=1,
                state="read",
                reading=pack_page(page),
            )
        )
    return submission


@pytest.fixture
def an(office: Office) -> Person:
    return office.person("an")


def board(office: Office, report: int) -> Board:
    with office.database.read() as session:
        return board_of(session, report)


def put(office: Office, report: int, item: str, heading: int | None, an: Person) -> int:
    seen = board(office, report).seen
    with office.database.write() as session:
        return assign(session, report, item, heading, seen=seen, person=an, now=NOW)


def values(office: Office, report: int) -> dict[str, object]:
    with office.database.read() as session:
        rows = session.query(FieldRecord).where(FieldRecord.submission_id == report)
        return {row.path.removeprefix("outline."): value_of(row) for row in rows}


def test_the_board_shows_headings_with_the_items_they_answer(office: Office, report: int) -> None:
    found = board(office, report)
    assert [(h.numeral, h.text, h.item) for h in found.headings] == [
        ("I", WRITTEN[0], "I"),
        ("II", WRITTEN[1], None),
    ]
    assert [(i.id, i.state) for i in found.items] == [("I", "present"), ("II", "review")]


def test_a_heading_that_is_assigned_brings_its_text_and_ends_its_neighbours(
    office: Office, report: int, an: Person
) -> None:
    acts = put(office, report, "II", 1, an)
    now = values(office, report)
    assert (now["II.present"], now["II.heading"], now["II.text"]) == (True, WRITTEN[1], RESULT)
    assert now["I.text"] == TEXT, "the first section ends where the second begins"
    assert [h.item for h in board(office, report).headings] == ["I", "II"]
    with office.database.write() as session:
        for _ in range(acts):
            reviews.undo(session, person=an, now=NOW)
    assert values(office, report)["II.present"] is False


def test_an_item_can_be_marked_absent_and_a_heading_moved(office: Office, report: int, an: Person) -> None:
    put(office, report, "II", 0, an)
    now = values(office, report)
    assert (now["I.present"], now["II.present"], now["II.heading"]) == (False, True, WRITTEN[0])
    put(office, report, "II", None, an)
    assert values(office, report)["II.present"] is False
    assert {i.state for i in board(office, report).items} == {"missing"}


def test_an_act_on_an_older_board_is_refused(office: Office, report: int, an: Person) -> None:
    seen = board(office, report).seen
    put(office, report, "II", 1, an)
    with office.database.write() as session, pytest.raises(StaleField):
        assign(session, report, "II", None, seen=seen, person=an, now=NOW)


@pytest.mark.parametrize(("item", "heading"), [("IX", 0), ("I", 7)])
def test_what_is_not_on_the_board_is_refused(
    office: Office, report: int, an: Person, item: str, heading: int
) -> None:
    with office.database.write() as session, pytest.raises(BadRequest):
        assign(session, report, item, heading, seen=board(office, report).seen, person=an, now=NOW)
