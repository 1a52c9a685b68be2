"""What reading found, into rows: fields, checks, problems. A person's word on a field stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from extraction.form_code import first_form_code
from extraction.model import Check, Extraction, Field
from ocr.model import Page
from service import mapping
from service.earlier import check_against_earlier
from service.placing import opening_of, place
from service.recheck import recheck
from service.records import (
    CampaignRecord,
    CheckRecord,
    FieldRecord,
    FileRecord,
    ProblemRecord,
    SubmissionRecord,
)
from service.reviewing.queue import BLIND, renew_ranks
from service.reviewing.samples import TASK, draw_from, drop_unseen
from service.same_pages import note_same_pages
from service.searching.index import keep_pages

SETTLED = ("corrected", "confirmed")


def files_of(session: Session, submission_id: int) -> Sequence[FileRecord]:
    return session.scalars(
        select(FileRecord).where(FileRecord.submission_id == submission_id).order_by(FileRecord.position)
    ).all()


def keep(
    session: Session,
    submission_id: int,
    revision: int,
    pages: Sequence[Page],
    extraction: Extraction,
    *,
    now: dt.datetime,
) -> None:
    """Replace what the machine said about a submission by a new reading, in the session's transaction."""
    submission = session.get_one(SubmissionRecord, submission_id)
    if submission.revision != revision:
        return
    by_number = {page.number: page for page in pages}
    _keep_fields(session, submission_id, by_number, extraction.fields)
    session.execute(delete(CheckRecord).where(CheckRecord.submission_id == submission_id))
    session.add_all(check_rows(submission_id, extraction.checks))
    session.execute(delete(ProblemRecord).where(ProblemRecord.submission_id == submission_id))
    for problem in extraction.problems:
        session.add(
            ProblemRecord(
                submission_id=submission_id,
                code=problem.code,
                message=problem.message,
                page=problem.page,
                facts=dict(problem.facts),
            )
        )
    known = extraction.campaign and session.get(CampaignRecord, extraction.campaign)
    submission.campaign_id = extraction.campaign if known else None
    submission.pages = extraction.pages
    submission.signatures = mapping.signatures_json(extraction.signatures)
    submission.state, submission.read_at = "read", now
    submission.error_code = submission.error_facts = None
    session.flush()
    place(session, submission, opening=opening_of(pages), code=first_form_code(pages))
    keep_pages(session, submission_id, {page.number: page.text for page in pages})
    check_against_earlier(session, submission)
    note_same_pages(session, submission)
    spoken = select(FieldRecord.id).where(
        FieldRecord.submission_id == submission_id, FieldRecord.verdict.is_not(None)
    )
    if session.scalar(spoken.limit(1)) is not None:
        recheck(session, submission_id)  # the machine summed its own readings, not what people said
    _rank(session, submission)
    draw_from(session, submission, now=now)


def _rank(session: Session, submission: SubmissionRecord) -> None:
    """Say how much waits for each field of a report that was just read."""
    fields = session.scalars(select(FieldRecord).where(FieldRecord.submission_id == submission.id))
    failing = session.scalars(
        select(CheckRecord).where(CheckRecord.submission_id == submission.id, ~CheckRecord.ok)
    )
    renew_ranks(submission, fields, [check.paths for check in failing])


def check_rows(submission_id: int, checks: Sequence[Check]) -> list[CheckRecord]:
    return [
        CheckRecord(
            submission_id=submission_id,
            position=position,
            name=check.name,
            ok=check.ok,
            code=check.code,
            paths=list(check.paths),
            facts=dict(check.facts),
            repair=[list(pair) for pair in check.repair],
        )
        for position, check in enumerate(checks)
    ]


def _keep_fields(
    session: Session, submission_id: int, pages: Mapping[int, Page], fields: Sequence[Field]
) -> None:
    there = {
        row.path: row
        for row in session.scalars(select(FieldRecord).where(FieldRecord.submission_id == submission_id))
    }
    drop_unseen(session, [row for row in there.values() if row.task == TASK])
    for position, field in enumerate(fields):
        row = there.pop(field.path, None)
        if row is None:
            row = FieldRecord(submission_id=submission_id, path=field.path, skips=0, version=0)
            session.add(row)
        page = pages.get(field.page) if field.page else None
        row.position, row.gone = position, False
        row.value, row.raw, row.unit = mapping.json_value(field.value), field.raw, field.unit
        row.sentence = field.sentence
        row.confidence, row.machine_status = field.confidence, field.status.value
        row.doubts, row.candidates = list(field.doubts), list(field.candidates)
        row.page, row.bbox = field.page, list(field.bbox) if field.bbox else None
        box = mapping.box_on_level(page, field.bbox) if page and field.bbox else None
        row.box = list(box) if box else None
        if row.verdict is None:
            row.status = "review" if row.task in BLIND else field.status.value
        row.version = (row.version or 0) + 1
    for row in there.values():  # not found any more: forgotten, unless a person or a history speaks of it
        row.gone = True
        if row.verdict is None:
            row.status, row.machine_status, row.value, row.raw = "accepted", "missing", None, ""
