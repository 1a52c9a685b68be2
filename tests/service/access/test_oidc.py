"""Login through a login service of the office, a real one on this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from service.app import create_app
from service.errors import UnsafeSetting
from service.reading import Reader
from service.settings import Settings, load_settings
from tests.service.conftest import Client

US = "http://testserver"
ROLES = "ban-to-chuc=analyst,van-phong=clerk"


class Provider(ThreadingHTTPServer):
    """Gives the claims that a test sets to whoever comes, signed with its key."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
        self.signing = self.key
        self.claims: dict[str, Any] = {"sub": "42", "preferred_username": "lan", "groups": ["van-phong"]}
        self.nonce = ""
        self.verifiers: list[str] = []


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        issuer = self.server.issuer
        if self.path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        else:
            self._say(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                }
            )

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.server.verifiers.append(form["code_verifier"][0])
        now = int(time.time())
        claims = {
            "iss": self.server.issuer,
            "aud": "tonghop",
            "iat": now,
            "exp": now + 60,
            "nonce": self.server.nonce,
            **self.server.claims,
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.server.signing)
        self._say({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _say(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    thread = Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def browser(provider: Provider, reader: Reader, tmp_path: Path) -> Iterator[Client]:
    settings = Settings(
        data_dir=tmp_path / "var",
        public_url=US,
        oidc_issuer=provider.issuer,
        oidc_client_id="tonghop",
        oidc_roles=ROLES,
    )
    with Client(create_app(settings, reader=reader), base_url=US) as client:
        yield client


def go(browser: Client, provider: Provider, **change: str) -> Any:
    """To the login service and back, as a browser does."""
    there = browser.get("/login/outside", params={"next": "/submissions"}, follow_redirects=False)
    asked = parse_qs(urlsplit(there.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce = change.pop("nonce", asked["nonce"][0])
    back = {"code": "abc", "state": asked["state"][0], **change}
    return browser.get("/login/outside/back", params=back, follow_redirects=False)


def test_person_of_the_office_gets_in_with_the_role_of_the_group(browser: Client, provider: Provider) -> None:
    assert "/login/outside" in browser.get("/login").text
    done = go(browser, provider)
    assert (done.status_code, done.headers["location"]) == (303, "/submissions")
    me = browser.get("/api/v1/me").json()
    assert (me["name"], me["role"]) == ("lan", "clerk")
    assert len(provider.verifiers[0]) >= 43
    provider.claims["groups"] = ["khác", "ban-to-chuc"]
    go(browser, provider)
    assert browser.get("/api/v1/me").json()["role"] == "analyst"  # the same account, its new role


def test_who_has_no_group_of_ours_stays_outside(browser: Client, provider: Provider) -> None:
    provider.claims["groups"] = ["đoàn viên"]
    refused = go(browser, provider)
    assert (refused.status_code, "Hệ thống đăng nhập của cơ quan" in refused.text) == (401, True)
    assert browser.get("/api/v1/me").status_code == 401


def test_account_of_ours_is_not_taken_over_by_its_name(browser: Client, provider: Provider) -> None:
    provider.claims["preferred_username"] = "admin"
    assert go(browser, provider).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [{"aud": "khác"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}, {"nonce": "khác"}],
    ids=lambda claims: next(iter(claims)),
)
def test_token_that_is_not_for_this_login_is_refused(
    browser: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims |= claims
    assert go(browser, provider).status_code == 401


def test_token_signed_by_somebody_else_is_refused(browser: Client, provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "1"})
    assert go(browser, provider).status_code == 401


def test_state_is_good_once_and_in_its_own_browser_only(browser: Client, provider: Provider) -> None:
    assert go(browser, provider, state="khác").status_code == 401
    there = browser.get("/login/outside", follow_redirects=False)
    state = parse_qs(urlsplit(there.headers["location"]).query)["state"][0]
    other = Client(browser.app, base_url=US)
    back = {"code": "abc", "state": state}
    assert other.get("/login/outside/back", params=back, follow_redirects=False).status_code == 401


def test_service_that_is_away_says_so(browser: Client, provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    assert browser.get("/login/outside", follow_redirects=False).status_code == 401


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"oidc_issuer": "http://sso.example"}, "https"),
        ({"oidc_roles": ""}, "oidc_roles"),
        ({"oidc_roles": "nhóm=unit"}, "reporting unit"),
        ({"oidc_client_id": ""}, "oidc_client_id"),
        ({"trusted_proxies": "0.0.0.0/0"}, "too wide"),
        ({"trusted_proxies": "10.0.0.0/8"}, "too wide"),
    ],
)
def test_unsafe_settings_are_refused(tmp_path: Path, changed: dict[str, str], why: str) -> None:
    whole = {
        "data_dir": str(tmp_path),
        "public_url": US,
        "oidc_issuer": "https://sso.example",
        "oidc_client_id": "tonghop",
        "oidc_roles": ROLES,
    }
    assert load_settings(**whole).oidc_role_map[0][0] == "ban-to-chuc"
    with pytest.raises(UnsafeSetting, match=why):
        load_settings(**{**whole, **changed})


def test_trusted_proxies_are_read_as_networks() -> None:
    found = load_settings(trusted_proxies="10.1.2.3, 10.1.3.0/28").proxy_networks
    assert [str(network) for network in found] == ["10.1.2.3/32", "10.1.3.0/28"]
    assert load_settings().proxy_networks == ()
