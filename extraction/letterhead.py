"""The document's own fields: who issued it, its number, day and place, its kind; and from the end block
who signed it as what, and whether it is signed and sealed.

The letterhead has two columns: left the superior committee, the issuer and the number, right the motto,
place and date; below them in the middle the kind of document (36-HD/VPTW 2018; NĐ 30/2020 for the State,
which differs by its motto and by the marks in the number).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.document_evidence import (
    Seen,
    annexed_reference,
    date_finding,
    kind_finding,
    mended,
    number_finding,
)
from extraction.document_number import ISSUERS, parse_document_number
from extraction.document_words import document_words
from extraction.issuer import find_issuer, issuer_finding
from extraction.model import Finding
from extraction.page_order import in_reading_order, is_first_page, is_motto
from extraction.paragraphs import is_kind
from extraction.place import place_finding
from extraction.segments import Segment, segments_of, without_stamps
from extraction.signatory import end_block_findings
from extraction.signature import find_end_block
from extraction.text import fold
from ocr.model import Line, Look, LookAgain, LookKind, Page, PageSource, Reading

LETTERHEAD_SHARE = 0.36
"""The part of a first page that a letterhead takes at most, where no kind of document bounds it below."""

ABOVE_MOTTO_MM = 6.0
"""The first line of a three-line superior stands at most this much above the motto."""

LOOK_MARGIN_MM = 2.0
"""Room around words that are looked at again, since pen strokes reach beyond printed boxes."""


SPECK = 0.4
"""Share of a row's height below which a piece is a speck or a dash of the line under the motto, no figure."""

_YEAR = re.compile(r"nam\s?\d{3}")  # "năm 2023", a stroke before it or not


@dataclass(frozen=True)
class Letterhead:
    """The pieces of a letterhead on its page: left column, right column, and the kind's line."""

    page: Page
    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    kind: Segment | None

    @property
    def all(self) -> tuple[Segment, ...]:
        return self.left + self.right


def read_document(pages: Sequence[Page], look_again: LookAgain | None = None) -> tuple[Finding, ...]:
    """Read issuer, number, date, place and kind, the signatory, and whether it is signed and sealed.

    Each field is found by place and form and then compared with whatever else in the document says the
    same: the issuer's abbreviation in the number, the reference that annexed forms carry ("kèm theo Báo
    cáo số ..."), the names in the text, and a closer look at the number, the day and the names.

    Args:
        pages: The submission in file order; pages may be out of order, turned back into place or blank.
        look_again: A closer look at boxes; without it only the page reading counts.

    Returns:
        One finding for each of ``document.issuer``, ``number``, ``date`` (ISO 8601), ``place``, ``kind``,
        ``signatory_name``, ``signatory_role``, ``signed`` and ``sealed``, and the passages of
        ``document_words``. What the paper leaves out is not found; writing by hand bears the doubt
        ``handwritten``.
    """
    ordered = in_reading_order(pages).pages
    head = find_letterhead(ordered)
    issuer_lines = find_issuer(head.left) if head else None
    block = find_end_block(ordered)
    looks = _Looks(look_again, {page.number: page for page in ordered})
    number_look = looks.at(_number_segment(head), LookKind.DOCUMENT_NUMBER)
    date_look = looks.at(_date_segment(head), LookKind.DATE)
    issuer_boxes = issuer_lines.looks(head.page) if head and issuer_lines else ()
    issuer_looks = [looks.add(look) for look in issuer_boxes]
    block_looks = {name: looks.add(look) for name, look in (block.looks() if block else {}).items()}
    looks.take()
    number, date = looks.seen(number_look), looks.seen(date_look)
    annexed = annexed_reference(ordered, head.page.number if head else None)
    issuer = issuer_finding(issuer_lines, ordered, looks.readings(issuer_looks))
    return (
        issuer,
        number_finding(number, issuer, annexed, head.all if head else ()),
        date_finding(date, annexed, ordered),
        place_finding(date, issuer, ordered),
        kind_finding(head.kind if head else None),
        *end_block_findings(block, ordered, looks.named(block_looks)),
        *document_words(issuer_lines, head.left if head else (), head.kind if head else None, block, ordered),
    )


