"""Keeping scans for as long as the rule says, and erasing them then: the plan first, the record always.

A campaign's scans are kept for some years after its last deadline: the years of the campaign's own settings
(``keep_scans_years``), else those of the installation; 0 is for ever. What is erased are the originals, the
pictures of their pages and the words read on them. Fields, corrections and totals stay; so do the names and
digests of the files, so that it is known what there was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.auditing.recorder import note
from service.database import Database
from service.records import CampaignRecord, FileRecord, PageRecord, SearchTextRecord, SubmissionRecord
from service.storage import Storage

OWN_RULE = "keep_scans_years"


@dataclass(frozen=True)
class Due:
    """A campaign whose scans are over: its last deadline, its years, and reports that still have some."""

    campaign_id: str
    closed: dt.date
    years: int
    submission_ids: tuple[int, ...]
    files: int
    size_bytes: int


@dataclass(frozen=True)
class Erased:
    """What a run erased: ``kept_elsewhere`` files are also of a report whose time is not over."""

    reports: int
    files: int
    kept_elsewhere: int


def plan(session: Session, *, years: int, today: dt.date) -> tuple[Due, ...]:
    """What a run would erase today, campaign by campaign; nothing is changed.

    Args:
        session: A read transaction is enough.
        years: The installation's rule; 0 keeps for ever.
        today: The office's day.
    """
    found = []
    for campaign in session.scalars(select(CampaignRecord).order_by(CampaignRecord.id)):
        kept = int(campaign.settings.get(OWN_RULE, years))
        closed = _closed(campaign.data)
        if not kept or closed is None or _years_after(closed, kept) >= today:
            continue
        files = session.execute(
            select(FileRecord.submission_id, FileRecord.size)
            .join(SubmissionRecord, SubmissionRecord.id == FileRecord.submission_id)
            .where(SubmissionRecord.campaign_id == campaign.id, FileRecord.erased_at.is_(None))
        ).all()
        if files:
            ids = tuple(sorted({submission for submission, _ in files}))
            found.append(Due(campaign.id, closed, kept, ids, len(files), sum(size for _, size in files)))
    return tuple(found)


def run(database: Database, storage: Storage, *, years: int, today: dt.date, now: dt.datetime) -> Erased:
    """Erase what is due: rows and record of a report in one transaction, then its bytes.

    A run that is killed in between leaves bytes without rows, never rows without bytes; the next run, like
    every run, removes bytes that erased files alone still name.
    """
    with database.read() as session:
        due = plan(session, years=years, today=today)
    for campaign in due:
        for submission_id in campaign.submission_ids:
            with database.write() as session:
                _erase_rows(session, submission_id, campaign, now)
    with database.read() as session:
        reports = sum(len(campaign.submission_ids) for campaign in due)
        over, shared = _digests_over(session)
    removed = sum(storage.remove(digest) for digest in over)
    return Erased(reports, removed, len(shared))


def _erase_rows(session: Session, submission_id: int, due: Due, now: dt.datetime) -> None:
    files = session.scalars(select(FileRecord).where(FileRecord.submission_id == submission_id)).all()
    for file in files:
        file.erased_at = now
    pictures = 0
    for page in session.scalars(select(PageRecord).where(PageRecord.submission_id == submission_id)):
        pictures += bool(page.level_sha256) + bool(page.clean_sha256)
        page.reading = None
    for text in session.scalars(
        select(SearchTextRecord).where(
            SearchTextRecord.submission_id == submission_id, SearchTextRecord.page > 0
        )
    ):
        session.delete(text)
    note(
        session,
        "retention.erased",
        f"submissions:{submission_id}",
        submission_id=submission_id,
        reason=f"{due.campaign_id}: {due.closed:%Y-%m-%d} + {due.years}",
        files=len(files),
        size_bytes=sum(file.size for file in files),
        pictures=pictures,
    )


def _digests_over(session: Session) -> tuple[set[str], set[str]]:
    """What only erased files name, and what they share with files that are kept."""
    erased = select(FileRecord.submission_id).where(FileRecord.erased_at.is_not(None))
    gone = _digests(session, FileRecord.erased_at.is_not(None), PageRecord.submission_id.in_(erased))
    kept = _digests(session, FileRecord.erased_at.is_(None), PageRecord.submission_id.not_in(erased))
    return gone - kept, gone & kept


def _digests(session: Session, files: Any, pages: Any) -> set[str]:
    found = set(session.scalars(select(FileRecord.sha256).where(files)))
    for column in (PageRecord.level_sha256, PageRecord.clean_sha256):
        found.update(digest for digest in session.scalars(select(column).where(pages)) if digest)
    return found


def _closed(data: Mapping[str, Any]) -> dt.date | None:
    """The campaign's last deadline; None where it has none, and then its scans stay."""
    days: Iterable[Any] = (deadline.get("due") for deadline in data.get("deadlines", ()))
    known = [dt.date.fromisoformat(str(day)) for day in days if day]
    return max(known, default=None)


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
