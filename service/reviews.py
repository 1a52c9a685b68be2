"""The reviewer's work: settling a field and taking that back.

A person's word is kept beside the value read and never over it. Every act is a row that is only added to;
taking one back is a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from service import aliases
from service.access.person import Person
from service.campaigns import get_campaign
from service.errors import BadRequest, NothingToUndo, StaleField
from service.jobs.telling import tell_of_report
from service.placing import place
from service.recheck import recheck
from service.records import (
    DOUBTFUL,
    CheckRecord,
    CorrectionRecord,
    FieldRecord,
    PageRecord,
    SubmissionRecord,
    is_doubtful,
)
from service.reviewing import entries, items, leases, samples
from service.reviewing.choices import choices_of, is_entered_twice
from service.reviewing.entries import Said
from service.searching.index import keep_fields
from service.typed import value_typed
from service.views import (
    CheckView,
    FieldView,
    FieldViews,
    JsonValue,
    check_view,
    display_name,
    value_of,
)
from service.webhooks.hooks import Event

ENTRY = "entry"
"""The verdict of an act that entered a value which still waits for another person's; it is told to nobody."""


class Verdict(StrEnum):
    CONFIRM = "confirm"  # the value read is right
    CORRECT = "correct"  # another value stands on the paper
    SKIP = "skip"  # not now: behind all others
    ILLEGIBLE = "illegible"  # it is on the paper, and nobody can read it
    NOT_ON_PAPER = "not_on_paper"  # it is not there


@dataclass(frozen=True)
class Decision:
    """``text`` is what the person typed for a correction: "1.234", "12,5%", "-", "15/6/2023", "có"."""

    verdict: Verdict
    text: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Settled:
    """``waits`` where the field still needs another person's entry."""

    field: FieldView
    checks: tuple[CheckView, ...]
    waits: bool = False


def settle(
    session: Session,
    field_id: int,
    decision: Decision,
    *,
    version: int,
    person: Person,
    now: dt.datetime,
    seconds: float | None = None,
) -> Settled:
    """Keep a person's decision beside the value read, write it down, and look at the checks again.

    A field that two people enter is settled once their entries agree, or a third person has spoken.

    Args:
        session: A write transaction.
        field_id: Which field.
        decision: What the person says.
        version: That of the field as the person saw it.
        person: Who.
        now: When.
        seconds: How long the person had it before them.

    Raises:
        StaleField: The field changed since; the error carries who and what.
        FieldLent: Another browser has it before it.
        EnteredAlready: Two people enter it, and this person was one of them.
        ValueNotUnderstood: The typed text is no value of this field.
        BadRequest: A correction without a text.
    """
    row = items.field_row(session, field_id, lock=True)
    if row.version != version:
        raise StaleField(
            who=display_name(session, row.settled_by) or "–", value=_shown(value_of(row)), version=row.version
        )
    leases.refuse_if_lent(session, field_id, leases.reviewer_of(person, now))
    submission = _submission(session, row)  # held to the end: the session forgets rows that nobody holds
    before = _state(row)
    verdict = decision.verdict.value
    waits = False
    if decision.verdict is Verdict.SKIP:
        row.skips += 1
    else:
        said = _said(session, row, decision)
        if _several_enter(session, row):
            waits = not entries.enter(session, row, said, person=person, now=now)
            verdict = ENTRY if waits else verdict
        if not waits:
            _keep(row, said, person, now)
    if row.task == samples.TASK and row.verdict is not None:
        samples.judge(session, row, person=person, now=now)
    row.version += 1
    _write_down(session, row, verdict, before, decision.reason, person, now, seconds=seconds)
    if not waits:
        aliases.learn_from_field(session, row, person=person, now=now)
    leases.return_fields(session, [row.id])
    checks = tuple(check_view(check) for check in _checked(session, row, before))
    session.flush()
    return Settled(FieldViews(session, submission, only=row).of(row), checks, waits)


def undo(
    session: Session, *, person: Person, now: dt.datetime, submission_id: int | None = None
) -> FieldView | None:
    """Take back the person's last act that is not taken back yet and that nobody else has built upon.

    Raises:
        NothingToUndo: There is none.
        FieldLent: Another browser has the field before it.
    """
    taken_back = aliased(CorrectionRecord)
    query = select(CorrectionRecord).where(
        CorrectionRecord.user_id == person.id,
        CorrectionRecord.undoes.is_(None),
        ~exists().where(taken_back.undoes == CorrectionRecord.id),
    )
    if submission_id is not None:
        query = query.where(CorrectionRecord.submission_id == submission_id)
    act = session.scalar(query.order_by(CorrectionRecord.id.desc()).limit(1))
    if act is None:
        raise NothingToUndo()
    row = items.field_row(session, act.field_id, lock=True)
    leases.refuse_if_lent(session, row.id, leases.reviewer_of(person, now))
    later = select(CorrectionRecord.id).where(
        CorrectionRecord.field_id == act.field_id,
        CorrectionRecord.id > act.id,
        CorrectionRecord.user_id != person.id,
    )
    if session.scalar(later.limit(1)) is not None:
        raise NothingToUndo()
    before = _state(row)
    _restore(row, act.before)
    if row.task in (entries.SECOND, entries.THIRD) or act.verdict == ENTRY:
        entries.take_back(session, row.id, person)
    if row.task == samples.TASK:
        samples.forget_outcome(session, row.id)
    _write_down(session, row, "undo", before, "", person, now, undoes=act.id)
    aliases.forget(session, row)
    recheck(session, row.submission_id, row.path)
    session.flush()
    return FieldViews(session, _submission(session, row), only=row).of(row)


