"""Login through the office's own login service (OpenID Connect): the extra ``oidc``.

The only module that knows Authlib, joserfc and httpx. Authorization code with PKCE; state and nonce are kept
on the server and bound to the browser by a cookie; of the ID token signature, issuer, audience, times and
nonce are checked.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.access.errors import OutsideLoginFailed
from service.access.matrix import Role
from service.access.secrets import digest, hash_password, new_token
from service.records import LoginFlowRow, UserRow
from service.settings import Settings

CALLBACK = "/login/outside/back"
FLOW_MINUTES = 10
PROVIDER_SECONDS = 10  # for one answer of the login service
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures by a key pair only; never ``none``, never a shared secret."""


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and the state that its cookie keeps."""

    url: str
    state: str


def begin(session: Session, settings: Settings, *, after: str, now: dt.datetime) -> Begun:
    """Begin a login; ``after`` is the page of ours that it is for."""
    provider = _discover(settings)
    nonce, verifier = new_token(), new_token()
    with _client(settings) as client:
        url, state = client.create_authorization_url(
            provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    ends = now + dt.timedelta(minutes=FLOW_MINUTES)
    session.execute(delete(LoginFlowRow).where(LoginFlowRow.expires_at < now))
    session.add(LoginFlowRow(id=digest(state), nonce=nonce, verifier=verifier, next=after, expires_at=ends))
    return Begun(url, state)


def take_flow(session: Session, state: str, cookie: str, *, now: dt.datetime) -> LoginFlowRow:
    """The login that a browser comes back from; each is good once, and in the browser that began it only.

    Raises:
        OutsideLoginFailed: It is none of ours, of another browser, or took too long.
    """
    row = session.get(LoginFlowRow, digest(state))
    if row is None or row.expires_at <= now or not hmac.compare_digest(state.encode(), cookie.encode()):
        raise OutsideLoginFailed(why="state")
    session.delete(row)
    return row


def claims_for(settings: Settings, flow: LoginFlowRow, code: str, *, now: dt.datetime) -> Mapping[str, Any]:
    """Who the login service says it is: its checked ID token.

    Raises:
        OutsideLoginFailed: It answers with an error or with a token that does not hold.
    """
    provider = _discover(settings)
    try:
        with _client(settings) as client:
            given = client.fetch_token(provider["token_endpoint"], code=code, code_verifier=flow.verifier)
        keys = httpx.get(provider["jwks_uri"], timeout=PROVIDER_SECONDS)
        told = jwt.decode(given["id_token"], KeySet.import_key_set(keys.json()), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=60,
            iss={"essential": True, "value": provider["issuer"]},
            aud={"essential": True, "value": settings.oidc_client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": flow.nonce},
            sub={"essential": True},
        ).validate(told.claims)
    except (OAuthError, JoseError, httpx.HTTPError, KeyError, ValueError) as error:
        raise OutsideLoginFailed(why=type(error).__name__) from error
    return told.claims


def account_of(
    session: Session, settings: Settings, claims: Mapping[str, Any], *, now: dt.datetime
) -> UserRow:
    """The account of this person, made at the first login; its role follows the claims each time.

    Raises:
        OutsideLoginFailed: No claim gives a role here, the account is disabled, or its name is taken.
    """
    role = _role(settings, claims)
    if role is None:
        raise OutsideLoginFailed(why=f"no role in {settings.oidc_role_claim}")
    outside = f"{claims['iss']}#{claims['sub']}"[:300]
    user = session.scalar(select(UserRow).where(UserRow.outside_id == outside))
    if user is None:
        name = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])[:80]
        if session.scalar(select(UserRow.id).where(UserRow.name == name)) is not None:
            raise OutsideLoginFailed(why=f"the name {name} is taken by an account of ours")
        user = UserRow(
            name=name,
            display_name=str(claims.get("name") or name)[:200],
            password_hash=hash_password(new_token()),  # nobody knows it: the login service is the only way in
            outside_id=outside,
            role=role.value,
            must_change_password=False,
            created_at=now,
        )
        session.add(user)
    elif user.disabled_at is not None:
        raise OutsideLoginFailed(why="the account is disabled")
    user.role = role.value
    session.flush()
    return user


def _role(settings: Settings, claims: Mapping[str, Any]) -> Role | None:
    """The first role of the settings' list whose group the claim holds."""
    told = claims.get(settings.oidc_role_claim)
    groups = {told} if isinstance(told, str) else {str(one) for one in told or ()}
    return next((role for group, role in settings.oidc_role_map if group in groups), None)


def _discover(settings: Settings) -> Mapping[str, Any]:
    issuer = settings.oidc_issuer.rstrip("/")
    try:
        answer = httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=PROVIDER_SECONDS)
        answer.raise_for_status()
        found: Mapping[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise OutsideLoginFailed(why=type(error).__name__) from error
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise OutsideLoginFailed(why="issuer")
    return found


def _client(settings: Settings) -> OAuth2Client:
    return OAuth2Client(
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() or None,
        redirect_uri=settings.address + CALLBACK,
        scope="openid profile email",
        code_challenge_method="S256",
        timeout=PROVIDER_SECONDS,
    )
