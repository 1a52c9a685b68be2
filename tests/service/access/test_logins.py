"""Sessions on the server: listed, ended, locked out; and no secret in any log line."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from service import dependencies
from service.access.logins import LOCKING_FAILURES
from tests.service.conftest import PASSWORD, Client, log_in


def test_logins_are_listed_and_one_or_all_others_end(app: Any, client: Client) -> None:
    others = []
    for _ in range(2):
        browser = Client(app, base_url="http://testserver", headers={"User-Agent": "Firefox"})
        log_in(browser, "admin", PASSWORD)
        others.append(browser)
    listed = client.get("/api/v1/me/sessions").json()
    assert [login["is_this"] for login in listed].count(True) == 1
    assert sum(login["browser"] == "Firefox" for login in listed) == 2
    ended = next(login["id"] for login in listed if not login["is_this"])
    assert client.delete(f"/api/v1/me/sessions/{ended}").status_code == 204
    assert client.delete(f"/api/v1/me/sessions/{ended}").status_code == 404
    assert sorted(other.get("/api/v1/me").status_code for other in others) == [200, 401]
    assert client.delete("/api/v1/me/sessions").status_code == 204
    assert [other.get("/api/v1/me").status_code for other in others] == [401, 401]
    assert client.get("/api/v1/me").status_code == 200


def test_nobody_ends_another_persons_login(client: Client, as_role: Callable[[str], Client]) -> None:
    clerk = as_role("clerk")
    admins = client.get("/api/v1/me/sessions").json()[0]["id"]
    assert clerk.delete(f"/api/v1/me/sessions/{admins}").status_code == 404
    assert client.get("/api/v1/me").status_code == 200


def test_name_that_fails_all_day_is_locked_even_for_the_right_password(
    app: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)

    def clock() -> dt.datetime:
        return now

    app.dependency_overrides[dependencies.get_now] = clock
    stranger = Client(app, base_url="http://testserver")
    for _ in range(LOCKING_FAILURES):
        stranger.post("/api/v1/session", json={"name": "admin", "password": "sai"})
        now += dt.timedelta(minutes=6)  # slower than the throttle
    body = {"name": "admin", "password": PASSWORD}
    locked = stranger.post("/api/v1/session", json=body)
    assert (locked.status_code, locked.json()["code"]) == (429, "service.login_throttled")
    now += dt.timedelta(hours=1)
    assert stranger.post("/api/v1/session", json=body).status_code == 200
    assert client.get("/audit", params={"kind": "login.locked"}).text.count("Khoá tài khoản") > 1
    assert monkeypatch


def test_last_administrator_is_neither_disabled_nor_given_another_role(client: Client) -> None:
    admin = client.get("/api/v1/me").json()["id"]
    for act in (f"role/{'clerk'}", "disabled/true"):
        refused = client.post(f"/api/v1/users/{admin}/{act}")
        assert (refused.status_code, refused.json()["code"]) == (400, "service.bad_request")
    assert client.get("/api/v1/me").json()["role"] == "admin"


def test_no_secret_stands_in_the_logs_of_logins_keys_and_errors(
    app: Any, client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {PASSWORD, "một mật khẩu sai"}
    browser = Client(app, base_url="http://testserver", raise_server_exceptions=False)
    browser.post("/login", data={"name": "admin", "password": "một mật khẩu sai"})
    browser.post("/login", data={"name": "admin", "password": PASSWORD})
    secrets.add(browser.cookies["tonghop_session"])
    made = client.post("/api/v1/users", json={"name": "lan", "role": "clerk"}).json()
    key = client.post("/api/v1/tokens", json={"label": "máy"}).json()["token"]
    secrets |= {made["one_time_password"], key, client.headers["X-CSRF-Token"]}
    program = Client(app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False)
    program.get("/api/v1/submissions").raise_for_status()
    link = client.post(
        "/links",
        data={"campaign": "x", "unit": "x", "days": "1", "csrf_token": client.headers["X-CSRF-Token"]},
    )
    assert link.status_code == 422

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("something unforeseen")

    monkeypatch.setattr("service.submissions.list_submissions", broken)
    assert program.get("/api/v1/submissions").status_code == 500
    told = caplog.text
    assert "something unforeseen" in told
    assert [secret for secret in secrets if secret in told] == []
    assert not re.search(r"\$argon2|th_[A-Za-z0-9_-]{20}", told)
