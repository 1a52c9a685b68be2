"""The words that only form fields show: the number, the day and the label that a signature draws.

Such a field holds a digit or two, which a reading of the whole page loses or takes for a word ("11" as
"lại"). So every line that stands by itself is read as a cell of a table is; the rest is read as sparse text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.binarise import find_ink
from ocr.cell_reader import read_cell
from ocr.geometry import cut_out
from ocr.model import BoundingBox, PageImage, Word
from ocr.settings import OcrSettings
from ocr.table_words import read_cells
from ocr.tesseract import PSM_SPARSE, recognise

LINE_MM = (1.2, 8.0)  # height of a line of print, tone marks included
WORD_GAP_MM = 2.5  # between the words of a line
MARK_GAP_MM = 0.8  # between letters and their tone marks, above and below
AROUND_MM = 0.8  # room around a line, to be read with
MOST_FIGURES = 4  # of a number or a day
LEAST_SURE = 0.9  # confidence of the reader of number cells
PEN = 0.5  # from here on it was written by hand
MOST_OVERLAP = 0.3  # of a word: more of it lies on another one and is that one


def read_field_words(fields: PageImage, typed: Sequence[Word], settings: OcrSettings) -> tuple[Word, ...]:
    """Read what form fields draw.

    Args:
        fields: What the page shows only with its form fields, clean and grey; the rest is white.
        typed: Words of the text layer; none is read that lies on one of them.
        settings: For Tesseract.

    Raises:
        InstallationError, PageError: Those of ``recognise``.
    """
    lines = find_lines(fields)
    words = list(read_cells(fields, lines, settings)) if lines else []
    words = [_as_figure(word, fields) for word in words]
    words += [w for w in recognise(fields, settings, psm=PSM_SPARSE) if _stands_free(w, words)]
    return tuple(word for word in words if _stands_free(word, typed))


def _as_figure(word: Word, fields: PageImage) -> Word:
    """A short word that is no figure as the reader of number cells has it, if that is sure of one.

    A number or a day stands without a neighbour that would tell Tesseract "1]" from "11".
    """
    if len(word.text) > MOST_FIGURES or word.text.isdigit():
        return word
    crop = cut_out(fields, word.box.grown(fields.px(AROUND_MM)))
    seen = read_cell(crop)
    line = seen.line
    if not line.text.isdigit() or line.confidence < LEAST_SURE or seen.pen >= PEN:
        return word
    return replace(word, text=line.text, confidence=line.confidence, candidates=(word.text,))


def find_lines(fields: PageImage) -> tuple[BoundingBox, ...]:
    """Find the lines of print that stand by themselves, as boxes with a little room around."""
    ink = find_ink(fields.pixels, fields.dpi).astype(np.uint8)
    reach = (max(1, round(fields.px(MARK_GAP_MM))), max(1, round(fields.px(WORD_GAP_MM))))
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones(reach, np.uint8)))
    low, high = (fields.px(mm) for mm in LINE_MM)
    sheet = BoundingBox(0, 0, fields.width, fields.height)
    boxes = (BoundingBox(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist())
    grown = (
        box.grown(fields.px(AROUND_MM)).intersection(sheet) for box in boxes if low <= box.height <= high
    )
    return tuple(box for box in grown if box is not None)


def _stands_free(word: Word, others: Sequence[Word]) -> bool:
    return all(word.box.overlap(other.box) < MOST_OVERLAP for other in others)
