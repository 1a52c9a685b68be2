"""The queue of fields that need a person: its order, and what of it a person may be given.

Most valuable first: what keeps a whole report or a sum from counting, then figures, then words; within that
by report, in the report's order. A skipped field stands behind all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
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
    given = {"submission": submission_id, "campaign": campaign_id}
    given = {name: value for name, value in given.items() if value is not None}
    if given:
        return session.scalar(_count(frozenset(given)), given) or 0
    return (session.scalar(_WAITING) or 0) - (session.scalar(_HIDDEN) or 0)


_COUNT: Select[int] = select(func.count()).select_from(FieldRecord)
_WAITING = _COUNT.where(text(f"({WAITS})"))
_HIDDEN = _WAITING.where(
    FieldRecord.submission_id.in_(select(SubmissionRecord.id).where(SubmissionRecord.deleted_at.is_not(None)))
)


@cache
def _count(given: frozenset[str]) -> Select[int]:
    bound: list[Any] = [bindparam(name) if name in given else None for name in ("submission", "campaign")]
    return _COUNT.where(*waiting(*bound))


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
    given: dict[str, Any] = {"submission": submission_id, "campaign": campaign_id, "most": limit}
    given |= {"among": among, "besides": list(besides) or None}
    if reviewer is not None:
        given |= {"user": reviewer.user_id, "holder": reviewer.holder, "now": reviewer.now}
    given = {name: value for name, value in given.items() if value is not None}
    found: list[int] = []
    left = session.execute(_PLACE, {"field": after}).one_or_none() if after is not None else None
    if left is not None:
        # One that was just skipped stands at the end now; the queue goes on where the person was.
        found = list(session.scalars(_next(frozenset(given), behind=True), given | left._asdict()))
    return found or list(session.scalars(_next(frozenset(given)), given))


_PLACE = select(
    FieldRecord.rank.label("at_rank"),
    FieldRecord.submission_id.label("at_submission"),
    FieldRecord.position.label("at_position"),
    FieldRecord.id.label("at_id"),
).where(FieldRecord.id == bindparam("field"))


@cache
def _next(given: frozenset[str], *, behind: bool = False) -> Select[int]:
    """The query of the next fields for what is given, made once: making it costs more than asking it."""

    def bound(name: str) -> Any:
        return bindparam(name) if name in given else None

    where = waiting(bound("submission"), bound("campaign"))
    if "user" in given:
        where += for_whom(Reviewer(bound("user"), bound("holder"), bound("now")))
    if "among" in given:
        where.append(FieldRecord.id.in_(bindparam("among", expanding=True)))
    if "besides" in given:
        where.append(FieldRecord.id.not_in(bindparam("besides", expanding=True)))
    if behind:
        at = [bindparam(f"at_{name}", type_=Integer) for name in ("rank", "submission", "position", "id")]
        where.append(tuple_(*ORDER) > tuple_(literal(0), *at))
    return select(FieldRecord.id).where(*where).order_by(*ORDER).limit(bindparam("most"))
