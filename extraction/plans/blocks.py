"""A plan as blocks: its paragraphs and tables in reading order, from pages or from plain text.

Everything that reads a plan works on blocks, so that a scan, a born-digital PDF, a DOCX and a text file take
one way. A block of a text file stands on page 1 and has no box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extraction.lettering import in_capitals
from extraction.model import Table
from extraction.numbering import NumeralKind, read_numeral
from extraction.page_order import in_reading_order, is_first_page
from extraction.paragraphs import Paragraph, is_kind, is_recipients, lines_to_paragraphs, running_lines
from extraction.segments import Segment, segments_of, without_stamps
from extraction.tables import find_tables
from extraction.text import fold, nfc
from ocr.model import BoundingBox, Line, MarkKind, Page

STRONG = 0.6
"""Mean likelihood of bold type from which a whole block counts as set in bold."""

ANNEXES = ("de cuong", "bieu mau", "bieu so", "bieu thong ke", "mau bieu", "mau so", "phu luc", "phieu")
"""How the title of something attached begins, folded."""

ANNEX_MOST_WORDS = 12

BULLET = re.compile(r"^\s*[-+*•–]\s+")
# Words behind which a number at the line's beginning belongs to the sentence.
_REFERS = (
    " khoan",
    " diem",
    " muc",
    " so",
    " dieu",
    " phan",
    " va",
    " den",
    " tu",
    " ngay",
    " thang",
    " nam",
)
LETTERED = re.compile(r"^[a-zđ]\)\s+[A-ZĐÀ-Ỹ]")
_ENDED = re.compile(r"[.;:!?…]\W*$")
_END_BLOCK_SPLIT = 0.47  # of the page's width: recipients stand left of it, the signature right


@dataclass(frozen=True)
class Block:
    """A paragraph or a table.

    ``strong`` and ``centred`` tell how it is set; ``box`` is in pixels of its first page, None in a text
    file; ``grid`` is the table's cells where the block is one, spans counted, ``text`` then its words.
    ``confidence`` is that of its words as read, 0..1.
    """

    text: str
    page: int = 1
    box: BoundingBox | None = None
    strong: bool = False
    centred: bool = False
    confidence: float = 1.0
    grid: Table | None = None

    @property
    def bullet(self) -> bool:
        return bool(BULLET.match(self.text))


def is_annex_title(block: Block) -> bool:
    """Say whether a block opens something attached to the plan: an outline, a form."""
    folded = fold(block.text)
    if block.grid is not None or not folded.startswith(ANNEXES) or block.bullet:
        return False
    first = " ".join(block.text.split()[:2])
    return in_capitals(first) or (
        (block.centred or block.strong) and len(block.text.split()) <= ANNEX_MOST_WORDS
    )


def page_blocks(pages: Sequence[Page]) -> tuple[Block, ...]:
    """The blocks of a plan's pages, the letterhead left out: that is read by its place.

    Args:
        pages: In file order, as read.
    """
    found: list[Block] = []
    for page in in_reading_order(pages).pages:
        for block in _blocks_of_page(page):
            last = found[-1] if found else None
            text = last is not None and last.grid is None and block.grid is None
            if last is not None and text and last.page != block.page and torn(last, block):
                found[-1] = replace(last, text=f"{last.text} {block.text}")
            else:
                found.append(block)
    return tuple(found)


def torn(above: Block, block: Block) -> bool:
    """Say whether a page break parted one paragraph: no stop above, small letters below."""
    first = next((c for c in block.text if c.isalnum()), "")
    return first.islower() and not _ENDED.search(above.text) and not block.bullet and not above.centred


def _blocks_of_page(page: Page) -> Iterator[Block]:
    tables = find_tables(page)
    pen = [mark.box for mark in page.marks if mark.kind is MarkKind.HANDWRITING]
    lines = [line for line in without_stamps(page, running_lines(page)) if not _lies_in(line, pen)]
    if is_first_page(page):
        kinds = [i for i, line in enumerate(lines) if is_kind(line.text)]
        lines = lines[kinds[0] :] if kinds and lines[kinds[0]].box.top < page.height * 0.5 else lines
    found: list[Block] = [
        Block(
            " ".join(nfc(cell.text) for cell in table.cells),
            page.number,
            table.box,
            confidence=_sureness(w.confidence for cell in table.cells for w in cell.words),
            grid=table,
        )
        for table in tables
    ]
    running, end = _without_end_block(page, lines)
    for paragraph in lines_to_paragraphs(page, running):
        found += [_paragraph_block(page, part) for part in _parted(paragraph)]
    tops = [(_top(block), block) for block in found] + [(_top(end[0]), block) for block in end]
    yield from (block for _, block in sorted(tops, key=lambda pair: pair[0]))


def _top(block: Block) -> float:
    return block.box.top if block.box else 0.0


def _lies_in(line: Line, boxes: Sequence[BoundingBox]) -> bool:
    return any(line.box.overlap(box) > 0.7 for box in boxes)


def _parted(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph cut where a plan surely begins another one, whatever the line spacing says.

    That is below a kind of document and the title of an annex, before a clear numeral or a bullet with a
    capital behind it, and where centred lines change between capitals and small letters.
    """
    lines = list(paragraph.lines)
    start = 0
    for place in range(1, len(lines)):
        if _parts_from(paragraph, lines[place - 1][1], lines[place][1]):
            yield replace(paragraph, lines=tuple(lines[start:place]))
            start = place
    yield replace(paragraph, lines=tuple(lines[start:]))


