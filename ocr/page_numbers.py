"""Page numbers, which the reading of a whole page loses: a digit alone in the margin makes no line of text.

They are looked for at a page's top and foot, with nothing beside them and no line beyond, and read by the
network for number cells, which costs a hundredth of a start of Tesseract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from ocr.binarise import connected_parts, find_ink
from ocr.cell_ink import InkShape, look_into
from ocr.cell_reader import read_cell
from ocr.geometry import cut_out
from ocr.model import BoundingBox, PageImage, Word

MARGIN_MM = 32.0  # of a page's top and foot: a number stands 10 to 25 mm from its edge
EDGE_MM = 8.0  # nearer to the top and foot of a sheet stand its edge and a fax machine's line
SIDE_MM = 12.0  # to the left and right edges of sheets, and their shadows, stand no numbers
DIGIT_MM = (1.6, 5.0)  # height of digits of 9 to 18 points
LETTER_MM = (1.2, 9.0)  # extent of other print; smaller things are specks, larger ones marks and borders
THINNEST_MM = 0.3  # width of a "1"; a streak is thinner
TOGETHER_MM = 1.5  # between the digits of a number
AROUND_MM = 1.0  # of paper around the digits when they are looked into
MOST_BEYOND = 2  # pieces of dirt between a number and the sheet's edge: more are a line of print
MOST_DIGITS = 3
LEAST_CONFIDENCE = 0.97
MOST_PEN = 0.5  # likelihood that it was written by hand
IN_PLACE = 0.5  # of a word's box within the number's: it is a misreading of the number


def with_page_numbers(
    page: PageImage, words: Sequence[Word], besides: Iterable[BoundingBox]
) -> tuple[Word, ...]:
    """Add the numbers that stand alone in the top and bottom margins, in place of what was read there.

    Args:
        page: Clean and grey, level, rulings off.
        words: As read.
        besides: Tables and marks, where a lone number is something else.
    """
    apart, known = tuple(besides), tuple(words)
    for foot in (False, True):
        for box in _lone_numbers(page, foot=foot):
            if any(box.intersection(other) for other in apart):
                continue
            met = [word for word in known if word.box.intersection(box)]
            around = box.grown(page.px(AROUND_MM))
            number = _read(page, box) if all(w.box.overlap(around) >= IN_PLACE for w in met) else None
            if number is not None:
                if all(word.text != number.text for word in met):
                    known = (*(word for word in known if word not in met), number)
                break
    return known


def _lone_numbers(page: PageImage, *, foot: bool) -> Iterator[BoundingBox]:
    """The boxes of what look like numbers alone on the outermost line of a margin, from the edge inwards."""
    deep = round(page.px(MARGIN_MM))
    edge = round(page.px(EDGE_MM))
    top, bottom = (page.height - deep, page.height - edge) if foot else (edge, deep)
    top, bottom = max(0, top), min(page.height, bottom)
    margin = cut_out(page, BoundingBox(0, top, page.width, bottom))
    pieces = sorted(_print_in(margin, top), key=lambda p: -p.bottom if foot else p.top)
    for beyond, first in enumerate(pieces):
        if beyond > MOST_BEYOND:
            return
        row = sorted(_on_row_of(first, pieces), key=lambda p: p.left)
        near = all(b.left - a.right <= page.px(TOGETHER_MM) for a, b in pairwise(row))
        if near and len(row) <= MOST_DIGITS and all(_is_digit(piece, page) for piece in row):
            yield BoundingBox.around(row)


def _on_row_of(piece: BoundingBox, pieces: Iterable[BoundingBox]) -> Iterator[BoundingBox]:
    return (p for p in pieces if p.top < piece.bottom and p.bottom > piece.top)


def _print_in(margin: PageImage, top: int) -> Iterator[BoundingBox]:
    """The pieces of ink of the size of letters, in pixels of the page."""
    _, _, stats = connected_parts(find_ink(margin.pixels, margin.dpi))
    left, width, height = (stats[:, i] for i in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    least, most = (margin.px(mm) for mm in LETTER_MM)
    longer, side = np.maximum(width, height), margin.px(SIDE_MM)
    kept = (longer >= least) & (longer <= most) & (np.minimum(width, height) >= margin.px(THINNEST_MM))
    kept &= (left >= side) & (left + width <= margin.width - side)
    for start, above, wide, high, _ in stats[kept].tolist():
        yield BoundingBox(start, top + above, start + wide, top + above + high)


def _is_digit(piece: BoundingBox, page: PageImage) -> bool:
    low, high = (page.px(mm) for mm in DIGIT_MM)
    return low <= piece.height <= high and piece.width <= piece.height


def _read(page: PageImage, box: BoundingBox) -> Word | None:
    """The number in a box, if it surely is one and printed."""
    ink = look_into(page, box.grown(page.px(AROUND_MM)))
    if ink.shape is not InkShape.WRITING or ink.crop is None:
        return None
    reading = read_cell(ink.crop)
    text, sure = reading.line.text, reading.line.confidence
    printed = sure >= LEAST_CONFIDENCE and reading.pen < MOST_PEN
    return Word(text, box, sure) if printed and text.isdigit() and len(text) <= MOST_DIGITS else None
