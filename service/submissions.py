"""Submissions: the list, one of them, its progress, deletion, reading again. Uploads: ``uploads.py``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from service.access.errors import ScanErased
from service.access.person import Person
from service.errors import BadRequest, CampaignUnknown, NotFound, ProblemDetail, problem_for
from service.file_kinds import MEDIA_TYPES
from service.jobs import Jobs
from service.mapping import unpack_page
from service.records import (
    CampaignRecord,
    CheckRecord,
    FieldRecord,
    FileRecord,
    PageRecord,
    ProblemRecord,
    SubmissionRecord,
    UserRow,
    is_doubtful,
)
from service.results import SETTLED, files_of
from service.revisions import link_revision, unlink
from service.searching.index import snippets
from service.searching.terms import Snippet
from service.signature_view import SignatureView, signature_views
from service.submission_query import SubmissionQuery, conditions
from service.uploads import (
    AcceptedUpload,
    IncomingFile,
    RejectedFile,
    UploadOutcome,
    receive_upload,
)
from service.views import (
    CheckView,
    FieldView,
    FieldViews,
    PageRow,
    ProblemView,
    check_view,
    page_row,
    problem_view,
)

__all__ = [
    "AcceptedUpload",
    "CheckView",
    "FieldView",
    "IncomingFile",
    "PageRow",
    "ProblemView",
    "RejectedFile",
    "SubmissionQuery",
    "UploadOutcome",
    "receive_upload",
]


class SubmissionState(StrEnum):
    RECEIVED = "received"  # on disk, its job is written
    READING = "reading"  # its pages are planned
    READ = "read"  # every page is read or set aside, the fields are there
    FAILED = "failed"  # no page could be read, or extraction failed


@dataclass(frozen=True)
class SubmissionRow:
    id: int
    name: str
    files: tuple[str, ...]
    state: str
    campaign_id: str | None
    issuer: str | None
    number: str | None
    date: str | None
    pages: int
    pages_done: int
    pages_failed: int
    fields: int
    doubtful: int
    settled: int
    failed_checks: int
    problems: int
    received_at: dt.datetime
    received_by: str | None
    read_at: dt.datetime | None
    error: ProblemDetail | None


@dataclass(frozen=True)
class SubmissionList:
    """A piece of the list; ``snippets`` say for a searched text where in each report it stands, by its id."""

    items: tuple[SubmissionRow, ...]
    total: int
    snippets: Mapping[int, Snippet] = field(default_factory=dict)


@dataclass(frozen=True)
class SubmissionDetail:
    row: SubmissionRow
    page_rows: tuple[PageRow, ...]
    fields: tuple[FieldView, ...]
    checks: tuple[CheckView, ...]
    problems: tuple[ProblemView, ...]
    signatures: tuple[SignatureView, ...] = ()


def list_submissions(session: Session, query: SubmissionQuery) -> SubmissionList:
    """Newest first. The text is looked for over names, pages and fields; see ``searching.terms``."""
    where = conditions(session, query)
    total = session.scalar(select(func.count()).select_from(SubmissionRecord).where(*where)) or 0
    rows = session.scalars(
        select(SubmissionRecord)
        .where(*where)
        .order_by(SubmissionRecord.id.desc())
        .offset(max(0, query.offset))
        .limit(min(500, max(1, query.limit)))
    ).all()
    pieces = snippets(session, [row.id for row in rows], query.text)
    return SubmissionList(_rows(session, rows), total, pieces)


def get_submission(session: Session, submission_id: int) -> SubmissionDetail:
    """All about one submission; NotFound where there is none. Deleted ones are shown too."""
    submission = record(session, submission_id, deleted=True)
    names = [file.name for file in files_of(session, submission_id)]
    page_rows = tuple(page_row(row, names) for row in pages_of(session, submission))
    by_number = {page.number: page for page in page_rows}
    return SubmissionDetail(
        row=_rows(session, [submission])[0],
        page_rows=page_rows,
        fields=list_fields(session, submission_id),
        checks=tuple(
            check_view(row) for row in _of(session, CheckRecord, submission_id, CheckRecord.position)
        ),
        problems=tuple(
            problem_view(row, by_number)
            for row in _of(session, ProblemRecord, submission_id, ProblemRecord.id)
        ),
        signatures=signature_views(submission.signatures),
    )


def problems_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[ProblemView, ...]]:
    """What is wrong with the scans of several reports, for those that have something."""
    found: dict[int, tuple[ProblemView, ...]] = {}
    query = select(ProblemRecord).where(ProblemRecord.submission_id.in_(ids)).order_by(ProblemRecord.id)
    for row in session.scalars(query):
        found[row.submission_id] = (*found.get(row.submission_id, ()), problem_view(row, {}))
    return found


def page_source(session: Session, submission_id: int, number: int) -> tuple[str, str] | None:
    """Where a page's words come from and why (English); None for one that is not read."""
    submission = record(session, submission_id, deleted=True)
    reading = session.scalar(
        select(PageRecord.reading).where(
            PageRecord.submission_id == submission_id,
            PageRecord.revision == submission.revision,
            PageRecord.number == number,
        )
    )
    if reading is None:
        return None
    try:
        page = unpack_page(reading)
    except ValueError:  # kept by an older version
        return None
    return page.source.value, page.reason


