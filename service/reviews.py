"""The reviewer's work: which field next, settling it, taking it back, its history.

A person's word is kept beside the value read and never over it. Every act is a row that is only added to;
taking one back is a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, select, tuple_
from sqlalchemy.orm import Session, aliased

from service import aliases, messages
from service.access.person import Person
from service.campaigns import get_campaign
from service.errors import BadRequest, NotFound, NothingToUndo, StaleField
from service.placing import place
from service.recheck import recheck
from service.records import CheckRecord, CorrectionRecord, FieldRecord, PageRecord, SubmissionRecord
from service.reviewing import entries, leases, samples
from service.reviewing.choices import choices_of, is_entered_twice
from service.reviewing.entries import Said
from service.reviewing.queue import Reviewer, next_ids
from service.searching.index import keep_fields
from service.submission_query import DOUBTFUL
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
class Why:
    """A reason why a field waits."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True)
class ReportHead:
    """Which report a field belongs to, as the desk names it."""

    id: int
    name: str
    issuer: str | None
    campaign_id: str | None


@dataclass(frozen=True)
class ReviewItem:
    """A field with all that a person needs to settle it.

    ``entered`` are the texts that two people entered and that differ, for the third person who settles.
    """

    field: FieldView
    submission: ReportHead
    why: tuple[Why, ...]
    checks: tuple[CheckView, ...]
    entered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """``waits`` where the field still needs another person's entry."""

    field: FieldView
    checks: tuple[CheckView, ...]
    waits: bool = False


@dataclass(frozen=True)
class HistoryEntry:
    id: int
    at: dt.datetime
    who: str
    verdict: str
    from_value: JsonValue
    to_value: JsonValue
    from_status: str
    to_status: str
    reason: str
    undone: bool


def next_doubtful(
    session: Session,
    reviewer: Reviewer | None = None,
    *,
    submission_id: int | None = None,
    campaign_id: str | None = None,
    after: int | None = None,
) -> ReviewItem | None:
    """The next field that needs a person: what most waits for first, skipped ones last.

    Args:
        session: Any.
        reviewer: Who asks; fields lent to others and those that they entered themselves are left out.
        submission_id: Only this report's fields.
        campaign_id: Only this campaign's fields.
        after: The field just left; the queue goes on behind it and wraps round at its end.
    """
    found = next_ids(session, reviewer, submission_id=submission_id, campaign_id=campaign_id, after=after)
    return get_item(session, found[0]) if found else None


def get_item(session: Session, field_id: int) -> ReviewItem:
    """One field, doubtful or not."""
    row = _field(session, field_id)
    submission = _submission(session, row)
    checks = tuple(check_view(check) for check in _checks_naming(session, row))
    entered = (
        tuple(one.raw for one in entries.entries_of(session, row.id)) if row.task == entries.THIRD else ()
    )
    return ReviewItem(
        field=FieldViews(session, submission).of(row),
        submission=_head(session, submission),
        why=_why(row, checks),
        checks=checks,
        entered=entered,
    )


def neighbours(session: Session, field_id: int) -> tuple[int | None, int | None]:
    """The fields before and behind one in its report, doubtful or not."""
    row = _field(session, field_id)
    at = tuple_(FieldRecord.position, FieldRecord.id)
    here = (row.position, row.id)
    same = select(FieldRecord.id).where(FieldRecord.submission_id == row.submission_id, ~FieldRecord.gone)
    before = same.where(at < here).order_by(FieldRecord.position.desc(), FieldRecord.id.desc()).limit(1)
    behind = same.where(at > here).order_by(FieldRecord.position, FieldRecord.id).limit(1)
    return session.scalar(before), session.scalar(behind)


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
    row = _field(session, field_id, lock=True)
    if row.version != version:
        raise StaleField(
            who=display_name(session, row.settled_by) or "–", value=_shown(value_of(row)), version=row.version
        )
    leases.refuse_if_lent(session, field_id, leases.reviewer_of(person, now))
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
    return Settled(FieldViews(session, _submission(session, row)).of(row), checks, waits)


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
    row = _field(session, act.field_id, lock=True)
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
    return FieldViews(session, _submission(session, row)).of(row)


