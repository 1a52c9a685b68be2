"""The searchable PDF/A of a submission: gathered from the database, written by a reading process."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.model import Page
from service import mapping
from service.database import Database
from service.errors import NotFound
from service.reading import Reader, StoredFile, read_page_or_problem
from service.records import FieldRecord, PageRecord
from service.results import files_of
from service.storage import Storage
from service.submissions import record
from service.web.formats import entry_kind, typed

Json = dict[str, Any]


def archive_submission(
    database: Database, storage: Storage, reader: Reader, submission_id: int, out: Path, *, now: dt.datetime
) -> None:
    """Write a submission's archive copy to ``out``, people's corrections in its text.

    Raises:
        NotFound: There is no such submission, or none of its pages is read yet.
        RemoteProblem, ReaderDied: It could not be written.
    """
    with database.read() as session:
        submission = record(session, submission_id, deleted=True)
        title, revision = submission.name, submission.revision
        files = [(file.name, file.sha256) for file in files_of(session, submission_id)]
        pages = _pages(session, submission_id, revision)
        corrections = _corrections(session, submission_id)
    if not pages:
        raise NotFound(what=f"pages of submission {submission_id}")
    sources = [StoredFile(name, storage.path(sha256)) for name, sha256 in files]
    write_archive(reader, sources, pages, out, title=title, now=now, corrections=corrections)


def write_archive(
    reader: Reader,
    files: Sequence[StoredFile],
    pages: Sequence[Page],
    out: Path,
    *,
    title: str,
    now: dt.datetime,
    corrections: Sequence[Json] = (),
) -> dict[int, list[str]]:
    """Write the archive copy of files whose pages are read.

    Returns:
        By page number, why a page was drawn anew instead of carried over.

    Raises:
        RemoteProblem, ReaderDied: It could not be written.
    """
    with tempfile.TemporaryDirectory(prefix="tonghop-pdfa-", dir=out.parent) as folder:
        head = {
            "files": [[file.name, str(file.path)] for file in files],
            "folder": folder,
            "out": str(out.resolve()),
            "title": title,
            "made_at": now.isoformat(),
            "corrections": list(corrections),
        }
        return reader.write_pdfa(head, pages)


def read_words(
    reader: Reader,
    files: Sequence[StoredFile],
    *,
    on_page: Callable[[], None],
    on_count: Callable[[int], None],
) -> list[Page]:
    """Every page's words, pages side by side; a page that cannot be read has none and says why.

    Raises:
        RemoteProblem: A file cannot be opened at all.
    """
    places = [
        (index, page) for index, file in enumerate(files) for page in range(1, reader.count_pages(file) + 1)
    ]
    on_count(len(places))

    def read(number: int, index: int, file_page: int) -> Page:
        page = read_page_or_problem(reader, files[index], file_page, number=number, file_index=index)[0]
        on_page()
        return page

    threads = ThreadPoolExecutor(max_workers=reader.size)
    try:
        futures = [threads.submit(read, number, *place) for number, place in enumerate(places, 1)]
        return [future.result() for future in futures]
    finally:  # after Ctrl-C the pages that wait are not begun
        threads.shutdown(wait=False, cancel_futures=True)


def _pages(session: Session, submission_id: int, revision: int) -> list[Page]:
    rows = session.scalars(
        select(PageRecord)
        .where(
            PageRecord.submission_id == submission_id,
            PageRecord.revision == revision,
            ~PageRecord.left_out,
            PageRecord.reading.is_not(None),
        )
        .order_by(PageRecord.number)
    )
    return [mapping.unpack_page(row.reading) for row in rows if row.reading is not None]


def _corrections(session: Session, submission_id: int) -> list[Json]:
    """What people typed in place of what was read, where its place on the paper is known."""
    rows = session.scalars(
        select(FieldRecord).where(
            FieldRecord.submission_id == submission_id,
            FieldRecord.verdict == "correct",
            FieldRecord.page.is_not(None),
            FieldRecord.bbox.is_not(None),
        )
    )
    return [
        {"page": row.page, "box": row.bbox, "text": text}
        for row in rows
        if (text := _text_of(row)) is not None
    ]


def _text_of(row: FieldRecord) -> str | None:
    """A corrected value as it would stand on the paper; yes and no stand nowhere."""
    if row.settled_value is None or isinstance(row.settled_value, bool):
        return None
    return row.settled_raw or typed(row.settled_value, entry_kind(_Shown(row)), row.unit)


class _Shown:
    """A row with the value that a person gave it, as the formats ask for it."""

    def __init__(self, row: FieldRecord) -> None:
        self.path, self.value, self.unit = row.path, row.settled_value, row.unit
