"""Pages moved, turned, set aside, split and joined; what was read stays read, what was said stays said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from service.access.matrix import Role
from service.access.person import Person
from service.errors import BadRequest
from service.page_layout import PagePlace, arrange, continued_by, join, split_found, split_off
from service.records import FileRecord, PageRecord, SubmissionRecord
from tests.service.conftest import Client
from tests.service.standin import scan

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
ADMIN = Person(1, "admin", "", Role.ADMIN, must_change_password=False)


def sent(client: Client, name: str, pages: int) -> int:
    taken = client.upload((name, scan(pages, name, "12-BC/ĐU", "Tổng|12", "A|5"))).json()["accepted"][0]
    client.read_to_end(taken["submission_id"])
    return int(taken["submission_id"])


def pages(app: Any, submission: int) -> list[PageRecord]:
    with app.state.database.read() as session:
        row = session.get_one(SubmissionRecord, submission)
        query = select(PageRecord).where(
            PageRecord.submission_id == submission, PageRecord.revision == row.revision
        )
        return list(session.scalars(query.order_by(PageRecord.number)))


def correct(client: Client, submission: int, path: str, text: str) -> None:
    fields = client.get(f"/api/v1/submissions/{submission}/fields").json()
    field = next(f for f in fields if f["path"] == path)
    body = {"verdict": "correct", "text": text, "version": field["version"]}
    client.post(f"/api/v1/fields/{field['id']}/settle", json=body).raise_for_status()


def value(client: Client, submission: int, path: str) -> Any:
    fields = client.get(f"/api/v1/submissions/{submission}/fields").json()
    return next((f["value"] for f in fields if f["path"] == path), None)


def test_moved_pages_keep_their_reading_and_a_turned_one_is_read_again(client: Client, app: Any) -> None:
    report = sent(client, "a.pdf", 3)
    correct(client, report, "document.number", "99-BC/ĐU")
    before = {page.file_page: page.starts for page in pages(app, report)}
    assert before == {1: 1, 2: 1, 3: 1}
    places = [PagePlace(3, turn=90), PagePlace(1), PagePlace(2, left_out=True)]
    with app.state.database.write() as session:
        arrange(session, report, places, enqueue=app.state.jobs.enqueue)
    client.read_to_end(report)
    after = pages(app, report)
    assert [page.file_page for page in after] == [3, 1, 2]
    assert [page.starts for page in after] == [1, 0, 0]  # only the turned one was begun again
    assert [page.turned_degrees for page in after] == [270, None, None]
    assert [page.left_out for page in after] == [False, False, True]
    assert value(client, report, "document.number") == "99-BC/ĐU"


def test_new_order_outlives_reading_again(client: Client, app: Any) -> None:
    report = sent(client, "a.pdf", 2)
    with app.state.database.write() as session:
        arrange(session, report, [PagePlace(2), PagePlace(1)], enqueue=app.state.jobs.enqueue)
    client.read_to_end(report)
    client.post(f"/api/v1/submissions/{report}/read-again", json={}).raise_for_status()
    client.read_to_end(report)
    assert [page.file_page for page in pages(app, report)] == [2, 1]


@pytest.mark.parametrize(
    "places",
    [
        [PagePlace(1)],
        [PagePlace(1), PagePlace(1)],
        [PagePlace(1), PagePlace(2), PagePlace(3)],
        [PagePlace(1), PagePlace(2, turn=45)],
    ],
)
def test_impossible_order_is_refused(client: Client, app: Any, places: list[PagePlace]) -> None:
    report = sent(client, "a.pdf", 2)
    with app.state.database.write() as session, pytest.raises(BadRequest):
        arrange(session, report, places, enqueue=app.state.jobs.enqueue)
    assert len(pages(app, report)) == 2


def test_split_off_pages_are_a_report_of_their_own_that_reads_nothing_anew(client: Client, app: Any) -> None:
    report = sent(client, "a.pdf", 3)
    correct(client, report, "document.number", "99-BC/ĐU")  # it stands on page 1
    with app.state.database.write() as session:
        part = split_off(session, report, [2, 3], enqueue=app.state.jobs.enqueue)
    for one in (report, part):
        client.read_to_end(one)
    assert [page.file_page for page in pages(app, report)] == [1]
    assert [(page.number, page.file_page, page.starts) for page in pages(app, part)] == [(1, 2, 0), (2, 3, 0)]
    assert value(client, report, "document.number") == "99-BC/ĐU"
    assert value(client, part, "document.number") == "12-BC/ĐU"
    with app.state.database.read() as session:
        files = session.scalars(select(FileRecord).where(FileRecord.submission_id == part)).all()
        assert [(file.live, file.shared) for file in files] == [(False, True)]
    again = client.upload(("b.pdf", scan(3, "a.pdf", "12-BC/ĐU", "Tổng|12", "A|5")))
    assert again.status_code == 409  # the bytes are still the first report's


def test_all_pages_cannot_be_split_off(client: Client, app: Any) -> None:
    report = sent(client, "a.pdf", 2)
    with app.state.database.write() as session, pytest.raises(BadRequest):
        split_off(session, report, [1, 2], enqueue=app.state.jobs.enqueue)


def test_found_reports_are_split_once_and_never_against_a_persons_word(client: Client, app: Any) -> None:
    report = sent(client, "a.pdf", 4)
    enqueue = app.state.jobs.enqueue
    with app.state.database.write() as session:
        made = split_found(session, report, 1, [(3, 4), (1,), (2,)], enqueue=enqueue)
    with app.state.database.write() as session:
        assert split_found(session, report, 1, [(1,), (2,)], enqueue=enqueue) == ()
    assert [[page.file_page for page in pages(app, one)] for one in (report, *made)] == [[3, 4], [1], [2]]
    for one in made:
        assert client.read_to_end(one)["row"]["state"] == "read"


def test_joined_reports_are_one_with_what_people_said_of_both(client: Client, app: Any) -> None:
    first, second = sent(client, "bao cao p1.pdf", 1), sent(client, "bao cao p2.pdf", 2)
    correct(client, second, "figure.I.so_tccsd", "7")
    with app.state.database.read() as session:
        assert continued_by(session, second) == (first,)
    with app.state.database.write() as session:
        join(session, first, second, enqueue=app.state.jobs.enqueue, person=ADMIN, now=NOW)
    client.read_to_end(first)
    assert [(p.number, p.file_index, p.file_page) for p in pages(app, first)] == [
        (1, 0, 1),
        (2, 1, 1),
        (3, 1, 2),
    ]
    assert value(client, first, "figure.I.so_tccsd") == 7
    assert client.get(f"/api/v1/submissions/{first}").json()["row"]["files"] == [
        "bao cao p1.pdf",
        "bao cao p2.pdf",
    ]
    assert client.get("/api/v1/submissions").json()["total"] == 1


def test_report_sent_twice_as_other_bytes_is_told_as_the_same_pages(client: Client, app: Any) -> None:
    lines = ("Đảng ủy xã Bình Hiệp báo cáo kết quả công tác", "Nội dung thứ nhất của báo cáo", "Nội dung hai")
    ids = []
    for end in ("", "."):
        taken = client.upload((f"a{end}.pdf", scan(2, *lines, end))).json()["accepted"][0]
        client.read_to_end(taken["submission_id"])
        ids.append(taken["submission_id"])
    codes = [p["code"] for p in client.get(f"/api/v1/submissions/{ids[1]}").json()["problems"]]
    assert "duplicate_pages" in codes
    codes = [p["code"] for p in client.get(f"/api/v1/submissions/{ids[0]}").json()["problems"]]
    assert "duplicate_pages" not in codes
