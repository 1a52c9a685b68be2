"""The rings of a black seal, taken off the print that they cross."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import Ink, as_pixels, find_ink
from ocr.geometry import scaled
from ocr.model import PageImage

LOOK_DPI = 100.0
FAINT_CONTRAST = 0.06  # of full scale: a worn ring is paler than print
RADIUS_MM = (6.0, 23.0)  # of outer and inner rings of round seals, with some reach
BAND_MM = 0.2  # a ring of a scan is that far from round
LEAST_RING = 0.55  # of a circle that shows ink; seals of faxes 0.64 to 1, print and pen strokes up to 0.52
LEAST_SEAL = 0.62  # of a circle, to say that a seal is there
LEAST_SEAL_RADIUS_MM = 10.5  # of its inner ring; loops of signatures are smaller
LEAST_OVER_USUAL = 0.35  # by which it exceeds the usual circle about its centre; 0.2 in dense print
LEAST_FURTHER_RING = 0.4  # of another ring about the same centre
THICKEST_MM = 0.9  # a seal's thick outer ring; letters are longer where a ring crosses them
MOST_THICKNESS = 1.35  # of the usual thickness of this seal's rings: more is a letter that a ring crosses
ANGLES = 360  # looked at while searching; on erasing every pixel of the largest circle is
CIRCLES_TRIED = 40
_HOUGH_EDGE, _HOUGH_VOTES = 100, 18  # few votes are asked for: a fax keeps a third of a ring


@dataclass(frozen=True, slots=True)
class Ring:
    """The fullest circle of a seal, in pixels of its picture, and the share of it that shows ink."""

    x: float
    y: float
    radius: float
    share: float


@dataclass(frozen=True, slots=True)
class _Polar:
    """Ink along rays from a centre: shape (radii, angles), and each sample's pixel."""

    ink: Ink
    xs: NDArray[np.intp]
    ys: NDArray[np.intp]

    def shares(self, band: int) -> NDArray[np.float64]:
        """For each radius the share of its circle that shows ink within ``band`` pixels."""
        near = cv2.dilate(self.ink.astype(np.uint8), np.ones((2 * band + 1, 1), np.uint8))
        return np.asarray(near.mean(axis=1), dtype=np.float64)


def erase_rings(image: PageImage) -> PageImage | None:
    """Take a seal's rings off a grey picture; None where it shows none.

    Rolled out about the seal's centre a ring is a level line. Along each ray its ink is as thick as the
    ring; where a letter crosses it goes on beyond, and is kept.

    Args:
        image: Part of a level page, grey, that may hold one seal, whole or worn.
    """
    ink = find_ink(image.pixels, image.dpi)
    radii = np.arange(image.px(RADIUS_MM[0]), image.px(RADIUS_MM[1]))
    band = max(1, round(image.px(BAND_MM)))
    share, x, y = _best_centre(image, ink, radii, band)
    if share < LEAST_RING:
        return None
    polar = _roll_out(ink, x, y, radii, int(2 * np.pi * radii[-1] * 1.5))
    shares = polar.shares(band)
    if share - float(np.median(shares)) < LEAST_OVER_USUAL:
        return None
    rings = shares >= max(LEAST_FURTHER_RING, share / 2)
    erased = np.zeros(ink.shape, np.uint8)
    thin = _thin_runs(polar.ink, rings, image.px(THICKEST_MM))
    erased[polar.ys[thin], polar.xs[thin]] = 1
    pixels = image.pixels.copy()
    pixels[cv2.dilate(erased, np.ones((2, 2), np.uint8)) > 0] = 255
    return PageImage(pixels, image.dpi, image.to_file)