def history(session: Session, field_id: int) -> tuple[HistoryEntry, ...]:
    """All that people did to a field, newest first."""
    rows = session.scalars(
        select(CorrectionRecord)
        .where(CorrectionRecord.field_id == field_id)
        .order_by(CorrectionRecord.id.desc())
    ).all()
    undone = {row.undoes for row in rows if row.undoes}
    return tuple(
        HistoryEntry(
            id=row.id,
            at=row.at,
            who=display_name(session, row.user_id) or "?",
            verdict=row.verdict,
            from_value=row.before["value"],
            to_value=row.after["value"],
            from_status=row.before["status"],
            to_status=row.after["status"],
            reason=row.reason,
            undone=row.id in undone,
        )
        for row in rows
    )


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
    if row.path.startswith("document."):  # the report may be another unit's, or correct an earlier one
        place(session, _submission(session, row))


def _checked(session: Session, row: FieldRecord, before: Mapping[str, Any]) -> Sequence[CheckRecord]:
    """The checks that name a settled field, computed anew where its value can have changed one."""
    named = _checks_naming(session, row)
    same = before["value"] == value_of(row) and type(before["value"]) is type(value_of(row))
    if same and all(check.ok for check in named):
        return named
    return recheck(session, row.submission_id, row.path)


def _checks_naming(session: Session, row: FieldRecord) -> list[CheckRecord]:
    query = select(CheckRecord).where(CheckRecord.submission_id == row.submission_id)
    return [check for check in session.scalars(query) if row.path in check.paths]


def report_head(session: Session, submission_id: int) -> ReportHead:
    """What a report is called; NotFound where there is none."""
    submission = session.get(SubmissionRecord, submission_id)
    if submission is None:
        raise NotFound(what=f"submission {submission_id}")
    return _head(session, submission)


def _head(session: Session, submission: SubmissionRecord) -> ReportHead:
    query = select(FieldRecord).where(
        FieldRecord.submission_id == submission.id, FieldRecord.path == "document.issuer"
    )
    row = session.scalar(query)
    issuer = value_of(row) if row else None
    return ReportHead(submission.id, submission.name, str(issuer) if issuer else None, submission.campaign_id)


def _why(row: FieldRecord, checks: Sequence[CheckView]) -> tuple[Why, ...]:
    failing = [check for check in checks if not check.ok]
    codes = [code for code in row.doubts if not (failing and code in ("sum_fails", "check_fails"))]
    if row.machine_status == "missing":
        codes.insert(0, "missing")
    elif not codes and not failing:
        codes.append("low_confidence")
    reasons = [Why(c, messages.sentence(c, "vi"), messages.sentence(c, "en")) for c in codes]
    reasons += [Why(check.code, check.sentence_vi, check.sentence_en) for check in failing]
    return tuple(reasons)


def page_record(session: Session, submission: SubmissionRecord, number: int) -> PageRecord | None:
    """The row of a page in the newest reading that has it."""
    return session.scalar(
        select(PageRecord)
        .where(PageRecord.submission_id == submission.id, PageRecord.number == number)
        .order_by((PageRecord.state == "read").desc(), PageRecord.revision.desc())
        .limit(1)
    )


def _field(session: Session, field_id: int, *, lock: bool = False) -> FieldRecord:
    """The row; locked, nobody else's transaction changes it before this one ends (SQLite has one writer)."""
    row = session.get(FieldRecord, field_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound(what=f"field {field_id}")
    return row


def _submission(session: Session, row: FieldRecord) -> SubmissionRecord:
    return session.get_one(SubmissionRecord, row.submission_id)


def _shown(value: JsonValue) -> str:
    return "–" if value is None else str(value)
