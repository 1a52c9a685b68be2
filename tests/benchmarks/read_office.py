"""Generated reports, read by the real code and kept in a database as the service keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from samples.reading import CachingReader, files_of, load_truths
from service import mapping
from service.campaigns import builtin_campaigns, load_builtin
from service.database import Database
from service.reading import StoredFile
from service.records import FieldRecord, FileRecord, PageRecord, SubmissionRecord
from service.results import keep
from service.settings import load_settings
from service.storage import Storage
from tests.browser.reviewer import answers_of


def stock(
    database: Database, storage: Storage, folder: Path, *, cache: Path | None, now: dt.datetime
) -> dict[int, str | None]:
    """Read every report of a folder with truth and keep it; what stands on the paper, by the field's id.

    Args:
        database: With its tables.
        storage: For the images of pages.
        folder: Reports with truth, as ``samples.generate`` makes them.
        cache: Keeps page readings between runs.
        now: When the reports came.
    """
    with database.write() as session:
        load_builtin(session, now=now)
    reader = CachingReader(load_settings(workers=1), cache)
    answers: dict[int, str | None] = {}
    try:
        for truth in load_truths(folder):
            answers |= _keep(database, storage, reader, truth, files_of(truth, folder), now)
    finally:
        reader.close()
    return answers


def _keep(
    database: Database,
    storage: Storage,
    reader: CachingReader,
    truth: Any,
    files: Sequence[StoredFile],
    now: dt.datetime,
) -> dict[int, str | None]:
    places = [(i, n) for i, file in enumerate(files) for n in range(1, reader.count_pages(file) + 1)]
    reads = [
        reader.read_page(files[i], n, number=number, file_index=i) for number, (i, n) in enumerate(places, 1)
    ]
    clean = [storage.put(read.clean_png) for read in reads]
    with_images = [(read.page, storage.path(one)) for read, one in zip(reads, clean, strict=True)]
    found = reader.extract(with_images, builtin_campaigns(), truth["campaign"], [])
    with database.write() as session:
        submission = SubmissionRecord(
            name=truth["files"][0], state="reading", wanted_campaign_id=truth["campaign"], received_at=now
        )
        session.add(submission)
        session.flush()
        for i, file in enumerate(files):
            size = file.path.stat().st_size
            session.add(
                FileRecord(
                    submission_id=submission.id,
                    position=i,
                    name=file.name,
                    sha256=f"{truth['id']}-{i}",
                    size=size,
                    pages=1,
                )
            )
        for number, ((i, n), read) in enumerate(zip(places, reads, strict=True), 1):
            session.add(
                PageRecord(
                    submission_id=submission.id,
                    revision=1,
                    number=number,
                    file_index=i,
                    file_page=n,
                    state="read",
                    width=read.page.width,
                    height=read.page.height,
                    reading=mapping.pack_page(read.page),
                    level_sha256=storage.put(read.level_jpeg) if read.level_jpeg else clean[number - 1],
                    clean_sha256=clean[number - 1],
                )
            )
        session.flush()
        keep(session, submission.id, 1, [read.page for read in reads], found, now=now)
        rows = session.scalars(select(FieldRecord).where(FieldRecord.submission_id == submission.id))
        told = answers_of(truth, [mapping.field_json(field) for field in found.fields])
        return {row.id: told[row.path] for row in rows if row.path in told}
