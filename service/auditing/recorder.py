"""Recording: every row that a transaction changes is told at its commit, in the same transaction.

The entries wait until the commit and are chained then, so that the head is held for as short as can be and
after every other lock: two transactions cannot wait for each other on its account.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from service.auditing.actor import ACTOR, MACHINE, Actor
from service.auditing.chain import hash_of, lock_head
from service.auditing.what import FIRST_READ, changed, is_told, subject_of, submission_of, whole
from service.records import AuditRecord, Base, CorrectionRecord, FieldRecord

_WAITING = "tonghop_audit_waiting"
LONGEST_SUBJECT = 400


@dataclass(frozen=True)
class _Entry:
    kind: str
    subject: str
    submission_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    actor: Actor | None = None


def note(
    session: Session,
    kind: str,
    subject: str = "",
    *,
    submission_id: int | None = None,
    reason: str = "",
    actor: Actor | None = None,
    **facts: Any,
) -> None:
    """Record something that is no change of a row: a login, an export. It is written at the commit.

    Args:
        session: A write transaction.
        kind: What was done, as ``login`` or ``export.xlsx``.
        subject: To what, as ``users:3``.
        submission_id: The report that it concerns.
        reason: Why, in the words of the one who did it.
        actor: Who, where that is not the one whom the session carries.
        **facts: What else is worth knowing; never a secret.
    """
    entry = _Entry(kind, subject, submission_id, after=facts, reason=reason, actor=actor)
    session.info.setdefault(_WAITING, []).append(entry)


@event.listens_for(Session, "after_flush")
def _take_up(session: Session, _context: UOWTransaction) -> None:
    machine = session.info.get(ACTOR, MACHINE) == MACHINE
    reasons = {row.field_id: row.reason for row in session.new if isinstance(row, CorrectionRecord)}
    waiting = session.info.setdefault(_WAITING, [])
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Base) or not is_told(row.__tablename__, machine=machine):
            continue
        if row in session.new:
            act, before, after = "added", {}, {} if row.__tablename__ in FIRST_READ else whole(row)
        elif row in session.deleted:
            act, before, after = "removed", whole(row), {}
        else:
            act, (before, after) = "changed", changed(row)
        if before or after:
            reason = reasons.get(row.id, "") if isinstance(row, FieldRecord) else ""
            kind = f"{row.__tablename__}.{act}"
            waiting.append(_Entry(kind, subject_of(row), submission_of(row), before, after, reason))


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if _WAITING not in session.info and not session.new and not session.dirty and not session.deleted:
        return
    session.flush()
    waiting: list[_Entry] = session.info.pop(_WAITING, [])
    if not waiting:
        return
    head, now = lock_head(session), dt.datetime.now(dt.UTC)
    for entry in waiting:
        row = _row(entry, session.info.get(ACTOR, MACHINE), head.number + 1, head.hash, now)
        session.add(row)
        head.number, head.hash = row.number, row.hash
    session.flush()
    session.info.pop(_WAITING, None)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_WAITING, None)


def _row(entry: _Entry, by: Actor, number: int, previous: str, now: dt.datetime) -> AuditRecord:
    actor = entry.actor or by
    row = AuditRecord(
        number=number,
        at=now,
        user_id=actor.user_id,
        user_name=_clean(actor.name)[:200],
        via=actor.via[:80],
        address=actor.address[:64],
        kind=entry.kind,
        subject=_clean(entry.subject)[:LONGEST_SUBJECT],
        submission_id=entry.submission_id,
        before=_json(entry.before),
        after=_json(entry.after),
        reason=_clean(entry.reason),
        previous_hash=previous,
    )
    row.hash = hash_of(row)
    return row


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str) if told else ""


def _clean(text: str) -> str:
    """Without NUL, which PostgreSQL keeps in no text."""
    return text.replace("\x00", "")
