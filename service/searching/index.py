"""The index of words: FTS5 in SQLite, tsvector under GIN in PostgreSQL; only this module tells them apart.

Each report has two documents in it, its pages and its fields, so that a correction writes a few words and
not the report anew. Words are folded here, alike for both databases; neither is asked to know Vietnamese.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Session
from sqlalchemy.sql import column, table

from service.records import FieldRecord, FileRecord, SearchTextRecord, SubmissionRecord, UnitRecord
from service.searching.terms import Snippet, Term, snippet, terms_of, words_of

FIELDS_PAGE = 0
LONGEST_PAGE = 40_000  # characters of a page that are looked through; a dense A4 page has 6,000
# Made by migration 0011; document 2n holds the pages of report n, document 2n+1 its names and fields.
_INDEX = table(
    "search_index", column("rowid", Integer), column("bare", TSVECTOR), column("written", TSVECTOR),
    column("search_index", String),
)  # fmt: skip


def keep_pages(session: Session, submission_id: int, pages: Mapping[int, str]) -> None:
    """Replace the words of a report's pages and of its fields."""
    session.execute(delete(SearchTextRecord).where(SearchTextRecord.submission_id == submission_id))
    session.add_all(
        SearchTextRecord(submission_id=submission_id, page=number, text=words[:LONGEST_PAGE])
        for number, words in pages.items()
        if number != FIELDS_PAGE
    )
    _write(session, submission_id * 2, pages.values())
    keep_fields(session, submission_id)


def keep_fields(session: Session, submission_id: int) -> None:
    """Replace the words of a report's names and fields, people's values in place of the machine's."""
    session.flush()
    words = " · ".join(dict.fromkeys(_names(session, submission_id) + _values(session, submission_id)))
    row = session.get(SearchTextRecord, (submission_id, FIELDS_PAGE))
    if row is None:
        session.add(SearchTextRecord(submission_id=submission_id, page=FIELDS_PAGE, text=words))
    else:
        row.text = words
    session.flush()
    _write(session, submission_id * 2 + 1, [words])


def rebuild(session: Session) -> int:
    """Make the index anew from the kept words, as after a backup was put back; how many reports."""
    session.execute(delete(_INDEX))
    ids = session.scalars(select(SearchTextRecord.submission_id).distinct()).all()
    for submission_id in ids:
        texts = texts_of(session, [submission_id])[submission_id]
        _write(session, submission_id * 2, [words for page, words in texts if page is not None])
        _write(session, submission_id * 2 + 1, [words for page, words in texts if page is None])
    return len(ids)


def matching(session: Session, typed: str) -> list[ColumnElement[bool]]:
    """Conditions on submissions: every term of what was typed stands somewhere in the report."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return [
        SubmissionRecord.id.in_(select(_INDEX.c.rowid.op(">>")(1)).where(_match(term, is_sqlite)))
        for term in terms_of(typed)
    ]


def snippets(session: Session, ids: Sequence[int], typed: str) -> dict[int, Snippet]:
    """For each report, the piece of it that shows best why it was found."""
    terms = terms_of(typed)
    if not terms or not ids:
        return {}
    found = {one: snippet(pages, terms) for one, pages in texts_of(session, ids).items()}
    return {one: piece for one, piece in found.items() if piece is not None}


def texts_of(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int | None, str]]]:
    """The kept words of reports by page, pages first, then names and fields as page None."""
    rows = session.execute(
        select(SearchTextRecord.submission_id, SearchTextRecord.page, SearchTextRecord.text)
        .where(SearchTextRecord.submission_id.in_(ids))
        .order_by(SearchTextRecord.submission_id, SearchTextRecord.page == FIELDS_PAGE, SearchTextRecord.page)
    )
    texts: dict[int, list[tuple[int | None, str]]] = {}
    for submission_id, page, words in rows:
        texts.setdefault(submission_id, []).append((page or None, words))
    return texts


def _match(term: Term, is_sqlite: bool) -> ColumnElement[bool]:
    name = "written" if term.marked else "bare"
    if is_sqlite:
        phrase = f'{name} : "{" ".join(term.words)}" *'
        return _INDEX.c.search_index.op("MATCH", is_comparison=True)(phrase)
    phrase = " <-> ".join(f"'{word}'" for word in term.words) + ":*"
    return _INDEX.c[name].op("@@", is_comparison=True)(func.to_tsquery("simple", phrase))


def _write(session: Session, document: int, texts: Iterable[str]) -> None:
    joined = "\n".join(one[:LONGEST_PAGE] for one in texts)
    folded = {
        name: " ".join(words_of(joined, marked=marked))
        for name, marked in (("bare", False), ("written", True))
    }
    session.execute(delete(_INDEX).where(_INDEX.c.rowid == document))
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text("INSERT INTO search_index (rowid, bare, written) VALUES (:rowid, :bare, :written)"),
            {"rowid": document, **folded},
        )
        return
    vectors = {name: func.to_tsvector("simple", words) for name, words in folded.items()}
    session.execute(insert(_INDEX).values(rowid=document, **vectors))


def _names(session: Session, submission_id: int) -> list[str]:
    """The report's name, its files' names and its unit's name."""
    return list(session.scalars(_NAMES, {"submission": submission_id}))


_SUBMISSION: BindParameter[int] = bindparam("submission")
_NAMES = union_all(
    select(SubmissionRecord.name).where(SubmissionRecord.id == _SUBMISSION),
    select(FileRecord.name).where(FileRecord.submission_id == _SUBMISSION),
    select(UnitRecord.name)
    .join(SubmissionRecord, SubmissionRecord.unit_id == UnitRecord.id)
    .where(SubmissionRecord.id == _SUBMISSION),
)
_VALUES = (
    select(FieldRecord.value, FieldRecord.settled_value, FieldRecord.verdict)
    .where(FieldRecord.submission_id == _SUBMISSION, ~FieldRecord.gone)
    .order_by(FieldRecord.position)
)


def _values(session: Session, submission_id: int) -> list[str]:
    """What the fields say, yes and no left out: nobody looks for those."""
    rows = session.execute(_VALUES, {"submission": submission_id})
    values = [settled if verdict else value for value, settled, verdict in rows]
    return [str(value) for value in values if value is not None and not isinstance(value, bool)]