class _Looks:
    """Closer looks gathered and taken in one call: an engine started once reads many boxes."""

    def __init__(self, look_again: LookAgain | None, pages: Mapping[int, Page]) -> None:
        self._look_again = look_again
        self._pages = pages
        self._wanted: list[tuple[Segment | None, Look | None]] = []
        self._readings: dict[int, Reading] = {}

    def at(self, segment: Segment | None, kind: LookKind) -> int:
        """Ask for a look at a segment; returns its ticket. Text layers are believed without."""
        look = None
        if segment is not None and self._pages[segment.page].source is not PageSource.TEXT_LAYER:
            margin = self._pages[segment.page].px(LOOK_MARGIN_MM)
            look = Look(segment.page, segment.box.grown(margin), kind)
        self._wanted.append((segment, look))
        return len(self._wanted) - 1

    def add(self, look: Look) -> int:
        """Ask for a look at a box; returns its ticket."""
        worded = look.kind not in (LookKind.SEAL, LookKind.STROKES)
        believed = worded and self._pages[look.page].source is PageSource.TEXT_LAYER
        self._wanted.append((None, None if believed else look))
        return len(self._wanted) - 1

    def take(self) -> None:
        tickets = [ticket for ticket, (_, look) in enumerate(self._wanted) if look is not None]
        looks = [look for _, look in self._wanted if look is not None]
        if self._look_again is not None and looks:
            self._readings = dict(zip(tickets, self._look_again(looks), strict=True))

    def seen(self, ticket: int) -> Seen | None:
        segment, _ = self._wanted[ticket]
        if segment is None:
            return None
        return Seen(segment, self._pages[segment.page], self._readings.get(ticket))

    def readings(self, tickets: Sequence[int]) -> tuple[Reading, ...]:
        """The readings of all tickets, or none at all where a look was not taken."""
        if any(ticket not in self._readings for ticket in tickets):
            return ()
        return tuple(self._readings[ticket] for ticket in tickets)

    def named(self, tickets: Mapping[str, int]) -> dict[str, Reading]:
        """The readings of the looks that were taken, under their names."""
        return {name: self._readings[t] for name, t in tickets.items() if t in self._readings}


def find_letterhead(pages: Sequence[Page]) -> Letterhead | None:
    """Find the letterhead on the page that opens the document.

    Args:
        pages: In reading order.

    Returns:
        Its pieces by column; None if there are no words at all. The first page with words is taken where
        no page shows a motto.
    """
    worded = [page for page in pages if page.lines]
    if not worded:
        return None
    page = next((p for p in worded if is_first_page(p)), worded[0])
    lines = without_stamps(page, page.lines)
    kind = _kind_segment(page, lines)
    top = _top(page, lines)
    bottom = kind.box.top if kind else page.height * LETTERHEAD_SHARE
    above = [line for line in lines if top <= line.box.centre[1] < bottom]
    split = _column_split(page, above)
    pieces = segments_of(page, above, split_at=split)
    left = tuple(s for s in pieces if s.box.centre[0] < split)
    right = tuple(s for s in pieces if s.box.centre[0] >= split)
    return Letterhead(page, left, right, kind)


def _kind_segment(page: Page, lines: Sequence[Line]) -> Segment | None:
    for segment in segments_of(page, lines):
        centred = abs(segment.box.centre[0] - page.width / 2) < page.width * 0.12
        if centred and segment.box.top < page.height * 0.55 and is_kind(segment.text):
            return segment
    return None


def _top(page: Page, lines: Sequence[Line]) -> float:
    """Where the letterhead begins: beside the motto; above it a fax machine may have printed its line."""
    mottos = [line.box for line in lines if is_motto(line.text) and line.box.top < page.height * 0.3]
    return min(box.top for box in mottos) - page.px(ABOVE_MOTTO_MM) if mottos else 0.0


def _column_split(page: Page, lines: Sequence[Line]) -> float:
    """The x between the columns: just left of the motto, which is the widest piece on the right."""
    for segment in segments_of(page, lines):
        if is_motto(segment.text):
            left = _motto_left(segment)
            if left > page.width * 0.3:
                return left - page.px(3)
    return page.width * 0.46


def _motto_left(segment: Segment) -> float:
    """Where the motto's first word begins, though the superior's name may stand on the same line."""
    for word in segment.words:
        if fold(word.text) in ("dang", "cong", "doc") and is_motto(
            " ".join(w.text for w in segment.words if w.box.left >= word.box.left)
        ):
            start = word.box.left
            rest = [w for w in segment.words if w.box.left > word.box.left]
            if len(rest) <= 9 and (fold(word.text) != "dang" or (rest and fold(rest[0].text) == "cong")):
                return start
    return segment.box.left


def _number_segment(head: Letterhead | None) -> Segment | None:
    """The piece with "Số" or with a number's form; the left column first."""
    if head is None:
        return None
    for form in (_looks_numbered, _opens_with_so):
        for segment in head.left + head.right:
            if form(segment.text):
                return _whole_row(segment, head.left if segment in head.left else head.right)
    return None


def _whole_row(segment: Segment, column: Sequence[Segment]) -> Segment:
    """A piece with all others on its row of the column: figures filled in by pen leave wide gaps."""
    row = [
        other
        for other in column
        if other is segment
        or (
            segment.box.top < other.box.centre[1] < segment.box.bottom
            and other.box.height > SPECK * segment.box.height
        )
    ]
    words = sorted((word for piece in row for word in piece.words), key=lambda word: word.box.left)
    return Segment(tuple(words), segment.page)


def _looks_numbered(text: str) -> bool:
    read = parse_document_number(text)
    half = read.reason == "number_missing" and read.issuer in ISSUERS
    return bool(read.kind) and (read.format_ok or half or fold(text)[:2] == "so") and "ngay" not in fold(text)


def _opens_with_so(text: str) -> bool:
    words = fold(text).split()
    return bool(words) and words[0] == "so" and len(words) <= 8


def _date_segment(head: Letterhead | None) -> Segment | None:
    if head is None:
        return None
    for column in (head.right, head.left):
        for segment in column:
            row = _whole_row(segment, column)
            words = fold(mended(row.text))
            if ("ngay" in words) + ("thang" in words) + bool(_YEAR.search(words)) >= 2:
                return row
    return None
