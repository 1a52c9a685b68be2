"""Logging in and the sessions that it opens; all of it is kept on the server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from service.access import second_factor
from service.access.errors import CodeNeeded, CodeWrong
from service.access.people import end_logins, person_of
from service.access.person import Person
from service.access.secrets import digest, is_password, new_token
from service.auditing.actor import SHOWN_DIGITS, Actor
from service.auditing.recorder import note
from service.database import Database
from service.errors import LoginFailed, LoginThrottled, NotFound, NotLoggedIn
from service.records import LoginFailureRow, SessionRow, UserRow
from service.settings import Settings

SESSION_COOKIE = "tonghop_session"
FREE_FAILURES = 5  # failed logins of one name or address before it has to wait
THROTTLE_SECONDS = 300
LOCKING_FAILURES = 20  # of one name within a day: nobody mistypes so often
LOCK_HOURS = 1
CODE_MINUTES = 5  # to find the phone after the password
SEEN_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Caller:
    """From where somebody logs in."""

    address: str
    browser: str = ""


@dataclass(frozen=True)
class NewSession:
    """A session just opened; one that waits for a code opens nothing yet."""

    token: str
    csrf_token: str
    person: Person
    expires_at: dt.datetime
    waits_for_code: bool = False


@dataclass(frozen=True)
class LoginView:
    """An open login, for the one whose it is. ``id`` is the beginning of its digest."""

    id: str
    created_at: dt.datetime
    seen_at: dt.datetime | None
    address: str
    browser: str
    is_this: bool


def log_in(
    database: Database, name: str, password: str, *, caller: Caller, now: dt.datetime, settings: Settings
) -> NewSession:
    """Check a password and open a session, which waits for a code where the account has a second factor.

    Raises:
        LoginFailed: Name or password is wrong, or the account is disabled; which one is not told.
        LoginThrottled: Too many failures of this name or address in the last minutes, or of this name today.
    """
    with database.read() as session:
        _refuse_throttled(session, name, caller.address, now)
        user = session.scalar(select(UserRow).where(UserRow.name == name))
        right = is_password(password, user.password_hash if user else None)
        if user is not None and user.locked_until is not None and user.locked_until > now:
            raise LoginThrottled(seconds=round((user.locked_until - now).total_seconds()))
    with database.write() as session:
        if user is not None and right and user.disabled_at is None:
            kept = session.get_one(UserRow, user.id)
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            if kept.totp_on:
                ends = now + dt.timedelta(minutes=CODE_MINUTES)
                return _open_session(session, kept, ends, caller, now, waits_for_code=True)
            return open_session(session, kept, caller, now=now, settings=settings)
        _failed(session, user.id if user else None, name, "login.failed", caller, now)
    raise LoginFailed()


def give_code(
    database: Database, token: str, code: str, *, caller: Caller, now: dt.datetime, settings: Settings
) -> NewSession:
    """Finish a login that waits for its code; the session gets a new token.

    Raises:
        NotLoggedIn: No login waits under this token, or it waited too long.
        CodeWrong: The code is none of this account's, or was used before.
        LoginThrottled: Too many wrong codes or passwords.
    """
    with database.write() as session:
        waiting = session.get(SessionRow, digest(token))
        if waiting is None or not waiting.waits_for_code or waiting.expires_at <= now:
            raise NotLoggedIn()
        user = session.get_one(UserRow, waiting.user_id)
        _refuse_throttled(session, user.name, caller.address, now)
        if second_factor.accepts(user, code, now=now):
            session.delete(waiting)
            return open_session(session, user, caller, now=now, settings=settings)
        _failed(session, user.id, user.name, "login.code_failed", caller, now)
    raise CodeWrong()


def open_session(
    session: Session, user: UserRow, caller: Caller, *, now: dt.datetime, settings: Settings
) -> NewSession:
    """Open a session for an account that has proved itself."""
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.name == user.name))
    user.locked_until = None
    return _open_session(session, user, now + dt.timedelta(hours=settings.session_hours), caller, now)


def refuse_waiting(new: NewSession, database: Database) -> None:
    """For a program that sends no code: what waits is taken back.

    Raises:
        CodeNeeded: The session waits for a code.
    """
    if new.waits_for_code:
        with database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.id == digest(new.token)))
        raise CodeNeeded()


def person_of_session(session: Session, token: str, *, now: dt.datetime) -> Person | None:
    """Who holds this cookie, None where the session is unknown, over, or waits for a code."""
    both = select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id)
    found = session.execute(both.where(SessionRow.id == digest(token))).one_or_none()
    if found is None:
        return None
    row, user = found
    if row.expires_at <= now or row.waits_for_code or user.disabled_at is not None:
        return None
    seen = row.seen_at is not None and now - row.seen_at < SEEN_EVERY
    return person_of(session, user, csrf_token=row.csrf_token, session_id=row.id, seen=seen)


def mark_seen(database: Database, person: Person, *, now: dt.datetime) -> None:
    """Remember that a session is in use; asked for once in some minutes, not at each request."""
    with database.write() as session:
        row = session.get(SessionRow, person.session_id)
        if row is not None:
            row.seen_at = now


def log_out(session: Session, person: Person) -> None:
    note(session, "logout", f"users:{person.id}")
    session.execute(delete(SessionRow).where(SessionRow.id == person.session_id))


def list_logins(session: Session, person: Person, *, now: dt.datetime) -> tuple[LoginView, ...]:
    """A person's open logins, the newest first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.user_id == person.id, SessionRow.expires_at > now, ~SessionRow.waits_for_code)
        .order_by(SessionRow.created_at.desc())
    )
    return tuple(
        LoginView(
            row.id[:SHOWN_DIGITS],
            row.created_at,
            row.seen_at,
            row.address,
            row.browser,
            row.id == person.session_id,
        )
        for row in rows
    )


