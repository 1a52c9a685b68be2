"""What the desk shows of a field: why it waits, its checks, its report, its neighbours, its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.orm import Session

from service import messages
from service.errors import NotFound
from service.records import CheckRecord, CorrectionRecord, FieldRecord, SubmissionRecord
from service.reviewing.entries import THIRD, entries_of
from service.reviewing.queue import Reviewer, next_ids
from service.views import CheckView, FieldView, FieldViews, JsonValue, check_view, display_name


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


_ISSUER = select(FieldRecord.value, FieldRecord.settled_value, FieldRecord.verdict).where(
    FieldRecord.submission_id == bindparam("submission"), FieldRecord.path == "document.issuer"
)
_CHECKS = (
    select(CheckRecord)
    .where(CheckRecord.submission_id == bindparam("submission"))
    .order_by(CheckRecord.position)
)


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
    row = field_row(session, field_id)
    submission = session.get_one(SubmissionRecord, row.submission_id)
    checks = tuple(check_view(check) for check in checks_naming(session, row))
    entered = tuple(one.raw for one in entries_of(session, row.id)) if row.task == THIRD else ()
    return ReviewItem(
        field=FieldViews(session, submission, only=row).of(row),
        submission=_head(session, submission),
        why=_why(row, checks),
        checks=checks,
        entered=entered,
    )


def neighbours(session: Session, field_id: int) -> tuple[int | None, int | None]:
    """The fields before and behind one in its report, doubtful or not."""
    row = field_row(session, field_id)
    at = tuple_(FieldRecord.position, FieldRecord.id)
    here = (row.position, row.id)
    same = select(FieldRecord.id).where(FieldRecord.submission_id == row.submission_id, ~FieldRecord.gone)
    before = same.where(at < here).order_by(FieldRecord.position.desc(), FieldRecord.id.desc()).limit(1)
    behind = same.where(at > here).order_by(FieldRecord.position, FieldRecord.id).limit(1)
    return session.scalar(before), session.scalar(behind)


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


def report_head(session: Session, submission_id: int) -> ReportHead:
    """What a report is called; NotFound where there is none."""
    submission = session.get(SubmissionRecord, submission_id)
    if submission is None:
        raise NotFound(what=f"submission {submission_id}")
    return _head(session, submission)


def _head(session: Session, submission: SubmissionRecord) -> ReportHead:
    row = session.execute(_ISSUER, {"submission": submission.id}).one_or_none()
    issuer = (row.settled_value if row.verdict else row.value) if row else None
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


def checks_naming(session: Session, row: FieldRecord) -> list[CheckRecord]:
    """The checks of a report that name a field, in their order."""
    return [check for check in checks_of(session, row.submission_id) if row.path in check.paths]


def checks_of(session: Session, submission_id: int) -> Sequence[CheckRecord]:
    """All checks of a report, in their order."""
    return session.scalars(_CHECKS, {"submission": submission_id}).all()


def field_row(session: Session, field_id: int, *, lock: bool = False) -> FieldRecord:
    """The row; locked, nobody else's transaction changes its report before this one ends.

    The whole report is held, and before the field, as reading does: a settled field's checks change others.
    SQLite has one writer anyway.
    """
    row = session.get(FieldRecord, field_id)
    if row is None:
        raise NotFound(what=f"field {field_id}")
    if lock:
        session.get_one(SubmissionRecord, row.submission_id, with_for_update=True, populate_existing=True)
        session.refresh(row, with_for_update=True)
    return row
