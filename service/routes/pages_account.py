"""Sign-in, sign-out, the first password, language and colours."""

from __future__ import annotations

import urllib.parse
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from service.access import logins, people
from service.access.errors import CodeWrong
from service.access.matrix import Action
from service.access.secrets import LEAST_PASSWORD_CHARACTERS
from service.dependencies import (
    OPEN,
    CallerDep,
    DatabaseDep,
    MaybePersonDep,
    NowDep,
    PersonMustChangeDep,
    SessionDep,
    SettingsDep,
    check_origin,
    needs,
)
from service.errors import LoginFailed, LoginThrottled, PasswordTooWeak, ServiceError, problem_of
from service.i18n import language_of
from service.web.render import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, plain_screen, said

COOKIE_SECONDS = 365 * 24 * 3600

router = APIRouter()


def own_address(address: str) -> str:
    """The address if it lies on this site, else the home page: nobody may send our people elsewhere."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address
    return address if inside else "/"


@router.get("/login", dependencies=[OPEN])
def login_page(request: Request, person: MaybePersonDep, settings: SettingsDep, next: str = "/") -> Response:
    if person:
        return RedirectResponse(own_address(next), status_code=303)
    return plain_screen(request).show(
        "login.html", next=own_address(next), name="", error=None, outside=bool(settings.oidc_issuer)
    )


@router.post("/login", dependencies=[OPEN, Depends(check_origin)])
def login(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    caller: CallerDep,
    now: NowDep,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    try:
        new = logins.log_in(database, name.strip(), password, caller=caller, now=now, settings=settings)
    except (LoginFailed, LoginThrottled) as error:
        screen = plain_screen(request)
        return screen.show(
            "login.html",
            status=problem_of(error).status,
            next=own_address(next),
            name=name,
            outside=bool(settings.oidc_issuer),
            error=_told(request, error),
        )
    where = own_address(next)
    if new.waits_for_code:
        where = f"/login/code?next={urllib.parse.quote(where)}"
    response = RedirectResponse(where, status_code=303)
    logins.set_session_cookie(response, new, settings)
    return response


@router.get("/login/code", dependencies=[OPEN])
def code_page(request: Request, next: str = "/") -> Response:
    return plain_screen(request).show("login_code.html", next=own_address(next), error=None)


@router.post("/login/code", dependencies=[OPEN, Depends(check_origin)])
def give_code(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    caller: CallerDep,
    now: NowDep,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    token = request.cookies.get(logins.SESSION_COOKIE, "")
    try:
        new = logins.give_code(database, token, code, caller=caller, now=now, settings=settings)
    except (CodeWrong, LoginThrottled) as error:
        return plain_screen(request).show(
            "login_code.html",
            status=problem_of(error).status,
            next=own_address(next),
            error=_told(request, error),
        )
    response = RedirectResponse(own_address(next), status_code=303)
    logins.set_session_cookie(response, new, settings)
    return response


@router.post("/logout", dependencies=[needs(Action.ENTER)])
def logout(session: SessionDep, person: PersonMustChangeDep, settings: SettingsDep) -> Response:
    logins.log_out(session, person)
    response = RedirectResponse("/login", status_code=303)
    logins.clear_session_cookie(response, settings)
    return response


@router.get("/account/password", dependencies=[needs(Action.ENTER)])
def password_page(request: Request, person: PersonMustChangeDep) -> Response:
    return plain_screen(request, person).show(
        "password.html", min_length=LEAST_PASSWORD_CHARACTERS, error=None
    )


@router.post("/account/password", dependencies=[needs(Action.ENTER)])
def change_password(
    request: Request,
    session: SessionDep,
    person: PersonMustChangeDep,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    screen = plain_screen(request, person)
    if new != again:
        error = screen.words("password.differ")
        return screen.show("password.html", status=422, min_length=LEAST_PASSWORD_CHARACTERS, error=error)
    try:
        people.change_password(session, person, old, new)
    except (LoginFailed, PasswordTooWeak) as error:
        return screen.show(
            "password.html",
            status=problem_of(error).status,
            min_length=LEAST_PASSWORD_CHARACTERS,
            error=_told(request, error),
        )
    return RedirectResponse("/?said=password", status_code=303)


@router.post("/preferences", dependencies=[OPEN, Depends(check_origin)])
def preferences(
    lang: Annotated[str, Form()] = "", theme: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
) -> Response:
    response = RedirectResponse(own_address(back), status_code=303)
    if lang:
        response.set_cookie(
            LANGUAGE_COOKIE, language_of(lang), max_age=COOKIE_SECONDS, samesite="lax", httponly=True
        )
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=COOKIE_SECONDS, samesite="lax", httponly=True)
    return response


def _told(request: Request, error: ServiceError) -> str:
    language, problem = plain_screen(request).language, problem_of(error)
    return f"{said(language, problem, 'detail')} {said(language, problem, 'remedy')}".strip()
