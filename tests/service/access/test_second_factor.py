"""The second factor: nothing opens before the code, no code is good twice, recovery codes work once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyotp
import pytest

from service import dependencies
from service.access.second_factor import STEP_SECONDS
from tests.service.conftest import PASSWORD, Client

START = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)


class Clock:
    now = START

    def forward(self, steps: int = 1) -> None:
        self.now += dt.timedelta(seconds=STEP_SECONDS * steps)


@pytest.fixture
def clock(app: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The service's clock, moved by hand; a code is good for half a minute."""
    clock = Clock()
    app.dependency_overrides[dependencies.get_now] = lambda: clock.now
    monkeypatch.setattr(dependencies, "get_now", lambda: clock.now)
    return clock


@pytest.fixture
def secret(clock: Clock, client: Client) -> str:
    """The administrator's secret, the second factor in force; recovery codes on ``client.recovery``."""
    token = {"csrf_token": client.headers["X-CSRF-Token"]}
    client.post("/account/second-factor", data=token)
    page = client.get("/account").text
    secret = page.split("<code>")[1].split("</code>")[0]
    wrong = client.post("/account/second-factor/confirm", data={**token, "code": "000000"})
    assert wrong.status_code == 401
    done = client.post("/account/second-factor/confirm", data={**token, "code": code_at(secret, clock)})
    client.recovery = done.text.split("<code>")[1].split("</code>")[0].split()  # type: ignore[attr-defined]
    clock.forward()
    return secret


def code_at(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.now)


def answer(app: Any, **body: str) -> Any:
    browser = Client(app, base_url="http://testserver")
    return browser.post("/api/v1/session", json={"name": "admin", "password": PASSWORD, **body})


def test_program_needs_the_code_beside_the_password(app: Any, secret: str, clock: Clock) -> None:
    assert answer(app).json()["code"] == "service.code_needed"
    assert answer(app, code="123456").json()["code"] == "service.code_wrong"
    assert answer(app, code=code_at(secret, clock)).status_code == 200


def test_code_is_good_once_and_for_half_a_minute_aside(app: Any, secret: str, clock: Clock) -> None:
    code = code_at(secret, clock)
    assert answer(app, code=code).status_code == 200
    assert answer(app, code=code).json()["code"] == "service.code_wrong"
    old = code_at(secret, clock)
    clock.forward(3)
    assert answer(app, code=old).json()["code"] == "service.code_wrong"
    ahead = pyotp.TOTP(secret).at(clock.now + dt.timedelta(seconds=STEP_SECONDS))
    assert answer(app, code=ahead).status_code == 200


def test_recovery_code_works_once(app: Any, client: Client, secret: str) -> None:
    code = client.recovery[0]  # type: ignore[attr-defined]
    assert len(client.recovery) == 10  # type: ignore[attr-defined]
    assert secret
    assert answer(app, code=code).status_code == 200
    assert answer(app, code=code).json()["code"] == "service.code_wrong"


def test_browser_is_asked_on_a_second_page_and_gets_in_nowhere_before(
    app: Any, secret: str, clock: Clock
) -> None:
    browser = Client(app, base_url="http://testserver")
    form = {"name": "admin", "password": PASSWORD, "next": "/submissions"}
    asked = browser.post("/login", data=form, follow_redirects=False)
    assert asked.headers["location"] == "/login/code?next=/submissions"
    waiting = browser.cookies["tonghop_session"]
    for url in ("/", "/account", "/account/password", "/api/v1/me", "/api/v1/submissions"):
        got = browser.get(url, follow_redirects=False)
        assert got.status_code in (303, 401), url
    wrong = browser.post("/login/code", data={"code": "000000", "next": "/submissions"})
    assert "Mã xác thực không đúng" in wrong.text
    form = {"code": code_at(secret, clock), "next": "/submissions"}
    done = browser.post("/login/code", data=form, follow_redirects=False)
    assert done.headers["location"] == "/submissions"
    assert browser.cookies["tonghop_session"] != waiting  # what waited is worth nothing any more
    assert browser.get("/api/v1/me").json()["name"] == "admin"


def test_login_that_waits_ends_after_minutes(app: Any, secret: str, clock: Clock) -> None:
    browser = Client(app, base_url="http://testserver")
    browser.post("/login", data={"name": "admin", "password": PASSWORD}, follow_redirects=False)
    clock.forward(11)
    late = browser.post("/login/code", data={"code": code_at(secret, clock)}, follow_redirects=False)
    assert late.headers["location"].startswith("/login?")


def test_wrong_codes_are_throttled_like_wrong_passwords(app: Any, secret: str, clock: Clock) -> None:
    codes = [answer(app, code="000000").json()["code"] for _ in range(6)]
    assert codes == ["service.code_wrong"] * 5 + ["service.login_throttled"]
    assert secret and clock


def test_switching_off_takes_the_password(app: Any, client: Client, secret: str) -> None:
    token = {"csrf_token": client.headers["X-CSRF-Token"]}
    assert client.post("/account/second-factor/off", data={**token, "password": "x"}).status_code == 401
    client.post("/account/second-factor/off", data={**token, "password": PASSWORD})
    assert secret
    assert answer(app).status_code == 200
