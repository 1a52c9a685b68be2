"""The same sheets sent twice: scanned again, so that the bytes differ and the pictures do not."""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.text import fold
from ocr.image_hash import SAME_SHEET_BITS, hash_distance
from service.mapping import unpack_page
from service.records import PageRecord, ProblemRecord, SubmissionRecord

SAME_WORDS = 88.0
"""Likeness (0..100) of the words of two scans of one sheet; the pictures of two tables alone look alike."""

LEAST_LETTERS = 40
"""Pages with fewer letters have no words to compare; their pictures decide."""


def same_pages(session: Session, submission: SubmissionRecord) -> int | None:
    """An earlier report that has every page of this one, None where there is none."""
    own = _hashes(session, submission)
    if not own:
        return None
    others: dict[int, dict[int, str]] = defaultdict(dict)
    query = (
        select(PageRecord.submission_id, PageRecord.id, PageRecord.image_hash)
        .join(SubmissionRecord, SubmissionRecord.id == PageRecord.submission_id)
        .where(
            PageRecord.revision == SubmissionRecord.revision,
            PageRecord.image_hash.is_not(None),
            SubmissionRecord.deleted_at.is_(None),
            SubmissionRecord.id < submission.id,
        )
    )
    for other, page, digest in session.execute(query):
        others[other][page] = str(digest)
    for other, pages in sorted(others.items()):
        if len(pages) == len(own) and _all_alike(session, own, pages):
            return other
    return None


def note_same_pages(session: Session, submission: SubmissionRecord) -> None:
    """Add the problem ``duplicate_pages`` where an earlier report has the same pages."""
    other = same_pages(session, submission)
    if other is not None:
        message = f"the same pages as submission {other}"
        session.add(
            ProblemRecord(
                submission_id=submission.id,
                code="duplicate_pages",
                message=message,
                facts={"submission": str(other)},
            )
        )


def _hashes(session: Session, submission: SubmissionRecord) -> dict[int, str]:
    query = select(PageRecord.id, PageRecord.image_hash).where(
        PageRecord.submission_id == submission.id,
        PageRecord.revision == submission.revision,
        PageRecord.image_hash.is_not(None),
    )
    return {page: digest for page, digest in session.execute(query) if digest}


def _all_alike(session: Session, own: dict[int, str], others: dict[int, str]) -> bool:
    free = dict(others)
    for page, digest in own.items():
        near = sorted((hash_distance(digest, other), key) for key, other in free.items())
        match = next(
            (key for bits, key in near if bits <= SAME_SHEET_BITS and _same_words(session, page, key)), None
        )
        if match is None:
            return False
        del free[match]
    return True


def _same_words(session: Session, first: int, second: int) -> bool:
    texts = []
    for key in (first, second):
        reading = session.get_one(PageRecord, key).reading
        texts.append(fold(unpack_page(reading).text) if reading else "")
    return max(map(len, texts)) < LEAST_LETTERS or fuzz.ratio(*texts) >= SAME_WORDS
