"""A small report does not wait behind a large one, nor a single one behind many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.jobs.order import BULK_LEAD, FIRST, MANY_REPORTS, page_priority
from service.records import SubmissionRecord
from tests.service.conftest import Client
from tests.service.standin import scan

PAGES = st.integers(1, 10_000)


@given(PAGES, PAGES, st.booleans())
def test_reports_take_turns_page_by_page_after_what_ends_one(one: int, other: int, bulk: bool) -> None:
    places = page_priority(one, bulk=bulk), page_priority(other, bulk=bulk)
    assert (places[0] < places[1]) == (one < other)
    assert min(places) > FIRST


@given(st.integers(1, BULK_LEAD), PAGES)
def test_a_report_that_came_alone_is_read_before_those_that_came_in_bulk(page: int, bulk_page: int) -> None:
    assert page_priority(page, bulk=False) < page_priority(bulk_page, bulk=True)


def test_a_small_report_overtakes_the_large_one_before_it(client: Client) -> None:
    large = client.upload(("lớn.pdf", scan(20))).json()["accepted"][0]["submission_id"]
    small = client.upload(("nhỏ.pdf", scan(2, "khác"))).json()["accepted"][0]["submission_id"]
    assert client.read_to_end(small)["row"]["state"] == "read"
    assert client.get(f"/api/v1/submissions/{large}").json()["row"]["state"] == "reading"
    assert client.read_to_end(large)["row"]["pages_done"] == 20


def test_many_reports_at_once_are_bulk(client: Client) -> None:
    few = client.upload(*((f"{n}.pdf", scan(1, f"a{n}")) for n in range(2))).json()["accepted"]
    many = client.upload(*((f"{n}.pdf", scan(1, f"b{n}")) for n in range(MANY_REPORTS + 1))).json()[
        "accepted"
    ]
    with client.app.state.database.read() as session:  # type: ignore[attr-defined]
        bulk = {row.id: row.bulk for row in session.query(SubmissionRecord)}
    assert not any(bulk[one["submission_id"]] for one in few)
    assert len(many) == MANY_REPORTS + 1 and all(bulk[one["submission_id"]] for one in many)
