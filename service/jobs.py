"""Durable jobs, on dbos: the only module that knows the engine.

``read_submission`` plans the pages, has each page read by a workflow of its own on the page queue, then
extracts. A job is written in the same transaction as the submission's row. After kill -9 the engine runs
unfinished workflows again; finished pages stay, because results live in our tables under a unique key and
every step may be repeated. Tries are counted in the page row: a page that kills its reader three times, or
was begun ten times without an end, is set aside with its reason. What failed by a fault of ours, not of the
scan, is tried again at every start.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig
from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.report_pages import split_reports
from ocr.model import Page, PdfSignature
from service import campaigns, mapping, page_layout, results
from service.campaign_versions import current_versions
from service.database import Database, make_job_engine
from service.errors import ReaderDied
from service.faults import not_the_scan, retry_our_faults
from service.plan_reading import read_plan_file
from service.reading import MAX_READER_DEATHS, Reader, ReadPage, StoredFile, unreadable_page
from service.records import FileRecord, PageRecord, PlanRecord, SubmissionRecord
from service.settings import Settings
from service.storage import Storage
from service.workers import RemoteProblem

JOB_VERSION = "tonghop-jobs-2"
"""Raise it when the steps of a workflow change their order; unfinished jobs of an older one begin anew."""
MAX_STARTS = 10  # the server was killed in the middle of this page so often that the page is the likely cause
SUBMISSION_QUEUE = "submissions"
PAGE_QUEUE = "pages"
WAITING_SUBMISSIONS = 32  # submissions whose pages may be queued together; each only waits, at no cost
POLL_SECONDS = 0.1
ATTEMPTS = 8  # of a step that meets a full disk or a lost database, with doubling pauses: four minutes
UNFINISHED = ("PENDING", "ENQUEUED", "DELAYED")
MAX_RECOVERIES = 1_000_000  # our own page counters decide, never the engine's

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Runtime:
    settings: Settings
    database: Database
    storage: Storage
    reader: Reader
    enqueue: page_layout.Enqueue
    stopping: threading.Event


_runtime: _Runtime | None = None


class _Stopping(BaseException):
    """We are being stopped. No ``Exception``, so the engine records no outcome and repeats the step."""


def _running() -> _Runtime:
    if _runtime is None:
        raise _Stopping
    return _runtime


class Jobs:
    """The job engine of one process; one may run at a time."""

    def __init__(self, settings: Settings, database: Database, storage: Storage, reader: Reader) -> None:
        self.reader = reader
        self._runtime = _Runtime(settings, database, storage, reader, self.enqueue, threading.Event())
        self._engine = make_job_engine(settings.database)
        self._client: DBOSClient | None = None

    def start(self) -> None:
        """Launch the engine, which takes up unfinished work, and start what has no live job."""
        global _runtime
        _runtime = self._runtime
        config: DBOSConfig = {
            "name": "tonghop",
            "system_database_engine": self._engine,
            "application_version": JOB_VERSION,
            "executor_id": "local",
            "log_level": "ERROR",
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": POLL_SECONDS,
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(
            SUBMISSION_QUEUE, worker_concurrency=WAITING_SUBMISSIONS, polling_interval_sec=POLL_SECONDS
        )
        DBOS.register_queue(
            PAGE_QUEUE, worker_concurrency=self._runtime.reader.size, polling_interval_sec=POLL_SECONDS
        )
        self._client = DBOSClient(system_database_engine=self._engine, application_name="tonghop")
        with self._runtime.database.write() as session:
            retry_our_faults(session, most_starts=MAX_STARTS)
        self._start_forgotten()

    def stop(self) -> None:
        """Stop at once; the next start goes on with what is unfinished. The reader stays its owner's."""
        global _runtime
        _runtime = None
        self._runtime.stopping.set()
        if self._client is not None:
            self._client.destroy()
            self._client = None
        DBOS.destroy()
        logging.getLogger("dbos").handlers.clear()  # they hold the standard error of their time
        self._engine.dispose()

    def enqueue(self, session: Session, submission_id: int, revision: int, *, renewal: int = 0) -> None:
        """Have a submission read; takes effect with the session's transaction, together with its rows."""
        if self._client is None:
            raise RuntimeError("jobs are not started")
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": "read_submission",
                "queue_name": SUBMISSION_QUEUE,
                "workflow_id": _workflow_id(submission_id, revision, renewal),
                "app_version": JOB_VERSION,
            },
            submission_id,
            revision,
        )

    def enqueue_plan(self, session: Session, plan_id: int) -> None:
        """Have a plan read into its draft; takes effect with the session's transaction."""
        if self._client is None:
            raise RuntimeError("jobs are not started")
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": "read_plan",
                "queue_name": SUBMISSION_QUEUE,
                "workflow_id": f"plan-{plan_id}",
                "app_version": JOB_VERSION,
            },
            plan_id,
        )

    def _start_forgotten(self) -> None:
        """Start each unfinished submission whose job the engine does not know or has given up."""
        with self._runtime.database.read() as session:
            unfinished = session.execute(
                select(SubmissionRecord.id, SubmissionRecord.revision).where(
                    SubmissionRecord.state.in_(("received", "reading")), SubmissionRecord.deleted_at.is_(None)
                )
            ).all()
        for submission_id, revision in unfinished:
            renewal = 0
            while (
                status := DBOS.get_workflow_status(_workflow_id(submission_id, revision, renewal))
            ) is not None:
                if status.status in UNFINISHED and status.app_version == JOB_VERSION:
                    break
                renewal += 1  # it ended and the submission did not; its finished pages are kept
            else:
                with self._runtime.database.write() as session:
                    self.enqueue(session, submission_id, revision, renewal=renewal)


