"""Lines that the reading of a whole page passed over, read each by itself.

Tesseract drops a clear line, too, such as one with dots for a number under a table's title. By itself it is
read without fault. What reads badly even so is left to ``under_marks``: something lies over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ocr.geometry import cut_out
from ocr.model import BoundingBox, PageImage, Word
from ocr.settings import OcrSettings
from ocr.tesseract import recognise_each
from ocr.unread import find_unread_lines

APART_MM = 15.0  # dots for something to be filled in part a line; columns are rarely so near
SAME_ROW = 0.5  # of the lower box's height
ROUND_LINE_MM = 1.0  # tone marks stand around the letters that were found
MOST_LINES = 12  # of a page: more is a picture, or a page that nobody can read
LEAST_CONFIDENCE = 0.75  # mean of a line's words, weighted by their letters; under a seal it is less
MOST_COVERED = 0.3  # of a word's box by words that were read before


def read_unread_lines(
    page: PageImage, words: Sequence[Word], tables: Iterable[BoundingBox], settings: OcrSettings
) -> tuple[Word, ...]:
    """Read the lines that no word covers.

    Args:
        page: Clean and grey, level, rulings off.
        words: As read so far.
        tables: Areas to leave alone.
        settings: For Tesseract, which is started once, and not at all where all was read.

    Returns:
        New words only, none over a word read before.

    Raises:
        InstallationError, PageError: Those of ``recognise_each``.
    """
    lines = _joined_rows(find_unread_lines(page, words, tables), page)
    if not lines or len(lines) > MOST_LINES:
        return ()
    sheet = BoundingBox(0, 0, page.width, page.height)
    boxes = [box for line in lines if (box := line.grown(page.px(ROUND_LINE_MM)).intersection(sheet))]
    boxes = [BoundingBox(round(b.left), round(b.top), round(b.right), round(b.bottom)) for b in boxes]
    readings = recognise_each([cut_out(page, box) for box in boxes], settings)
    found = (
        _on_page(word, box)
        for box, reading in zip(boxes, readings, strict=True)
        if _mean_confidence(reading) >= LEAST_CONFIDENCE
        for word in reading
    )
    return tuple(w for w in found if all(w.box.overlap(known.box) < MOST_COVERED for known in words))


def _joined_rows(boxes: Iterable[BoundingBox], page: PageImage) -> list[BoundingBox]:
    """The boxes, of which those on one row that stand near have become one."""
    rows: list[BoundingBox] = []
    for box in sorted(boxes, key=lambda b: b.left):
        before = next((row for row in rows if _goes_on(row, box, page.px(APART_MM))), None)
        if before is not None:
            rows.remove(before)
        rows.append(box if before is None else before.union(box))
    return rows


def _goes_on(row: BoundingBox, box: BoundingBox, apart: float) -> bool:
    shared = min(row.bottom, box.bottom) - max(row.top, box.top)
    return shared >= SAME_ROW * min(row.height, box.height) and box.left - row.right <= apart


def _mean_confidence(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _on_page(word: Word, line: BoundingBox) -> Word:
    box = word.box
    place = BoundingBox(
        box.left + line.left, box.top + line.top, box.right + line.left, box.bottom + line.top
    )
    return replace(word, box=place)
