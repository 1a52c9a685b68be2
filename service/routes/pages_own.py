"""One's own account: where one is logged in, the second factor, keys for programs."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service.access import keys, logins, second_factor
from service.access.errors import CodeWrong
from service.access.matrix import Action
from service.access.people import user_of
from service.access.person import Person
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.errors import BadRequest, LoginFailed, ServiceError, problem_of
from service.web.render import Screen, ScreenDep, said

router = APIRouter()
Own = [needs(Action.ACCOUNT)]
Keys = [needs(Action.KEYS)]
PAGE = "/account"


@router.get("/account", dependencies=Own)
def own_page(screen: ScreenDep, session: SessionDep, person: PersonDep, now: NowDep) -> Response:
    return _page(screen, session, person, now)


@router.post("/account/logins/end", dependencies=Own)
def end_login(session: SessionDep, person: PersonDep, login: Annotated[str, Form()] = "") -> Response:
    """End one login, or without one all others."""
    if login:
        logins.end_login(session, person, login)
    else:
        logins.log_out_everywhere(session, person.id, but=person.session_id)
    return RedirectResponse(PAGE, status_code=303)


@router.post("/account/second-factor", dependencies=Own)
def begin_second_factor(session: SessionDep, person: PersonDep) -> Response:
    second_factor.begin(session, person)
    return RedirectResponse(f"{PAGE}#second-factor", status_code=303)


@router.post("/account/second-factor/confirm", dependencies=Own)
def confirm_second_factor(
    screen: ScreenDep, session: SessionDep, person: PersonDep, now: NowDep, code: Annotated[str, Form()] = ""
) -> Response:
    try:
        recovery = second_factor.confirm(session, person, code, now=now)
    except CodeWrong as error:
        return _page(screen, session, person, now, error=error)
    return _page(screen, session, person, now, recovery=recovery)


@router.post("/account/second-factor/off", dependencies=Own)
def switch_off(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    password: Annotated[str, Form()] = "",
) -> Response:
    try:
        second_factor.switch_off(session, person, password)
    except LoginFailed as error:
        return _page(screen, session, person, now, error=error)
    return RedirectResponse(f"{PAGE}#second-factor", status_code=303)


@router.post("/account/keys", dependencies=Keys)
def make_key(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    label: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
    scope: Annotated[list[Action] | None, Form()] = None,
) -> Response:
    try:
        if not label.strip():
            raise BadRequest(reason="label")
        chosen = int(days) if days.isdigit() else None
        token = keys.create_token(session, person, label.strip(), scope or (), days=chosen, now=now)
    except BadRequest as error:
        return _page(screen, session, person, now, error=error)
    session.flush()
    return _page(screen, session, person, now, token=token)


@router.post("/account/keys/{token_id}/revoke", dependencies=Keys)
def revoke_key(session: SessionDep, person: PersonDep, now: NowDep, token_id: int) -> Response:
    keys.revoke_token(session, person, token_id, now=now)
    return RedirectResponse(f"{PAGE}#keys", status_code=303)


def _page(
    screen: Screen,
    session: Session,
    person: Person,
    now: dt.datetime,
    *,
    error: ServiceError | None = None,
    recovery: tuple[str, ...] = (),
    token: str = "",
) -> Response:
    problem = problem_of(error) if error else None
    secret = second_factor.waiting_secret(session, person)
    image = base64.b64encode(second_factor.picture(secret, person.name)).decode() if secret else ""
    has_keys = screen.may(Action.KEYS)
    return screen.show(
        "account.html",
        status=problem.status if problem else 200,
        error=f"{said(screen.language, problem, 'detail')} {said(screen.language, problem, 'remedy')}"
        if problem
        else None,
        logins=logins.list_logins(session, person, now=now),
        second_factor_on=user_of(session, person.id).totp_on,
        secret=secret,
        picture=image,
        recovery=recovery,
        token=token,
        keys=keys.list_tokens(session, person, now=now) if has_keys else (),
        scopes=keys.scopes_for(person) if has_keys else (),
    )
