"""Which report's table waits next."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records import FieldRecord, SubmissionRecord
from service.submission_query import DOUBTFUL


def next_with_doubtful_cells(
    session: Session, *, campaign_id: str | None = None, after: int | None = None
) -> int | None:
    """The first report behind ``after`` whose table has a doubtful cell; it wraps round at the end."""
    where = [
        FieldRecord.status.in_(DOUBTFUL),
        FieldRecord.path.startswith("table."),
        SubmissionRecord.deleted_at.is_(None),
    ]
    if campaign_id is not None:
        where.append(SubmissionRecord.campaign_id == campaign_id)
    query = (
        select(FieldRecord.submission_id)
        .join(SubmissionRecord, SubmissionRecord.id == FieldRecord.submission_id)
        .where(*where)
        .order_by(FieldRecord.submission_id)
        .limit(1)
    )
    found = session.scalar(query.where(FieldRecord.submission_id > after)) if after is not None else None
    return found if found is not None else session.scalar(query)
