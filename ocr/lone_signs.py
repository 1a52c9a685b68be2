"""Words of one sign: specks that were read as print go, and a dash is called by its length.

Tesseract makes a word of every speck and remnant of a mark. Half of the wrong characters of a good scan were
such words, and one stretched over several lines spoils their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ocr.model import BoundingBox, Word

# Measured on 40 reports of nine kinds of scan: both together cost no kind a right character to speak of.
LEAST_ONE = 0.35  # confidence of a word with one letter at most
LEAST_NONE = 0.6  # of one without a letter
LIST_MARKS = "-–—+*"  # they stand alone, and are read with little confidence
LONG_DASH, DASH = "—", "–"
# In print of 9 to 16 points a long dash measures 3.2 to 5.6 mm, a dash 1.6 to 2.8; the model takes nearly all
# dashes for long ones.
LEAST_LONG_MM = 3.0
MM_PER_INCH = 25.4


def settle_lone_signs(words: Iterable[Word], cells: Sequence[BoundingBox], dpi: float) -> tuple[Word, ...]:
    """Leave out words that are most likely specks, and set dashes right.

    A word with a digit stays, and so do words in cells: a lone sign is what they mostly hold, and a closer
    look at them follows.

    Args:
        words: Of a page, in its pixels.
        cells: Of its tables.
        dpi: Of the page.
    """
    kept = (word for word in words if not is_speck(word) or _in_any(word, cells))
    return tuple(_with_right_dash(word, dpi) for word in kept)


def is_speck(word: Word) -> bool:
    """Say whether a word is hardly more than a sign and read with little confidence."""
    signs = sum(sign.isalnum() for sign in word.text)
    if signs > 1 or word.text in LIST_MARKS or any(sign.isdigit() for sign in word.text):
        return False
    return word.confidence < (LEAST_ONE if signs else LEAST_NONE)


def _in_any(word: Word, cells: Sequence[BoundingBox]) -> bool:
    return any(cell.contains(*word.box.centre) for cell in cells)


def _with_right_dash(word: Word, dpi: float) -> Word:
    if word.text != LONG_DASH or word.box.width >= LEAST_LONG_MM / MM_PER_INCH * dpi:
        return word
    return replace(word, text=DASH)
