"""Search over reports in both databases: with and without tone marks, over pages, names and fields."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from ocr.model import Line, Page, Transform
from service.access.people import ensure_administrator
from service.database import Database
from service.mapping import pack_page
from service.records import FieldRecord, PageRecord, SearchTextRecord, SubmissionRecord
from service.searching.catch_up import take_up_words
from service.searching.index import keep_fields, keep_pages, rebuild
from service.submission_query import SubmissionQuery
from service.submissions import list_submissions
from tests.ocr.conftest import make_word
from tests.service import postgres

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("search")
    if request.param == "sqlite":
        yield from _migrated(f"sqlite:///{folder / 'x.db'}")
        return
    with postgres.temporary_server() as url:
        yield from _migrated(url)


def _migrated(url: str) -> Iterator[Database]:
    database = Database(url)
    database.migrate()
    with database.write() as session:
        ensure_administrator(session, now=NOW)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that is thrown away."""
    with database.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, expire_on_commit=False) as session:
            yield session
        transaction.rollback()


def report(session: Session, name: str, *pages: str, number: str = "") -> int:
    row = SubmissionRecord(name=name, state="read", received_at=NOW, placing={})
    session.add(row)
    session.flush()
    if number:
        session.add(
            FieldRecord(
                submission_id=row.id,
                path="document.number",
                position=0,
                value=number,
                raw=number,
                confidence=0.5,
                machine_status="review",
                doubts=[],
                candidates=[],
                status="review",
            )
        )
    keep_pages(session, row.id, dict(enumerate(pages, 1)))
    return row.id


def found(session: Session, typed: str) -> list[int]:
    return [row.id for row in list_submissions(session, SubmissionQuery(text=typed)).items]


def test_words_are_found_with_and_without_tone_marks(session: Session) -> None:
    one = report(session, "bc-mo-duc.pdf", "Đảng ủy xã Mộ Đức", "Kinh tế tập thể")
    two = report(session, "bc-dung-quat.pdf", "Dâng hoa tại Dung Quất")
    assert found(session, "dang") == [two, one]
    assert found(session, "đảng") == [one]
    assert found(session, "mo duc tap the") == [one]  # words of several pages together
    assert found(session, '"tập thể"') == [one] and found(session, '"the tap"') == []
    assert found(session, "dung-quat.pdf") == [two]
    assert found(session, "quất'; DROP") == [] and found(session, "?!") == [two, one]


def test_the_hit_is_shown_with_its_page(session: Session) -> None:
    one = report(session, "a.pdf", "Mở đầu", "Số hợp tác xã là 1.234")
    pieces = list_submissions(session, SubmissionQuery(text="1.234")).snippets
    assert pieces[one].page == 2 and ("1.234", True) in pieces[one].parts
    assert list_submissions(session, SubmissionQuery()).snippets == {}


def test_a_corrected_value_is_found_and_the_old_one_is_not(session: Session) -> None:
    one = report(session, "a.pdf", "Trang", number="17-BC/ĐU")
    field = session.query(FieldRecord).filter_by(submission_id=one).one()
    field.settled_value, field.verdict, field.status = "71-BC/ĐU", "correct", "corrected"
    keep_fields(session, one)
    assert found(session, "71-BC/ĐU") == [one]
    assert found(session, "17-bc/du") == []


def test_the_index_is_made_anew_from_the_kept_words(session: Session) -> None:
    one = report(session, "a.pdf", "Nông trường")
    assert rebuild(session) == 1
    assert found(session, "nong truong a.pdf") == [one]


def test_reports_of_an_earlier_version_are_taken_up(database: Database) -> None:
    page = Page(
        1, 100, 100, 100.0, Transform.whole_page(100, 100), lines=(Line((make_word("Vĩnh Linh", (5, 5)),)),)
    )
    with database.write() as session:
        one = report(session, "cu.pdf")
        session.add(
            PageRecord(
                submission_id=one,
                revision=1,
                number=1,
                file_index=0,
                file_page=1,
                state="read",
                reading=pack_page(page),
            )
        )
        session.execute(delete(SearchTextRecord).where(SearchTextRecord.submission_id == one))
    assert take_up_words(database, threading.Event()) == 1
    assert take_up_words(database, threading.Event()) == 0
    with database.read() as session:
        assert found(session, "vinh linh cu.pdf") == [one]
