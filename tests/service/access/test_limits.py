"""A reporting unit's account sees its own subtree, whatever it asks and however it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.records import SubmissionRecord
from service.unit_changes import add_unit
from service.units import UnitData
from tests.service.conftest import NOW, Client
from tests.service.standin import scan

UNIT = "don-vi-thu"


@pytest.fixture
def reports(client: Client, app: Any, as_role: Callable[[str], Client]) -> tuple[Client, dict[str, int]]:
    """The unit's account, and reports of itself, of a unit below it, of a stranger and of nobody yet."""
    unit = as_role("unit")
    ids = {}
    for name in ("own", "below", "other", "nobody"):
        taken = client.upload((f"{name}.pdf", scan(1, name))).json()["accepted"]
        ids[name] = taken[0]["submission_id"]
        client.read_to_end(ids[name])
    with app.state.database.write() as session:
        add_unit(session, UnitData("duoi", "Đơn vị dưới", "xa", parent=UNIT), person=None, now=NOW)
        add_unit(session, UnitData("khac", "Đơn vị khác", "huyen"), person=None, now=NOW)
        for name, place in (("own", UNIT), ("below", "duoi"), ("other", "khac"), ("nobody", None)):
            session.get_one(SubmissionRecord, ids[name]).unit_id = place
    return unit, ids


def addresses(submission_id: int, field_id: int) -> tuple[str, ...]:
    base = f"/api/v1/submissions/{submission_id}"
    parts = ("", "/fields", "/result", "/progress", "/pages/1/image", "/files/0", "/place", "/pdfa")
    return (
        *(base + part for part in parts),
        f"/api/v1/fields/{field_id}",
        f"/submissions/{submission_id}",
        f"/submissions/{submission_id}/pages/1",
    )


def test_unit_opens_what_its_subtree_sent_and_nothing_else(
    client: Client, reports: tuple[Client, dict[str, int]]
) -> None:
    unit, ids = reports
    for name, submission_id in ids.items():
        fields = client.get(f"/api/v1/submissions/{submission_id}/fields").json()
        for url in addresses(submission_id, fields[0]["id"]):
            wanted = 200 if name in ("own", "below") else 404
            assert unit.get(url).status_code == wanted, (name, url)
            assert client.get(url).status_code == 200, (name, url)
        history = f"/api/v1/fields/{fields[0]['id']}/history"
        assert unit.get(history).json() == [], name  # what is not seen has none


def test_lists_and_exports_of_a_unit_hold_its_subtree_only(reports: tuple[Client, dict[str, int]]) -> None:
    unit, ids = reports
    listed = unit.get("/api/v1/submissions").json()
    assert {row["id"] for row in listed["items"]} == {ids["own"], ids["below"]}
    assert listed["total"] == 2
    for form in ("csv", "json"):
        text = unit.get(f"/api/v1/exports/{form}").text
        assert ("own.pdf" in text, "below.pdf" in text) == (True, True), form
        assert ("other.pdf" in text, "nobody.pdf" in text) == (False, False), form
    page = unit.get("/submissions").text
    assert "own.pdf" in page
    assert "other.pdf" not in page


def test_unit_sees_what_it_sent_itself_until_it_is_placed_elsewhere(
    client: Client, app: Any, reports: tuple[Client, dict[str, int]]
) -> None:
    unit, _ = reports
    sent = unit.upload(("moi.pdf", scan(1, "moi"))).json()["accepted"][0]["submission_id"]
    client.read_to_end(sent)
    assert unit.get(f"/api/v1/submissions/{sent}").status_code == 200
    with app.state.database.write() as session:
        session.get_one(SubmissionRecord, sent).unit_id = "khac"
    assert unit.get(f"/api/v1/submissions/{sent}").status_code == 404


def test_progress_stream_of_another_units_report_tells_nothing(
    reports: tuple[Client, dict[str, int]],
) -> None:
    unit, ids = reports
    with unit.stream("GET", "/api/v1/progress/stream", params={"ids": str(ids["other"])}) as stream:
        assert "data: []" in list(stream.iter_lines())
