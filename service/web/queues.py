"""Which report's table waits next."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records import FieldRecord
from service.reviewing.queue import FIGURE, ORDER, Reviewer, for_whom, waiting


def next_with_doubtful_cells(
    session: Session, reviewer: Reviewer, *, campaign_id: str | None = None, after: int | None = None
) -> int | None:
    """The first report behind ``after`` whose table has a doubtful cell that nobody else has before them.

    It wraps round at the end.
    """
    where = [
        *waiting(campaign_id=campaign_id),
        *for_whom(reviewer),
        FieldRecord.rank <= FIGURE,
        FieldRecord.path.startswith("table."),
    ]
    if after is not None:
        behind = select(FieldRecord.submission_id).where(*where, FieldRecord.submission_id > after)
        found = session.scalar(behind.order_by(FieldRecord.submission_id).limit(1))
        if found is not None:
            return found
    query = select(FieldRecord.submission_id).where(*where).order_by(*ORDER).limit(1)
    return session.scalar(query)
