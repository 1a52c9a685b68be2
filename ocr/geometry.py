"""Quarter turns and stretching of page images, each with its way back to the file."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.binarise import as_pixels
from ocr.model import BoundingBox, PageImage, Transform

COARSE_DPI = 130.0
"""Below it letters are 7 pixels high, as in pictures of a screen (96 dpi); scanners begin at 150."""


def turn_quarter(image: PageImage, degrees: int) -> PageImage:
    """Turn a page clockwise by 0, 90, 180 or 270 degrees.

    Raises:
        ValueError: ``degrees`` is something else.
    """
    w, h = float(image.width), float(image.height)
    # Where a point of the new image lay in the old one.
    back = {
        90: ((0.0, 1.0, 0.0), (-1.0, 0.0, h)),
        180: ((-1.0, 0.0, w), (0.0, -1.0, h)),
        270: ((0.0, -1.0, w), (1.0, 0.0, 0.0)),
    }
    if degrees == 0:
        return image
    if degrees not in back:
        raise ValueError(f"a quarter turn is 0, 90, 180 or 270 degrees, not {degrees}")
    pixels = np.ascontiguousarray(np.rot90(image.pixels, k=-degrees // 90))
    return PageImage(pixels, image.dpi, image.to_file.after(Transform.of(back[degrees])))


def scaled(image: PageImage, x: float, y: float, dpi: float) -> PageImage:
    """Stretch a page by factors along both axes; ``dpi`` is that of the result."""
    width, height = max(1, round(image.width * x)), max(1, round(image.height * y))
    if (width, height) == (image.width, image.height):
        return PageImage(image.pixels, dpi, image.to_file)
    smaller = width * height < image.width * image.height
    method = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    pixels = as_pixels(cv2.resize(image.pixels, (width, height), interpolation=method))
    back = Transform.of(((image.width / width, 0.0, 0.0), (0.0, image.height / height, 0.0)))
    return PageImage(pixels, dpi, image.to_file.after(back))


def cut_out(image: PageImage, box: BoundingBox) -> PageImage:
    """The pixels of a box, at least one; its ``to_file`` stays that of the page."""
    left, top = min(max(0, int(box.left)), image.width - 1), min(max(0, int(box.top)), image.height - 1)
    right, bottom = max(left + 1, int(box.right)), max(top + 1, int(box.bottom))
    return PageImage(np.ascontiguousarray(image.pixels[top:bottom, left:right]), image.dpi, image.to_file)


def joined_boxes(boxes: Iterable[BoundingBox]) -> list[BoundingBox]:
    """Boxes, of which those that touch have become one around them."""
    joined: list[BoundingBox] = []
    for box in boxes:
        whole = box
        while met := next((other for other in joined if other.intersection(whole)), None):
            joined.remove(met)
            whole = whole.union(met)
        joined.append(whole)
    return joined