def get_row(session: Session, submission_id: int) -> SubmissionRow:
    return _rows(session, [record(session, submission_id, deleted=True)])[0]


def list_fields(
    session: Session, submission_id: int, *, prefix: str = "", status: str | None = None
) -> tuple[FieldView, ...]:
    """Fields in the order of the report; those that the newest reading lost only if a person spoke."""
    views = FieldViews(session, record(session, submission_id, deleted=True))
    query = select(FieldRecord).where(FieldRecord.submission_id == submission_id)
    query = query.where(~FieldRecord.gone | FieldRecord.verdict.is_not(None))
    if prefix:
        query = query.where(FieldRecord.path.startswith(prefix, autoescape=True))
    if status:
        query = query.where(FieldRecord.status == status)
    return tuple(
        views.of(row) for row in session.scalars(query.order_by(FieldRecord.position, FieldRecord.id))
    )


def delete_submission(session: Session, submission_id: int, *, person: Person, now: dt.datetime) -> None:
    """Take a submission out of sight; its bytes may come again, and ``restore_submission`` brings it back."""
    submission = record(session, submission_id)
    submission.deleted_at, submission.deleted_by = now, person.id
    unlink(session, submission)
    for file in files_of(session, submission_id):
        file.live = False


def restore_submission(
    session: Session,
    submission_id: int,
    *,
    person: Person,  # noqa: ARG001
    now: dt.datetime,  # noqa: ARG001
) -> None:
    """Bring a deleted submission back, unless its bytes have come again in another one."""
    submission = record(session, submission_id, deleted=True)
    for file in files_of(session, submission_id):
        again = session.scalar(
            select(FileRecord.submission_id).where(
                FileRecord.sha256 == file.sha256, FileRecord.live, FileRecord.submission_id != submission_id
            )
        )
        if again is not None:
            from service.errors import FileRefused

            raise FileRefused("service.same_bytes", file=file.name, submission=again)
        file.live = True
    submission.deleted_at = submission.deleted_by = None
    link_revision(session, submission)


def read_again(
    session: Session,
    jobs: Jobs,
    submission_id: int,
    *,
    person: Person,  # noqa: ARG001
    now: dt.datetime,  # noqa: ARG001
    campaign_id: str | None = None,
) -> None:
    """Read a submission anew as its next revision; what people settled stays.

    Raises:
        ScanErased: Its scan is gone at the end of its time; there is nothing to read.
    """
    if campaign_id is not None and session.get(CampaignRecord, campaign_id) is None:
        raise CampaignUnknown(campaign=campaign_id)
    submission = record(session, submission_id)
    for file in files_of(session, submission_id):
        _refuse_erased(file)
    submission.revision += 1
    submission.state = SubmissionState.RECEIVED.value
    submission.wanted_campaign_id = campaign_id or submission.wanted_campaign_id
    submission.error_code = submission.error_facts = None
    session.flush()
    jobs.enqueue(session, submission_id, submission.revision)


def stop_reading(session: Session, submission_id: int) -> None:
    """End the reading of a report that is waiting or being read; what people settled stays.

    Raises:
        BadRequest: It is not being read.
    """
    submission = record(session, submission_id)
    if submission.state not in (SubmissionState.RECEIVED.value, SubmissionState.READING.value):
        raise BadRequest(reason="the report is not being read")
    submission.state, submission.error_code, submission.error_facts = "failed", "service.stopped", {}


def file_of(session: Session, submission_id: int, position: int) -> tuple[str, str, str]:
    """Name, SHA-256 and media type of an original; the type goes by the name and is only a hint."""
    record(session, submission_id, deleted=True)
    for file in files_of(session, submission_id):
        if file.position == position:
            _refuse_erased(file)
            media_type = MEDIA_TYPES.get(Path(file.name).suffix.lower(), "application/octet-stream")
            return file.name, file.sha256, media_type
    raise NotFound(what=f"file {position}")


