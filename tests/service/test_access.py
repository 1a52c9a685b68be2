"""Who gets in, and who may do what."""

from __future__ import annotations

import json
from typing import Any

from tests.service.conftest import PASSWORD, Client
from tests.service.standin import scan


def test_one_time_password_opens_nothing_but_its_change(client: Client, app: Any) -> None:
    made = client.post("/api/v1/users", json={"name": "moi", "role": "clerk"}).json()
    other = Client(app)
    answer = other.post("/api/v1/session", json={"name": "moi", "password": made["one_time_password"]})
    assert answer.json()["me"]["must_change_password"] is True
    assert other.get("/api/v1/submissions").json()["code"] == "service.password_change_needed"


def test_unsafe_request_needs_the_csrf_token_and_our_origin(client: Client) -> None:
    token = client.headers.pop("X-CSRF-Token")
    assert client.post("/api/v1/review/undo").json()["code"] == "service.bad_origin"
    headers = {"X-CSRF-Token": token, "Origin": "https://evil.example"}
    assert client.post("/api/v1/review/undo", headers=headers).json()["code"] == "service.bad_origin"
    assert client.post("/api/v1/review/undo", headers={"X-CSRF-Token": token}).status_code == 409


def test_failed_logins_are_throttled_and_say_for_how_long(client: Client, app: Any) -> None:
    other = Client(app)
    wrong = {"name": "admin", "password": "sai"}
    codes = [other.post("/api/v1/session", json=wrong).json()["code"] for _ in range(6)]
    assert codes == ["service.login_failed"] * 5 + ["service.login_throttled"]
    right = other.post("/api/v1/session", json={"name": "admin", "password": PASSWORD})
    assert (right.status_code, int(right.headers["retry-after"]) > 0) == (429, True)


def test_key_of_a_program_works_until_it_is_revoked(client: Client, app: Any) -> None:
    token = client.post("/api/v1/tokens", json={"label": "máy quét"}).json()["token"]
    program = Client(app, headers={"Authorization": f"Bearer {token}"})
    assert program.upload(("k.pdf", scan(1))).status_code == 201
    key = client.get("/api/v1/tokens").json()[0]["id"]
    client.delete(f"/api/v1/tokens/{key}").raise_for_status()
    assert program.get("/api/v1/me").status_code == 401


def test_every_answer_carries_the_headers_that_keep_scripts_out(client: Client) -> None:
    for path in ("/health", "/api/v1/me", "/api/v1/nowhere"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_upload_of_a_stranger_is_refused_before_its_body_is_read(app: Any) -> None:
    with Client(app, base_url="http://testserver") as nobody:
        for headers in ({"content-length": "200000"}, {"transfer-encoding": "chunked"}):
            scope = {
                "type": "http",
                "method": "POST",
                "path": "/api/v1/submissions",
                "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
                "query_string": b"",
                "app": app,
            }
            assert nobody.portal is not None
            sent = nobody.portal.call(_answer_of, app, scope)
            assert sent[0]["status"] == 401
            assert json.loads(sent[1]["body"])["code"] == "service.not_logged_in"


async def _answer_of(app: Any, scope: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent
