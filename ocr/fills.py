"""Cells that are filled with a tint: their edges are borders, drawn or not.

Tables of print shops and word processors part their cells by white lines on a coloured ground, or by the
change of the ground alone. Neither is a dark line, so filled rectangles are found as areas of one grey.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.binarise import connected_parts, grey_of
from ocr.model import BoundingBox, PageImage

# Cells are large: finer pixels cost time and tell no more.
ENOUGH_DPI = 110.0
# A tint is this many grey levels darker than the paper; scanned paper is even within less.
LEAST_TINT = 14
# Neighbouring pixels of one ground differ by less; the edge to another ground by more.
MOST_STEP = 10
# Cells: at least one line of text high and three figures wide.
LEAST_HEIGHT_MM, LEAST_WIDTH_MM = 2.8, 5.0
# Share of the page; larger grounds are boxes around whole tables, pictures, desks.
LARGEST_SHARE = 0.12
# Share of its rectangle that an area's convex hull fills; that of a disc fills 0.79.
LEAST_RECTANGLE = 0.93
# Share of its rectangle that the ground itself fills: the rest is writing.
LEAST_GROUND = 0.45
# Ground is found a little inside its edge.
EDGE_PX = 1.0


def find_fills(image: PageImage) -> tuple[BoundingBox, ...]:
    """Find the rectangles of a level page that are filled with one tint.

    Args:
        image: A level page, grey or colour, before its background is evened: that takes tints away.

    Returns:
        Boxes in pixels, in no order; empty on a page whose paper is white throughout.
    """
    scale = min(1.0, ENOUGH_DPI / image.dpi)
    small = cv2.resize(grey_of(image.pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.medianBlur(small, 3)
    paper = int(np.percentile(grey, 95))
    tinted = grey < paper - LEAST_TINT
    step = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ground = (tinted & (step < MOST_STEP)).astype(np.uint8)
    count, labels, stats = connected_parts(ground, connectivity=4)
    largest = LARGEST_SHARE * grey.size
    fills = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if height < scale * image.px(LEAST_HEIGHT_MM) or width < scale * image.px(LEAST_WIDTH_MM):
            continue
        if width * height > largest or area < LEAST_GROUND * width * height:
            continue
        own = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
        if _hull(own) >= LEAST_RECTANGLE * width * height:
            box = BoundingBox(left, top, left + width, top + height).grown(EDGE_PX)
            fills.append(
                BoundingBox(box.left / scale, box.top / scale, box.right / scale, box.bottom / scale)
            )
    return tuple(fills)


def _hull(area: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """Pixels inside the convex hull of an area: writing that reaches its edge cuts nothing out of it."""
    outlines, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(outlines))
    # The outline runs through the middles of the outer pixels.
    return float(cv2.contourArea(hull)) + float(cv2.arcLength(hull, True)) / 2
