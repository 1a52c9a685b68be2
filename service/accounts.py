"""People: roles, passwords, logins on the server, keys for programs."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from service.database import Database
from service.errors import LoginFailed, LoginThrottled, NameTaken, NotFound, PasswordTooWeak
from service.records import LoginFailureRow, SessionRow, TokenRow, UserRow
from service.settings import Settings

SESSION_COOKIE = "tonghop_session"
LEAST_PASSWORD_CHARACTERS = 10
FREE_FAILURES = 5  # failed logins of one name or address before it has to wait
THROTTLE_SECONDS = 300
_HASH = PasswordHash((Argon2Hasher(),))
_NOBODY = _HASH.hash("nobody has this password")  # checked for unknown names, so that they take as long


class Role(StrEnum):
    ADMIN = "admin"
    HEAD = "head"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    CLERK = "clerk"


_EVERYBODY = frozenset(Role)
ACTIONS: Mapping[str, frozenset[Role]] = {
    "view": _EVERYBODY,
    "export": _EVERYBODY - {Role.CLERK},
    "upload": frozenset({Role.ADMIN, Role.ANALYST, Role.REVIEWER, Role.CLERK}),
    "delete": frozenset({Role.ADMIN, Role.ANALYST, Role.CLERK}),
    "review": frozenset({Role.ADMIN, Role.ANALYST, Role.REVIEWER}),
    "campaigns": frozenset({Role.ADMIN, Role.ANALYST}),
    "units": frozenset({Role.ADMIN, Role.ANALYST}),
    "users": frozenset({Role.ADMIN}),
}
"""Which roles may do what: the one place that says so."""


def may(role: Role, action: str) -> bool:
    return role in ACTIONS[action]


@dataclass(frozen=True)
class Person:
    """Who is asking. ``session_id`` is None for a program with a key, which needs no CSRF token."""

    id: int
    name: str
    display_name: str
    role: Role
    must_change_password: bool
    csrf_token: str = ""
    session_id: str | None = None


@dataclass(frozen=True)
class NewSession:
    token: str
    csrf_token: str
    person: Person
    expires_at: dt.datetime


@dataclass(frozen=True)
class UserView:
    id: int
    name: str
    display_name: str
    role: Role
    must_change_password: bool
    disabled: bool


@dataclass(frozen=True)
class TokenView:
    id: int
    label: str
    created_at: dt.datetime


def log_in(
    database: Database, name: str, password: str, *, address: str, now: dt.datetime, settings: Settings
) -> NewSession:
    """Check a password and open a session.

    Raises:
        LoginFailed: Name or password is wrong, or the account is disabled; which one is not told.
        LoginThrottled: Too many failures of this name or address in the last minutes.
    """
    with database.read() as session:
        _refuse_throttled(session, name, address, now)
        user = session.scalar(select(UserRow).where(UserRow.name == name))
        right = _HASH.verify(password, user.password_hash if user else _NOBODY)
    with database.write() as session:
        if user is None or not right or user.disabled_at is not None:
            session.add(LoginFailureRow(name=name[:80], address=address[:64], at=now))
        else:
            session.execute(delete(LoginFailureRow).where(LoginFailureRow.name == name))
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            return _open_session(session, user, now + dt.timedelta(hours=settings.session_hours), now)
    raise LoginFailed()


def person_of_session(session: Session, token: str, *, now: dt.datetime) -> Person | None:
    """Who holds this cookie, None where the session is unknown or over."""
    row = session.get(SessionRow, _digest(token))
    if row is None or row.expires_at <= now:
        return None
    user = session.get(UserRow, row.user_id)
    return _person(user, row.csrf_token, row.id) if user and user.disabled_at is None else None


def person_of_token(session: Session, token: str) -> Person | None:
    """Who holds this key of a program."""
    row = session.scalar(
        select(TokenRow).where(TokenRow.token_hash == _digest(token), TokenRow.revoked_at.is_(None))
    )
    user = session.get(UserRow, row.user_id) if row else None
    return _person(user, "", None) if user and user.disabled_at is None else None


def log_out(session: Session, person: Person) -> None:
    session.execute(delete(SessionRow).where(SessionRow.id == person.session_id))


def change_password(session: Session, person: Person, old: str, new: str, *, now: dt.datetime) -> None:  # noqa: ARG001
    """Set a new password and end the person's other logins and nothing else."""
    user = session.get_one(UserRow, person.id)
    if not _HASH.verify(old, user.password_hash):
        raise LoginFailed()
    if len(new) < LEAST_PASSWORD_CHARACTERS or new == old:
        raise PasswordTooWeak(least=LEAST_PASSWORD_CHARACTERS)
    user.password_hash = _HASH.hash(new)
    user.must_change_password = False
    session.execute(
        delete(SessionRow).where(SessionRow.user_id == user.id, SessionRow.id != (person.session_id or ""))
    )


