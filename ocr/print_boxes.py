"""Where print stands in a box of a page: the places of its words, read or not.

Read as part of a page, a table without lines between its columns loses lone digits and dashes, and with them
what shows where its columns and rows are. The ink itself loses none.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels, connected_parts, find_ink
from ocr.model import BoundingBox, PageImage

PRINT_MM = (1.4, 6.5)  # height of letters and digits from footnotes to titles; specks are smaller
WIDEST_MM = 9.0  # touching letters of a blurred scan
DASH_WIDTH_MM = (0.7, 4.0)
MOST_DASH_HEIGHT_MM = 0.8
LEAST_DASH_ASPECT = 1.6  # specks are as high as wide
LEAST_FILLED = 0.12  # ink in a letter's box: thin arcs of a seal have less
LETTER_GAP_MM = 0.7  # between letters of a word; a blank is wider
MARK_GAP_MM = 0.5  # from a letter to the tone mark above or below it
TALLEST_WORD_MM = 8.0


def find_print(page: PageImage) -> tuple[BoundingBox, ...]:
    """The boxes of words, numbers and dashes on a piece of a page.

    Args:
        page: Clean and grey, level.

    Returns:
        Boxes in pixels of the piece, in no order. Lines, specks and drawings have none.
    """
    ink = find_ink(page.pixels, page.dpi).astype(np.uint8)
    letters = _of_letters_size(ink, page)
    across, down = (max(1, round(page.px(mm))) for mm in (LETTER_GAP_MM, MARK_GAP_MM))
    joined = as_pixels(cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8)))
    _, _, stats = connected_parts(joined)
    found = (BoundingBox(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist())
    return tuple(box for box in found if _is_word(box, page) or _is_dash(box, page))


def _of_letters_size(ink: NDArray[np.uint8], page: PageImage) -> NDArray[np.uint8]:
    """The ink without what is larger than letters: lines, seals, pictures, strokes of a pen."""
    count, labels, stats = connected_parts(ink)
    width, height, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    kept = (height <= page.px(PRINT_MM[1])) & (width <= page.px(WIDEST_MM))
    kept &= area >= LEAST_FILLED * width * height
    kept[0] = False
    return np.asarray(kept[labels] if count > 1 else np.zeros_like(ink), dtype=np.uint8)


def _is_word(box: BoundingBox, page: PageImage) -> bool:
    return page.px(PRINT_MM[0]) <= box.height <= page.px(TALLEST_WORD_MM)


def _is_dash(box: BoundingBox, page: PageImage) -> bool:
    least, most = (page.px(mm) for mm in DASH_WIDTH_MM)
    flat = box.height <= page.px(MOST_DASH_HEIGHT_MM) and box.width >= LEAST_DASH_ASPECT * box.height
    return flat and least <= box.width <= most
