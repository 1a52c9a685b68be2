"""Keys for programs: what they may do, until when, and when they were last used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.matrix import SESSION_ONLY, STRANGERS, Action
from service.access.people import person_of
from service.access.person import Person
from service.access.secrets import digest, new_token
from service.database import Database
from service.errors import BadRequest, NotFound
from service.records import TokenRow, UserRow

KEY_PREFIX = "th_"
KEY_ACTIONS = frozenset(Action) - SESSION_ONLY - STRANGERS - {Action.ME}
"""What a key may be made for."""
LONGEST_DAYS = 3660
SEEN_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class TokenView:
    """A key as a list shows it; the key itself is kept nowhere."""

    id: int
    label: str
    created_at: dt.datetime
    scopes: tuple[str, ...]
    expires_at: dt.datetime | None
    used_at: dt.datetime | None
    is_over: bool


def person_of_token(session: Session, token: str, *, now: dt.datetime) -> Person | None:
    """Who holds this key of a program, None where it is unknown, over or taken back."""
    row = session.scalar(
        select(TokenRow).where(TokenRow.token_hash == digest(token), TokenRow.revoked_at.is_(None))
    )
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    user = session.get(UserRow, row.user_id)
    if user is None or user.disabled_at is not None or user.must_change_password:
        return None
    scopes = frozenset(Action(scope) for scope in row.scopes)
    seen = row.used_at is not None and now - row.used_at < SEEN_EVERY
    return replace(person_of(session, user, seen=seen), token_id=row.id, scopes=scopes)


def mark_used(database: Database, person: Person, *, now: dt.datetime) -> None:
    """Remember when a key was used; asked for once a minute, not at each request."""
    with database.write() as session:
        row = session.get(TokenRow, person.token_id)
        if row is not None:
            row.used_at = now


def scopes_for(person: Person) -> tuple[Action, ...]:
    """What this person may make a key for."""
    return tuple(action for action in Action if action in KEY_ACTIONS and person.may(action))


def create_token(
    session: Session,
    person: Person,
    label: str,
    scopes: Iterable[Action] | None = None,
    *,
    days: int | None = None,
    now: dt.datetime,
) -> str:
    """A key for a program that acts as this person; shown once, only its hash is kept.

    Args:
        session: A write transaction.
        person: Whose key it is; it never does more than this person may.
        label: What it is for.
        scopes: The actions that it is good for; None for all that the person may.
        days: Until it ends; None for a key without end.
        now: When it begins.

    Raises:
        BadRequest: A scope that no key has or the person may not, or days out of range.
    """
    allowed = frozenset(scopes_for(person))
    wanted = allowed if scopes is None else frozenset(scopes)
    if not wanted or not wanted <= allowed:
        raise BadRequest(reason=f"a key of yours may have these scopes: {', '.join(sorted(allowed))}")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise BadRequest(reason=f"days: 1 to {LONGEST_DAYS}")
    token = new_token(KEY_PREFIX)
    session.add(
        TokenRow(
            user_id=person.id,
            label=label[:200],
            token_hash=digest(token),
            created_at=now,
            scopes=sorted(wanted),
            expires_at=now + dt.timedelta(days=days) if days is not None else None,
        )
    )
    return token


def list_tokens(session: Session, person: Person, *, now: dt.datetime) -> tuple[TokenView, ...]:
    """A person's keys that were not taken back."""
    rows = session.scalars(
        select(TokenRow)
        .where(TokenRow.user_id == person.id, TokenRow.revoked_at.is_(None))
        .order_by(TokenRow.id)
    )
    return tuple(
        TokenView(
            row.id,
            row.label,
            row.created_at,
            tuple(row.scopes),
            row.expires_at,
            row.used_at,
            row.expires_at is not None and row.expires_at <= now,
        )
        for row in rows
    )


def revoke_token(session: Session, person: Person, token_id: int, *, now: dt.datetime) -> None:
    row = session.get(TokenRow, token_id)
    if row is None or row.user_id != person.id:
        raise NotFound(what=f"token {token_id}")
    row.revoked_at = row.revoked_at or now
