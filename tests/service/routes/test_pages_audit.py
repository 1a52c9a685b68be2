"""The audit's page and a report's history."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.conftest import Client
from tests.service.test_flow import settle, upload_table


def test_administrator_finds_who_changed_a_field_and_from_what_to_what(client: Client) -> None:
    report = upload_table(client)
    item = client.get("/api/v1/review/next").json()
    settle(client, item, "correct", text="1.006", reason="nhìn bản giấy")
    page = client.get("/audit", params={"kind": "fields.changed", "report": str(report)}).text
    assert "Sửa số liệu" in page
    assert "nhìn bản giấy" in page
    assert "1.006" in page
    assert "Đăng nhập không được" not in client.get("/audit", params={"who": "admin"}).text.split("found")[1]
    nothing = client.get("/audit", params={"since": "2019-01-01", "until": "2019-01-02"}).text
    assert "Không có dòng nào như vậy." in nothing
    history = client.get(f"/submissions/{report}").text
    assert "Lịch sử báo cáo" in history
    assert "nhìn bản giấy" in history


def test_only_the_administrator_reads_the_audit(client: Client, as_role: Callable[[str], Client]) -> None:
    assert client.get("/audit").status_code == 200
    head = as_role("head")
    assert head.get("/audit").status_code == 403
    assert 'href="/audit"' not in head.get("/").text


def test_what_people_typed_stays_text_in_the_audit(client: Client) -> None:
    client.post("/api/v1/session", json={"name": "<script>alert(1)</script>", "password": "x"})
    page = client.get("/audit").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
