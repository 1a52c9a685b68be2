"""What is printed on each page of a report: the truth that whole pages are read against.

Lines run as far as print does: a wide gap ends one, so the columns of letterhead and signature block and the
cells of a table are lines of their own, a cell of three lines is three. Lines stand top to bottom, then left
to right. What is put on the paper later belongs to no line: seals, incoming stamps, signatures, notes in the
margin, a number or day in pen, and "DỰ THẢO" across the page, which stands in no line's direction.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber

from ocr.model import BoundingBox, Word
from ocr.reading_order import group_lines


def printed_lines(pdf: bytes) -> list[list[str]]:
    """The lines of a born-digital PDF, page by page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [list(_lines(page)) for page in document.pages]


def _lines(page: pdfplumber.page.Page) -> Iterator[str]:
    words = page.filter(lambda thing: thing.get("upright", True)).extract_words()
    placed = [Word(w["text"], BoundingBox(w["x0"], w["top"], w["x1"], w["bottom"]), 1.0) for w in words]
    for line in sorted(group_lines(placed), key=lambda line: (line.box.top, line.box.left)):
        yield line.text
