"""The examples of the API's description: requests fit their schemas, answers have the shape of real ones.

``TONGHOP_TEST_RECORD=1`` writes the answers anew from what the service says.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from samples.office import CAMPAIGN, PERIODS, make_office
from samples.office_rows import write_office
from service.records import CampaignRecord
from service.retention import OWN_RULE
from service.settings import Settings
from service.web.api_examples import EXAMPLES, examples
from tests.extraction.plans.plan_texts import COMMUNES
from tests.service.conftest import NOW, PASSWORD, Client
from tests.service.standin import scan

API = "/api/v1"
MOST_ITEMS, LONGEST = 2, 300
PLAN_SECONDS = 120
SECRETS, SAID_ONCE = frozenset({"csrf_token", "token", "one_time_password", "secret"}), "…"
FOLDER = re.compile(r"/tmp/[^\"]*")  # of a test's own
OFFICE = {"campaign": CAMPAIGN, "period": PERIODS[0]}
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/me", {}),
    ("/waiting", {}),
    ("/submissions", {}),
    ("/submissions/{submission_id}", {}),
    ("/submissions/{submission_id}/fields", {}),
    ("/submissions/{submission_id}/progress", {}),
    ("/submissions/{submission_id}/place", {}),
    ("/submissions/{submission_id}/headings", {}),
    ("/fields/{field_id}", {}),
    ("/fields/{field_id}/history", {}),
    ("/review/next", {}),
    ("/campaigns", {}),
    ("/campaigns/versions", {"id": CAMPAIGN}),
    ("/campaigns/names", {"id": CAMPAIGN}),
    ("/quality", {"id": CAMPAIGN}),
    ("/units", {"limit": 2}),
    ("/units/{unit_id}", {}),
    ("/expected", {"campaign": CAMPAIGN}),
    ("/tracking", OFFICE),
    ("/tracking/coverage", OFFICE),
    ("/compiled", OFFICE),
    ("/links", {}),
    ("/tray", {}),
    ("/plans", {}),
    ("/users", {}),
    ("/tokens", {}),
    ("/webhooks", {}),
)


FILES = frozenset(
    {
        "GET /api/v1/progress/stream",
        "GET /api/v1/campaigns/file",
        "GET /api/v1/tracking/{form}",
    }
)
"""Operations that answer with a stream or a file, whatever FastAPI makes of them."""


BY_HAND: dict[str, Any] = {"POST /api/v1/quality/threshold": {"version": 4}}
"""What only an office with months of samples is asked: its answer is written here."""


@dataclass
class Teller:
    """Asks the service and keeps what it answers, long lists and texts cut."""

    client: Client
    parts: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)

    def ask(self, method: str, path: str, **asked: Any) -> Any:
        answer = self.client.request(method, API + path.format(**self.parts), **asked)
        assert answer.is_success, (method, path, answer.text)
        self.found[f"{method} {API}{path}"] = cut(answer.json())
        return answer.json()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    scans = tmp_path / "scan"
    scans.mkdir()
    return Settings(
        data_dir=tmp_path / "var", workers=2, page_seconds=60, watch_folder=scans, intake_seconds=3600,
        webhook_hosts="127.0.0.1",
    )  # fmt: skip


@pytest.fixture
def told(client: Client, app: Any, settings: Settings) -> dict[str, Any]:
    """What a small office answers to everything that it can be asked."""
    with app.state.database.write() as session:
        write_office(session, make_office(72, units=12, periods=1), now=NOW)
    teller = Teller(client)
    for path in ("/health", "/ready"):
        teller.found[f"GET {path}"] = cut(client.get(path).raise_for_status().json())
    _accounts(teller)
    report = _reports(teller)
    teller.parts["unit_id"] = "x00001"
    client.post(f"{API}/links", json={"campaign": CAMPAIGN, "unit": "x00001"}).raise_for_status()
    fields = client.get(f"{API}/submissions/{report}/fields").json()
    doubtful = [one for one in fields if one["status"] == "review"]
    teller.parts["field_id"] = doubtful[0]["id"]
    body = {"verdict": "confirm", "version": doubtful[0]["version"]}
    teller.ask("POST", "/fields/{field_id}/settle", json=body)
    for path, asked in ASKED:
        teller.ask("GET", path, params=asked)
    _reviewing(teller, report)
    _campaigns(teller)
    _units_and_sums(teller)
    _intake(teller, app, settings)
    _pages(teller, report)
    _retention(teller, app)
    teller.ask("POST", "/samples")
    return teller.found | BY_HAND


def _accounts(teller: Teller) -> None:
    body = {"name": "admin", "password": PASSWORD}
    teller.client.headers["X-CSRF-Token"] = teller.ask("POST", "/session", json=body)["csrf_token"]
    teller.ask("GET", "/me/sessions")
    teller.ask("POST", "/tokens", json={"label": "phần mềm văn thư", "scopes": ["view"]})
    teller.ask("POST", "/users", json=examples()["requests"]["POST /api/v1/users"])
    users = teller.client.get(f"{API}/users").json()
    made = next(one["id"] for one in users if one["name"] == "hoa")
    teller.parts |= {"user_id": made, "name": "hoa", "role": "analyst", "disabled": "true"}
    teller.ask("POST", "/users/{name}/reset-password")
    teller.ask("POST", "/users/{user_id}/role/{role}")
    teller.ask("POST", "/users/{user_id}/disabled/{disabled}")
    teller.ask("GET", "/installation")
    hook = teller.ask("POST", "/webhooks", json={"url": "http://127.0.0.1:9/nghe", "events": ["read"]})
    teller.parts["webhook_id"] = hook["webhook"]["id"]


def _reports(teller: Teller) -> int:
    """Upload a report and have it read; its id."""
    file = ("bao-cao.pdf", scan(2, "", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6"))
    sent = teller.ask("POST", "/submissions", files=[("files", file)])
    report = int(sent["accepted"][0]["submission_id"])
    teller.client.read_to_end(report)
    teller.parts["submission_id"] = report
    teller.ask("GET", "/submissions/{submission_id}/result")
    return report


def _reviewing(teller: Teller, report: int) -> None:
    teller.ask("GET", "/webhooks/{webhook_id}/deliveries")
    teller.ask("GET", "/audit", params={"submission": report, "limit": 2})
    teller.ask("POST", "/review/undo", json={"submission": report})
    teller.ask("POST", "/review/next")
    found = teller.client.get(f"{API}/submissions/{report}/headings").json()
    body = {"item": found["items"][0]["id"], "heading": None, "seen": found["seen"]}
    teller.ask("POST", "/submissions/{submission_id}/headings", json=body)
    place = {"unit": "x00001", "period": PERIODS[0]}
    teller.client.put(f"{API}/submissions/{report}/place", json=place)
    teller.ask("PUT", "/submissions/{submission_id}/place", json={"unit": "x00002"})
    campaign = teller.client.get(f"{API}/submissions/{report}").json()["row"]["campaign_id"]
    names = teller.client.get(f"{API}/campaigns/names", params={"id": campaign}).json()
    teller.parts["name_id"] = names[0]["id"]
    teller.ask("POST", "/campaigns/names/{name_id}", json={"act": "accept"})


def _campaigns(teller: Teller) -> None:
    client = teller.client
    asked = {"id": CAMPAIGN}
    detail = teller.ask("GET", "/campaigns/detail", params=asked)
    teller.ask("PUT", "/campaigns/detail", params=asked, json={"campaign": detail, "base": None})
    written = client.get(f"{API}/campaigns/file", params=asked).content
    teller.ask("POST", "/campaigns/file", files={"file": ("th-01.yaml", written)})
    teller.ask("GET", "/campaigns/questions", params=asked)
    teller.ask("POST", "/campaigns/read-again", params={"id": "34-KH/TU"})
    teller.ask(
        "PUT", "/quality/choices", params=asked, json=examples()["requests"]["PUT /api/v1/quality/choices"]
    )
    teller.ask("POST", "/quality/draw", params=asked)
    plan = teller.ask("POST", "/plans", files={"file": ("kh-58.txt", COMMUNES.encode())})
    teller.parts["plan_id"] = plan["id"]
    ends = time.monotonic() + PLAN_SECONDS
    while client.get(f"{API}/plans/{plan['id']}").json()["state"] == "reading":
        assert time.monotonic() < ends
    teller.ask("GET", "/plans/{plan_id}")
    body = examples()["requests"]["POST /api/v1/plans/{plan_id}/confirm"]
    teller.ask("POST", "/plans/{plan_id}/confirm", json=body)


def _units_and_sums(teller: Teller) -> None:
    cut_id = teller.ask("POST", "/compiled/cuts", json={**OFFICE, "title": "Chốt ngày 30/6/2023"})["id"]
    teller.ask("GET", "/compiled/cuts", params=OFFICE)
    teller.ask("GET", "/compiled/changes", params={"cut": cut_id})
    teller.ask("PUT", "/expected", params={"campaign": CAMPAIGN}, json=[{"level": "xa", "root": "tinh"}])
    teller.ask("GET", "/letters/late", params=OFFICE)
    teller.ask("POST", "/links", json={"campaign": CAMPAIGN, "unit": "x00002"})
    unit = {"name": "Đảng ủy xã Bình Hiệp", "level": "xa", "parent": "h000"}
    made = teller.ask("POST", "/units", json=unit)
    teller.parts["unit_id"] = made["id"]
    teller.ask("PUT", "/units/{unit_id}", json={**unit, "short_name": "Bình Hiệp"})
    sheet = teller.client.get("/units/export.csv").content
    teller.ask("POST", "/units/import", files={"file": ("don-vi.csv", sheet)}, params={"dry_run": "true"})


def _intake(teller: Teller, app: Any, settings: Settings) -> None:
    assert settings.watch_folder is not None
    now = dt.datetime.now(dt.UTC)
    path = settings.watch_folder / "quet-001.pdf"
    path.write_bytes(scan(1, "quet-001"))
    os.utime(path, (now.timestamp() - 60,) * 2)
    app.state.intake.look(now=now)
    app.state.intake.look(now=now)
    (item,) = teller.client.get(f"{API}/tray").json()["items"]
    teller.ask("POST", "/tray/take", json={"ids": [item["id"]]})


def _pages(teller: Teller, report: int) -> None:
    """What has a report read again: its pages arranged, split, joined, and the campaign's names."""
    client = teller.client
    sent = client.upload(("hai.pdf", scan(2, "hai", "hai"))).json()
    second = sent["accepted"][0]["submission_id"]
    client.read_to_end(second)
    asked = {"old": report}
    teller.parts["submission_id"] = second
    teller.ask("GET", "/submissions/{submission_id}/differences", params=asked)
    teller.ask("POST", "/submissions/{submission_id}/read-again", json={})
    client.read_to_end(second)
    teller.ask("PUT", "/submissions/{submission_id}/pages", json=[{"number": 1}, {"number": 2, "turn": 90}])
    client.read_to_end(second)
    new = teller.ask("POST", "/submissions/{submission_id}/split", json=[2])["submission_id"]
    for one in (second, new):
        client.read_to_end(one)
    teller.parts["other"] = report
    client.read_to_end(report)
    teller.ask("POST", "/submissions/{submission_id}/join/{other}")