def _workflow_id(submission_id: int, revision: int, renewal: int) -> str:
    return f"submission-{submission_id}-{revision}" + (f"-{renewal}" if renewal else "")


@DBOS.workflow(name="read_submission", max_recovery_attempts=MAX_RECOVERIES)
def read_submission(submission_id: int, revision: int) -> None:
    """Read one revision of a submission to its end."""
    pages = plan_pages(submission_id, revision)
    handles = [
        DBOS.enqueue_workflow(PAGE_QUEUE, read_page, submission_id, revision, number)
        for number in range(1, pages + 1)
    ]
    wait_for_pages([handle.workflow_id for handle in handles])
    extract(submission_id, revision)


@DBOS.step(name="plan_pages")
def plan_pages(submission_id: int, revision: int) -> int:
    """Write a row for each page, once; how many there are."""
    with _running().database.write() as session:
        submission = session.get_one(SubmissionRecord, submission_id)
        if submission.deleted_at is not None or submission.revision != revision:
            return 0
        files = results.files_of(session, submission_id)
        submission.state = "reading"
        return page_layout.plan(session, submission, files)


@DBOS.step(name="wait_for_pages")
def wait_for_pages(workflow_ids: list[str]) -> None:
    """Wait until each page is read or set aside.

    The engine's own waiting cannot be ended: a server told to stop would hang on it.
    """
    stopping = _running().stopping
    for workflow_id in workflow_ids:
        while (status := DBOS.get_workflow_status(workflow_id)) is None or status.status in UNFINISHED:
            if stopping.wait(POLL_SECONDS):
                raise _Stopping
        if status.status != "SUCCESS":
            raise RuntimeError(f"{workflow_id} ended as {status.status}; the next start begins it anew")


@DBOS.workflow(name="read_page", max_recovery_attempts=MAX_RECOVERIES)
def read_page(submission_id: int, revision: int, number: int) -> None:
    """Read one page, or set it aside."""
    read_page_step(submission_id, revision, number)


