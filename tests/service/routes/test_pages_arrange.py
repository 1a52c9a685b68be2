"""Arranging a report's pages on the screen and through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Client
from tests.service.standin import scan


@pytest.fixture
def report(client: Client) -> int:
    taken = client.upload(("a.pdf", scan(3, "a", "12-BC/ĐU", "Tổng|12"))).json()["accepted"][0]
    client.read_to_end(taken["submission_id"])
    return int(taken["submission_id"])


def pages(client: Client, submission: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.read_to_end(submission)["page_rows"]
    return found


def csrf(client: Client) -> dict[str, Any]:
    return {"csrf_token": client.headers["X-CSRF-Token"]}


def test_form_moves_turns_and_sets_aside(client: Client, report: int) -> None:
    form = client.get(f"/submissions/{report}/arrange")
    assert form.status_code == 200 and form.text.count("Thứ tự") >= 3
    data = {
        "page": ["1", "2", "3"],
        "position": ["3", "1", "2"],
        "turn": ["0", "0", "180"],
        "left_out": ["1"],
    }
    answer = client.post(f"/submissions/{report}/arrange", data={**data, **csrf(client)})
    assert answer.status_code == 200
    assert [page["file_page"] for page in pages(client, report)] == [2, 3, 1]


def test_chosen_pages_become_a_report_of_their_own(client: Client, report: int) -> None:
    data = {"page": ["1"], "position": ["1"], "turn": ["0"], "chosen": ["2", "3"], **csrf(client)}
    answer = client.post(f"/submissions/{report}/split", data=data)
    part = int(str(answer.url).rsplit("/", 1)[1])
    assert part != report
    assert len(pages(client, report)) == 1 and len(pages(client, part)) == 2
    back = client.post(f"/submissions/{report}/join", data={"other": str(part), **csrf(client)})
    assert str(back.url).endswith(f"/submissions/{report}")
    assert [page["file_page"] for page in pages(client, report)] == [1, 2, 3]


def test_api_does_the_same(client: Client, report: int) -> None:
    body = [{"number": 3}, {"number": 1, "turn": 90}, {"number": 2, "left_out": True}]
    assert client.put(f"/api/v1/submissions/{report}/pages", json=body).status_code == 202
    assert [page["file_page"] for page in pages(client, report)] == [3, 1, 2]
    part = client.post(f"/api/v1/submissions/{report}/split", json=[1]).json()["submission_id"]
    client.read_to_end(part)
    client.read_to_end(report)
    joined = client.post(f"/api/v1/submissions/{part}/join/{report}")
    assert joined.status_code == 202
    assert [page["file_page"] for page in pages(client, part)] == [3, 1, 2]
    wrong = client.put(f"/api/v1/submissions/{part}/pages", json=[{"number": 1}])
    assert wrong.status_code == 400


def test_api_imports_units_and_places_a_report(client: Client, report: int) -> None:
    sheet = "Mã,Tên đơn vị,Cấp\nbh,Đảng ủy xã Bình Hiệp,xa\nkhac,Đảng ủy xã Khác,xa\n".encode()
    files = {"file": ("x.csv", sheet)}
    dry = client.post("/api/v1/units/import", files=files, params={"dry_run": True}).json()
    assert len(dry["changes"]) == 2
    assert client.get("/api/v1/units").json()["total"] == 0
    client.post("/api/v1/units/import", files=files).raise_for_status()
    assert client.get("/api/v1/units", params={"text": "binh hiep"}).json()["total"] == 1
    assert client.get("/api/v1/units/bh").json()["history"][0]["kind"] == "added"
    place = client.get(f"/api/v1/submissions/{report}/place").json()
    assert (place["unit_id"], place["unit_status"]) == ("bh", "accepted")
    placed = client.put(f"/api/v1/submissions/{report}/place", json={"unit": "khac"}).json()
    assert (placed["unit_id"], placed["unit_status"]) == ("khac", "confirmed")
    assert client.get(f"/api/v1/submissions/{report}/result").json()["unit"] == "khac"
    days = {"sent": "2023-07-01", "received": "2023-07-02"}
    assert client.put(f"/api/v1/submissions/{report}/days", json=days).status_code == 204
    answer = client.post(f"/api/v1/submissions/{report}/return", json={"reason": "thiếu"})
    assert answer.status_code == 204
    standing = client.get(f"/api/v1/submissions/{report}/place").json()["standing"]
    assert standing["return_reason"] == "thiếu"


def test_only_who_may_upload_arranges(client: Client, report: int, as_role: Any) -> None:
    head = as_role("head")
    assert head.put(f"/api/v1/submissions/{report}/pages", json=[]).status_code == 403
