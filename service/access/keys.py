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
from service.errors import NotFound
from service.records import TokenRow, UserRow

KEY_PREFIX = "th_"
KEY_ACTIONS = frozenset(Action) - SESSION_ONLY - STRANGERS - {Action.ME}
"""What a key may be made for."""


@dataclass(frozen=True)
class TokenView:
    id: int
    label: str
    created_at: dt.datetime


def person_of_token(session: Session, token: str) -> Person | None:
    """Who holds this key of a program."""
    row = session.scalar(
        select(TokenRow).where(TokenRow.token_hash == digest(token), TokenRow.revoked_at.is_(None))
    )
    user = session.get(UserRow, row.user_id) if row else None
    if row is None or user is None or user.disabled_at is not None:
        return None
    scopes = frozenset(Action(scope) for scope in row.scopes)
    return replace(person_of(session, user), token_id=row.id, scopes=scopes)


def create_token(
    session: Session, person: Person, label: str, scopes: Iterable[Action] = KEY_ACTIONS, *, now: dt.datetime
) -> str:
    """A key for a program that acts as this person; shown once, only its hash is kept."""
    token = new_token(KEY_PREFIX)
    session.add(
        TokenRow(
            user_id=person.id,
            label=label[:200],
            token_hash=digest(token),
            created_at=now,
            scopes=sorted(scopes),
        )
    )
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