def _retention(teller: Teller, app: Any) -> None:
    with app.state.database.write() as session:
        session.get_one(CampaignRecord, CAMPAIGN).settings = {OWN_RULE: 1}
    due = teller.ask("GET", "/retention")
    count = sum(len(one["submission_ids"]) for one in due)
    teller.ask("POST", "/retention", json={"reports": count})


def cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: SAID_ONCE if key in SECRETS else cut(one) for key, one in value.items()}
    if isinstance(value, list):
        return [cut(one) for one in value[:MOST_ITEMS]]
    return FOLDER.sub("/var/lib/tonghop", value)[:LONGEST] if isinstance(value, str) else value


def shape(value: Any) -> Any:
    """Names and nesting of an answer; mappings by id or code keep only that they are mappings."""
    if isinstance(value, dict):
        names = {key: shape(one) for key, one in value.items()}
        return names if all(key.isidentifier() for key in names) else "mapping"
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "value"


def test_answers_have_the_shape_that_the_description_shows(told: dict[str, Any], client: Client) -> None:
    if os.environ.get("TONGHOP_TEST_RECORD"):
        kept = json.loads(EXAMPLES.read_text("utf-8")) | {"answers": told}
        EXAMPLES.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.skip("recorded")
    known = examples()["answers"]
    assert set(known) == set(told)
    assert _with_answers(client) - set(known) == set(), "tell these, too"
    assert {name: shape(value) for name, value in known.items()} == {n: shape(v) for n, v in told.items()}


def _with_answers(client: Client) -> set[str]:
    """Every operation that answers with JSON."""
    schema = client.get(f"{API}/openapi.json").json()
    return {
        f"{method.upper()} {path}"
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        for status, answer in operation["responses"].items()
        if status < "3" and "application/json" in answer.get("content", {})
    } - FILES


def test_every_request_with_a_body_has_an_example_that_fits_its_schema(client: Client) -> None:
    schema = client.get(f"{API}/openapi.json").json()
    bodies = {
        f"{method.upper()} {path}": operation["requestBody"]["content"]["application/json"]
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert [name for name, body in bodies.items() if "example" not in body] == []
    assert set(examples()["requests"]) == set(bodies)
    for body in bodies.values():
        checked = body["schema"] | {"components": schema["components"]}
        jsonschema.validate(body["example"], checked)
