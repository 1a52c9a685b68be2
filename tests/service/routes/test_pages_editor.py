"""Plans and the campaign editor over HTTP: drafts, versions, files, reading again; pages and API alike."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.campaign_rows import rows_of
from tests.service.conftest import Client
from tests.service.standin import scan

sys.path.insert(0, str(Path(__file__).parents[2] / "extraction"))
from tests.extraction.plans.plan_texts import COMMUNES

PLAN = "205-KH/TU"


@pytest.fixture
def drafted(client: Client) -> dict[str, Any]:
    """A plan as text, taken in by the API and read to its end."""
    sent = client.post("/api/v1/plans", files={"file": ("kh-58.txt", COMMUNES.encode())})
    assert sent.status_code == 202, sent.text
    for _ in range(2000):
        plan = client.get(f"/api/v1/plans/{sent.json()['id']}").json()
        if plan["state"] != "reading":
            break
    assert plan["state"] == "ready", plan
    return dict(plan)


def form(client: Client, **fields: Any) -> dict[str, Any]:
    return {"csrf_token": client.headers["X-CSRF-Token"], **fields}


def campaign(client: Client, id: str = PLAN) -> dict[str, Any]:
    return dict(client.get("/api/v1/campaigns/detail", params={"id": id}).json())


def test_a_draft_is_shown_with_what_it_rests_on_and_confirmed(
    client: Client, drafted: dict[str, Any]
) -> None:
    page = client.get(f"/plans/{drafted['id']}")
    assert page.status_code == 200 and "Khó khăn, vướng mắc" in page.text
    assert "được hiểu là 30/11/2025" in page.text
    rows = rows_of(drafted["draft"]["campaign"])
    rows["head"]["title"] = "Tên do người sửa"
    sent = client.post(
        f"/plans/{drafted['id']}", data=form(client, rows=json.dumps(rows)), follow_redirects=False
    )
    assert sent.status_code == 303, sent.text
    assert campaign(client, "58-KH/TU")["title"] == "Tên do người sửa"
    assert "Tên do người sửa" in client.get(sent.headers["location"]).text
    assert drafted["id"] not in [plan["id"] for plan in client.get("/api/v1/plans").json()]


def test_a_refused_draft_keeps_what_was_typed(client: Client, drafted: dict[str, Any]) -> None:
    rows = rows_of(drafted["draft"]["campaign"])
    rows["head"]["issuer"] = ""
    rows["outline"][0]["title"] = "Chữ vừa gõ"
    answer = client.post(f"/plans/{drafted['id']}", data=form(client, rows=json.dumps(rows)))
    assert answer.status_code == 422
    assert "Chữ vừa gõ" in answer.text and 'href="#head-issuer"' in answer.text
    assert client.get("/api/v1/campaigns/detail", params={"id": "58-KH/TU"}).status_code == 422


def test_a_draft_can_be_discarded(client: Client, drafted: dict[str, Any]) -> None:
    assert client.delete(f"/api/v1/plans/{drafted['id']}").status_code == 204
    assert client.get(f"/plans/{drafted['id']}").status_code == 404


def test_an_empty_or_broken_plan_is_refused(client: Client) -> None:
    empty = client.post("/api/v1/plans", files={"file": ("x.txt", b"")})
    assert (empty.status_code, empty.json()["code"]) == (422, "ocr.empty")
    broken = client.post("/api/v1/plans", files={"file": ("x.pdf", b"nothing")})
    assert broken.status_code == 422


def test_an_edit_by_two_people_is_not_overwritten(client: Client) -> None:
    body = {"campaign": campaign(client) | {"title": "Một"}, "base": 1}
    first = client.put("/api/v1/campaigns/detail", params={"id": PLAN}, json=body)
    assert first.json() == {"id": PLAN, "version": 2}
    body["campaign"]["title"] = "Hai"
    second = client.put("/api/v1/campaigns/detail", params={"id": PLAN}, json=body)
    assert (second.status_code, second.json()["code"]) == (409, "service.campaign_stale")
    assert campaign(client)["title"] == "Một"
    versions = client.get("/api/v1/campaigns/versions", params={"id": PLAN}).json()
    assert versions["current"] == 2
    assert [change["path"] for change in versions["versions"][0]["changes"]] == ["title"]


def test_a_campaign_goes_out_as_a_file_and_comes_back(client: Client) -> None:
    text = client.get("/api/v1/campaigns/file", params={"id": PLAN}).text
    assert yaml.safe_load(text)["id"] == PLAN
    changed = text.replace("id: bieu-1", "id: bieu-mot").replace("bieu-1.", "bieu-mot.")
    sent = client.post("/api/v1/campaigns/file", files={"file": ("x.yaml", changed.encode())})
    assert sent.json() == {"id": PLAN, "version": 2}
    old = client.get("/api/v1/campaigns/file", params={"id": PLAN, "version": 1}).text
    assert old == text


def test_a_wrong_file_names_its_line_and_changes_nothing(client: Client) -> None:
    before = campaign(client)
    text = client.get("/api/v1/campaigns/file", params={"id": PLAN}).text
    lines = text.splitlines()
    wrong = next(i for i, line in enumerate(lines) if "due:" in line)
    lines[wrong] = lines[wrong].replace("due:", "duo:")
    answer = client.post("/api/v1/campaigns/file", files={"file": ("x.yaml", "\n".join(lines).encode())})
    assert answer.status_code == 422
    assert answer.json()["line"] == wrong + 1 and "duo" in answer.json()["entry"]
    assert campaign(client) == before


def test_reports_of_an_older_version_are_offered_for_reading_again(client: Client) -> None:
    sent = client.upload(("a.pdf", scan(1, "table A 1 2")), campaign=PLAN).json()
    client.read_to_end(sent["accepted"][0]["submission_id"])
    client.put(
        "/api/v1/campaigns/detail",
        params={"id": PLAN},
        json={"campaign": campaign(client) | {"title": "Mới"}},
    )
    assert "Cho đọc lại 1 báo cáo" in client.get("/campaigns/view", params={"id": PLAN}).text
    again = client.post("/api/v1/campaigns/read-again", params={"id": PLAN}).json()
    client.read_to_end(again["submissions"][0])
    assert "Cho đọc lại" not in client.get("/campaigns/view", params={"id": PLAN}).text


def test_questions_stand_on_the_campaign_s_page(client: Client) -> None:
    text = client.get("/campaigns/view", params={"id": PLAN}).text
    assert "Số liệu tính đến 30/6/2023" in text
    told = client.get("/api/v1/campaigns/questions", params={"id": PLAN}).json()
    assert "plan.as_of_when_due" in {question["code"] for question in told}


def test_only_those_who_manage_campaigns_may_edit(client: Client, as_role: Any) -> None:
    clerk = as_role("clerk")
    assert clerk.get("/campaigns/edit", params={"id": PLAN}).status_code == 403
    assert clerk.post("/api/v1/plans", files={"file": ("x.txt", b"x")}).status_code == 403
    assert "Sửa đợt báo cáo" not in clerk.get("/campaigns/view", params={"id": PLAN}).text


def test_a_scanned_plan_keeps_the_pictures_of_its_pages(client: Client) -> None:
    sent = client.post("/api/v1/plans", files={"file": ("kh.pdf", scan(2, "I. Nội dung báo cáo"))})
    for _ in range(2000):
        plan = client.get(f"/api/v1/plans/{sent.json()['id']}").json()
        if plan["state"] != "reading":
            break
    assert (plan["state"], plan["read"]) == ("ready", 2), plan
    box = {"page": 1, "x0": 0.1, "y0": 0.1, "x1": 0.5, "y1": 0.2}
    crop = client.get(f"/plans/{plan['id']}/crop", params=box)
    assert crop.status_code == 200 and crop.content.startswith(b"\x89PNG")
