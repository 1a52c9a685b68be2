"""The text lines of a small crop."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import PageImage, Pixels

# A band of ink this high is a line of text, a lower one its accents.
LINE_HEIGHT_MM = 1.2
# Lines of 14 point with accents on capitals and tails are 5.5 mm high; such lines follow at about 5.5 mm.
HIGHEST_LINE_MM = 7.0
LINE_PITCH_MM = 5.4
LINE_INK = 150  # grey level
LINE_MARGIN_MM = 1.2


def count_lines(mask: Pixels, image: PageImage) -> int:
    """How many text lines the rows of ink make; at least one."""
    return len(_line_bands(mask, image))


def _line_bands(mask: Pixels, image: PageImage) -> list[tuple[int, int]]:
    """Rows from and to of each text line, told by empty rows; accents go to the nearest line.

    Lines whose tails and accents reach into one another leave no empty row: a band as high as several
    lines is cut where it has least ink.
    """
    profile = mask.sum(axis=1)
    inked = np.concatenate(([0], (profile > 0).astype(np.int8), [0]))
    changes = np.flatnonzero(np.diff(inked))
    bands = [(int(a), int(b)) for a, b in zip(changes[::2], changes[1::2], strict=True)]
    high = [b for b in bands if b[1] - b[0] >= image.px(LINE_HEIGHT_MM)]
    if not high:
        return [(0, mask.shape[0])]
    merged = [list(b) for b in high]
    for band in bands:
        if band not in high:
            nearest = min(merged, key=lambda m: max(m[0] - band[1], band[0] - m[1]))
            nearest[0], nearest[1] = min(nearest[0], band[0]), max(nearest[1], band[1])
    return [part for start, end in merged for part in _cut_high(profile, start, end, image)]


def _cut_high(profile: NDArray[np.int64], start: int, end: int, image: PageImage) -> list[tuple[int, int]]:
    """Cut a band that is too high for one line at its emptiest rows."""
    if end - start <= image.px(HIGHEST_LINE_MM):
        return [(start, end)]
    count = max(2, round((end - start) / image.px(LINE_PITCH_MM)))
    pitch = (end - start) / count
    cuts = [start]
    for i in range(1, count):
        low, high = int(start + (i - 0.3) * pitch), int(start + (i + 0.3) * pitch) + 1
        cuts.append(low + int(np.argmin(profile[low:high])))
    cuts.append(end)
    return list(pairwise(cuts))


def split_lines(crop: PageImage) -> list[PageImage]:
    """Cut a tidy crop into its text lines, top to bottom; a crop of one line comes back whole."""
    bands = _line_bands((crop.pixels < LINE_INK).astype(np.uint8), crop)
    if len(bands) == 1:
        return [crop]
    margin = max(4, round(crop.px(LINE_MARGIN_MM)))
    lines = []
    for start, end in bands:
        rows = crop.pixels[start:end]
        padded = cv2.copyMakeBorder(rows, margin, margin, 0, 0, cv2.BORDER_CONSTANT, value=(255.0,))
        shift = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, float(start - margin)], [0.0, 0.0, 1.0]])
        to_file = type(crop.to_file).of(crop.to_file.matrix @ shift)
        lines.append(PageImage(padded.astype(np.uint8), crop.dpi, to_file))
    return lines
