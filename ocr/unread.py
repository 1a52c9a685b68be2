"""Print that a reading of the page passed over: lines of ink in letters' sizes that no word covers.

Tesseract takes a seal on a colourless page for a picture and gives up the lines that it touches, though
nobody saw a mark there; those lines deserve a second look as much as print under a known mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels, connected_parts, ink_on
from ocr.geometry import joined_boxes
from ocr.model import BoundingBox, PageImage, Word

LETTER_MM = (1.2, 6.5)  # height of print from footnotes to titles; specks are smaller, strokes of pens larger
WIDEST_LETTER_MM = 9.0  # touching letters of a blurred scan
LETTER_GAP_MM = 2.5  # between letters of a line, the space between words included
TALLEST_LINE_MM = 8.0
FEWEST_LETTERS = 5  # of an unread line: fewer are remnants of words that were read
LEAST_FILLED = 0.12  # ink in a letter's box: thin arcs of a seal have less
ROUND_WORD_MM = 0.6  # boxes of words cut off tone marks
JOINED_MM = 12.0  # lines this near are one block
ASIDE_MM, AROUND_MM = 12.0, 20.0  # room around a block: what made it unread hides its neighbours as well
MOST_BLOCKS = 4  # of a page: more unread ink is a picture or a page of handwriting, and costs time


def find_unread(
    page: PageImage, words: Sequence[Word], tables: Iterable[BoundingBox]
) -> tuple[BoundingBox, ...]:
    """Find the blocks of a page where print stands that no word covers.

    Args:
        page: Clean and grey, level, rulings off.
        words: As read.
        tables: Areas to leave alone: cells get a closer look of their own.

    Returns:
        Boxes in pixels of the page, largest first, at most ``MOST_BLOCKS``; none where all was read.
    """
    sheet = BoundingBox(0, 0, page.width, page.height)
    found = find_unread_lines(page, words, tables)
    blocks = joined_boxes([box.grown(page.px(JOINED_MM) / 2) for box in found])
    grown = [_with_neighbours(block, page).intersection(sheet) for block in blocks]
    largest = sorted((block for block in grown if block), key=lambda b: -b.width * b.height)
    return tuple(
        BoundingBox(round(b.left), round(b.top), round(b.right), round(b.bottom))
        for b in largest[:MOST_BLOCKS]
    )


def find_unread_lines(
    page: PageImage, words: Sequence[Word], tables: Iterable[BoundingBox]
) -> tuple[BoundingBox, ...]:
    """Find the lines themselves, or what of them no word covers; parameters as of ``find_unread``."""
    ink = ink_on(page).astype(np.uint8)
    around = page.px(ROUND_WORD_MM)
    for box in (*(word.box.grown(around) for word in words), *tables):
        ink[_part(box)] = 0
    letters = _letters(ink, page)
    if not letters.any():
        return ()
    reach = max(1, round(page.px(LETTER_GAP_MM)))
    lines = as_pixels(cv2.dilate(letters, np.ones((max(1, reach // 4), reach), np.uint8)))
    return tuple(box for box in _boxes(lines) if _is_line(box, letters, page))


def _with_neighbours(block: BoundingBox, page: PageImage) -> BoundingBox:
    aside, around = page.px(ASIDE_MM), page.px(AROUND_MM)
    return BoundingBox(block.left - aside, block.top - around, block.right + aside, block.bottom + around)


def _letters(ink: NDArray[np.uint8], page: PageImage) -> NDArray[np.uint8]:
    """The ink in pieces that have the size of letters; none where they are too few for a line."""
    _, labels, stats = connected_parts(ink)
    width, height, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    low, high = (page.px(mm) for mm in LETTER_MM)
    kept = (height >= low) & (height <= high) & (width <= page.px(WIDEST_LETTER_MM))
    kept &= area >= LEAST_FILLED * width * height
    kept[0] = False
    if int(kept.sum()) < FEWEST_LETTERS:
        return np.zeros_like(ink)
    return np.asarray(kept[labels], dtype=np.uint8)


def _boxes(mask: NDArray[np.uint8]) -> list[BoundingBox]:
    _, _, stats = connected_parts(mask)
    return [BoundingBox(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]


def _is_line(box: BoundingBox, letters: NDArray[np.uint8], page: PageImage) -> bool:
    """Say whether a row of letters is as flat as a line and has enough of them."""
    if box.height > page.px(TALLEST_LINE_MM) or box.width < 2 * box.height:
        return False
    count, _ = cv2.connectedComponents(np.ascontiguousarray(letters[_part(box)]))
    return count - 1 >= FEWEST_LETTERS


def _part(box: BoundingBox) -> tuple[slice, slice]:
    top, left = max(0, round(box.top)), max(0, round(box.left))
    return slice(top, max(top, round(box.bottom))), slice(left, max(left, round(box.right)))
