"""What the workflows do to rows and files; each may be repeated at any moment.

Who writes an end of a page or a report looks first whether there is one already, so of two workers with
the same page the second one changes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.report_pages import split_reports
from ocr.model import Page, PdfSignature
from service import campaigns, mapping, page_layout, results
from service.campaign_versions import current_versions
from service.errors import ReaderDied
from service.faults import not_the_scan
from service.jobs.order import FIRST, page_priority
from service.jobs.runtime import Due, Stopping, running, stopped
from service.jobs.telling import tell_of_report
from service.plan_reading import read_plan_file
from service.reading import ReadPage, StoredFile, unreadable_page
from service.records import FileRecord, PageRecord, PlanRecord, SubmissionRecord
from service.tries import most_tries
from service.webhooks.hooks import Event
from service.workers import RemoteProblem

# A page that takes the whole service down is begun by each start of it: with a start every ten seconds it is
# set aside within ten minutes. Fewer would not do: of 561 pages a good one was begun ten times in 200 kills
# that had nothing to do with it. A page that harms its reader only is told by its tries.
MAX_STARTS = 50
PAGES_AT_A_TIME = 100  # enqueued in one transaction, which takes some 50 ms of SQLite's write lock
REPORT_PREFIX, PLAN_PREFIX = "report-", "plan-"
"""What the ids of workflows begin with: report-<id>-<revision>-<renewal>, plan-<id>-<renewal>."""
UNREAD = ("received", "reading")
PAGE_ENDS = ("read", "failed")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """One attempt at reading a revision of a report; a new one begins where the jobs of the last got lost."""

    submission_id: int
    revision: int
    renewal: int = 0

    @property
    def id(self) -> str:
        return f"{self.prefix}{self.renewal}"

    @property
    def prefix(self) -> str:
        """What the ids of all rounds of this revision begin with."""
        return f"{REPORT_PREFIX}{self.submission_id}-{self.revision}-"

    def planning(self) -> Due:
        return Due("plan_report", self.id, self._arguments, FIRST)

    def page(self, number: int, *, bulk: bool) -> Due:
        place = page_priority(number, bulk=bulk)
        return Due("read_page", f"{self.id}-p{number}", (*self._arguments, number), place)

    def extraction(self) -> Due:
        return Due("extract_report", f"{self.id}-x", self._arguments, FIRST)

    @property
    def _arguments(self) -> tuple[int, ...]:
        return self.submission_id, self.revision, self.renewal


def plan_due(plan_id: int, renewal: int = 0) -> Due:
    """The job that reads a plan; a renewal begins where the last one got lost."""
    return Due("read_plan", f"{PLAN_PREFIX}{plan_id}-{renewal}", (plan_id, renewal), FIRST)


def plan_pages(reading: Round) -> None:
    """Write a row for each page, once, and have those read that are not; else have the report extracted."""
    runtime = running()
    with runtime.database.write() as session:
        submission = _wanted(session, reading)
        if submission is None:
            return
        submission.state = "reading"
        bulk = submission.bulk
        page_layout.plan(session, submission, results.files_of(session, submission.id))
        session.flush()
        numbers = _unfinished(session, reading)
        if not numbers:
            runtime.post(session, [reading.extraction()])
    for start in range(0, len(numbers), PAGES_AT_A_TIME):
        with runtime.database.write() as session:
            some = numbers[start : start + PAGES_AT_A_TIME]
            runtime.post(session, [reading.page(number, bulk=bulk) for number in some])


def read_page(reading: Round, number: int) -> None:
    """Try a page until it is read or set aside; harmless where that happened before."""
    while (source := _begin_page(reading, number)) is not None:
        file, file_page, file_index, turned = source
        try:
            read = running().reader.read_page(
                file, file_page, number=number, file_index=file_index, turned_degrees=turned
            )
        except RemoteProblem as error:
            facts = {**error.facts, "reason": error.text, "page": number}
            _end_page(reading, number, state="failed", error_code=error.code, error_facts=facts)
        except ReaderDied as error:
            if stopped():
                raise Stopping from error  # the page has done nothing wrong
            _count_death(reading, number, error.code, dict(error.facts))
        else:
            _keep_page(reading, number, read)


def _begin_page(reading: Round, number: int) -> tuple[StoredFile, int, int, int | None] | None:
    """Where the page lies, its start counted; None where there is nothing left to do on it."""
    runtime = running()
    with runtime.database.write() as session:
        submission = _wanted(session, reading)
        row = _page(session, reading, number)
        if submission is None or row is None:
            return None
        if row.state in PAGE_ENDS:
            _extract_after_last(session, reading)
            return None
        if row.starts >= MAX_STARTS:
            row.state, row.error_code, row.error_facts = "failed", "service.reader_died", {"page": number}
            _extract_after_last(session, reading)
            return None
        row.state, row.starts = "reading", row.starts + 1
        file = session.scalars(
            select(FileRecord).where(
                FileRecord.submission_id == reading.submission_id, FileRecord.position == row.file_index
            )
        ).one()
        name, sha256, place = file.name, file.sha256, (row.file_page, row.file_index, row.turned_degrees)
    return StoredFile(name, runtime.storage.path(sha256)), *place


def _keep_page(reading: Round, number: int, read: ReadPage) -> None:
    storage = running().storage
    _end_page(
        reading,
        number,
        state="read",
        width=read.page.width,
        height=read.page.height,
        level_sha256=storage.put(read.level_jpeg),
        clean_sha256=storage.put(read.clean_png),
        reading=mapping.pack_page(read.page),
        image_hash=read.image_hash or None,
        error_code=None,
        error_facts=None,
    )


def _end_page(reading: Round, number: int, /, **values: Any) -> None:
    """Write a page's end, unless it has one; the last page to end has the report extracted."""
    with running().database.write() as session:
        if _wanted(session, reading) is None:
            return
        row = _page(session, reading, number)
        if row is None or row.state in PAGE_ENDS:
            return
        for name, value in values.items():
            setattr(row, name, value)
        _extract_after_last(session, reading)


