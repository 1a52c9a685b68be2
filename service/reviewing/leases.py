"""Fields lent for a while: nobody else is given them, and they come back by themselves.

A lease is a row with an end. It is taken by one statement that the database carries out whole, so of two
browsers that ask at the same moment one gets the field and the other goes on to the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.access.person import Person
from service.errors import FieldLent
from service.records import LeaseRecord, UserRow
from service.reviewing.queue import Reviewer, next_ids

AT_ONCE = 200
"""Rows of one INSERT; SQLite allows 32,766 values in a statement, a form has some hundred cells."""
TRIES = 8
"""How often the next field is asked for while others take it first."""


@dataclass(frozen=True, slots=True)
class Lent:
    """Who has a field before them, and until when at the longest."""

    who: str
    until: dt.datetime


def reviewer_of(person: Person, now: dt.datetime) -> Reviewer:
    """The borrower: one browser of one person, or all programs with that person's keys."""
    return Reviewer(person.id, person.session_id or f"key:{person.id}", now)


def take(
    session: Session, fields: Sequence[int], reviewer: Reviewer, *, scope: str, seconds: int
) -> set[int]:
    """Lend fields to a browser; those that another one holds are left out of the answer.

    Args:
        session: Of a write transaction.
        fields: Ids, in any number.
        reviewer: Who takes them; what they hold already is theirs for longer.
        scope: The page that takes them, for giving back together.
        seconds: For how long.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    got: set[int] = set()
    ordered = sorted(set(fields))  # the same order everywhere, so that two takers never wait for each other
    for start in range(0, len(ordered), AT_ONCE):
        rows = [_row(one, reviewer, scope, seconds) for one in ordered[start : start + AT_ONCE]]
        query = insert(LeaseRecord).values(rows)
        free = or_(LeaseRecord.until <= reviewer.now, LeaseRecord.holder == reviewer.holder)
        new = {name: query.excluded[name] for name in ("user_id", "holder", "scope", "until")}
        taken = query.on_conflict_do_update(index_elements=["field_id"], set_=new, where=free)
        got.update(session.scalars(taken.returning(LeaseRecord.field_id)))
    return got


def take_next(
    session: Session,
    reviewer: Reviewer,
    *,
    scope: str,
    seconds: int,
    besides: Sequence[int] = (),
    **queue: Any,
) -> int | None:
    """Lend the next field of the queue to a browser and take back what the same page held before.

    Args:
        session: Of a write transaction.
        reviewer: Who asks.
        scope: The page that takes it.
        seconds: For how long.
        besides: Fields to leave out.
        queue: ``submission_id`` and ``campaign_id`` of the queue.
    """
    give_back(session, reviewer, scope=scope)
    tried = list(besides)
    for _ in range(TRIES):
        found = next_ids(session, reviewer, besides=tried, **queue)
        if not found or take(session, found, reviewer, scope=scope, seconds=seconds):
            return found[0] if found else None
        tried += found
    return None


def keep(session: Session, reviewer: Reviewer, *, scope: str, seconds: int) -> int:
    """The page is still open: what it holds is lent for longer. How many fields."""
    until = reviewer.now + dt.timedelta(seconds=seconds)
    query = (
        update(LeaseRecord)
        .where(LeaseRecord.holder == reviewer.holder, LeaseRecord.scope == scope)
        .where(LeaseRecord.until > reviewer.now)
        .values(until=until)
        .returning(LeaseRecord.field_id)
    )
    return len(session.scalars(query).all())


def give_back(session: Session, reviewer: Reviewer, *, scope: str) -> None:
    """Give back what a page holds: it was left, or goes on to other fields."""
    session.execute(
        delete(LeaseRecord).where(LeaseRecord.holder == reviewer.holder, LeaseRecord.scope == scope)
    )


def return_fields(session: Session, fields: Iterable[int]) -> None:
    """End the leases of fields that are settled."""
    session.execute(delete(LeaseRecord).where(LeaseRecord.field_id.in_(list(fields))))


def lent_to_others(session: Session, fields: Sequence[int], reviewer: Reviewer) -> Mapping[int, Lent]:
    """The fields among these that another browser has before it, and whose."""
    found: dict[int, Lent] = {}
    for start in range(0, len(fields), AT_ONCE):
        query = (
            select(LeaseRecord.field_id, LeaseRecord.until, UserRow.display_name)
            .join(UserRow, UserRow.id == LeaseRecord.user_id)
            .where(
                LeaseRecord.field_id.in_(fields[start : start + AT_ONCE]),
                LeaseRecord.until > reviewer.now,
                LeaseRecord.holder != reviewer.holder,
            )
        )
        found.update({field: Lent(who, until) for field, until, who in session.execute(query)})
    return found


def refuse_if_lent(session: Session, field_id: int, reviewer: Reviewer) -> None:
    """Raise FieldLent where another browser has the field before it."""
    lent = lent_to_others(session, [field_id], reviewer).get(field_id)
    if lent is not None:
        raise FieldLent(who=lent.who, until=lent.until.isoformat())


def _row(field_id: int, reviewer: Reviewer, scope: str, seconds: int) -> dict[str, Any]:
    return {
        "field_id": field_id,
        "user_id": reviewer.user_id,
        "holder": reviewer.holder,
        "scope": scope,
        "until": reviewer.now + dt.timedelta(seconds=seconds),
    }
