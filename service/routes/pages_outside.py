"""Login through the office's own login service, where the settings name one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from service.access import logins
from service.access.errors import OutsideLoginFailed
from service.dependencies import OPEN, CallerDep, DatabaseDep, NowDep, SettingsDep
from service.errors import NotFound
from service.routes.pages_account import own_address
from service.settings import Settings

FLOW_COOKIE = "tonghop_flow"

router = APIRouter(dependencies=[OPEN])


@router.get("/login/outside")
def begin(database: DatabaseDep, settings: SettingsDep, now: NowDep, next: str = "/") -> Response:
    _refuse_unset(settings)
    from service.access import oidc  # an extra: its libraries may not be there

    with database.write() as session:
        begun = oidc.begin(session, settings, after=own_address(next), now=now)
    response = RedirectResponse(begun.url, status_code=303)
    response.set_cookie(
        FLOW_COOKIE,
        begun.state,
        max_age=oidc.FLOW_MINUTES * 60,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
        path=oidc.CALLBACK,
    )
    return response


@router.get("/login/outside/back")
def come_back(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    caller: CallerDep,
    now: NowDep,
    code: str = "",
    state: str = "",
    error: str = "",
) -> Response:
    _refuse_unset(settings)
    from service.access import oidc

    with database.write() as session:
        flow = oidc.take_flow(session, state, request.cookies.get(FLOW_COOKIE, ""), now=now)
    if error or not code:
        raise OutsideLoginFailed(why=error[:80] or "code")
    claims = oidc.claims_for(settings, flow, code, now=now)
    with database.write() as session:
        user = oidc.account_of(session, settings, claims, now=now)
        new = logins.open_session(session, user, caller, now=now, settings=settings)
    response = RedirectResponse(flow.next, status_code=303)
    logins.set_session_cookie(response, new, settings)
    response.delete_cookie(FLOW_COOKIE, path=oidc.CALLBACK)
    return response


def _refuse_unset(settings: Settings) -> None:
    if not settings.oidc_issuer:
        raise NotFound(what="login service")
