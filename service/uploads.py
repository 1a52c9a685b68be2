"""Taking files in: each is checked, kept by its content and read; a bad one never stops the others."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ocr.model import SourceFile
from service.access.person import Person
from service.database import Database
from service.errors import (
    BadRequest,
    CampaignUnknown,
    FileRefused,
    ProblemDetail,
    ReaderDied,
    ServiceError,
    UploadRefused,
    problem_for,
)
from service.jobs import MANY_REPORTS, Jobs
from service.office_time import office_day
from service.records import CampaignRecord, FileRecord, SubmissionRecord
from service.searching.index import keep_fields
from service.settings import Settings
from service.storage import Storage
from service.workers import RemoteProblem

LONGEST_NAME = 200
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class IncomingFile:
    """A file as it came; the name is the sender's and is only ever shown."""

    name: str
    data: bytes


@dataclass(frozen=True)
class AcceptedUpload:
    submission_id: int
    name: str
    pages: int


@dataclass(frozen=True)
class RejectedFile:
    """A file that was not taken and why; ``submission_id`` is the one that holds the same bytes already."""

    name: str
    problem: ProblemDetail
    submission_id: int | None = None


@dataclass(frozen=True)
class UploadOutcome:
    accepted: tuple[AcceptedUpload, ...]
    rejected: tuple[RejectedFile, ...]


@dataclass(frozen=True)
class _Checked:
    name: str
    data: bytes
    sha256: str
    pages: int


class _Refused(Exception):
    def __init__(self, rejected: RejectedFile) -> None:
        self.rejected = rejected


def receive_upload(
    database: Database,
    storage: Storage,
    jobs: Jobs,
    files: Sequence[IncomingFile],
    *,
    person: Person | None,
    now: dt.datetime,
    settings: Settings,
    campaign_id: str | None = None,
    together: bool = False,
    sender: str | None = None,
) -> UploadOutcome:
    """Take files in: each becomes a submission, or all become one report where ``together``.

    A ZIP stands for the files in it: each is a report of its own, as if it had been uploaded alone.

    A file is on disk before its row is written, and the row and its job are one transaction; when this
    returns, nothing that it calls accepted can be lost any more.

    ``sender`` is the unit whose own account or upload link brought the files.

    Raises:
        FileRefused: There are no files or too many (``service.no_files``, ``service.too_many_files``).
        CampaignUnknown: ``campaign_id`` is none of ours.
    """
    if not files:
        raise FileRefused("service.no_files")
    if len(files) > settings.max_files:
        raise FileRefused("service.too_many_files", files=len(files), limit=settings.max_files)
    _refuse_unknown_campaign(database, campaign_id)
    unpacked, refused_archives = _unpack(jobs, files, settings)
    if len(unpacked) > settings.max_files:
        raise FileRefused("service.too_many_files", files=len(unpacked), limit=settings.max_files)
    accepted: list[AcceptedUpload] = []
    rejected = list(refused_archives)
    reports = _reports(unpacked, together=together, broken=bool(refused_archives))
    for report in reports:
        checked: list[_Checked] = []
        refused: list[RejectedFile] = []
        for file in report:
            try:
                checked.append(_check(database, jobs, file, checked, settings))
            except _Refused as error:
                refused.append(error.rejected)
        rejected.extend(refused)
        if refused:  # a report of several files is taken whole or not at all
            continue
        try:
            many = len(reports) > MANY_REPORTS
            accepted.append(_take(database, storage, jobs, checked, person, now, campaign_id, many, sender))
        except _Refused as error:
            rejected.append(error.rejected)
    return UploadOutcome(tuple(accepted), tuple(rejected))


def refuse_if_nothing_taken(outcome: UploadOutcome) -> None:
    """Raise UploadRefused where no file was taken, so that a program sees a 4xx."""
    if outcome.rejected and not outcome.accepted:
        raise UploadRefused([r.problem for r in outcome.rejected])


