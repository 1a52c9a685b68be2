"""Taking up the words of reports that were read by an earlier version, beside the running service."""

from __future__ import annotations

import contextlib
import threading

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.database import Database
from service.mapping import unpack_page
from service.records import PageRecord, SearchTextRecord, SubmissionRecord
from service.searching.index import keep_pages

AT_A_TIME = 10  # reports of one transaction: a person's act waits some 100 ms for it at most


def take_up_words(database: Database, stopping: threading.Event) -> int:
    """Index every report that has no words kept, newest first, until there is none; how many there were."""
    count = 0
    while not stopping.is_set():
        with database.read() as session:
            kept = exists().where(SearchTextRecord.submission_id == SubmissionRecord.id)
            ids = session.scalars(
                select(SubmissionRecord.id).where(~kept).order_by(SubmissionRecord.id.desc()).limit(AT_A_TIME)
            ).all()
            texts = {one: _texts(session, one) for one in ids}
        if not ids:
            break
        with database.write() as session:
            for one, pages in texts.items():
                keep_pages(session, one, pages)
        count += len(ids)
    return count


def _texts(session: Session, submission_id: int) -> dict[int, str]:
    newest = select(SubmissionRecord.revision).where(SubmissionRecord.id == submission_id).scalar_subquery()
    rows = session.execute(
        select(PageRecord.number, PageRecord.reading).where(
            PageRecord.submission_id == submission_id,
            PageRecord.revision == newest,
            PageRecord.reading.is_not(None),
        )
    )
    texts = {}
    for number, reading in rows:
        with contextlib.suppress(ValueError):  # kept by a version whose pages this one cannot read
            texts[number] = unpack_page(reading or b"").text
    return texts
