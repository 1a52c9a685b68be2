"""How far reports are: each one's pages, and how many stand where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import ProblemDetail
from service.records import FieldRecord, SubmissionRecord, is_doubtful
from service.reviewing.queue import count_waiting
from service.submission_query import badge
from service.submissions import error_of, pages_of


@dataclass(frozen=True)
class Progress:
    id: int
    state: str
    pages: int
    pages_done: int
    pages_failed: int
    page_states: tuple[str, ...]
    doubtful: int
    error: ProblemDetail | None


@dataclass(frozen=True)
class Counts:
    """How many reports have which badge, and how many fields wait for a person."""

    total: int
    reading: int
    doubtful: int
    problem: int
    failed: int
    done: int
    doubtful_fields: int

    @property
    def submissions(self) -> int:
        return self.total


def progress_of(session: Session, ids: Sequence[int]) -> tuple[Progress, ...]:
    """How far reading is, per submission and page; unknown ids are left out."""
    result = []
    for submission in session.scalars(select(SubmissionRecord).where(SubmissionRecord.id.in_(ids[:500]))):
        states = tuple(row.state for row in pages_of(session, submission)) or ("waiting",) * submission.pages
        doubtful = select(func.count()).where(FieldRecord.submission_id == submission.id, is_doubtful())
        result.append(
            Progress(
                id=submission.id,
                state=submission.state,
                pages=submission.pages,
                pages_done=states.count("read"),
                pages_failed=states.count("failed"),
                page_states=states,
                doubtful=session.scalar(doubtful) or 0,
                error=error_of(submission),
            )
        )
    return tuple(sorted(result, key=lambda p: ids.index(p.id)))


def unfinished_ids(session: Session) -> tuple[int, ...]:
    """Submissions that are still being read, oldest first."""
    query = select(SubmissionRecord.id).where(
        SubmissionRecord.state.in_(("received", "reading")), SubmissionRecord.deleted_at.is_(None)
    )
    return tuple(session.scalars(query.order_by(SubmissionRecord.id)))


def submission_counts(session: Session) -> Counts:
    """The figures of the home page."""
    live = SubmissionRecord.deleted_at.is_(None)
    badges = dict(
        session.execute(
            select(badge(), func.count()).select_from(SubmissionRecord).where(live).group_by(badge())
        ).all()
    )
    return Counts(
        total=sum(badges.values()),
        reading=badges.get("reading", 0),
        doubtful=badges.get("review", 0),
        problem=badges.get("problem", 0),
        failed=badges.get("failed", 0),
        done=badges.get("done", 0),
        doubtful_fields=count_waiting(session),
    )
