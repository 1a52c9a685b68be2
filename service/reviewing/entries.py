"""Fields that two people enter without seeing each other's value; where they differ a third one settles.

An entry changes nothing about the field but that it is asked about again: its value is the machine's until
the entries agree or the third person has spoken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.access.person import Person
from service.errors import EnteredAlready
from service.records import EntryRecord, FieldRecord
from service.views import JsonValue

SECOND, THIRD = "second", "third"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a field: the verdict, the value that follows, and what they typed."""

    verdict: str
    value: JsonValue
    raw: str


def enter(session: Session, row: FieldRecord, said: Said, *, person: Person, now: dt.datetime) -> bool:
    """Keep one person's entry, and whether the field is settled by it.

    The first entry asks for a second, a second one that differs asks for a third person, whose word settles.

    Raises:
        EnteredAlready: This person entered the field before.
    """
    others = entries_of(session, row.id)
    if any(other.user_id == person.id for other in others):
        raise EnteredAlready()
    session.add(
        EntryRecord(
            field_id=row.id,
            number=len(others) + 1,
            verdict=said.verdict,
            value=said.value,
            raw=said.raw[:4000],
            user_id=person.id,
            at=now,
        )
    )
    session.flush()
    if not others:
        row.task = SECOND
    elif row.task == SECOND and not _agree(others[0], said):
        row.task = THIRD
    else:
        row.task = ""
        return True
    row.status = "review"
    return False


def entries_of(session: Session, field_id: int) -> Sequence[EntryRecord]:
    """What was entered so far, the first one first."""
    return session.scalars(
        select(EntryRecord).where(EntryRecord.field_id == field_id).order_by(EntryRecord.number)
    ).all()


def take_back(session: Session, field_id: int, person: Person) -> None:
    """Forget what this person entered; the caller has made sure that nobody built upon it."""
    session.execute(
        delete(EntryRecord).where(EntryRecord.field_id == field_id, EntryRecord.user_id == person.id)
    )


def _agree(first: EntryRecord, second: Said) -> bool:
    illegible = "illegible" in (first.verdict, second.verdict) and first.verdict != second.verdict
    return first.value == second.value and type(first.value) is type(second.value) and not illegible
