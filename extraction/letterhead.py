"""The document's own fields: who issued it, its number, day and place, its kind; and from the end block
who signed it as what, and whether it is signed and sealed.

The letterhead has two columns: left the superior committee, the issuer and the number, right the motto,
place and date; below them in the middle the kind of document (36-HD/VPTW 2018; NĐ 30/2020 for the State,
which differs by its motto and by the marks in the number).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.document_evidence import (
    Seen,
    annexed_reference,
    date_finding,
    kind_finding,
    mended,
    number_finding,
)
from extraction.document_number import parse_document_number
from extraction.issuer import issuer_finding, place_finding
from extraction.model import Finding
from extraction.page_order import in_reading_order, is_first_page, is_motto
from extraction.paragraphs import is_kind
from extraction.segments import Segment, segments_of, without_stamps
from extraction.signature import end_block_findings, find_end_block
from extraction.text import fold
from ocr.model import Line, Look, LookAgain, LookKind, Page, PageSource, Reading

LETTERHEAD_SHARE = 0.36
"""The part of a first page that a letterhead takes at most, where no kind of document bounds it below."""

ABOVE_MOTTO_MM = 6.0
"""The first line of a three-line superior stands at most this much above the motto."""

LOOK_MARGIN_MM = 2.0
"""Room around words that are looked at again, since pen strokes reach beyond printed boxes."""


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
        ``signatory_name``, ``signatory_role``, ``signed`` and ``sealed``. What the paper leaves out is
        not found; writing by hand bears the doubt ``handwritten``.
    """
    ordered = in_reading_order(pages).pages
    head = find_letterhead(ordered)
    block = find_end_block(ordered)
    annexed = annexed_reference(ordered, head.page.number if head else None)
    looks: list[Look] = []
    number = _seen(_number_segment(head), head, LookKind.DOCUMENT_NUMBER, looks)
    date = _seen(_date_segment(head), head, LookKind.DATE, looks)
    asked = len(looks)
    if block is not None and not _from_text_layer(ordered, block.page):
        looks.extend(block.looks())
    readings = tuple(look_again(looks)) if look_again and looks else ()
    number, date = _with_readings((number, date), readings[:asked])
    issuer = issuer_finding(head.left if head else (), ordered)
    return (
        issuer,
        number_finding(number, issuer, annexed, head.all if head else ()),
        date_finding(date, annexed, ordered),
        place_finding(date.segment if date else None, issuer, ordered),
        kind_finding(head.kind if head else None),
        *end_block_findings(block, ordered, readings[asked:]),
    )


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
                return segment
    return None


def _looks_numbered(text: str) -> bool:
    read = parse_document_number(text)
    return bool(read.kind) and (read.format_ok or fold(text)[:2] == "so") and "ngay" not in fold(text)


def _opens_with_so(text: str) -> bool:
    words = fold(text).split()
    return bool(words) and words[0] == "so" and len(words) <= 8


def _date_segment(head: Letterhead | None) -> Segment | None:
    if head is None:
        return None
    for segment in head.right + head.left:
        words = fold(mended(segment.text))
        if ("ngay" in words) + ("thang" in words) + (" nam" in words) >= 2:
            return segment
    return None


def _seen(segment: Segment | None, head: Letterhead | None, kind: LookKind, looks: list[Look]) -> Seen | None:
    """A segment with its page, and a look at it ordered where its words come from pixels."""
    if segment is None or head is None:
        return None
    if head.page.source is not PageSource.TEXT_LAYER:
        looks.append(Look(segment.page, segment.box.grown(head.page.px(LOOK_MARGIN_MM)), kind))
        return Seen(segment, head.page, look=looks[-1])
    return Seen(segment, head.page)


def _with_readings(seen: Sequence[Seen | None], readings: Sequence[Reading]) -> list[Seen | None]:
    left = list(readings)
    return [s.with_reading(left.pop(0)) if s and s.look and left else s for s in seen]


def _from_text_layer(pages: Sequence[Page], number: int) -> bool:
    return any(p.number == number and p.source is PageSource.TEXT_LAYER for p in pages)
