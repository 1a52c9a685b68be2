"""What is printed on each page of a report: the truth that whole pages are read against.

Lines run as far as print does: a wide gap or a printed line ends one, so the columns of letterhead and
signature block and the cells of a table are lines of their own, a cell of three lines is three. Lines stand
top to bottom, then left to right. What is put on the paper later belongs to no line: seals, incoming stamps,
signatures, notes in the margin, a number or day in pen, and "DỰ THẢO" across the page, which stands in no
line's direction.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber

from ocr.model import BoundingBox, Line, Word
from ocr.reading_order import group_lines


def printed_lines(pdf: bytes) -> list[list[str]]:
    """The lines of a born-digital PDF, page by page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [list(_lines(page)) for page in document.pages]


def _lines(page: pdfplumber.page.Page) -> Iterator[str]:
    words = page.filter(_is_level).extract_words()
    placed = [Word(w["text"], BoundingBox(w["x0"], w["top"], w["x1"], w["bottom"]), 1.0) for w in words]
    borders = [(e["x0"], e["top"], e["bottom"]) for e in page.edges if e["orientation"] == "v"]
    parts = (part for line in group_lines(placed) for part in _split(line, borders))
    for line in sorted(parts, key=lambda line: (line.box.top, line.box.left)):
        yield line.text


def _is_level(thing: dict[str, Any]) -> bool:
    """Say whether a thing is no letter, or one that does not slant."""
    return "matrix" not in thing or thing["matrix"][1] == 0


def _split(line: Line, borders: Sequence[tuple[float, float, float]]) -> Iterator[Line]:
    """The parts of a line between upright printed lines, each (x, top, bottom)."""
    middle = line.box.centre[1]
    crossed = [x for x, top, bottom in borders if top <= middle <= bottom]
    part: list[Word] = []
    for word in line.words:
        if part and any(part[-1].box.centre[0] < x < word.box.centre[0] for x in crossed):
            yield Line(tuple(part))
            part = []
        part.append(word)
    yield Line(tuple(part))
