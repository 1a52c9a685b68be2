"""Which pages a report consists of: planned from its files, split, joined, moved, turned, set aside.

Every change makes the report's next revision out of page rows that keep their words and pictures, so that
nothing is read again but a page that was turned. What a person settled goes along with the pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extraction.text import fold
from service.access.person import Person
from service.errors import BadRequest, NotFound
from service.mapping import unpack_page
from service.records import FieldRecord, FileRecord, PageRecord, SubmissionRecord
from service.revisions import unlink
from service.searching.index import keep_fields

Enqueue = Callable[[Session, int, int], None]
"""Has a revision of a submission read, in the session's transaction."""

TURNS = (0, 90, 180, 270)
_CARRIED = (
    "file_index", "file_page", "state", "width", "height", "reading", "level_sha256", "clean_sha256",
    "turned_degrees", "left_out", "image_hash", "error_code", "error_facts",
)  # fmt: skip
_SETTLED = (
    "path", "position", "value", "raw", "confidence", "machine_status", "doubts", "candidates", "unit",
    "page", "bbox", "box", "status", "verdict", "settled_value", "settled_raw", "settled_by", "settled_at",
)  # fmt: skip


@dataclass(frozen=True)
class PagePlace:
    """A page in a new order: its present number, a further turn clockwise, whether it is set aside."""

    number: int
    turn: int = 0
    left_out: bool = False


def plan(session: Session, submission: SubmissionRecord, files: Sequence[FileRecord]) -> int:
    """Write the rows of a revision's pages, once: as the last revision had them, else as the files have them.

    Returns:
        How many pages there are.
    """
    there = pages_of(session, submission.id, submission.revision)
    if there:
        return len(there)
    last = session.scalar(
        select(func.max(PageRecord.revision)).where(PageRecord.submission_id == submission.id)
    )
    earlier = pages_of(session, submission.id, last) if last is not None else ()
    places = [(p.file_index, p.file_page, p.turned_degrees, p.left_out) for p in earlier] or [
        (file.position, page, None, False) for file in files for page in range(1, file.pages + 1)
    ]
    for number, (file_index, file_page, turned, left_out) in enumerate(places, 1):
        session.add(
            PageRecord(
                submission_id=submission.id,
                revision=submission.revision,
                number=number,
                file_index=file_index,
                file_page=file_page,
                turned_degrees=turned,
                left_out=left_out,
                state="waiting",
            )
        )
    return len(places)


def pages_of(session: Session, submission_id: int, revision: int) -> Sequence[PageRecord]:
    """The page rows of a revision, in order."""
    return session.scalars(
        select(PageRecord)
        .where(PageRecord.submission_id == submission_id, PageRecord.revision == revision)
        .order_by(PageRecord.number)
    ).all()


@dataclass(frozen=True)
class ShownPage:
    """A page as the arranging page shows it."""

    number: int
    state: str
    left_out: bool
    blank: bool


def current_pages(session: Session, submission_id: int) -> tuple[ShownPage, ...]:
    """The pages of a report's present revision."""
    submission = session.get(SubmissionRecord, submission_id)
    if submission is None:
        raise NotFound(what=f"submission {submission_id}")
    return tuple(
        ShownPage(row.number, row.state, row.left_out, _is_blank(row.reading))
        for row in pages_of(session, submission.id, submission.revision)
    )


def _is_blank(reading: bytes | None) -> bool:
    return reading is not None and unpack_page(reading).blank


def arrange(session: Session, submission_id: int, places: Sequence[PagePlace], *, enqueue: Enqueue) -> None:
    """Put a report's pages into a new order, turned and set aside as said, and extract it again.

    Args:
        session: A write transaction.
        submission_id: Which report.
        places: Every one of its pages exactly once.
        enqueue: From ``Jobs.enqueue``.

    Raises:
        BadRequest: Pages are missing, twice, unknown, or turned by no quarter.
    """
    submission = _report(session, submission_id)
    rows = {row.number: row for row in pages_of(session, submission.id, submission.revision)}
    if sorted(place.number for place in places) != sorted(rows):
        raise BadRequest(reason="pages: each of them once")
    if any(place.turn not in TURNS for place in places):
        raise BadRequest(reason="turn: 0, 90, 180 or 270")
    fresh = [_copy(rows[place.number]) for place in places]
    for row, place in zip(fresh, places, strict=True):
        row.left_out = place.left_out
        if place.turn:
            row.turned_degrees = (_stands_turned(rows[place.number]) - place.turn) % 360
            row.state, row.reading, row.image_hash = "waiting", None, None
    _next_revision(session, submission, fresh, enqueue)