@DBOS.step(name="read_page_step", retries_allowed=True, max_attempts=ATTEMPTS)
def read_page_step(submission_id: int, revision: int, number: int) -> None:
    """Try a page until it is read or set aside; harmless where that happened before."""
    while (source := _begin_page(submission_id, revision, number)) is not None:
        page_id, file, file_page, file_index, turned = source
        try:
            read = _running().reader.read_page(
                file, file_page, number=number, file_index=file_index, turned_degrees=turned
            )
        except RemoteProblem as error:
            _set_aside(page_id, error.code, {**error.facts, "reason": error.text, "page": number})
        except ReaderDied as error:
            if _runtime is None:
                raise _Stopping from error  # the page has done nothing wrong
            _count_death(page_id, error.code, dict(error.facts))
        else:
            _keep_page(page_id, read)


@DBOS.workflow(name="read_plan", max_recovery_attempts=MAX_RECOVERIES)
def read_plan(plan_id: int) -> None:
    """Read a plan's file into its draft; page by page, anew from the first after a kill."""
    read_plan_step(plan_id)


@DBOS.step(name="read_plan_step", retries_allowed=True, max_attempts=ATTEMPTS)
def read_plan_step(plan_id: int) -> None:
    """Keep the picture of each page as it is read, then the draft, or why there is none."""
    runtime = _running()
    with runtime.database.read() as session:
        plan = session.get(PlanRecord, plan_id)
        if plan is None or plan.state != "reading":
            return
        file = StoredFile(plan.name, runtime.storage.path(plan.sha256))

    def keep_page(number: int, read: ReadPage) -> None:
        digest = runtime.storage.put(read.level_jpeg)
        with runtime.database.write() as session:
            row = session.get(PlanRecord, plan_id)
            if row is not None:
                row.images = {**row.images, str(number): digest}

    try:
        draft = read_plan_file(runtime.reader, file, on_page=keep_page)
    except (RemoteProblem, ReaderDied) as error:
        if _runtime is None:
            raise _Stopping from error
        _end_plan(plan_id, state="failed", error_code=error.code, error_facts=dict(error.facts))
    else:
        _end_plan(plan_id, state="ready", draft=draft)


def _end_plan(plan_id: int, **values: Any) -> None:
    with _running().database.write() as session:
        row = session.get(PlanRecord, plan_id)
        for name, value in values.items() if row is not None else ():
            setattr(row, name, value)


def _begin_page(
    submission_id: int, revision: int, number: int
) -> tuple[int, StoredFile, int, int, int | None] | None:
    runtime = _running()
    with runtime.database.write() as session:
        row = session.scalars(
            select(PageRecord).where(*_of(submission_id, revision), PageRecord.number == number)
        ).one()
        if row.state in ("read", "failed"):
            return None
        if row.starts >= MAX_STARTS:
            row.state, row.error_code, row.error_facts = "failed", "service.reader_died", {"page": number}
            return None
        row.state, row.starts = "reading", row.starts + 1
        file = session.scalars(
            select(FileRecord).where(
                FileRecord.submission_id == submission_id, FileRecord.position == row.file_index
            )
        ).one()
        place = row.id, file.name, file.sha256, row.file_page, row.file_index, row.turned_degrees
    page_id, name, sha256, file_page, file_index, turned = place
    return page_id, StoredFile(name, runtime.storage.path(sha256)), file_page, file_index, turned


def _keep_page(page_id: int, read: ReadPage) -> None:
    runtime = _running()
    level_sha256, clean_sha256 = runtime.storage.put(read.level_jpeg), runtime.storage.put(read.clean_png)
    packed = mapping.pack_page(read.page)
    with runtime.database.write() as session:
        row = session.get_one(PageRecord, page_id)
        row.state, row.width, row.height = "read", read.page.width, read.page.height
        row.reading, row.level_sha256, row.clean_sha256 = packed, level_sha256, clean_sha256
        row.image_hash = read.image_hash or None
        row.error_code = row.error_facts = None


def _set_aside(page_id: int, code: str, facts: Mapping[str, Any]) -> None:
    with _running().database.write() as session:
        row = session.get_one(PageRecord, page_id)
        row.state, row.error_code, row.error_facts = "failed", code, dict(facts)


