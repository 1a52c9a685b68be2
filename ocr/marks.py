"""Seals, incoming stamps and pen strokes, found by colour while there is still colour."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.binarise import Ink, grey_of
from ocr.model import BoundingBox, Mark, MarkKind, PageImage, Pixels

LEAST_SATURATION = 60  # of 255; toner and paper stay below, JPEG fringes of black letters mostly
LEAST_VALUE = 60
JOIN_MM = 3.0  # parts of one seal or one signature lie nearer than this
SMALLEST_MARK_MM = 4.0


def colour_inks(image: PageImage) -> dict[str, Ink]:
    """Masks of red and blue ink; empty for a grey page."""
    if not image.is_colour:
        return {}
    hsv = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2HSV)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    coloured = (saturation >= LEAST_SATURATION) & (value >= LEAST_VALUE)
    return {
        "red": coloured & ((hue <= 12) | (hue >= 160)),
        "blue": coloured & (hue >= 95) & (hue <= 145),
    }


def without_coloured_ink(image: PageImage) -> Pixels:
    """The page in grey with red and blue ink gone and the black print under it kept.

    Red ink is as bright as paper in the red channel and blue ink in the blue one, while black stays
    black in both; so inside each ink's surroundings the page is taken from its channel.
    """
    if not image.is_colour:
        return image.pixels
    grey = grey_of(image.pixels).copy()
    side = max(3, round(image.px(0.5))) | 1
    for colour, mask in colour_inks(image).items():
        near = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
        channel = image.pixels[..., 0 if colour == "red" else 2]
        grey[near] = channel[near]
    return grey


def find_marks(image: PageImage) -> tuple[Mark, ...]:
    """Find seals, stamps and signatures of a page by their colour."""
    marks: list[Mark] = []
    for colour, mask in colour_inks(image).items():
        side = max(3, round(image.px(JOIN_MM))) | 1
        joined = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        for left, top, width, height, _ in stats[1:count]:
            if min(width, height) < image.px(SMALLEST_MARK_MM):
                continue
            box = BoundingBox(float(left), float(top), float(left + width), float(top + height))
            kind = MarkKind.SEAL if colour == "red" else MarkKind.SIGNATURE
            marks.append(Mark(kind, box, 0.7, colour))
    return tuple(marks)