def split_off(session: Session, submission_id: int, numbers: Sequence[int], *, enqueue: Enqueue) -> int:
    """Make some pages of a report a report of their own; the id of the new one.

    Raises:
        BadRequest: No page or every page is named.
    """
    submission = _report(session, submission_id)
    rows = pages_of(session, submission.id, submission.revision)
    moved = [row for row in rows if row.number in set(numbers)]
    stay = [row for row in rows if row.number not in set(numbers)]
    if not moved or not stay:
        raise BadRequest(reason="pages: some, not all")
    part = _new_part(session, submission, moved, enqueue)
    _next_revision(session, submission, [_copy(row) for row in stay], enqueue)
    return part


def split_found(
    session: Session, submission_id: int, revision: int, groups: Sequence[Sequence[int]], *, enqueue: Enqueue
) -> tuple[int, ...]:
    """Split a report as its letterheads say, unless a person arranged it; the ids of the new ones.

    The first report stays, with its pages numbered anew. Safe to repeat: what was split off is no page of
    this report any more.
    """
    submission = session.get_one(SubmissionRecord, submission_id)
    if submission.revision != revision or submission.placing.get("arranged") or len(groups) < 2:
        return ()
    rows = {row.number: row for row in pages_of(session, submission_id, revision)}
    made = [
        _new_part(session, submission, [rows[number] for number in group], enqueue) for group in groups[1:]
    ]
    for number, row in rows.items():
        if number not in groups[0]:
            session.delete(row)
    session.flush()
    for number, old in enumerate(sorted(groups[0]), 1):
        rows[old].number = number
    submission.pages = len(groups[0])
    submission.placing = {**submission.placing, "arranged": True, "split_into": made}
    session.flush()
    return tuple(made)


def _new_part(
    session: Session, submission: SubmissionRecord, moved: Sequence[PageRecord], enqueue: Enqueue
) -> int:
    part = SubmissionRecord(
        name=submission.name,
        state="received",
        revision=1,
        wanted_campaign_id=submission.wanted_campaign_id,
        campaign_id=submission.campaign_id,
        received_at=submission.received_at,
        received_day=submission.received_day,
        sent_date=submission.sent_date,
        received_by=submission.received_by,
        pages=len(moved),
        placing={"arranged": True, "split_from": submission.id},
    )
    session.add(part)
    session.flush()
    indexes = _share_files(session, submission.id, part.id, moved)
    _write_pages(session, part, [_copy(row) for row in moved], indexes)
    _carry_settled(session, submission.id, part.id, pages={row.number for row in moved})
    keep_fields(session, part.id)
    enqueue(session, part.id, part.revision)
    return part.id


def join(
    session: Session,
    submission_id: int,
    other_id: int,
    *,
    enqueue: Enqueue,
    person: Person,
    now: dt.datetime,
) -> None:
    """Append another report's pages to this one; the other is deleted, and its settled fields come along."""
    if submission_id == other_id:
        raise BadRequest(reason="a report cannot be joined to itself")
    submission, other = _report(session, submission_id), _report(session, other_id)
    rows = [*pages_of(session, submission.id, submission.revision)]
    more = [*pages_of(session, other.id, other.revision)]
    indexes = _take_files(session, submission.id, other.id, more)
    fresh = [_copy(row) for row in rows]
    for row in more:
        copy = _copy(row)
        copy.file_index = indexes[row.file_index]
        fresh.append(copy)
    _carry_settled(session, other.id, submission.id, pages=None, shift=len(rows))
    other.deleted_at, other.deleted_by = now, person.id
    unlink(session, other)
    _next_revision(session, submission, fresh, enqueue)


def continued_by(session: Session, submission_id: int) -> tuple[int, ...]:
    """Reports that may hold the first pages of this one: sent with it, under a like name.

    Asked where a report has no first page; the person decides.
    """
    submission = _report(session, submission_id)
    stem = _stem(submission.name)
    moment = dt.timedelta(minutes=30)
    query = select(SubmissionRecord.id, SubmissionRecord.name).where(
        SubmissionRecord.id != submission.id,
        SubmissionRecord.deleted_at.is_(None),
        SubmissionRecord.received_at >= submission.received_at - moment,
        SubmissionRecord.received_at <= submission.received_at + moment,
    )
    return tuple(other for other, name in session.execute(query) if stem and _stem(name) == stem)[:5]


def _stem(name: str) -> str:
    """A file's name without its ending and the page number that it ends with."""
    bare = fold(name.rsplit(".", 1)[0])
    words = [word for word in bare.split() if word not in ("p", "trang", "page")]
    while words and words[-1].lstrip("p").isdigit():
        words.pop()
    return " ".join(words)