def add_user(
    session: Session, name: str, display_name: str, role: Role, *, now: dt.datetime
) -> tuple[UserView, str]:
    """A new account with a one-time password that must be changed at first login."""
    if session.scalar(select(UserRow.id).where(UserRow.name == name)) is not None:
        raise NameTaken(name=name)
    password = _one_time_password()
    user = UserRow(
        name=name,
        display_name=display_name or name,
        password_hash=_HASH.hash(password),
        role=role.value,
        must_change_password=True,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return _view(user), password


def reset_password(session: Session, name: str, *, now: dt.datetime) -> str:  # noqa: ARG001
    """A fresh one-time password; all logins of the account end."""
    user = session.scalar(select(UserRow).where(UserRow.name == name))
    if user is None:
        raise NotFound(what=f"user {name}")
    password = _one_time_password()
    user.password_hash = _HASH.hash(password)
    user.must_change_password = True
    session.execute(delete(SessionRow).where(SessionRow.user_id == user.id))
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.name == name))
    return password


def ensure_administrator(session: Session, *, now: dt.datetime) -> str | None:
    """Make the first administrator ("admin") where there is no account; the one-time password, else None."""
    if session.scalar(select(func.count()).select_from(UserRow)):
        return None
    return add_user(session, "admin", "Quản trị viên", Role.ADMIN, now=now)[1]


def list_users(session: Session) -> tuple[UserView, ...]:
    return tuple(_view(user) for user in session.scalars(select(UserRow).order_by(UserRow.name)))


def set_disabled(session: Session, user_id: int, disabled: bool, *, now: dt.datetime) -> UserView:
    user = _user(session, user_id)
    user.disabled_at = now if disabled else None
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
    return _view(user)


def set_role(session: Session, user_id: int, role: Role) -> UserView:
    user = _user(session, user_id)
    user.role = role.value
    return _view(user)


def create_token(session: Session, person: Person, label: str, *, now: dt.datetime) -> str:
    """A key for a program that acts as this person; shown once, only its hash is kept."""
    token = "th_" + secrets.token_urlsafe(32)
    session.add(TokenRow(user_id=person.id, label=label[:200], token_hash=_digest(token), created_at=now))
    return token


def list_tokens(session: Session, person: Person) -> tuple[TokenView, ...]:
    rows = session.scalars(
        select(TokenRow)
        .where(TokenRow.user_id == person.id, TokenRow.revoked_at.is_(None))
        .order_by(TokenRow.id)
    )
    return tuple(TokenView(row.id, row.label, row.created_at) for row in rows)


def revoke_token(session: Session, person: Person, token_id: int, *, now: dt.datetime) -> None:
    row = session.get(TokenRow, token_id)
    if row is None or row.user_id != person.id:
        raise NotFound(what=f"token {token_id}")
    row.revoked_at = row.revoked_at or now


def set_session_cookie(response: Response, new: NewSession, settings: Settings) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        new.token,
        max_age=settings.session_hours * 3600,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
        path="/",
    )


def clear_session_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        SESSION_COOKIE, path="/", secure=settings.secure_cookies, httponly=True, samesite="lax"
    )


def _open_session(session: Session, user: UserRow, expires_at: dt.datetime, now: dt.datetime) -> NewSession:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    row = SessionRow(
        id=_digest(token), user_id=user.id, csrf_token=csrf, created_at=now, expires_at=expires_at
    )
    session.add(row)
    return NewSession(token, csrf, _person(user, csrf, row.id), expires_at)


def _refuse_throttled(session: Session, name: str, address: str, now: dt.datetime) -> None:
    since = now - dt.timedelta(seconds=THROTTLE_SECONDS)
    recent = select(func.count(), func.min(LoginFailureRow.at)).where(
        LoginFailureRow.at > since,
        or_(LoginFailureRow.name == name[:80], LoginFailureRow.address == address[:64]),
    )
    failures, first = session.execute(recent).one()
    if failures >= FREE_FAILURES:
        waits = (first + dt.timedelta(seconds=THROTTLE_SECONDS) - now).total_seconds()
        raise LoginThrottled(seconds=max(1, round(waits)))


def _user(session: Session, user_id: int) -> UserRow:
    user = session.get(UserRow, user_id)
    if user is None:
        raise NotFound(what=f"user {user_id}")
    return user


def _person(user: UserRow, csrf_token: str, session_id: str | None) -> Person:
    return Person(
        user.id,
        user.name,
        user.display_name,
        Role(user.role),
        user.must_change_password,
        csrf_token,
        session_id,
    )


def _view(user: UserRow) -> UserView:
    return UserView(
        user.id,
        user.name,
        user.display_name,
        Role(user.role),
        user.must_change_password,
        user.disabled_at is not None,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _one_time_password() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another on paper
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
