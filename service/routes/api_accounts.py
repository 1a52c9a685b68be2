"""JSON API: logging in and out, passwords, keys, people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from service.access import keys, logins, people
from service.access.keys import TokenView
from service.access.logins import LoginView
from service.access.matrix import Action, Role
from service.access.people import UserView
from service.access.person import Person
from service.dependencies import (
    OPEN,
    CallerDep,
    DatabaseDep,
    NowDep,
    PersonDep,
    PersonMustChangeDep,
    SessionDep,
    SettingsDep,
    check_origin,
    needs,
    require,
)
from service.schemas import LoginIn, PasswordIn, TokenIn, UserIn

router = APIRouter(tags=["accounts"])


@router.post("/session", dependencies=[OPEN, Depends(check_origin)])
def log_in(
    body: LoginIn,
    response: Response,
    database: DatabaseDep,
    caller: CallerDep,
    now: NowDep,
    settings: SettingsDep,
) -> dict[str, Any]:
    """Open a session; the cookie is set, the CSRF token is for the header X-CSRF-Token.

    An account with a second factor sends its ``code`` too.
    """
    new = logins.log_in(database, body.name, body.password, caller=caller, now=now, settings=settings)
    if new.waits_for_code and body.code:
        new = logins.give_code(database, new.token, body.code, caller=caller, now=now, settings=settings)
    logins.refuse_waiting(new, database)
    logins.set_session_cookie(response, new, settings)
    return {"csrf_token": new.csrf_token, "expires_at": new.expires_at, "me": me(new.person)}


@router.delete("/session", status_code=204, dependencies=[needs(Action.ENTER)])
def log_out(
    response: Response, session: SessionDep, person: PersonMustChangeDep, settings: SettingsDep
) -> None:
    logins.log_out(session, person)
    logins.clear_session_cookie(response, settings)


@router.get("/me", dependencies=[needs(Action.ME)])
def me(person: PersonMustChangeDep) -> dict[str, Any]:
    """Who is asking, and what they may do."""
    return {
        "id": person.id,
        "name": person.name,
        "display_name": person.display_name,
        "role": person.role,
        "must_change_password": person.must_change_password,
        "may": sorted(action for action in Action if person.may(action)),
    }


@router.post("/me/password", status_code=204, dependencies=[needs(Action.ENTER)])
def change_password(body: PasswordIn, session: SessionDep, person: PersonMustChangeDep) -> None:
    people.change_password(session, person, body.old, body.new)


@router.get("/me/sessions", dependencies=[needs(Action.ACCOUNT)])
def list_logins(session: SessionDep, person: PersonDep, now: NowDep) -> tuple[LoginView, ...]:
    """Where one is logged in."""
    return logins.list_logins(session, person, now=now)


@router.delete("/me/sessions", status_code=204, dependencies=[needs(Action.ACCOUNT)])
def end_logins(session: SessionDep, person: PersonDep) -> None:
    """Log out everywhere else."""
    logins.log_out_everywhere(session, person.id, but=person.session_id)


@router.delete("/me/sessions/{login_id}", status_code=204, dependencies=[needs(Action.ACCOUNT)])
def end_login(login_id: str, session: SessionDep, person: PersonDep) -> None:
    logins.end_login(session, person, login_id)


@router.get("/tokens", dependencies=[needs(Action.KEYS)])
def list_tokens(session: SessionDep, person: PersonDep, now: NowDep) -> tuple[TokenView, ...]:
    return keys.list_tokens(session, person, now=now)


@router.post("/tokens", status_code=201, dependencies=[needs(Action.KEYS)])
def create_token(body: TokenIn, session: SessionDep, person: PersonDep, now: NowDep) -> dict[str, str]:
    """A key for a program, shown this once: send it as ``Authorization: Bearer``."""
    token = keys.create_token(session, person, body.label, body.scopes, days=body.days, now=now)
    return {"token": token}


@router.delete("/tokens/{token_id}", status_code=204, dependencies=[needs(Action.KEYS)])
def revoke_token(token_id: int, session: SessionDep, person: PersonDep, now: NowDep) -> None:
    keys.revoke_token(session, person, token_id, now=now)


Admin = Annotated[Person, Depends(require(Action.USERS))]


@router.get("/users")
def list_users(session: SessionDep, person: Admin) -> tuple[UserView, ...]:  # noqa: ARG001
    return people.list_users(session)


@router.post("/users", status_code=201)
def add_user(body: UserIn, session: SessionDep, person: Admin, now: NowDep) -> dict[str, Any]:  # noqa: ARG001
    user, password = people.add_user(
        session, body.name, body.display_name, body.role, now=now, unit_id=body.unit
    )
    return {"user": user, "one_time_password": password}


@router.post("/users/{name}/reset-password")
def reset_password(name: str, session: SessionDep, person: Admin) -> dict[str, str]:  # noqa: ARG001
    return {"one_time_password": people.reset_password(session, name)}


@router.post("/users/{user_id}/role/{role}")
def set_role(
    user_id: int,
    role: Role,
    session: SessionDep,
    person: Admin,  # noqa: ARG001
    unit: str | None = None,
) -> UserView:
    return people.set_role(session, user_id, role, unit_id=unit)


@router.post("/users/{user_id}/disabled/{disabled}")
def set_disabled(
    user_id: int,
    disabled: bool,
    session: SessionDep,
    person: Admin,  # noqa: ARG001
    now: NowDep,
) -> UserView:
    return people.set_disabled(session, user_id, disabled, now=now)


@router.post("/users/{user_id}/sign-out", status_code=204)
def sign_out(user_id: int, session: SessionDep, person: Admin) -> None:  # noqa: ARG001
    """End all logins of a person."""
    people.user_of(session, user_id)
    logins.log_out_everywhere(session, user_id)