def _parts_from(paragraph: Paragraph, above: Line, line: Line) -> bool:
    if is_kind(above.text) or _is_annex_line(paragraph, above):
        return True
    if paragraph.centred and in_capitals(above.text) != in_capitals(line.text):
        return True
    goes_on = above.text.rstrip().endswith((",", "(")) or fold(above.text).endswith(_REFERS)
    if goes_on:
        return False
    bullet = BULLET.match(line.text)
    if bullet:
        return line.text[bullet.end() : bullet.end() + 1].isupper()
    numbered = read_numeral(line.text)
    return bool(LETTERED.match(line.text)) or (
        numbered is not None
        and numbered.readings[0].sure
        and numbered.readings[0].kind is not NumeralKind.LETTER
        and line.text[numbered.start : numbered.start + 1].isupper()
    )


def _is_annex_line(paragraph: Paragraph, line: Line) -> bool:
    return paragraph.centred and in_capitals(line.text) and fold(line.text).startswith(ANNEXES)


def _paragraph_block(page: Page, paragraph: Paragraph) -> Block:
    boxes = [line.box for _, line in paragraph.lines]
    bold = [(line.bold, len(line.text)) for _, line in paragraph.lines if line.bold is not None]
    letters = sum(n for _, n in bold)
    return Block(
        nfc(paragraph.text),
        page.number,
        BoundingBox.around(boxes),
        strong=bool(letters) and sum(b * n for b, n in bold) / letters > STRONG,
        centred=paragraph.centred,
        confidence=_sureness(w.confidence for _, line in paragraph.lines for w in line.words),
    )


def _without_end_block(page: Page, lines: Sequence[Line]) -> tuple[list[Line], list[Block]]:
    """The lines of running text, and the blocks of recipients and signature that stand side by side."""
    start = next((i for i, line in enumerate(lines) if is_recipients(line.text)), None)
    if start is None:
        return list(lines), []
    end = next(
        (
            i
            for i, line in enumerate(lines)
            if i > start
            and abs(line.box.centre[0] - page.width / 2) < page.width * 0.12
            and in_capitals(line.text)
            and fold(line.text).startswith(ANNEXES)
        ),
        len(lines),
    )
    split = page.width * _END_BLOCK_SPLIT
    pieces = segments_of(page, lines[start:end], split_at=split)
    left = [piece for piece in pieces if piece.box.centre[0] < split]
    right = [piece for piece in pieces if piece.box.centre[0] >= split]
    blocks = [*_segment_blocks(left), *_segment_blocks(right)]
    return [*lines[:start], *lines[end:]], blocks


def _segment_blocks(pieces: Sequence[Segment]) -> list[Block]:
    """One block a recipient: a piece without a dash carries on the one above."""
    found: list[Block] = []
    for piece in pieces:
        block = Block(piece.text, piece.page, piece.box, confidence=piece.confidence)
        goes_on = found and found[-1].bullet and not block.bullet
        if goes_on and found[-1].box is not None and not found[-1].text.endswith((",", ";", ".")):
            found[-1] = replace(
                found[-1], text=f"{found[-1].text} {block.text}", box=found[-1].box.union(piece.box)
            )
        else:
            found.append(block)
    return found


def _sureness(confidences: Iterable[float]) -> float:
    told = list(confidences)
    return sum(told) / len(told) if told else 1.0