def find_ring(image: PageImage) -> Ring | None:
    """Find the fullest ring of a seal, however pale; None where the picture shows none.

    Args:
        image: Part of a level page, grey, that may hold one seal, whole or worn.
    """
    ink = find_ink(image.pixels, image.dpi, least_contrast=FAINT_CONTRAST)
    radii = np.arange(image.px(RADIUS_MM[0]), image.px(RADIUS_MM[1]))
    band = max(1, round(image.px(BAND_MM)))
    share, x, y = _best_centre(image, ink, radii, band)
    shares = _roll_out(ink, x, y, radii, ANGLES).shares(band)
    radius = float(radii[int(shares.argmax())])
    if share < LEAST_SEAL or share - float(np.median(shares)) < LEAST_OVER_USUAL:
        return None
    return Ring(x, y, radius, share) if radius >= image.px(LEAST_SEAL_RADIUS_MM) else None


def _best_centre(
    image: PageImage, ink: Ink, radii: NDArray[np.float64], band: int
) -> tuple[float, float, float]:
    """The share of ink on the fullest circle about the best centre, and that centre."""

    def tried(x: float, y: float) -> tuple[float, float, float]:
        return float(_roll_out(ink, x, y, radii, ANGLES).shares(band).max()), x, y

    best = max((tried(x, y) for x, y in _centres(image)), default=(0.0, 0.0, 0.0))
    if best[0] < LEAST_RING / 2:
        return best
    for step in (2 * band, band, max(1, band // 2)):
        for _ in range(3):
            steps = [(dx, dy) for dx in (-step, 0, step) for dy in (-step, 0, step)]
            better = max(tried(best[1] + dx, best[2] + dy) for dx, dy in steps)
            if better[0] <= best[0]:
                break
            best = better
    return best


def _centres(image: PageImage) -> list[tuple[float, float]]:
    """Centres of what may be circles, found on a small copy."""
    factor = min(1.0, LOOK_DPI / image.dpi)
    small = scaled(image, factor, factor, image.dpi * factor)
    faint = find_ink(small.pixels, small.dpi, least_contrast=FAINT_CONTRAST).astype(np.uint8)
    found = cv2.HoughCircles(
        cv2.GaussianBlur(as_pixels(faint * 255), (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=3,
        param1=_HOUGH_EDGE,
        param2=_HOUGH_VOTES,
        minRadius=round(small.px(RADIUS_MM[0])),
        maxRadius=round(small.px(RADIUS_MM[1])),
    )
    if found is None:
        return []
    return [(float(x) / factor, float(y) / factor) for x, y, _ in found[0][:CIRCLES_TRIED, :3]]


def _roll_out(ink: Ink, x: float, y: float, radii: NDArray[np.float64], angles: int) -> _Polar:
    turns = np.linspace(0, 2 * np.pi, angles, endpoint=False)
    xs = np.rint(x + np.outer(radii, np.cos(turns))).astype(np.intp)
    ys = np.rint(y + np.outer(radii, np.sin(turns))).astype(np.intp)
    inside = (xs >= 0) & (ys >= 0) & (xs < ink.shape[1]) & (ys < ink.shape[0])
    seen = np.zeros(xs.shape, bool)
    seen[inside] = ink[ys[inside], xs[inside]]
    return _Polar(seen, xs, ys)


def _thin_runs(ink: Ink, rings: NDArray[np.bool_], thickest: float) -> Ink:
    """The runs of ink along rays that lie on a ring and are no thicker than it."""
    padded = np.pad(ink, ((1, 1), (0, 0))).astype(np.int8)
    edges = np.diff(padded, axis=0).T
    angle, start = np.nonzero(edges == 1)
    _, end = np.nonzero(edges == -1)
    on_rings = np.concatenate([[0], np.cumsum(rings)])
    length, on_ring = end - start, on_rings[end] > on_rings[start]
    plain = on_ring & (length <= thickest)
    if not plain.any():
        return np.zeros(ink.shape, bool)
    thin = on_ring & (length <= max(2.0, MOST_THICKNESS * float(np.median(length[plain]))))
    change = np.zeros((ink.shape[0] + 1, ink.shape[1]), np.int8)
    change[start[thin], angle[thin]] += 1
    change[end[thin], angle[thin]] -= 1
    runs: Ink = np.cumsum(change, axis=0)[:-1] > 0
    return runs
