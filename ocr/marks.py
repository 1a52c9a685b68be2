"""Seals, incoming stamps and pen strokes: by colour where the scan has it, else by shape."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np

from ocr.binarise import Ink, as_pixels, connected_parts, grey_of
from ocr.mark_shapes import find_black_marks
from ocr.model import BoundingBox, Mark, MarkKind, PageImage, Pixels

LEAST_SATURATION = 60  # of 255; toner and paper stay below, JPEG fringes of black letters mostly
LEAST_VALUE = 60
RED_HUES = (12, 160)  # up to, and from, on OpenCV's circle of 180
BLUE_HUES = (95, 145)
# Ball-point pen in a pale scan: little colour, but darker than paper and brighter than toner.
PALE_SATURATION = 26
PALE_VALUES = (100, 208)
PALE_BLUE_HUES = (105, 138)
SURROUNDINGS_MM = 0.5  # ink is softer at its edges than its mask
JOIN_MM = {"red": 3.5, "blue": 2.5}  # parts of one seal, strokes of one word in pen lie nearer than this
SPECK_MM = 2.5  # smaller coloured things are stains
SEAL_MM = (20.0, 50.0)  # across: round seals of offices measure 30 to 42, their scans may be cut
SMALL_SEAL_MM = 10.0  # a part of one at a sheet's edge, or its picture in a digital signature
STAMP_MM = (28.0, 12.0)  # least width and height of a boxed stamp
SIGNATURE_MM = (12.0, 5.0)  # least width and height
FRAME_SHARE = 0.6  # of a stamp's width that its longest straight stroke covers
MOST_SHARED = 0.8  # of a black stroke within a coloured mark: more is a dark part of that mark
# What is left of coloured ink in its own channel is bright, print under it dark: brighter than the first
# value becomes paper, step by step up to the second.
_FROM, _TO = 130, 190
_LIFT = np.interp(np.arange(256), [0, _FROM, _TO, 255], [0, _FROM, 255, 255]).astype(np.uint8)
LEAST_FILL = 0.02  # of its box under ink: less is a scatter of fringes


@lru_cache(maxsize=1)  # a page's marks and its grey picture both ask for them, one after the other
def colour_inks(image: PageImage) -> dict[str, Ink]:
    """Masks of red and blue ink; empty for a grey page."""
    if not image.is_colour:
        return {}
    hsv = cv2.cvtColor(cv2.medianBlur(image.pixels, 3), cv2.COLOR_RGB2HSV)
    coloured = (LEAST_SATURATION, LEAST_VALUE), (255, 255)
    red = _within(hsv, (0, RED_HUES[0]), *coloured) | _within(hsv, (RED_HUES[1], 180), *coloured)
    blue = _within(hsv, BLUE_HUES, *coloured)
    pale = _within(hsv, PALE_BLUE_HUES, (PALE_SATURATION, PALE_VALUES[0]), (255, PALE_VALUES[1]))
    # JPEG spreads a blue shimmer around black letters; pen strokes have no black core beside them.
    black = _within(hsv, (0, 180), (0, 0), (LEAST_SATURATION - 1, PALE_VALUES[0] - 1))
    pale[cv2.dilate(black, np.ones((5, 5), np.uint8)) > 0] = 0
    return {"red": red > 0, "blue": (blue | pale) > 0}


def _within(
    hsv: cv2.typing.MatLike, hues: tuple[int, int], least: tuple[int, int], most: tuple[int, int]
) -> Pixels:
    """255 where hue, saturation and value lie between bounds, which count as within, else 0."""
    return as_pixels(cv2.inRange(hsv, np.array((hues[0], *least)), np.array((hues[1], *most))))


@lru_cache(maxsize=1)
def without_coloured_ink(image: PageImage) -> Pixels:
    """The page in grey with red and blue ink gone and the black print under it kept.

    Red ink is as bright as paper in the red channel and blue ink in the blue one, while black stays
    black in both; so inside each ink's surroundings the page is taken from its channel.
    """
    if not image.is_colour:
        return image.pixels
    grey = grey_of(image.pixels).copy()
    side = max(3, round(image.px(SURROUNDINGS_MM))) | 1
    for colour, mask in colour_inks(image).items():
        if not mask.any():
            continue
        near = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
        channel = cv2.medianBlur(np.ascontiguousarray(image.pixels[..., 0 if colour == "red" else 2]), 3)
        grey[near] = _LIFT[channel][near]
    return grey


def find_marks(image: PageImage) -> tuple[Mark, ...]:
    """Find what was put on a page after printing: seals, stamps, signatures, notes in pen.

    Coloured ink is found by its hue; on grey and black-and-white scans a seal is known by its ring and a
    signature by strokes larger than letters, both with lower confidence.

    Args:
        image: The upright, level page with its colours.

    Returns:
        Marks from top to bottom, boxes in pixels of ``image``.
    """
    inks = colour_inks(image)
    marks = [*_red_marks(inks["red"], image), *_blue_marks(inks["blue"], image)] if inks else []
    stamps = [m for m in marks if m.kind is MarkKind.STAMP]
    marks = [m for m in marks if m in stamps or all(m.box.overlap(s.box) < MOST_SHARED for s in stamps)]
    grey = PageImage(without_coloured_ink(image), image.dpi, image.to_file)
    coloured = np.zeros(image.pixels.shape[:2], bool)
    for mask in inks.values():
        coloured |= mask
    seal_known = any(_is_whole_seal(m, image) for m in marks)
    black = find_black_marks(grey, coloured, seal_known=seal_known)
    marks += [b for b in black if all(b.box.overlap(m.box) < MOST_SHARED for m in marks)]
    return tuple(sorted(marks, key=lambda m: (m.box.top, m.box.left)))


def _is_whole_seal(mark: Mark, image: PageImage) -> bool:
    return mark.kind is MarkKind.SEAL and min(mark.box.width, mark.box.height) >= image.px(SEAL_MM[0])


def _joined_parts(mask: Ink, image: PageImage, join_mm: float) -> Iterator[tuple[BoundingBox, Ink]]:
    """Boxes of parts of a mask that lie near each other, and each one's own pixels within its box."""
    if not mask.any():
        return
    side = max(3, round(image.px(join_mm))) | 1
    specked = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    joined = cv2.dilate(specked, np.ones((side, side), np.uint8))
    count, labels, stats = connected_parts(joined.astype(np.uint8))
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        own = (labels[top : top + height, left : left + width] == label) & (
            specked[top : top + height, left : left + width] > 0
        )
        ys, xs = np.nonzero(own)
        if not len(ys):
            continue
        box = BoundingBox(
            float(left + xs.min()),
            float(top + ys.min()),
            float(left + xs.max() + 1),
            float(top + ys.max() + 1),
        )
        if max(box.width, box.height) >= image.px(SPECK_MM) and len(ys) >= LEAST_FILL * box.area:
            yield box, own[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def _red_marks(mask: Ink, image: PageImage) -> Iterator[Mark]:
    for box, _ in _joined_parts(mask, image, JOIN_MM["red"]):
        short, long = min(box.width, box.height), max(box.width, box.height)
        if image.px(SEAL_MM[0]) <= short and long <= image.px(SEAL_MM[1]) * 1.2:
            yield Mark(MarkKind.SEAL, box, 0.97, "red")
        elif long >= image.px(SMALL_SEAL_MM) and short >= image.px(SMALL_SEAL_MM / 2):
            yield Mark(MarkKind.SEAL, box, 0.6, "red")


def _blue_marks(mask: Ink, image: PageImage) -> Iterator[Mark]:
    for box, own in _joined_parts(mask, image, JOIN_MM["blue"]):
        if box.width >= image.px(STAMP_MM[0]) and box.height >= image.px(STAMP_MM[1]) and _is_framed(own):
            yield Mark(MarkKind.STAMP, box, 0.95, "blue")
        elif _is_signature(box, own, image):
            yield Mark(MarkKind.SIGNATURE, box, 0.9, "blue")
        else:
            yield Mark(MarkKind.HANDWRITING, box, 0.7, "blue")


def _is_framed(own: Ink) -> bool:
    """A stamp's frame: straight strokes over most of its width."""
    length = max(3, int(own.shape[1] * FRAME_SHARE))
    thick = cv2.dilate(own.astype(np.uint8), np.ones((3, 1), np.uint8))
    return bool(cv2.erode(thick, np.ones((1, length), np.uint8)).any())


def _is_signature(box: BoundingBox, own: Ink, image: PageImage) -> bool:
    """One stroke of the pen larger than letters, in the lower part or the right half, off the margins."""
    if box.width < image.px(SIGNATURE_MM[0]) or box.height < image.px(SIGNATURE_MM[1]):
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(own.astype(np.uint8))
    widest = int(stats[1:, cv2.CC_STAT_WIDTH].max(initial=0))
    tallest = int(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0))
    large = widest >= image.px(SIGNATURE_MM[0] * 0.6) and tallest >= image.px(SIGNATURE_MM[1] * 0.8)
    return large and box.centre[0] > image.width * 0.4
