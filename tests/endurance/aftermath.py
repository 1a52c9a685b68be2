"""What lies in database and store after a run: every report read once, nothing lost, the audit whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.auditing import chain
from service.database import Database
from service.records import CorrectionRecord, FieldRecord, FileRecord, PageRecord, SubmissionRecord
from service.storage import Storage

Field = tuple[Any, ...]
Fields = dict[tuple[str, str], Field]
"""By file name and path, what the machine read: value, raw, status, confidence, page, box."""


@dataclass(frozen=True)
class Wanted:
    """What has to be there: so many reports, and the verdicts that a reviewer got acknowledged, by field."""

    reports: int
    settled: Mapping[int, str]


@dataclass
class Found:
    """What is there; ``faults`` says in words what should be otherwise."""

    fields: Fields = field(default_factory=dict)
    pages: int = 0
    starts: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def look(database: Database, storage: Storage, wanted: Wanted) -> Found:
    """Look at rows and files as they lie there now."""
    found = Found()
    with database.read() as session:
        _look_at_reports(session, wanted, found)
        _look_at_files(session, storage, wanted, found)
        _look_at_fields(session, wanted, found)
        head, fault = chain.verify(session)
        found.entries = head.number
        if fault is not None:
            found.faults.append(f"the audit at {fault.number}: {fault.why}")
    return found


def _look_at_reports(session: Session, wanted: Wanted, found: Found) -> None:
    states = Counter(session.scalars(select(SubmissionRecord.state)))
    if states != Counter(read=wanted.reports):
        found.faults.append(f"states of reports: {dict(states)}")
    due = sum(session.scalars(select(SubmissionRecord.pages)))
    pages = session.execute(
        select(PageRecord.state, PageRecord.starts, PageRecord.submission_id, PageRecord.number)
    ).all()
    if Counter(page.state for page in pages) != Counter(read=due):
        found.faults.append(f"pages: {dict(Counter(page.state for page in pages))} instead of {due} read")
    if len({(page.submission_id, page.number) for page in pages}) != len(pages):
        found.faults.append("a page is there twice")
    found.pages, found.starts = len(pages), sum(page.starts for page in pages)


def _look_at_files(session: Session, storage: Storage, wanted: Wanted, found: Found) -> None:
    files = session.scalars(select(FileRecord.sha256)).all()
    images = session.execute(select(PageRecord.level_sha256, PageRecord.clean_sha256)).all()
    drawn = {digest for pair in images for digest in pair if digest}
    lost = [digest for digest in {*files, *drawn} if not storage.holds(digest)]
    if lost or len(set(files)) != wanted.reports or len(files) != wanted.reports:
        found.faults.append(f"{len(files)} files, {len(set(files))} different; {len(lost)} lost in the store")


def _look_at_fields(session: Session, wanted: Wanted, found: Found) -> None:
    names = dict(session.execute(select(SubmissionRecord.id, SubmissionRecord.name)).all())
    acts = Counter(session.scalars(select(CorrectionRecord.field_id)))
    verdicts = {}
    for row in session.scalars(select(FieldRecord).where(~FieldRecord.gone)):
        key = names[row.submission_id], row.path
        if key in found.fields:
            found.faults.append(f"{key} is there twice")
        found.fields[key] = (
            row.value, row.raw, row.machine_status, row.confidence, row.page, str(row.bbox)
        )  # fmt: skip
        verdicts[row.id] = row.verdict
    for number, verdict in wanted.settled.items():
        if verdicts.get(number) != verdict or acts[number] != 1:
            found.faults.append(
                f"field {number}: {verdicts.get(number)} by {acts[number]} acts, not {verdict}"
            )
