"""Logging in and the sessions that it opens; all of it is kept on the server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from service.access.people import person_of
from service.access.person import Person
from service.access.secrets import digest, is_password, new_token
from service.auditing.actor import SHOWN_DIGITS, Actor
from service.auditing.recorder import note
from service.database import Database
from service.errors import LoginFailed, LoginThrottled
from service.records import LoginFailureRow, SessionRow, UserRow
from service.settings import Settings

SESSION_COOKIE = "tonghop_session"
FREE_FAILURES = 5  # failed logins of one name or address before it has to wait
THROTTLE_SECONDS = 300


@dataclass(frozen=True)
class NewSession:
    token: str
    csrf_token: str
    person: Person
    expires_at: dt.datetime


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
        right = is_password(password, user.password_hash if user else None)
    with database.write() as session:
        if user is None or not right or user.disabled_at is not None:
            session.add(LoginFailureRow(name=name[:80], address=address[:64], at=now))
            note(session, "login.failed", f"users:{user.id}" if user else "", name=name[:80])
        else:
            session.execute(delete(LoginFailureRow).where(LoginFailureRow.name == name))
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            return _open_session(
                session, user, now + dt.timedelta(hours=settings.session_hours), address, now
            )
    raise LoginFailed()


def person_of_session(session: Session, token: str, *, now: dt.datetime) -> Person | None:
    """Who holds this cookie, None where the session is unknown or over."""
    row = session.get(SessionRow, digest(token))
    if row is None or row.expires_at <= now:
        return None
    user = session.get(UserRow, row.user_id)
    if user is None or user.disabled_at is not None:
        return None
    return person_of(session, user, csrf_token=row.csrf_token, session_id=row.id)


def log_out(session: Session, person: Person) -> None:
    note(session, "logout", f"users:{person.id}")
    session.execute(delete(SessionRow).where(SessionRow.id == person.session_id))


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


def _open_session(
    session: Session, user: UserRow, expires_at: dt.datetime, address: str, now: dt.datetime
) -> NewSession:
    token, csrf = new_token(), new_token()
    row = SessionRow(
        id=digest(token),
        user_id=user.id,
        csrf_token=csrf,
        created_at=now,
        expires_at=expires_at,
        address=address[:64],
    )
    session.add(row)
    actor = Actor(user.id, user.name, f"session:{row.id[:SHOWN_DIGITS]}", address)
    note(session, "login", f"users:{user.id}", actor=actor)
    return NewSession(token, csrf, person_of(session, user, csrf_token=csrf, session_id=row.id), expires_at)


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
