"""Pen or print: whether a printed line holds strokes of a pen.

In a printed line all capitals and digits are of one height. A number or a day filled in by hand overshoots
them: on 18 number lines of generated scans the tallest piece of ink was at most 1.1 times the usual height in
print and 1.5 to 1.7 times in handwriting. Ink of a colour is found elsewhere, as a mark.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.model import LookKind, PageImage

LETTER_MM = 1.5  # lower pieces are dots, dashes, accents
INK_LEVEL = 150
LEAST_LETTERS = 3
# The usual height: of a document number, capitals and digits all, its median; of a date line, which mixes in
# small letters, the height that a quarter of its pieces exceed.
USUAL_PERCENTILE = {LookKind.DOCUMENT_NUMBER: 50.0, LookKind.DATE: 75.0}
# How many times the usual height is surely print, and surely pen; a capital with two accents has 1.4.
PRINT_RATIO = {LookKind.DOCUMENT_NUMBER: 1.15, LookKind.DATE: 1.3}
PEN_RATIO = {LookKind.DOCUMENT_NUMBER: 1.6, LookKind.DATE: 1.8}


def handwritten_share(crop: PageImage, kind: LookKind) -> float:
    """How likely a printed line was filled in by hand, 0..1; 0 for other kinds of box.

    Args:
        crop: The line cut out, grey, dark on white.
        kind: A document number or a date; a lone number cell has no print beside it to compare with.
    """
    if kind not in USUAL_PERCENTILE:
        return 0.0
    ink = (crop.pixels < INK_LEVEL).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    letters = heights[heights >= crop.px(LETTER_MM)]
    if letters.size < LEAST_LETTERS:
        return 0.0
    ratio = float(letters.max() / np.percentile(letters, USUAL_PERCENTILE[kind]))
    return float(np.clip((ratio - PRINT_RATIO[kind]) / (PEN_RATIO[kind] - PRINT_RATIO[kind]), 0.0, 1.0))
