"""Corrected reports: a second report of one identity, or of one unit and period, is a revision of the first.

Both stay whole; the older one bears the newer in ``superseded_by`` and counts no more. A person can take
the two apart, and what people say is kept in ``placing["apart"]``, so that no later reading joins them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.records import FieldRecord, SubmissionRecord

LONGEST_CHAIN = 100  # revisions of one report; more is a circle


@dataclass(frozen=True)
class FieldDifference:
    """A field whose value differs between two revisions; None where one does not have it."""

    path: str
    old: Any
    new: Any
    old_id: int | None
    new_id: int | None
    status: str


def link_revision(session: Session, submission: SubmissionRecord) -> None:
    """Find the report that this one corrects, and let it count in its place; safe to repeat."""
    unlink(session, submission)
    if submission.deleted_at is not None or submission.campaign_id is None:
        return
    earlier = _earlier(session, submission)
    later = session.scalar(
        _same_report(submission).where(SubmissionRecord.id > submission.id).order_by(SubmissionRecord.id)
    )
    if earlier is not None:
        submission.revision_of = earlier.id
        earlier.superseded_by = submission.id
    if later is not None and _may_join(submission, later):  # this one was placed after the newer one
        later.revision_of = submission.id
        submission.superseded_by = later.id
    session.flush()


def keep_apart(session: Session, submission_id: int, *, other: int) -> None:
    """A person says that these are two reports: both count, and no reading joins them again."""
    row, old = (session.get(SubmissionRecord, i) for i in (submission_id, other))
    if row is None or old is None:
        raise NotFound(what=f"submission {submission_id} / {other}")
    row.placing = {**row.placing, "apart": sorted({*row.placing.get("apart", []), other})}
    if row.revision_of == other:
        row.revision_of, old.superseded_by = None, None
    session.flush()


def revision_chain(session: Session, submission_id: int) -> tuple[int, ...]:
    """All revisions of a report, oldest first, the given one among them."""
    row = session.get(SubmissionRecord, submission_id)
    if row is None:
        raise NotFound(what=f"submission {submission_id}")
    before: list[int] = []
    at = row.revision_of
    while at is not None and len(before) < LONGEST_CHAIN:
        before.insert(0, at)
        at = session.get_one(SubmissionRecord, at).revision_of
    after: list[int] = []
    at = row.superseded_by
    while at is not None and len(after) < LONGEST_CHAIN:
        after.append(at)
        at = session.get_one(SubmissionRecord, at).superseded_by
    return (*before, submission_id, *after)


def differences(session: Session, old_id: int, new_id: int) -> tuple[FieldDifference, ...]:
    """The fields that differ between two reports, in the order of the newer one."""
    old, new = (_values(session, i) for i in (old_id, new_id))
    found = []
    for path in [*new, *(p for p in old if p not in new)]:
        before, after = old.get(path), new.get(path)
        if (before.value if before else None) == (after.value if after else None):
            continue
        found.append(
            FieldDifference(
                path,
                before.value if before else None,
                after.value if after else None,
                before.id if before else None,
                after.id if after else None,
                after.status if after else "missing",
            )
        )
    return tuple(found)


def row_labels(session: Session, old_id: int, new_id: int) -> dict[str, str]:
    """What the rows of both reports' tables are called, by "table.<form>.<n>"; the newer counts."""
    known = {**_values(session, old_id), **_values(session, new_id)}
    return {
        path.removesuffix(".label"): str(known[path].value or "")
        for path in known
        if path.startswith("table.") and path.endswith(".label")
    }


@dataclass(frozen=True)
class _Value:
    id: int
    value: Any
    status: str


def _values(session: Session, submission_id: int) -> dict[str, _Value]:
    rows = session.scalars(
        select(FieldRecord)
        .where(
            FieldRecord.submission_id == submission_id, ~FieldRecord.gone | FieldRecord.verdict.is_not(None)
        )
        .order_by(FieldRecord.position, FieldRecord.id)
    )
    return {
        row.path: _Value(row.id, row.settled_value if row.verdict else row.value, row.status) for row in rows
    }


def _same_report(submission: SubmissionRecord) -> Any:
    """Reports of the same identity, or of the same unit and period, that still count."""
    same = []
    if submission.identity:
        same.append(SubmissionRecord.identity == submission.identity)
    if submission.unit_id is not None and submission.period_status != "review":
        period = SubmissionRecord.period
        same.append(
            and_(
                SubmissionRecord.unit_id == submission.unit_id,
                period == submission.period if submission.period else or_(period.is_(None), period == ""),
                SubmissionRecord.period_status != "review",
            )
        )
    return select(SubmissionRecord).where(
        or_(*same) if same else SubmissionRecord.id.is_(None),
        SubmissionRecord.campaign_id == submission.campaign_id,
        SubmissionRecord.id != submission.id,
        SubmissionRecord.deleted_at.is_(None),
        SubmissionRecord.state == "read",
    )


def _earlier(session: Session, submission: SubmissionRecord) -> SubmissionRecord | None:
    """The newest earlier report that this one corrects."""
    query = _same_report(submission).where(
        SubmissionRecord.id < submission.id,
        or_(SubmissionRecord.superseded_by.is_(None), SubmissionRecord.superseded_by == submission.id),
    )
    found = session.scalars(query.order_by(SubmissionRecord.id.desc()).limit(1)).first()
    return found if found is not None and _may_join(found, submission) else None


def _may_join(old: SubmissionRecord, new: SubmissionRecord) -> bool:
    return old.id not in new.placing.get("apart", ()) and (new.revision_of in (None, old.id))


def unlink(session: Session, submission: SubmissionRecord) -> None:
    """Take a report out of its chain; its neighbours join hands."""
    before, after = submission.revision_of, submission.superseded_by
    submission.revision_of = submission.superseded_by = None
    if before is not None:
        session.get_one(SubmissionRecord, before).superseded_by = after
    if after is not None:
        session.get_one(SubmissionRecord, after).revision_of = before
    session.flush()
