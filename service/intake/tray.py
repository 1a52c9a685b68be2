"""The tray: what came by itself waits here until a person has looked through it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.access.person import Person
from service.database import Database
from service.errors import BadRequest, NotFound, ProblemDetail, problem_for
from service.jobs import Jobs
from service.office_time import office_day
from service.placing import set_days
from service.records import FileRecord, TrayRecord
from service.settings import Settings
from service.storage import Storage
from service.uploads import (
    AcceptedUpload,
    IncomingFile,
    RejectedFile,
    UploadOutcome,
    clean_name,
    receive_upload,
)

SOURCES = ("folder", "mail")
STATES = ("waiting", "taken", "set_aside")
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Found:
    """A file that came by itself; ``origin`` is its path in the folder or its mail's message-id."""

    source: str
    origin: str
    name: str
    data: bytes
    sender: str = ""
    subject: str = ""
    sent_at: dt.datetime | None = None


@dataclass(frozen=True)
class TrayItem:
    """A file in the tray; ``same_as`` is the report that holds the same bytes already."""

    id: int
    source: str
    origin: str
    name: str
    size: int
    sender: str
    subject: str
    sent_at: dt.datetime | None
    found_at: dt.datetime
    state: str
    taken_as: int | None
    same_as: int | None
    error: ProblemDetail | None


@dataclass(frozen=True)
class TrayList:
    items: tuple[TrayItem, ...]
    total: int


def put(database: Database, storage: Storage, found: Found, *, now: dt.datetime) -> bool:
    """Keep a file and its row; False where the same file from the same place is known already."""
    digest = hashlib.sha256(found.data).hexdigest()
    name = clean_name(found.name)
    same = select(TrayRecord.id).where(
        TrayRecord.source == found.source, TrayRecord.origin == found.origin, TrayRecord.sha256 == digest
    )
    with database.read() as session:
        if session.scalar(same) is not None:
            return False
    storage.put(found.data)
    with database.write() as session:
        if session.scalar(same) is not None:
            return False
        session.add(
            TrayRecord(
                source=found.source,
                origin=found.origin,
                sha256=digest,
                name=name,
                size=len(found.data),
                sender=found.sender[:400],
                subject=found.subject,
                sent_at=found.sent_at,
                found_at=now,
                state="waiting",
            )
        )
    return True


def list_tray(session: Session, *, state: str = "waiting", offset: int = 0, limit: int = 50) -> TrayList:
    """Files of a state, newest first."""
    where = TrayRecord.state == state
    total = session.scalar(select(func.count()).select_from(TrayRecord).where(where)) or 0
    rows = session.scalars(
        select(TrayRecord).where(where).order_by(TrayRecord.id.desc()).offset(offset).limit(limit)
    ).all()
    holders = dict(
        session.execute(
            select(FileRecord.sha256, FileRecord.submission_id).where(
                FileRecord.sha256.in_([row.sha256 for row in rows]), FileRecord.live
            )
        ).all()
    )
    return TrayList(tuple(_item(row, holders.get(row.sha256)) for row in rows), total)


def waiting_count(session: Session) -> int:
    """How many files wait in the tray."""
    return session.scalar(select(func.count()).where(TrayRecord.state == "waiting")) or 0


def origin_of(session: Session, submission_id: int) -> TrayItem | None:
    """Where a report came from, None for one that a person uploaded."""
    row = session.scalar(select(TrayRecord).where(TrayRecord.taken_as == submission_id).limit(1))
    return _item(row, None) if row else None


def take(
    database: Database,
    storage: Storage,
    jobs: Jobs,
    ids: Sequence[int],
    *,
    person: Person,
    now: dt.datetime,
    settings: Settings,
    campaign_id: str | None = None,
    together: bool = False,
) -> UploadOutcome:
    """Take files of the tray in as reports, as if this person had uploaded them.

    A mail's day is the day on which the unit sent its report. A file that is refused stays in the tray with
    its reason.

    Raises:
        NotFound: One of the files is not in the tray.
        BadRequest: None is named, or too many.
    """
    if not ids or len(ids) > MOST_AT_ONCE:
        raise BadRequest(reason=f"name 1 to {MOST_AT_ONCE} files of the tray")
    with database.read() as session:
        rows = [_row(session, one) for one in dict.fromkeys(ids)]
        files = {row.id: (row.name, row.sha256, row.sent_at, row.found_at) for row in rows}
    groups = [list(files)] if together else [[one] for one in files]
    accepted: list[AcceptedUpload] = []
    rejected: list[RejectedFile] = []
    for group in groups:
        incoming = [IncomingFile(files[one][0], storage.read(files[one][1])) for one in group]
        outcome = receive_upload(
            database,
            storage,
            jobs,
            incoming,
            person=person,
            now=now,
            settings=settings,
            campaign_id=campaign_id,
            together=together,
        )
        _note(database, outcome, group, files[group[0]][2], files[group[0]][3], person, now)
        accepted += outcome.accepted
        rejected += outcome.rejected
    return UploadOutcome(tuple(accepted), tuple(rejected))


def set_aside(session: Session, ids: Sequence[int], *, person: Person, now: dt.datetime) -> None:
    """Put files out of the tray; they stay kept and can be brought back."""
    for one in ids:
        row = _row(session, one)
        row.state, row.decided_by, row.decided_at = "set_aside", person.id, now


def bring_back(session: Session, ids: Sequence[int]) -> None:
    """Put files that were set aside into the tray again."""
    for one in ids:
        row = _row(session, one, state="set_aside")
        row.state, row.decided_by, row.decided_at = "waiting", None, None


def file_of(session: Session, item_id: int) -> tuple[str, str]:
    """Name and SHA-256 of a file of the tray."""
    row = session.get(TrayRecord, item_id)
    if row is None:
        raise NotFound(what=f"file {item_id} of the tray")
    return row.name, row.sha256


def _note(
    database: Database,
    outcome: UploadOutcome,
    group: Sequence[int],
    sent_at: dt.datetime | None,
    found_at: dt.datetime,
    person: Person,
    now: dt.datetime,
) -> None:
    with database.write() as session:
        problem = outcome.rejected[0].problem if outcome.rejected else None
        for one in group:
            row = session.get_one(TrayRecord, one)
            row.error_code, row.error_facts = (problem.code, dict(problem.facts)) if problem else (None, None)
            if outcome.accepted:
                row.state, row.taken_as = "taken", outcome.accepted[0].submission_id
                row.decided_by, row.decided_at = person.id, now
        for report in outcome.accepted:
            sent = office_day(sent_at) if sent_at else None
            set_days(session, report.submission_id, sent=sent, received=office_day(found_at))


def _row(session: Session, item_id: int, *, state: str = "waiting") -> TrayRecord:
    row = session.get(TrayRecord, item_id)
    if row is None or row.state != state:
        raise NotFound(what=f"file {item_id} of the tray")
    return row


def _item(row: TrayRecord, same_as: int | None) -> TrayItem:
    return TrayItem(
        id=row.id,
        source=row.source,
        origin=row.origin,
        name=row.name,
        size=row.size,
        sender=row.sender,
        subject=row.subject,
        sent_at=row.sent_at,
        found_at=row.found_at,
        state=row.state,
        taken_as=row.taken_as,
        same_as=same_as if same_as != row.taken_as else None,
        error=problem_for(row.error_code, row.error_facts) if row.error_code else None,
    )