def _count_death(page_id: int, code: str, facts: Mapping[str, Any]) -> None:
    with _running().database.write() as session:
        row = session.get_one(PageRecord, page_id)
        row.tries += 1
        row.error_code, row.error_facts = code, dict(facts)
        row.state = "failed" if row.tries >= MAX_READER_DEATHS else "waiting"


@DBOS.step(name="extract", retries_allowed=True, max_attempts=ATTEMPTS)
def extract(submission_id: int, revision: int) -> None:
    """Map the pages to the campaign's fields and keep them, a person's values untouched."""
    runtime = _running()
    _split_reports(submission_id, revision)
    with runtime.database.read() as session:
        submission = session.get_one(SubmissionRecord, submission_id)
        if submission.revision != revision:
            return
        wanted, received = submission.wanted_campaign_id, submission.received_day
        rows = [row for row in page_layout.pages_of(session, submission_id, revision) if not row.left_out]
        pages = [(_page_of(row), row.clean_sha256) for row in rows]
        known = campaigns.campaign_data(session)
        versions = current_versions(session)
    if not any(row.state == "read" for row in rows):
        first = rows[0] if rows else None
        _fail(submission_id, (first and first.error_code) or "ocr.error", (first and first.error_facts) or {})
        return
    with_images = [(page, runtime.storage.path(clean) if clean else None) for page, clean in pages]
    try:
        signatures = _signatures_of(submission_id)
        extraction = runtime.reader.extract(with_images, known, wanted, signatures, received)
    except (RemoteProblem, ReaderDied) as error:
        if _runtime is None:
            raise _Stopping from error
        _LOG.error("submission %s could not be extracted: %s", submission_id, error)
        _fail(submission_id, not_the_scan(error.code), error.facts)
        return
    with runtime.database.write() as session:
        results.keep(
            session, submission_id, revision, [p for p, _ in pages], extraction, now=dt.datetime.now(dt.UTC)
        )
        kept = session.get_one(SubmissionRecord, submission_id)
        kept.campaign_version = versions.get(kept.campaign_id, 1) if kept.campaign_id else None


def _split_reports(submission_id: int, revision: int) -> None:
    """Where the pages are those of several reports, leave the first one here and have the others read."""
    runtime = _running()
    with runtime.database.read() as session:
        rows = page_layout.pages_of(session, submission_id, revision)
        groups = split_reports([_page_of(row) for row in rows])
    if len(groups) > 1:
        with runtime.database.write() as session:
            page_layout.split_found(session, submission_id, revision, groups, enqueue=runtime.enqueue)


def _signatures_of(submission_id: int) -> list[PdfSignature]:
    runtime = _running()
    with runtime.database.read() as session:
        files = [(f.position, f.name, f.sha256) for f in results.files_of(session, submission_id)]
    return [
        signature
        for position, name, sha256 in files
        for signature in runtime.reader.signatures(StoredFile(name, runtime.storage.path(sha256)), position)
    ]


def _page_of(row: PageRecord) -> Page:
    if row.state == "read" and row.reading is not None:
        with contextlib.suppress(ValueError):
            page = mapping.unpack_page(row.reading)
            # Its row says where it stands now: people move pages, and reports are split and joined.
            return replace(page, number=row.number, file=row.file_index, file_page=row.file_page)
    reason = str((row.error_facts or {}).get("reason", "not read"))
    return unreadable_page(row.number, row.file_index, row.file_page, row.error_code or "ocr.page", reason)


def _fail(submission_id: int, code: str, facts: Mapping[str, Any]) -> None:
    with _running().database.write() as session:
        submission = session.get_one(SubmissionRecord, submission_id)
        submission.state, submission.error_code, submission.error_facts = "failed", code, dict(facts)


def _of(submission_id: int, revision: int) -> tuple[Any, ...]:
    return PageRecord.submission_id == submission_id, PageRecord.revision == revision
