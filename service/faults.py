"""Faults of ours while reading: told from faults of the scan, and tried again at the next start."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.records import PageRecord, SubmissionRecord

OUR_FAULTS = ("service.internal", "ocr.installation", "ocr.engine_missing", "ocr.language_missing")
"""Codes that say nothing about the scan: the next start, of a mended program perhaps, tries again."""


def not_the_scan(code: str) -> str:
    """The code of a failed extraction: it sees words only, so the program is at fault, or a campaign."""
    return code if code in OUR_FAULTS or code.startswith("extraction.") else "service.internal"


def retry_our_faults(session: Session, *, most_starts: int) -> None:
    """Put back to work what failed by a fault of ours; pages that were read are kept.

    Args:
        session: A write transaction.
        most_starts: A page that was begun so often is not begun again.
    """
    current = and_(
        PageRecord.submission_id == SubmissionRecord.id, PageRecord.revision == SubmissionRecord.revision
    )
    failed = select(PageRecord).join(SubmissionRecord, current)
    waiting = set()
    for page in session.scalars(
        failed.where(
            PageRecord.state == "failed",
            PageRecord.error_code.in_(OUR_FAULTS),
            PageRecord.starts < most_starts,
        )
    ):
        page.state = "waiting"
        waiting.add(page.submission_id)
    ours = and_(SubmissionRecord.state == "failed", SubmissionRecord.error_code.in_(OUR_FAULTS))
    for submission in session.scalars(
        select(SubmissionRecord).where(
            SubmissionRecord.deleted_at.is_(None), or_(SubmissionRecord.id.in_(waiting), ours)
        )
    ):
        submission.state = "reading"
        submission.error_code = submission.error_facts = None
