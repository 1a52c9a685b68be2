"""The reviewer's work: which field next, settling it, taking it back, its history.

A person's word is kept beside the value read and never over it. Every act is a row that is only added to;
taking one back is a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from service import aliases, messages
from service.access.person import Person
from service.campaigns import get_campaign
from service.errors import BadRequest, NotFound, NothingToUndo, StaleField
from service.placing import place
from service.recheck import recheck
from service.records import CheckRecord, CorrectionRecord, FieldRecord, PageRecord, SubmissionRecord
from service.results import files_of
from service.searching.index import keep_fields
from service.submissions import DOUBTFUL, SubmissionRow, get_row
from service.typed import value_typed
from service.views import (
    CheckView,
    FieldView,
    FieldViews,
    JsonValue,
    PageRow,
    check_view,
    display_name,
    page_row,
    value_of,
)


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
class ReviewItem:
    """A field with all that a person needs to settle it."""

    field: FieldView
    submission: SubmissionRow
    page: PageRow | None
    why: tuple[Why, ...]
    checks: tuple[CheckView, ...]
    left: int
    left_in_submission: int


@dataclass(frozen=True)
class Settled:
    field: FieldView
    checks: tuple[CheckView, ...]
    next: ReviewItem | None


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
    *,
    submission_id: int | None = None,
    campaign_id: str | None = None,
    after: int | None = None,
) -> ReviewItem | None:
    """The next field that needs a person: oldest report first, in the report's order, skipped ones last.

    Args:
        session: Any.
        submission_id: Only this report's fields.
        campaign_id: Only this campaign's fields.
        after: The field just left; the queue goes on behind it and wraps round at its end.
    """
    where = _doubtful(submission_id, campaign_id)
    place = (FieldRecord.skips, FieldRecord.submission_id, FieldRecord.position, FieldRecord.id)
    query = select(FieldRecord).join(SubmissionRecord).where(*where).order_by(*place).limit(1)
    found = None
    left = session.get(FieldRecord, after) if after is not None else None
    if left is not None:
        behind = tuple_(*place) > (left.skips, left.submission_id, left.position, left.id)
        # A skipped field stands at the end now; the queue goes on where the person was.
        unskipped = tuple_(*place) > (0, left.submission_id, left.position, left.id)
        found = session.scalar(query.where(unskipped if left.skips else behind))
    found = found or session.scalar(query)
    return _item(session, found, where) if found else None


def get_item(session: Session, field_id: int) -> ReviewItem:
    """One field, doubtful or not."""
    return _item(session, _field(session, field_id), _doubtful(None, None))


def count_doubtful(
    session: Session, *, submission_id: int | None = None, campaign_id: str | None = None
) -> int:
    return _count(session, _doubtful(submission_id, campaign_id))


def settle(
    session: Session, field_id: int, decision: Decision, *, version: int, person: Person, now: dt.datetime
) -> Settled:
    """Keep a person's decision beside the value read, write it down, and look at the checks again.

    Args:
        session: A write transaction.
        field_id: Which field.
        decision: What the person says.
        version: That of the field as the person saw it.
        person: Who.
        now: When.

    Raises:
        StaleField: The field changed since; the error carries who and what.
        ValueNotUnderstood: The typed text is no value of this field.
        BadRequest: A correction without a text.
    """
    row = _field(session, field_id)
    if row.version != version:
        raise StaleField(
            who=display_name(session, row.settled_by) or "–", value=_shown(value_of(row)), version=row.version
        )
    before = _state(row)
    _apply(session, row, decision, person, now)
    _write_down(session, row, decision.verdict.value, before, decision.reason, person, now)
    aliases.learn_from_field(session, row, person=person, now=now)
    return _settled(session, row)


def undo(
    session: Session, *, person: Person, now: dt.datetime, submission_id: int | None = None
) -> FieldView | None:
    """Take back the person's last act that is not taken back yet and that nobody else has built upon.

    Raises:
        NothingToUndo: There is none.
    """
    undone = select(CorrectionRecord.undoes).where(CorrectionRecord.undoes.is_not(None))
    query = select(CorrectionRecord).where(
        CorrectionRecord.user_id == person.id,
        CorrectionRecord.undoes.is_(None),
        CorrectionRecord.id.not_in(undone),
    )
    if submission_id is not None:
        query = query.where(CorrectionRecord.submission_id == submission_id)
    act = session.scalar(query.order_by(CorrectionRecord.id.desc()).limit(1))
    if act is None:
        raise NothingToUndo()
    row = _field(session, act.field_id)
    later = select(CorrectionRecord.id).where(
        CorrectionRecord.field_id == act.field_id,
        CorrectionRecord.id > act.id,
        CorrectionRecord.user_id != person.id,
    )
    if session.scalar(later.limit(1)) is not None:
        raise NothingToUndo()
    before = _state(row)
    _restore(row, act.before)
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


def _apply(session: Session, row: FieldRecord, decision: Decision, person: Person, now: dt.datetime) -> None:
    verdict = decision.verdict
    row.version += 1
    if verdict is Verdict.SKIP:
        row.skips += 1
        return
    if verdict is Verdict.CORRECT:
        if decision.text is None:
            raise BadRequest(reason="a correction needs a text")
        submission = _submission(session, row)
        campaign = get_campaign(session, submission.campaign_id) if submission.campaign_id else None
        row.settled_value = value_typed(row.path, decision.text, campaign, row.unit)
        row.settled_raw = decision.text.strip()
    elif verdict is Verdict.CONFIRM:
        row.settled_value, row.settled_raw = value_of(row), row.settled_raw if row.verdict else row.raw
    else:
        row.settled_value, row.settled_raw = _absent(row.path, verdict), ""
    same = row.settled_value == row.value and type(row.settled_value) is type(row.value)
    row.status = "confirmed" if same else "corrected"
    row.verdict, row.settled_by, row.settled_at = verdict.value, person.id, now


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
    }


def _restore(row: FieldRecord, state: dict[str, Any]) -> None:
    row.status, row.verdict, row.skips = state["status"], state["verdict"], state["skips"]
    row.settled_value, row.settled_raw = state["settled_value"], state["settled_raw"]
    row.settled_by = state["settled_by"]
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
        )
    )
    session.flush()
    if before["value"] != value_of(row):
        keep_fields(session, row.submission_id)
    if row.path.startswith("document."):  # the report may be another unit's, or correct an earlier one
        place(session, _submission(session, row))


def _settled(session: Session, row: FieldRecord) -> Settled:
    checks = tuple(check_view(check) for check in recheck(session, row.submission_id, row.path))
    session.flush()
    view = FieldViews(session, _submission(session, row)).of(row)
    return Settled(view, checks, next_doubtful(session, submission_id=row.submission_id, after=row.id))


def _item(session: Session, row: FieldRecord, where: Sequence[ColumnElement[bool]]) -> ReviewItem:
    submission = _submission(session, row)
    checks = tuple(
        check_view(check)
        for check in session.scalars(
            select(CheckRecord).where(CheckRecord.submission_id == row.submission_id)
        )
        if row.path in check.paths
    )
    return ReviewItem(
        field=FieldViews(session, submission).of(row),
        submission=get_row(session, row.submission_id),
        page=_page(session, submission, row.page),
        why=_why(row, checks),
        checks=checks,
        left=_count(session, where),
        left_in_submission=_count(session, _doubtful(row.submission_id, None)),
    )


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


def _page(session: Session, submission: SubmissionRecord, number: int | None) -> PageRow | None:
    if number is None:
        return None
    row = page_record(session, submission, number)
    return page_row(row, [file.name for file in files_of(session, submission.id)]) if row else None


def page_record(session: Session, submission: SubmissionRecord, number: int) -> PageRecord | None:
    """The row of a page in the newest reading that has it."""
    return session.scalar(
        select(PageRecord)
        .where(PageRecord.submission_id == submission.id, PageRecord.number == number)
        .order_by((PageRecord.state == "read").desc(), PageRecord.revision.desc())
        .limit(1)
    )


def _doubtful(submission_id: int | None, campaign_id: str | None) -> list[ColumnElement[bool]]:
    where = [
        FieldRecord.status.in_(DOUBTFUL),
        SubmissionRecord.deleted_at.is_(None),
        SubmissionRecord.id == FieldRecord.submission_id,
    ]
    if submission_id is not None:
        where.append(FieldRecord.submission_id == submission_id)
    if campaign_id is not None:
        where.append(SubmissionRecord.campaign_id == campaign_id)
    return where


def _count(session: Session, where: Sequence[ColumnElement[bool]]) -> int:
    query: Select[int] = select(func.count()).select_from(FieldRecord).join(SubmissionRecord).where(*where)
    return session.scalar(query) or 0


def _field(session: Session, field_id: int) -> FieldRecord:
    row = session.get(FieldRecord, field_id)
    if row is None:
        raise NotFound(what=f"field {field_id}")
    return row


def _submission(session: Session, row: FieldRecord) -> SubmissionRecord:
    return session.get_one(SubmissionRecord, row.submission_id)


def _shown(value: JsonValue) -> str:
    return "–" if value is None else str(value)
