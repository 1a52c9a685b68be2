"""Seals and signatures of grey and black-and-white scans, known by their shape alone."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from ocr.binarise import Ink, as_pixels, connected_parts, find_ink
from ocr.geometry import scaled
from ocr.model import BoundingBox, Mark, MarkKind, PageImage

LOOK_DPI = 100.0
STRAIGHT_MM = 12.0  # a straight run so long is a ruling or a streak; the flat top of a thick ring comes to 11
LARGEST_LETTER_MM = 8.0
SIGNATURE_MM = (12.0, 5.5)  # least width and height of one connected stroke; words of print stay flatter
LARGEST_SIGNATURE_MM = (90.0, 45.0)
MOST_SIGNATURE_FILL = 0.28  # of its box under ink; print is denser
SEAL_RADIUS_MM = (12.0, 22.0)
RING_MM = 0.9  # half-width of the band in which a seal's ring must run
SEAL_REACH_MM = 2.5  # beyond its circle a seal's own ink is not looked at again
RING_BINS = 90  # pieces of the circle that are looked at
LEAST_RING = 0.82  # of those that show ink; text behind a circle gives 0.4 to 0.6
FRINGE_MM = 0.8  # coloured ink colours its surroundings in a JPEG
BESIDE_MM = 8.0  # where the neighbours of a word in running text stand
LEAST_TEXT = 0.04  # of that place under ink
EDGE_MM = 4.0  # the sheet's own edge casts shadows


def find_black_marks(image: PageImage, coloured: Ink, *, seal_known: bool) -> tuple[Mark, ...]:
    """Find a black seal and black pen strokes.

    Args:
        image: The upright, level page in grey, coloured ink off.
        coloured: Where that ink was; what is left beside it is its fringe.
        seal_known: A coloured seal was found, so a ring is something else.
    """
    factor = min(1.0, LOOK_DPI / image.dpi)
    small = scaled(image, factor, factor, image.dpi * factor)
    ink = find_ink(small.pixels, small.dpi) & ~_near(coloured, small)
    strokes = _large_strokes(ink, small)
    letters = ink & ~(np.asarray(strokes) > 0)
    marks: list[Mark] = []
    if not seal_known:
        for x, y, radius, ring in _rings(_large_strokes(ink, small, lines=True), small):
            box = BoundingBox(x - radius, y - radius, x + radius, y + radius)
            marks.append(Mark(MarkKind.SEAL, box, min(0.95, ring), "black"))
            cv2.circle(strokes, (round(x), round(y)), round(radius + small.px(SEAL_REACH_MM)), 0, -1)
    marks += _signatures(strokes, letters, small, bool(marks))
    return tuple(
        Mark(
            m.kind,
            _enlarged(m.box, image.width / small.width, image.height / small.height),
            m.confidence,
            m.colour,
        )
        for m in marks
    )


def _enlarged(box: BoundingBox, x: float, y: float) -> BoundingBox:
    return BoundingBox(max(0.0, box.left * x), max(0.0, box.top * y), box.right * x, box.bottom * y)


def _near(coloured: Ink, small: PageImage) -> Ink:
    size = (small.width, small.height)
    mask = cv2.resize(coloured.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 40
    side = max(3, round(small.px(FRINGE_MM))) | 1
    near: Ink = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    return near


def _large_strokes(ink: Ink, image: PageImage, *, lines: bool = False) -> cv2.typing.MatLike:
    """Ink that hangs together over more than a letter, straight lines taken off unless wanted."""
    mask = ink.astype(np.uint8)
    run = max(5, round(image.px(STRAIGHT_MM)))
    for kernel, wider in ((np.ones((1, run)), np.ones((3, 1))), (np.ones((run, 1)), np.ones((1, 3)))):
        if lines:
            break
        straight = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel.astype(np.uint8))
        mask[cv2.dilate(straight, wider.astype(np.uint8)) > 0] = 0
    edge = round(image.px(EDGE_MM))
    mask[:edge], mask[-edge:], mask[:, :edge], mask[:, -edge:] = 0, 0, 0, 0
    mask = as_pixels(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))
    _, labels, stats = connected_parts(mask)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    large = np.maximum(width, height) >= image.px(LARGEST_LETTER_MM)
    large &= np.minimum(width, height) >= image.px(2.0)
    large[0] = False
    return np.asarray(large[labels], dtype=np.uint8)


def _rings(strokes: cv2.typing.MatLike, image: PageImage) -> Iterator[tuple[float, float, float, float]]:
    """Circles of a seal's size: centre, radius and the share of the circle that shows ink."""
    low, high = (round(image.px(mm)) for mm in SEAL_RADIUS_MM)
    found = cv2.HoughCircles(
        cv2.GaussianBlur(strokes * 255, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=high,
        param1=100,
        param2=30,
        minRadius=low,
        maxRadius=high,
    )
    if found is None:
        return
    best = max(
        ((_ring_share(strokes, image, *map(float, c[:3])), c) for c in found[0][:12]), key=lambda f: f[0]
    )
    if best[0] >= LEAST_RING:
        x, y, radius = map(float, best[1][:3])
        yield x, y, radius, best[0]


def _ring_share(strokes: cv2.typing.MatLike, image: PageImage, x: float, y: float, radius: float) -> float:
    angles = np.linspace(0, 2 * np.pi, RING_BINS, endpoint=False)
    band = np.arange(-image.px(RING_MM), image.px(RING_MM) + 0.5)
    xs = np.rint(x + np.outer(radius + band, np.cos(angles))).astype(int)
    ys = np.rint(y + np.outer(radius + band, np.sin(angles))).astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < strokes.shape[1]) & (ys < strokes.shape[0])
    seen = np.zeros(xs.shape, bool)
    seen[inside] = np.asarray(strokes)[ys[inside], xs[inside]] > 0
    return float(seen.any(axis=0).mean())


def _signatures(
    strokes: cv2.typing.MatLike, letters: Ink, image: PageImage, beside_seal: bool
) -> Iterator[Mark]:
    count, _, stats = connected_parts(as_pixels(strokes))
    for left, top, width, height, area in stats[1:count].tolist():
        if width < image.px(SIGNATURE_MM[0]) * (0.7 if beside_seal else 1):
            continue
        if height < image.px(SIGNATURE_MM[1]) * (0.7 if beside_seal else 1):
            continue
        if width > image.px(LARGEST_SIGNATURE_MM[0]) or height > image.px(LARGEST_SIGNATURE_MM[1]):
            continue
        if area > MOST_SIGNATURE_FILL * width * height:
            continue
        box = BoundingBox(float(left), float(top), float(left + width), float(top + height))
        if _stands_in_text(box, letters, image):
            continue
        right = box.centre[0] > image.width * 0.4
        yield Mark(MarkKind.SIGNATURE if right else MarkKind.HANDWRITING, box, 0.7 if right else 0.5, "black")


def _stands_in_text(box: BoundingBox, letters: Ink, image: PageImage) -> bool:
    """Say whether print goes on at both sides, or above and below: then the box is touching letters."""
    reach = round(image.px(BESIDE_MM))
    left, top, right, bottom = (round(v) for v in (box.left, box.top, box.right, box.bottom))
    sides = (letters[top:bottom, max(0, left - reach) : left], letters[top:bottom, right : right + reach])
    return all(side.size and float(side.mean()) >= LEAST_TEXT for side in sides)