def end_login(session: Session, person: Person, login_id: str) -> None:
    """End one of a person's own logins, by the id that the list shows."""
    row = session.scalar(
        select(SessionRow).where(
            SessionRow.user_id == person.id, SessionRow.id.startswith(login_id, autoescape=True)
        )
    )
    if row is None or len(login_id) < SHOWN_DIGITS:
        raise NotFound(what=f"login {login_id}")
    note(session, "logout", f"users:{person.id}", login=login_id)
    session.delete(row)


def log_out_everywhere(session: Session, user_id: int, *, but: str | None = None) -> None:
    """End all logins of an account, ``but`` the present one where that is given."""
    note(session, "logout.everywhere", f"users:{user_id}")
    end_logins(session, user_id, but=but)


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
    session: Session,
    user: UserRow,
    expires_at: dt.datetime,
    caller: Caller,
    now: dt.datetime,
    *,
    waits_for_code: bool = False,
) -> NewSession:
    token, csrf = new_token(), new_token()
    row = SessionRow(
        id=digest(token),
        user_id=user.id,
        csrf_token=csrf,
        created_at=now,
        seen_at=now,
        expires_at=expires_at,
        address=caller.address[:64],
        browser=caller.browser[:200],
        waits_for_code=waits_for_code,
    )
    session.add(row)
    if not waits_for_code:
        actor = Actor(user.id, user.name, f"session:{row.id[:SHOWN_DIGITS]}", caller.address)
        note(session, "login", f"users:{user.id}", actor=actor)
    person = person_of(session, user, csrf_token=csrf, session_id=row.id)
    return NewSession(token, csrf, person, expires_at, waits_for_code)


def _failed(
    session: Session, user_id: int | None, name: str, kind: str, caller: Caller, now: dt.datetime
) -> None:
    """Keep a failure; a name that fails too often within a day is locked for a while."""
    session.add(LoginFailureRow(name=name[:80], address=caller.address[:64], at=now))
    subject = f"users:{user_id}" if user_id is not None else ""
    note(session, kind, subject, name=name[:80])
    since = now - dt.timedelta(days=1)
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.at < since))
    failures = session.scalar(select(func.count()).where(LoginFailureRow.name == name[:80])) or 0
    if user_id is not None and failures >= LOCKING_FAILURES:
        session.get_one(UserRow, user_id).locked_until = now + dt.timedelta(hours=LOCK_HOURS)
        note(session, "login.locked", subject)


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
