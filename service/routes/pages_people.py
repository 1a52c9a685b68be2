"""The people of the office for the administrator: accounts made, reset, disabled, given roles and units."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service.access import logins, people, second_factor
from service.access.matrix import Action, Role
from service.dependencies import NowDep, SessionDep, needs
from service.errors import BadRequest, NameTaken, NotFound, ServiceError, problem_of
from service.web.render import Screen, ScreenDep, said

router = APIRouter(dependencies=[needs(Action.USERS)])


@router.get("/people")
def people_page(screen: ScreenDep, session: SessionDep, now: NowDep) -> Response:
    return _page(screen, session, now)


@router.post("/people")
def add_person(
    screen: ScreenDep,
    session: SessionDep,
    now: NowDep,
    role: Annotated[Role, Form()],
    name: Annotated[str, Form()] = "",
    display_name: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
) -> Response:
    try:
        if not name.strip():
            raise BadRequest(reason="name")
        _, password = people.add_user(
            session,
            name.strip()[:80],
            display_name.strip(),
            role,
            now=now,
            unit_id=unit.strip() or None,
        )
    except (NameTaken, BadRequest, NotFound) as error:
        return _page(screen, session, now, error=error)
    return _page(screen, session, now, made=(name.strip(), password))


@router.post("/people/{user_id}/reset")
def reset(screen: ScreenDep, session: SessionDep, now: NowDep, user_id: int) -> Response:
    """A new one-time password; a lost phone's second factor goes with it, a lock ends."""
    user = people.user_of(session, user_id)
    password = people.reset_password(session, user.name)
    second_factor.forget(user)
    return _page(screen, session, now, made=(user.name, password))


@router.post("/people/{user_id}/role")
def change_role(
    screen: ScreenDep,
    session: SessionDep,
    now: NowDep,
    user_id: int,
    role: Annotated[Role, Form()],
    unit: Annotated[str, Form()] = "",
) -> Response:
    try:
        people.set_role(session, user_id, role, unit_id=unit.strip() or None)
    except (BadRequest, NotFound) as error:
        return _page(screen, session, now, error=error)
    return RedirectResponse("/people", status_code=303)


@router.post("/people/{user_id}/disabled/{disabled}")
def disable(screen: ScreenDep, session: SessionDep, now: NowDep, user_id: int, disabled: bool) -> Response:
    try:
        people.set_disabled(session, user_id, disabled, now=now)
    except BadRequest as error:
        return _page(screen, session, now, error=error)
    return RedirectResponse("/people", status_code=303)


@router.post("/people/{user_id}/sign-out")
def sign_out(session: SessionDep, user_id: int) -> Response:
    people.user_of(session, user_id)
    logins.log_out_everywhere(session, user_id)
    return RedirectResponse("/people", status_code=303)


def _page(
    screen: Screen,
    session: Session,
    now: dt.datetime,
    *,
    made: tuple[str, str] | None = None,
    error: ServiceError | None = None,
) -> Response:
    problem = problem_of(error) if error else None
    return screen.show(
        "people.html",
        status=problem.status if problem else 200,
        error=f"{said(screen.language, problem, 'detail')} {said(screen.language, problem, 'remedy')}"
        if problem
        else None,
        made=made,
        people=people.list_users(session),
        roles=list(Role),
        now=now,
    )