def _refuse_erased(file: FileRecord) -> None:
    if file.erased_at is not None:
        raise ScanErased(file=file.name)


def record(session: Session, submission_id: int, *, deleted: bool = False) -> SubmissionRecord:
    """The row of a submission; NotFound where there is none, or a deleted one that is not asked for."""
    submission = session.get(SubmissionRecord, submission_id)
    if submission is None or (submission.deleted_at is not None and not deleted):
        raise NotFound(what=f"submission {submission_id}")
    return submission


def _rows(session: Session, submissions: Sequence[SubmissionRecord]) -> tuple[SubmissionRow, ...]:
    ids = [s.id for s in submissions]
    files: dict[int, list[str]] = {}
    for file in session.scalars(
        select(FileRecord).where(FileRecord.submission_id.in_(ids)).order_by(FileRecord.position)
    ):
        files.setdefault(file.submission_id, []).append(file.name)
    heads = _heads(session, ids)
    people = {s.received_by for s in submissions if s.received_by}
    names = dict(
        session.execute(select(UserRow.id, UserRow.display_name).where(UserRow.id.in_(people))).all()
    )
    current = and_(
        PageRecord.submission_id == SubmissionRecord.id, PageRecord.revision == SubmissionRecord.revision
    )
    pages = (
        select(SubmissionRecord.id, func.count())
        .join(PageRecord, current)
        .where(SubmissionRecord.id.in_(ids))
    )
    done = _counts(session, pages.where(PageRecord.state == "read").group_by(SubmissionRecord.id))
    failed = _counts(session, pages.where(PageRecord.state == "failed").group_by(SubmissionRecord.id))
    fields = select(FieldRecord.submission_id, func.count()).where(
        FieldRecord.submission_id.in_(ids), ~FieldRecord.gone
    )
    by_field = FieldRecord.submission_id
    total = _counts(session, fields.group_by(by_field))
    doubtful = _counts(session, fields.where(is_doubtful()).group_by(by_field))
    settled = _counts(session, fields.where(FieldRecord.status.in_(SETTLED)).group_by(by_field))
    checks = _counts(
        session,
        select(CheckRecord.submission_id, func.count())
        .where(CheckRecord.submission_id.in_(ids), ~CheckRecord.ok)
        .group_by(CheckRecord.submission_id),
    )
    problems = _counts(
        session,
        select(ProblemRecord.submission_id, func.count())
        .where(ProblemRecord.submission_id.in_(ids))
        .group_by(ProblemRecord.submission_id),
    )
    return tuple(
        SubmissionRow(
            id=s.id,
            name=s.name,
            files=tuple(files.get(s.id, ())),
            state=s.state,
            campaign_id=s.campaign_id,
            issuer=heads.get((s.id, "document.issuer")),
            number=heads.get((s.id, "document.number")),
            date=heads.get((s.id, "document.date")),
            pages=s.pages,
            pages_done=done.get(s.id, 0),
            pages_failed=failed.get(s.id, 0),
            fields=total.get(s.id, 0),
            doubtful=doubtful.get(s.id, 0),
            settled=settled.get(s.id, 0),
            failed_checks=checks.get(s.id, 0),
            problems=problems.get(s.id, 0),
            received_at=s.received_at,
            received_by=names.get(s.received_by) if s.received_by else None,
            read_at=s.read_at,
            error=error_of(s),
        )
        for s in submissions
    )


def _heads(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], str]:
    wanted = ("document.issuer", "document.number", "document.date")
    query = select(FieldRecord).where(FieldRecord.submission_id.in_(ids), FieldRecord.path.in_(wanted))
    found = {}
    for row in session.scalars(query):
        value = row.settled_value if row.verdict else row.value
        if value:
            found[row.submission_id, row.path] = str(value)
    return found


def _counts(session: Session, query: Select[int, int]) -> dict[int, int]:
    return dict(session.execute(query).all())


def pages_of(session: Session, submission: SubmissionRecord) -> Sequence[PageRecord]:
    """The pages of its newest reading, in order."""
    return session.scalars(
        select(PageRecord)
        .where(PageRecord.submission_id == submission.id, PageRecord.revision == submission.revision)
        .order_by(PageRecord.number)
    ).all()


def _of(session: Session, record_type: type[Any], submission_id: int, order: Any) -> Sequence[Any]:
    return session.scalars(
        select(record_type).where(record_type.submission_id == submission_id).order_by(order)
    ).all()


def error_of(submission: SubmissionRecord) -> ProblemDetail | None:
    """Why a report could not be read, None where it could."""
    return problem_for(submission.error_code, submission.error_facts) if submission.error_code else None
