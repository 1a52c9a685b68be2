"""A report can be stopped, read again and read with another campaign; a person's word outlasts all of it."""

from __future__ import annotations

from tests.service.conftest import Client
from tests.service.standin import scan


def test_a_report_that_is_stopped_says_so_and_is_read_again(client: Client) -> None:
    large = client.upload(("lớn.pdf", scan(20))).json()["accepted"][0]["submission_id"]
    client.post(f"/api/v1/submissions/{large}/stop").raise_for_status()
    found = client.get(f"/api/v1/submissions/{large}").json()["row"]
    assert (found["state"], found["error"]["code"]) == ("failed", "service.stopped")
    assert client.post(f"/api/v1/submissions/{large}/stop").status_code == 400
    other = client.upload(("nhỏ.pdf", scan(1, "khác"))).json()["accepted"][0]["submission_id"]
    assert client.read_to_end(other)["row"]["state"] == "read", "the queue goes on behind it"
    client.post(f"/api/v1/submissions/{large}/read-again", json={}).raise_for_status()
    again = client.read_to_end(large)["row"]
    assert (again["state"], again["pages_done"], again["error"]) == ("read", 20, None)


def test_a_page_that_kills_its_reader_three_times_is_set_aside_and_the_rest_is_read(client: Client) -> None:
    made = client.upload(("hại.pdf", scan(3, "die 2"))).json()["accepted"][0]["submission_id"]
    row = client.read_to_end(made)["row"]
    assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", 2, 1)
    database = client.app.state.database  # type: ignore[attr-defined]
    with database.engine.connect() as connection:
        tries = connection.exec_driver_sql(
            "select number, tries, error_code from pages order by number"
        ).all()
    assert [tuple(one) for one in tries] == [(1, 0, None), (2, 3, "service.reader_died"), (3, 0, None)]


def test_a_page_on_which_a_look_is_cut_is_tried_again_then_set_aside_with_a_word(client: Client) -> None:
    made = client.upload(("chậm.pdf", scan(2, "cut 2"))).json()["accepted"][0]["submission_id"]
    row = client.read_to_end(made)["row"]
    assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", 1, 1)
    database = client.app.state.database  # type: ignore[attr-defined]
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("select state, tries, error_code from pages order by number").all()
    assert [tuple(one) for one in rows] == [("read", 0, None), ("failed", 2, "service.reader_timeout")]