def set_aside(reading: Round, number: int) -> None:
    """Set a page aside for a fault of ours; the next start tries it again."""
    _end_page(reading, number, state="failed", error_code="service.internal", error_facts={"page": number})


def _count_death(reading: Round, number: int, code: str, facts: Mapping[str, Any]) -> None:
    with running().database.write() as session:
        row = _page(session, reading, number)
        if _wanted(session, reading) is None or row is None or row.state in PAGE_ENDS:
            return
        row.tries += 1
        row.error_code, row.error_facts = code, dict(facts)
        row.state = "failed" if row.tries >= most_tries(code) else "waiting"
        _extract_after_last(session, reading)


def _extract_after_last(session: Session, reading: Round) -> None:
    session.flush()
    if not _unfinished(session, reading):
        running().post(session, [reading.extraction()])


def _unfinished(session: Session, reading: Round) -> list[int]:
    query = select(PageRecord.number).where(
        *_of(reading.submission_id, reading.revision), PageRecord.state.not_in(PAGE_ENDS)
    )
    return list(session.scalars(query.order_by(PageRecord.number)))


def _wanted(session: Session, reading: Round) -> SubmissionRecord | None:
    """The report if this revision of it is still to be read; its row stays locked, so that of two last
    pages one sees the other's end.
    """
    submission = session.get(SubmissionRecord, reading.submission_id, with_for_update=True)
    if submission is None or submission.deleted_at is not None or submission.state not in UNREAD:
        return None
    return submission if submission.revision == reading.revision else None


def _page(session: Session, reading: Round, number: int) -> PageRecord | None:
    query = select(PageRecord).where(*_of(reading.submission_id, reading.revision))
    return session.scalars(query.where(PageRecord.number == number)).one_or_none()


def _of(submission_id: int, revision: int) -> tuple[Any, ...]:
    return PageRecord.submission_id == submission_id, PageRecord.revision == revision


def extract(reading: Round) -> None:
    """Map the pages to the campaign's fields and keep them, a person's values untouched."""
    runtime, submission_id, revision = running(), reading.submission_id, reading.revision
    with runtime.database.write() as session:
        if _wanted(session, reading) is None:
            return
    _split_reports(submission_id, revision)
    with runtime.database.read() as session:
        submission = session.get_one(SubmissionRecord, submission_id)
        wanted, received = submission.wanted_campaign_id, submission.received_day
        rows = [row for row in page_layout.pages_of(session, submission_id, revision) if not row.left_out]
        pages = [(_page_of(row), row.clean_sha256) for row in rows]
        known = campaigns.campaign_data(session)
        versions = current_versions(session)
    if not any(row.state == "read" for row in rows):
        first = rows[0] if rows else None
        fail(reading, (first and first.error_code) or "ocr.error", (first and first.error_facts) or {})
        return
    with_images = [(page, runtime.storage.path(clean) if clean else None) for page, clean in pages]
    try:
        signatures = _signatures_of(submission_id)
        extraction = runtime.reader.extract(with_images, known, wanted, signatures, received)
    except (RemoteProblem, ReaderDied) as error:
        if stopped():
            raise Stopping from error
        _LOG.error("submission %s could not be extracted: %s", submission_id, error.code)
        fail(reading, not_the_scan(error.code), error.facts)
        return
    with runtime.database.write() as session:
        kept = _wanted(session, reading)
        if kept is None:
            return
        found = [page for page, _ in pages]
        results.keep(session, submission_id, revision, found, extraction, now=dt.datetime.now(dt.UTC))
        kept.campaign_version = versions.get(kept.campaign_id, 1) if kept.campaign_id else None
        tell_of_report(session, Event.READ, kept, now=dt.datetime.now(dt.UTC))


def fail(reading: Round, code: str, facts: Mapping[str, Any]) -> None:
    """Say why a report cannot be read, unless it has ended."""
    with running().database.write() as session:
        submission = _wanted(session, reading)
        if submission is not None:
            submission.state, submission.error_code, submission.error_facts = "failed", code, dict(facts)
            tell_of_report(session, Event.READ, submission, now=dt.datetime.now(dt.UTC))


def _split_reports(submission_id: int, revision: int) -> None:
    """Where the pages are those of several reports, leave the first one here and have the others read."""
    runtime = running()
    with runtime.database.read() as session:
        rows = page_layout.pages_of(session, submission_id, revision)
        groups = split_reports([_page_of(row) for row in rows])
    if len(groups) > 1:
        with runtime.database.write() as session:
            page_layout.split_found(session, submission_id, revision, groups, enqueue=runtime.enqueue)


def _signatures_of(submission_id: int) -> list[PdfSignature]:
    runtime = running()
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


def read_plan(plan_id: int) -> None:
    """Keep the picture of each page as it is read, then the draft, or why there is none."""
    runtime = running()
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
        if stopped():
            raise Stopping from error
        end_plan(plan_id, state="failed", error_code=error.code, error_facts=dict(error.facts))
    else:
        end_plan(plan_id, state="ready", draft=draft)


def end_plan(plan_id: int, **values: Any) -> None:
    """Write a plan's end."""
    with running().database.write() as session:
        row = session.get(PlanRecord, plan_id)
        for name, value in values.items() if row is not None else ():
            setattr(row, name, value)
