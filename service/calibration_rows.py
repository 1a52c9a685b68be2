"""What people settled, as rows that the calibration learns from (``samples.calibrate``).

A stored field keeps no signals, and those of an older version would teach nothing. So the pages are taken
from the store and gone through anew; each finding that a person settled becomes a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.model import Page
from service import campaigns, mapping, page_layout
from service.reading import Reader
from service.records import FieldRecord, SubmissionRecord
from service.storage import Storage

JUDGED = ("confirm", "correct", "not_on_paper")
"""Verdicts that say what is right; "illegible" says only that nobody can tell."""


def calibration_rows(
    session: Session, storage: Storage, reader: Reader, *, campaign_id: str | None = None
) -> Iterator[dict[str, Any]]:
    """One row for each settled field that the program still finds, report by report.

    Args:
        session: Any.
        storage: Where the clean images of pages lie.
        reader: Goes through the pages in a child process.
        campaign_id: Only this campaign's reports.

    Yields:
        ``report``, ``profile`` ("corrected"), ``campaign``, ``path``, ``kind``, ``found``, ``value``,
        ``raw``, ``signals``, ``doubts``, ``true_field``, ``right``: as ``samples.training`` writes them.
    """
    query = select(SubmissionRecord).where(
        SubmissionRecord.state == "read",
        SubmissionRecord.deleted_at.is_(None),
        SubmissionRecord.campaign_id.is_not(None),
    )
    if campaign_id is not None:
        query = query.where(SubmissionRecord.campaign_id == campaign_id)
    known = {data["id"]: data for data in campaigns.campaign_data(session)}
    for submission in session.scalars(query.order_by(SubmissionRecord.id)):
        settled = _settled(session, submission.id)
        if not settled or submission.campaign_id not in known:
            continue
        for finding in reader.findings(_pages(session, storage, submission), known[submission.campaign_id]):
            field = settled.get(finding["path"])
            if field is None:
                continue
            right = finding["value"] == field.settled_value
            yield {
                "report": f"submission {submission.id}",
                "profile": "corrected",
                "campaign": submission.campaign_id,
                **finding,
                "true_field": field.settled_value is not None,
                "right": right,
            }


def _settled(session: Session, submission_id: int) -> Mapping[str, FieldRecord]:
    rows = session.scalars(
        select(FieldRecord).where(FieldRecord.submission_id == submission_id, FieldRecord.verdict.in_(JUDGED))
    )
    return {row.path: row for row in rows}


def _pages(
    session: Session, storage: Storage, submission: SubmissionRecord
) -> list[tuple[Page, Path | None]]:
    """The pages that the newest reading went through, each with its clean image where it has one."""
    rows = page_layout.pages_of(session, submission.id, submission.revision)
    return [
        (
            replace(mapping.unpack_page(row.reading), number=row.number),  # people move pages
            storage.path(row.clean_sha256) if row.clean_sha256 else None,
        )
        for row in rows
        if row.state == "read" and row.reading is not None and not row.left_out
    ]
