"""Keys for programs: only what they are for, only until they end, only while they are not taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from service import dependencies
from tests.service.conftest import Client
from tests.service.standin import scan


def program(app: Any, token: str) -> Client:
    return Client(app, base_url="http://testserver", headers={"Authorization": f"Bearer {token}"})


def test_key_does_what_its_scopes_name_and_nothing_else(app: Any, client: Client) -> None:
    body = {"label": "máy quét", "scopes": ["upload"]}
    scanner = program(app, client.post("/api/v1/tokens", json=body).json()["token"])
    assert scanner.upload(("k.pdf", scan(1))).status_code == 201
    assert scanner.get("/api/v1/me").json()["may"] == ["me", "upload"]
    for url in ("/api/v1/submissions", "/api/v1/exports/csv", "/api/v1/users", "/audit"):
        assert scanner.get(url).status_code == 403, url


def test_key_ends_on_its_day_and_tells_when_it_was_used(app: Any, client: Client) -> None:
    made = client.post("/api/v1/tokens", json={"label": "một ngày", "scopes": ["view"], "days": 1}).json()
    day = program(app, made["token"])
    assert client.get("/api/v1/tokens").json()[0]["used_at"] is None
    assert day.get("/api/v1/submissions").status_code == 200
    assert client.get("/api/v1/tokens").json()[0]["used_at"] is not None
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1, seconds=1)
    present = dependencies.get_now
    dependencies.get_now = lambda: later
    try:
        assert day.get("/api/v1/submissions").status_code == 401
    finally:
        dependencies.get_now = present


def test_key_never_has_more_than_its_maker_may(client: Client, as_role: Callable[[str], Client]) -> None:
    clerk = as_role("clerk")
    for scopes in (["review"], ["users"], ["account"], []):
        refused = clerk.post("/api/v1/tokens", json={"label": "x", "scopes": scopes})
        assert (refused.status_code, refused.json()["code"]) == (400, "service.bad_request"), scopes
    assert client.post("/api/v1/tokens", json={"label": "x", "days": 0}).status_code == 400


def test_key_loses_what_its_owner_loses(app: Any, client: Client, as_role: Callable[[str], Client]) -> None:
    reviewer = as_role("reviewer")
    token = reviewer.post("/api/v1/tokens", json={"label": "x", "scopes": ["view", "review"]}).json()["token"]
    machine = program(app, token)
    assert machine.post("/api/v1/review/undo").status_code == 409
    owner = reviewer.get("/api/v1/me").json()["id"]
    client.post(f"/api/v1/users/{owner}/role/clerk").raise_for_status()
    assert machine.post("/api/v1/review/undo").status_code == 403
    assert machine.get("/api/v1/submissions").status_code == 200
    client.post(f"/api/v1/users/{owner}/disabled/true").raise_for_status()
    assert machine.get("/api/v1/submissions").status_code == 401


def test_page_makes_a_key_shows_it_once_and_takes_it_back(app: Any, client: Client) -> None:
    token = {"csrf_token": client.headers["X-CSRF-Token"]}
    made = client.post(
        "/account/keys", data={**token, "label": "máy quét", "days": "30", "scope": ["upload"]}
    )
    key = made.text.split("<code>th_")[1].split("</code>")[0]
    assert key not in client.get("/account").text
    assert program(app, f"th_{key}").get("/api/v1/me").status_code == 200
    number = client.get("/api/v1/tokens").json()[0]["id"]
    client.post(f"/account/keys/{number}/revoke", data=token)
    assert program(app, f"th_{key}").get("/api/v1/me").status_code == 401
