"""Tell a blank page, such as the back of a sheet, before any time is spent on reading it."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.binarise import connected_parts, find_ink
from ocr.cleanup import despeckle, even_background
from ocr.geometry import cut_out, scaled
from ocr.marks import without_coloured_ink
from ocr.model import BoundingBox, PageImage

LOOK_DPI = 150.0  # specks and letters are still apart
LETTER_MM = (1.2, 12.0)  # height of a small letter without strokes up or down, of a headline's capital
WIDEST_LETTERS_MM = 30.0  # letters may touch in a bad scan; longer things are edges and streaks
FEWEST_LETTERS = 4  # a page with "- 5 -" and nothing else is as good as blank
# Of the page's height: where so many letters stand the rest need not be looked at.
STRIP, CLEARLY_PRINTED = (0.3, 0.6), 60
EDGE_MM = 6.0  # shadows of the sheet's edge and punched holes lie there
SHOW_THROUGH_CONTRAST = 0.25  # print of the other side is paler than print


def is_blank(image: PageImage) -> bool:
    """Say whether a page bears no print; seals and coloured ink do not count, nor does show-through.

    Works for pages of any turn, and calls no reader.
    """
    middle = BoundingBox(0, STRIP[0] * image.height, image.width, STRIP[1] * image.height)
    return _letters_on(cut_out(image, middle)) < CLEARLY_PRINTED and _letters_on(image) < FEWEST_LETTERS


def _letters_on(image: PageImage) -> int:
    """How many pieces of ink have the size of letters."""
    factor = min(1.0, LOOK_DPI / image.dpi)
    look = scaled(image, factor, factor, image.dpi * factor)
    grey = PageImage(without_coloured_ink(look), look.dpi, look.to_file)
    small = even_background(despeckle(grey))
    ink = find_ink(small.pixels, small.dpi, least_contrast=SHOW_THROUGH_CONTRAST)
    edge = max(1, round(small.px(EDGE_MM)))
    inner = ink[edge:-edge, edge:-edge] if min(ink.shape) > 4 * edge else ink
    _, _, stats = connected_parts(inner)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    tall = np.maximum(width, height) >= small.px(LETTER_MM[0])
    letters = tall & (np.minimum(width, height) <= small.px(LETTER_MM[1]))
    letters &= np.maximum(width, height) <= small.px(WIDEST_LETTERS_MM)
    return int(letters.sum())
