"""JSON API: logging in and out, passwords, keys, people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from service import accounts
from service.accounts import Person, Role, TokenView, UserView
from service.dependencies import (
    DatabaseDep,
    NowDep,
    PersonDep,
    PersonMustChangeDep,
    SessionDep,
    SettingsDep,
    check_origin,
    require,
)
from service.schemas import LoginIn, PasswordIn, TokenIn, UserIn

router = APIRouter(tags=["accounts"])


@router.post("/session", dependencies=[Depends(check_origin)])
def log_in(
    body: LoginIn,
    request: Request,
    response: Response,
    database: DatabaseDep,
    now: NowDep,
    settings: SettingsDep,
) -> dict[str, Any]:
    """Open a session; the cookie is set, the CSRF token is for the header X-CSRF-Token."""
    address = request.client.host if request.client else ""
    new = accounts.log_in(database, body.name, body.password, address=address, now=now, settings=settings)
    accounts.set_session_cookie(response, new, settings)
    return {"csrf_token": new.csrf_token, "expires_at": new.expires_at, "me": me(new.person)}


@router.delete("/session", status_code=204)
def log_out(
    response: Response, session: SessionDep, person: PersonMustChangeDep, settings: SettingsDep
) -> None:
    accounts.log_out(session, person)
    accounts.clear_session_cookie(response, settings)


@router.get("/me")
def me(person: PersonMustChangeDep) -> dict[str, Any]:
    """Who is asking, and what they may do."""
    return {
        "id": person.id,
        "name": person.name,
        "display_name": person.display_name,
        "role": person.role,
        "must_change_password": person.must_change_password,
        "may": sorted(action for action in accounts.ACTIONS if accounts.may(person.role, action)),
    }


@router.post("/me/password", status_code=204)
def change_password(body: PasswordIn, session: SessionDep, person: PersonMustChangeDep, now: NowDep) -> None:
    accounts.change_password(session, person, body.old, body.new, now=now)


@router.get("/tokens")
def list_tokens(session: SessionDep, person: PersonDep) -> tuple[TokenView, ...]:
    return accounts.list_tokens(session, person)


@router.post("/tokens", status_code=201)
def create_token(body: TokenIn, session: SessionDep, person: PersonDep, now: NowDep) -> dict[str, str]:
    """A key for a program, shown this once: send it as ``Authorization: Bearer``."""
    return {"token": accounts.create_token(session, person, body.label, now=now)}


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(token_id: int, session: SessionDep, person: PersonDep, now: NowDep) -> None:
    accounts.revoke_token(session, person, token_id, now=now)


Admin = Annotated[Person, Depends(require("users"))]


@router.get("/users")
def list_users(session: SessionDep, person: Admin) -> tuple[UserView, ...]:  # noqa: ARG001
    return accounts.list_users(session)


@router.post("/users", status_code=201)
def add_user(body: UserIn, session: SessionDep, person: Admin, now: NowDep) -> dict[str, Any]:  # noqa: ARG001
    user, password = accounts.add_user(session, body.name, body.display_name, body.role, now=now)
    return {"user": user, "one_time_password": password}


@router.post("/users/{name}/reset-password")
def reset_password(name: str, session: SessionDep, person: Admin, now: NowDep) -> dict[str, str]:  # noqa: ARG001
    return {"one_time_password": accounts.reset_password(session, name, now=now)}


@router.post("/users/{user_id}/role/{role}")
def set_role(user_id: int, role: Role, session: SessionDep, person: Admin) -> UserView:  # noqa: ARG001
    return accounts.set_role(session, user_id, role)


@router.post("/users/{user_id}/disabled/{disabled}")
def set_disabled(
    user_id: int,
    disabled: bool,
    session: SessionDep,
    person: Admin,  # noqa: ARG001
    now: NowDep,
) -> UserView:
    return accounts.set_disabled(session, user_id, disabled, now=now)
