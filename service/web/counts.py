"""How many reports stand where, and which are still being read."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from service import submissions


def counts_of(session: Session) -> dict[str, Any]:
    """What the tiles of the home page show."""
    return {
        "counts": submissions.submission_counts(session),
        "unfinished": submissions.unfinished_ids(session),
    }
