"""Short writing set several times on one line: Tesseract reads it so where it loses one alone."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.model import BoundingBox, PageImage, Pixels

COPIES = 3
"""How often a short writing is set on its line."""

GAP_SHARE = 0.9  # white between the copies, as a share of their height
LINE_MARGIN_SHARE = 0.5
# The second try: of 496 cells it read 483 and none wrong, but left more open than the first.
FEW, WIDE_GAP, GOOD_HEIGHT_PX = 2, 1.4, 34
LEAST_MAJORITY = 0.45  # confidence times share: two of three copies, well read


def writing_box(image: PageImage) -> BoundingBox:
    """Where a crop's writing stands, in whole pixels of the crop; all of it where nothing does."""
    ink = image.pixels < 200
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return BoundingBox(0, 0, image.width, image.height)
    return BoundingBox(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def writing_of(image: PageImage) -> Pixels:
    """The crop without its white margin."""
    box = writing_box(image)
    return image.pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]


def copied(
    crop: PageImage, *, copies: int = COPIES, gap_share: float = GAP_SHARE, height_px: int | None = None
) -> PageImage:
    """The writing several times side by side on one line, scaled to a height if one is given."""
    writing = writing_of(crop)
    if height_px:
        scale = height_px / writing.shape[0]
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        writing = cv2.resize(writing, None, fx=scale, fy=scale, interpolation=method).astype(np.uint8)
    height = writing.shape[0]
    gap = np.full((height, max(4, round(gap_share * height))), 255, np.uint8)
    line = np.hstack([part for _ in range(copies) for part in (writing, gap)][:-1])
    margin = max(10, round(LINE_MARGIN_SHARE * height))
    framed = cv2.copyMakeBorder(line, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255.0,))
    return PageImage(framed.astype(np.uint8), crop.dpi, crop.to_file)


def copied_wide(crop: PageImage) -> PageImage:
    """The same for a second try: fewer copies, of a good height, further apart."""
    return copied(crop, copies=FEW, gap_share=WIDE_GAP, height_px=GOOD_HEIGHT_PX)


def parts_of_copies(texts: Sequence[str], copies: int) -> list[str]:
    """Tell the copies apart where Tesseract split or joined them.

    >>> parts_of_copies(["020202"], 3), parts_of_copies(["7", "7", "7"], 3)
    (['02', '02', '02'], ['7', '7', '7'])
    """
    joined = "".join(texts)
    part = len(joined) // copies
    if joined and joined == joined[:part] * copies:
        per_copy = len(texts) // copies
        spaced = len(texts) % copies == 0 and per_copy > 1
        return [" ".join(texts[:per_copy]) if spaced else joined[:part]] * copies
    if texts and len(texts) % copies == 0:
        step = len(texts) // copies
        return [" ".join(texts[i : i + step]) for i in range(0, len(texts), step)]
    return list(texts)[:copies]
