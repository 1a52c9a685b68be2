"""The queue of fields that need a person: its order, and what of it a person may be given.

Most valuable first: what keeps a whole report or a sum from counting, then figures, then words; within that
by report, in the report's order. A skipped field stands behind all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text, tuple_
from sqlalchemy.orm import Session

from service.records import WAITS, EntryRecord, FieldRecord, LeaseRecord, SubmissionRecord

BLOCKS, FIGURE, WORDS = 0, 1, 2
"""Ranks: what a sum or a whole report waits for; a figure; anything else."""
BLIND = ("second", "third")
"""Tasks of fields that several people enter: nobody is asked twice about one of them."""
ORDER = (
    FieldRecord.skips,
    FieldRecord.rank,
    FieldRecord.submission_id,
    FieldRecord.position,
    FieldRecord.id,
)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who asks for work: the person, the browser (or key) that it is lent to, and when."""

    user_id: int
    holder: str
    now: dt.datetime


def rank_of(path: str, *, fails: bool, unit_unknown: bool) -> int:
    """How much waits for a field.

    Args:
        path: The field's.
        fails: Whether a failed check names it.
        unit_unknown: Whether nobody knows yet whose report it is, so that nothing of it counts.

    >>> rank_of("table.bieu-1.3.so_luong", fails=True, unit_unknown=False)
    0
    >>> rank_of("table.bieu-1.3.label", fails=False, unit_unknown=False)
    2
    """
    if fails or (unit_unknown and path == "document.issuer"):
        return BLOCKS
    figure = path.startswith("figure.") or (
        path.startswith("table.") and path.rpartition(".")[2] not in ("label", "stt")
    )
    return FIGURE if figure else WORDS


def renew_ranks(
    submission: SubmissionRecord, fields: Iterable[FieldRecord], failing: Iterable[Iterable[str]]
) -> None:
    """Rank a report's fields anew; ``failing`` are the paths of each of its failed checks."""
    named = {path for paths in failing for path in paths}
    unknown = submission.unit_status not in ("accepted", "confirmed")
    for row in fields:
        rank = rank_of(row.path, fails=row.path in named, unit_unknown=unknown)
        if row.rank != rank:  # setting the same would have each row looked through when it is written
            row.rank = rank


def waiting(submission_id: int | None = None, campaign_id: str | None = None) -> list[Any]:
    """The conditions of a field that waits for a person, in one report, one campaign, or anywhere."""
    where: list[Any] = [text(f"({WAITS})")]
    if submission_id is not None:
        where.append(FieldRecord.submission_id == submission_id)
    if campaign_id is not None:
        mine = select(SubmissionRecord.id).where(SubmissionRecord.campaign_id == campaign_id)
        # Adding nought keeps databases from looking fields up report by report, outside the queue's index.
        where.append((FieldRecord.submission_id + 0).in_(mine))
    gone = select(SubmissionRecord.id).where(SubmissionRecord.deleted_at.is_not(None))
    where.append(FieldRecord.submission_id.not_in(gone))
    return where


def count_waiting(
    session: Session, *, submission_id: int | None = None, campaign_id: str | None = None
) -> int:
    """How many fields wait; the index of the queue alone is read.

    Anywhere, all that wait are counted and those of the few deleted reports taken off: four times as quick
    as asking each field for its report, and the menu of every page tells this number.
    """
    count: Select[int] = select(func.count()).select_from(FieldRecord)
    if submission_id is not None or campaign_id is not None:
        return session.scalar(count.where(*waiting(submission_id, campaign_id))) or 0
    gone = select(SubmissionRecord.id).where(SubmissionRecord.deleted_at.is_not(None))
    hidden = count.where(text(f"({WAITS})"), FieldRecord.submission_id.in_(gone))
    return (session.scalar(count.where(text(f"({WAITS})"))) or 0) - (session.scalar(hidden) or 0)


def for_whom(reviewer: Reviewer) -> list[ColumnElement[bool]]:
    """What a reviewer may be given: nothing lent to another, nothing that they entered themselves."""
    lent = exists().where(
        LeaseRecord.field_id == FieldRecord.id,
        LeaseRecord.until > reviewer.now,
        LeaseRecord.holder != reviewer.holder,
    )
    entered = exists().where(EntryRecord.field_id == FieldRecord.id, EntryRecord.user_id == reviewer.user_id)
    return [~lent, or_(FieldRecord.task.not_in(BLIND), ~entered)]


def next_ids(
    session: Session,
    reviewer: Reviewer | None = None,
    *,
    submission_id: int | None = None,
    campaign_id: str | None = None,
    after: int | None = None,
    among: Sequence[int] | None = None,
    besides: Sequence[int] = (),
    limit: int = 1,
) -> list[int]:
    """The next fields of the queue.

    Args:
        session: Any.
        reviewer: Only what this person may be given; None looks at all.
        submission_id: Only this report's fields.
        campaign_id: Only this campaign's fields.
        after: A field; the queue goes on behind it and wraps round at its end.
        among: Only these fields.
        besides: Fields to leave out.
        limit: At most so many.
    """
    where = [*waiting(submission_id, campaign_id), *(for_whom(reviewer) if reviewer else ())]
    if among is not None:
        where.append(FieldRecord.id.in_(among))
    if besides:
        where.append(FieldRecord.id.not_in(besides))
    query = select(FieldRecord.id).where(*where).order_by(*ORDER).limit(limit)
    found: list[int] = []
    left = session.get(FieldRecord, after) if after is not None else None
    if left is not None:
        # One that was just skipped stands at the end now; the queue goes on where the person was.
        at = (0, left.rank, left.submission_id, left.position, left.id)
        found = list(session.scalars(query.where(tuple_(*ORDER) > tuple_(*at))))
    return found or list(session.scalars(query))
