"""Upload links: one unit, one campaign, a receipt, and nothing else of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from service import dependencies, placing
from service.records import SubmissionRecord
from service.unit_changes import add_unit
from service.units import UnitData
from tests.service.conftest import NOW, Client
from tests.service.standin import scan

CAMPAIGN = "205-KH/TU"


@pytest.fixture
def path(client: Client, app: Any) -> str:
    """A link for the unit ``mo-duc``."""
    with app.state.database.write() as session:
        add_unit(session, UnitData("mo-duc", "Huyện ủy Mộ Đức", "huyen"), person=None, now=NOW)
    form = {"campaign": CAMPAIGN, "unit": "mo-duc", "days": "7", "csrf_token": client.headers["X-CSRF-Token"]}
    made = client.post("/links", data=form).text
    return "/send/" + made.split("/send/")[1].split("</code>")[0]


def stranger(app: Any) -> Client:
    return Client(app, base_url="http://testserver")


def send(app: Any, path: str, *files: tuple[str, bytes]) -> Any:
    return stranger(app).post(path, files=[("files", file) for file in files])


def test_unit_sends_its_report_and_gets_a_receipt(client: Client, app: Any, path: str) -> None:
    page = stranger(app).get(path).text
    assert "Huyện ủy Mộ Đức" in page and CAMPAIGN in page
    done = send(app, path, ("bao-cao.pdf", scan(1, "a")))
    number = int(done.text.split("Số tiếp nhận ")[1].split(":")[0])
    client.read_to_end(number)
    place = client.get(f"/api/v1/submissions/{number}/place").json()
    assert (place["unit_id"], place["campaign_id"]) == ("mo-duc", CAMPAIGN)
    audit = client.get("/audit", params={"kind": "link.sent"}).text
    assert "Huyện ủy Mộ Đức" in audit and "link:1" in audit


def test_large_upload_by_link_is_let_through_and_one_without_is_not(app: Any, path: str) -> None:
    large = scan(1, "x") + b"\n" * 100_000
    assert send(app, path, ("lon.pdf", large)).status_code == 200
    refused = stranger(app).post("/send/none", files=[("files", ("a.pdf", large))], follow_redirects=False)
    assert refused.headers["location"].startswith("/login")


def test_bearer_of_a_link_gets_in_nowhere_else(app: Any, client: Client, path: str) -> None:
    browser = stranger(app)
    browser.get(path)
    for url in ("/", "/submissions", "/links", "/submissions/1", "/account"):
        got = browser.get(url, follow_redirects=False)
        assert got.headers.get("location", "").startswith("/login"), url
    assert browser.get("/api/v1/submissions/1").status_code == 401


def test_link_ends_by_day_or_by_hand_and_a_wrong_one_says_no_more(
    app: Any, client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ("/send/x", path + "x", path[:-1]):
        assert stranger(app).get(wrong).status_code == 404
    with monkeypatch.context() as patch:
        later = dt.datetime.now(dt.UTC) + dt.timedelta(days=8)
        patch.setattr(dependencies, "get_now", lambda: later)
        assert stranger(app).get(path).status_code == 404
    assert stranger(app).get(path).status_code == 200
    client.post("/links/1/revoke", data={"csrf_token": client.headers["X-CSRF-Token"]})
    gone = stranger(app).get(path)
    assert (gone.status_code, "Liên kết nộp báo cáo này không đúng" in gone.text) == (404, True)
    assert send(app, path, ("a.pdf", scan(1))).status_code == 404


def test_link_says_nothing_of_another_units_report(app: Any, client: Client, path: str) -> None:
    data = scan(1, "của đơn vị khác")
    other = client.upload(("khac.pdf", data)).json()["accepted"][0]["submission_id"]
    client.read_to_end(other)
    refused = send(app, path, ("khac.pdf", data))
    assert "Số tiếp nhận" not in refused.text
    assert f"số {other}" not in refused.text


def test_report_of_another_unit_sent_by_a_link_is_a_question(client: Client, app: Any, path: str) -> None:
    done = send(app, path, ("bao-cao.pdf", scan(1, "a")))
    number = int(done.text.split("Số tiếp nhận ")[1].split(":")[0])
    client.read_to_end(number)
    with app.state.database.write() as session:
        add_unit(session, UnitData("khac", "Huyện ủy Nghĩa Hành", "huyen"), person=None, now=NOW)
        row = session.get_one(SubmissionRecord, number)
        row.placing = {**row.placing, "code": "TH1|205-KH/TU|khac|1|1/1"}
        placing.place(session, row)
        assert (row.unit_id, row.unit_status) == ("mo-duc", "review")


@pytest.mark.parametrize("role", ["head", "reviewer", "unit"])
def test_who_may_not_hand_out_links_cannot(as_role: Callable[[str], Client], role: str) -> None:
    assert as_role(role).get("/links").status_code == 403
