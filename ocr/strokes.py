"""Strokes of a pen across a picture of print: what a signature leaves when the seal under it is taken off."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.binarise import find_ink
from ocr.model import PageImage, Pixels
from ocr.rings import erase_rings
from ocr.under_marks import without_faded_ink

LEAST_WIDTH_MM, LEAST_HEIGHT_MM = 7.0, 3.5  # of one connected stroke: larger than letters and digits
MOST_SOLID = 0.45  # ink in a stroke's box: a ruling, a blot and a bar have more
EDGE_SHARE = 0.2  # of the picture's width along its edge: a line of print that the box cuts


def longest_stroke_mm(part: PageImage, page: PageImage) -> float:
    """Say how long the longest connected stroke of a pen is, in millimetres along the line; 0 without one.

    Half the length of a thin stroke's outline is the way that the pen went. Ink paler than the page's print,
    as of a seal in grey, and the rings of a seal are taken off first.

    Args:
        part: A piece of the page, clean and grey, that holds no whole line of print.
        page: The whole page, which tells how dark its print is.
    """
    dark = without_faded_ink(part, page)
    ink = find_ink((erase_rings(dark) or dark).pixels, part.dpi).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    longest = 0.0
    for label, (x, y, width, height, area) in enumerate(stats.tolist()):
        if label == 0 or width < part.px(LEAST_WIDTH_MM) or height < part.px(LEAST_HEIGHT_MM):
            continue
        stroke = (labels[y : y + height, x : x + width] == label).astype(np.uint8)
        if _is_cut_line(stroke, y, part):
            continue
        if area > MOST_SOLID * width * height:
            continue
        outlines, _ = cv2.findContours(stroke, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        length = sum(cv2.arcLength(outline, True) for outline in outlines) / 2
        longest = max(longest, length / part.px(1.0))
    return longest


def _is_cut_line(stroke: Pixels, top: int, part: PageImage) -> bool:
    """Say whether ink lies along the upper or lower edge, as a line of print does that is cut there."""
    along_top = float(stroke[0].sum()) if top == 0 else 0.0
    along_bottom = float(stroke[-1].sum()) if top + stroke.shape[0] == part.height else 0.0
    return max(along_top, along_bottom) > EDGE_SHARE * part.width