def clean_name(name: str) -> str:
    r"""A sender's file name for showing: no folders, no control or direction characters, NFC, bounded.

    >>> clean_name("../../etc/báo\u202ecáo.pdf")
    'báocáo.pdf'
    """
    bare = PurePosixPath(_HIDDEN.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/")).name
    bare = bare.encode("utf-8", "replace").decode("utf-8").strip() or "không tên"
    if len(bare) <= LONGEST_NAME:
        return bare
    return bare[: LONGEST_NAME - 21] + "…" + bare[-20:]


def _refuse_unknown_campaign(database: Database, campaign_id: str | None) -> None:
    if campaign_id is None:
        return
    with database.read() as session:
        if session.get(CampaignRecord, campaign_id) is None:
            raise CampaignUnknown(campaign=campaign_id)


def _unpack(
    jobs: Jobs, files: Sequence[IncomingFile], settings: Settings
) -> tuple[list[IncomingFile], list[RejectedFile]]:
    """The files with those of ZIPs in their places, and the ZIPs that cannot be unpacked."""
    found: list[IncomingFile] = []
    refused: list[RejectedFile] = []
    for file in files:
        if len(file.data) > settings.max_file_bytes:  # refused below, like any other file
            found.append(file)
            continue
        name = clean_name(file.name)
        try:
            members = jobs.reader.unpack(SourceFile(name, file.data))
        except RemoteProblem as error:
            refused.append(RejectedFile(name, problem_for(error.code, {**error.facts, "file": name})))
        except ReaderDied as error:
            refused.append(_refusal(name, error).rejected)
        else:
            found += [file] if members is None else [IncomingFile(m.name, m.data) for m in members]
    return found, refused


def _reports(
    files: Sequence[IncomingFile], *, together: bool, broken: bool
) -> list[tuple[IncomingFile, ...]]:
    """What belongs together; a report of several files is taken whole or not at all."""
    if not together:
        return [(file,) for file in files]
    return [] if broken or not files else [tuple(files)]


def _check(
    database: Database, jobs: Jobs, file: IncomingFile, earlier: Sequence[_Checked], settings: Settings
) -> _Checked:
    name = clean_name(file.name)
    if len(file.data) > settings.max_file_bytes:
        raise _refusal(
            name, FileRefused("service.file_too_large", file=name, limit_mib=settings.max_file_mib)
        )
    sha256 = hashlib.sha256(file.data).hexdigest()
    first = _first_holder(database, sha256)
    if first is not None or any(other.sha256 == sha256 for other in earlier):
        raise _same_bytes(name, first)
    try:
        pages = jobs.reader.count_pages(SourceFile(name, file.data))
    except RemoteProblem as error:
        facts = {**error.facts, "file": name}
        raise _Refused(RejectedFile(name, problem_for(error.code, facts))) from error
    except ReaderDied as error:
        raise _refusal(name, error) from error
    if sum(other.pages for other in earlier) + pages > settings.max_pages:
        refused = FileRefused("service.too_many_pages", file=name, pages=pages, limit=settings.max_pages)
        raise _refusal(name, refused)
    return _Checked(name, file.data, sha256, pages)


def _take(
    database: Database,
    storage: Storage,
    jobs: Jobs,
    files: Sequence[_Checked],
    person: Person | None,
    now: dt.datetime,
    campaign_id: str | None,
    bulk: bool,
    sender: str | None,
) -> AcceptedUpload:
    if not files:
        raise BadRequest(reason="no files")
    for file in files:
        storage.put(file.data)
    submission = SubmissionRecord(
        name=files[0].name,
        state="received",
        revision=1,
        wanted_campaign_id=campaign_id,
        campaign_id=campaign_id,
        unit_id=sender,
        placing={"sender": sender} if sender else {},
        pages=sum(file.pages for file in files),
        bulk=bulk,
        received_at=now,
        received_day=office_day(now),
        received_by=person.id if person else None,
    )
    try:
        with database.write() as session:
            session.add(submission)
            session.flush()
            for position, file in enumerate(files):
                session.add(
                    FileRecord(
                        submission_id=submission.id,
                        position=position,
                        name=file.name,
                        sha256=file.sha256,
                        size=len(file.data),
                        pages=file.pages,
                        live=True,
                    )
                )
            keep_fields(session, submission.id)
            jobs.enqueue(session, submission.id, submission.revision)
            accepted = AcceptedUpload(submission.id, submission.name, submission.pages)
    except IntegrityError as error:  # somebody else brought the same bytes at the same moment
        raise _same_bytes(files[0].name, _first_holder(database, files[0].sha256)) from error
    return accepted


def _first_holder(database: Database, sha256: str) -> int | None:
    with database.read() as session:
        return session.scalar(
            select(FileRecord.submission_id).where(FileRecord.sha256 == sha256, FileRecord.live)
        )


def _same_bytes(name: str, first: int | None) -> _Refused:
    problem = problem_for(
        "service.same_bytes", {"file": name, "submission": first if first is not None else "–"}
    )
    return _Refused(RejectedFile(name, problem, first))


def _refusal(name: str, error: ServiceError) -> _Refused:
    problem = error.problem
    return _Refused(RejectedFile(name, problem_for(problem.code, {**problem.facts, "file": name})))