def _report(session: Session, submission_id: int) -> SubmissionRecord:
    submission = session.get(SubmissionRecord, submission_id)
    if submission is None or submission.deleted_at is not None:
        raise NotFound(what=f"submission {submission_id}")
    if submission.state not in ("read", "failed", "reading"):
        raise BadRequest(reason="the report is still being read")
    return submission


def _copy(row: PageRecord) -> PageRecord:
    copy = PageRecord(**{key: getattr(row, key) for key in _CARRIED})
    if copy.state == "reading":
        copy.state = "waiting"
    return copy


def _next_revision(
    session: Session, submission: SubmissionRecord, rows: Sequence[PageRecord], enqueue: Enqueue
) -> None:
    submission.revision += 1
    submission.state, submission.pages = "received", len(rows)
    submission.error_code = submission.error_facts = None
    submission.placing = {**submission.placing, "arranged": True}
    _write_pages(session, submission, rows, None)
    enqueue(session, submission.id, submission.revision)


def _write_pages(
    session: Session,
    submission: SubmissionRecord,
    rows: Sequence[PageRecord],
    indexes: Mapping[int, int] | None,
) -> None:
    for number, row in enumerate(rows, 1):
        row.submission_id, row.revision, row.number = submission.id, submission.revision, number
        if indexes is not None:
            row.file_index = indexes[row.file_index]
        session.add(row)
    session.flush()


def _stands_turned(row: PageRecord) -> int:
    """How far the content stands turned in the file, as the page is shown now."""
    if row.turned_degrees is not None:
        return row.turned_degrees
    return unpack_page(row.reading).turned_degrees if row.reading else 0


def _files(session: Session, submission_id: int) -> dict[int, FileRecord]:
    rows = session.scalars(select(FileRecord).where(FileRecord.submission_id == submission_id))
    return {row.position: row for row in rows}


def _share_files(session: Session, old: int, new: int, moved: Sequence[PageRecord]) -> dict[int, int]:
    """Give a split-off report the files that its pages lie in; the old report stays their holder."""
    files = _files(session, old)
    indexes: dict[int, int] = {}
    for index in sorted({row.file_index for row in moved}):
        indexes[index] = len(indexes)
        file = files[index]
        session.add(
            FileRecord(
                submission_id=new,
                position=indexes[index],
                name=file.name,
                sha256=file.sha256,
                size=file.size,
                pages=file.pages,
                live=False,
                shared=True,
            )
        )
    session.flush()
    return indexes


def _take_files(
    session: Session, submission_id: int, other_id: int, rows: Sequence[PageRecord]
) -> dict[int, int]:
    """Move the files of a joined report over; one that this report has already is used as it is."""
    own, theirs = _files(session, submission_id), _files(session, other_id)
    by_digest = {file.sha256: position for position, file in own.items()}
    last = max(own, default=-1)
    indexes: dict[int, int] = {}
    for index in sorted({row.file_index for row in rows}):
        file = theirs[index]
        was_live, file.live = file.live, False
        session.flush()
        if file.sha256 in by_digest:
            indexes[index] = by_digest[file.sha256]
            continue
        last += 1
        indexes[index] = last
        session.add(
            FileRecord(
                submission_id=submission_id,
                position=last,
                name=file.name,
                sha256=file.sha256,
                size=file.size,
                pages=file.pages,
                live=was_live,
                shared=file.shared,
            )
        )
    session.flush()
    return indexes


def _carry_settled(session: Session, old: int, new: int, *, pages: set[int] | None, shift: int = 0) -> None:
    """Copy what people settled on some pages (None: on all) to another report that has no word of its own."""
    query = select(FieldRecord).where(FieldRecord.submission_id == old, FieldRecord.verdict.is_not(None))
    taken = set(
        session.scalars(
            select(FieldRecord.path).where(FieldRecord.submission_id == new, FieldRecord.verdict.is_not(None))
        )
    )
    present = session.scalars(select(FieldRecord).where(FieldRecord.submission_id == new))
    there = {row.path: row for row in present}
    for row in session.scalars(query).all():
        if row.path in taken or (pages is not None and row.page not in pages):
            continue
        target = there.get(row.path)
        if target is None:
            target = FieldRecord(submission_id=new, skips=0, version=1, gone=False)
            session.add(target)
        for key in _SETTLED:
            setattr(target, key, getattr(row, key))
        target.page = row.page + shift if row.page else None
    session.flush()