def _several_enter(session: Session, row: FieldRecord) -> bool:
    """Whether this entry is one of several that nobody sees before their own."""
    if row.task in (entries.SECOND, entries.THIRD):
        return True
    campaign = _submission(session, row).campaign_id
    first = row.task == "" and row.verdict is None and row.status in DOUBTFUL
    return first and is_entered_twice(choices_of(session, campaign), row.submission_id, row.path)


def _said(session: Session, row: FieldRecord, decision: Decision) -> Said:
    verdict = decision.verdict
    if verdict is Verdict.CORRECT:
        if decision.text is None:
            raise BadRequest(reason="a correction needs a text")
        submission = _submission(session, row)
        campaign = get_campaign(session, submission.campaign_id) if submission.campaign_id else None
        value = value_typed(row.path, decision.text, campaign, row.unit)
        return Said(verdict.value, value, decision.text.strip())
    if verdict is Verdict.CONFIRM:
        return Said(verdict.value, value_of(row), (row.settled_raw or "") if row.verdict else row.raw)
    return Said(verdict.value, _absent(row.path, verdict), "")


def _keep(row: FieldRecord, said: Said, person: Person, now: dt.datetime) -> None:
    row.settled_value, row.settled_raw = said.value, said.raw
    same = said.value == row.value and type(said.value) is type(row.value)
    row.status = "confirmed" if same else "corrected"
    row.verdict, row.settled_by, row.settled_at = said.verdict, person.id, now


def _absent(path: str, verdict: Verdict) -> JsonValue:
    yes_no = path in ("document.signed", "document.sealed") or path.endswith(".present")
    return False if yes_no and verdict is Verdict.NOT_ON_PAPER else None


def _state(row: FieldRecord) -> dict[str, Any]:
    return {
        "value": value_of(row),
        "status": row.status,
        "verdict": row.verdict,
        "settled_value": row.settled_value,
        "settled_raw": row.settled_raw,
        "settled_by": row.settled_by,
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        "skips": row.skips,
        "task": row.task,
    }


def _restore(row: FieldRecord, state: dict[str, Any]) -> None:
    row.status, row.verdict, row.skips = state["status"], state["verdict"], state["skips"]
    row.settled_value, row.settled_raw = state["settled_value"], state["settled_raw"]
    row.settled_by, row.task = state["settled_by"], state.get("task", "")
    row.settled_at = dt.datetime.fromisoformat(state["settled_at"]) if state["settled_at"] else None
    row.version += 1


def _write_down(
    session: Session,
    row: FieldRecord,
    verdict: str,
    before: dict[str, Any],
    reason: str,
    person: Person,
    now: dt.datetime,
    undoes: int | None = None,
    seconds: float | None = None,
) -> None:
    session.add(
        CorrectionRecord(
            field_id=row.id,
            submission_id=row.submission_id,
            verdict=verdict,
            before=before,
            after=_state(row),
            reason=reason[:1000],
            user_id=person.id,
            at=now,
            undoes=undoes,
            seconds=seconds,
        )
    )
    session.flush()
    if before["value"] != value_of(row):
        keep_fields(session, row.submission_id)
    if before["status"] in DOUBTFUL and row.status not in DOUBTFUL:
        _tell_if_reviewed(session, row, now)
    if row.path.startswith("document."):  # the report may be another unit's, or correct an earlier one
        place(session, _submission(session, row))


def _tell_if_reviewed(session: Session, row: FieldRecord, now: dt.datetime) -> None:
    """Tell that a report is reviewed once its last doubtful field is settled."""
    left = select(FieldRecord.id).where(
        FieldRecord.submission_id == row.submission_id, is_doubtful(), ~FieldRecord.gone
    )
    if session.scalar(left.limit(1)) is None:
        tell_of_report(session, Event.REVIEWED, _submission(session, row), now=now)


def _checked(session: Session, row: FieldRecord, before: Mapping[str, Any]) -> Sequence[CheckRecord]:
    """The checks that name a settled field, computed anew where its value can have changed one."""
    named = items.checks_naming(session, row)
    same = before["value"] == value_of(row) and type(before["value"]) is type(value_of(row))
    if same and all(check.ok for check in named):
        return named
    return recheck(session, row.submission_id, row.path)


def page_record(session: Session, submission: SubmissionRecord, number: int) -> PageRecord | None:
    """The row of a page in the newest reading that has it."""
    return session.scalar(
        select(PageRecord)
        .where(PageRecord.submission_id == submission.id, PageRecord.number == number)
        .order_by((PageRecord.state == "read").desc(), PageRecord.revision.desc())
        .limit(1)
    )


def _submission(session: Session, row: FieldRecord) -> SubmissionRecord:
    return session.get_one(SubmissionRecord, row.submission_id)


def _shown(value: JsonValue) -> str:
    return "–" if value is None else str(value)
