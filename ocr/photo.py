"""Photographs of a sheet: find its outline and flatten it as if it had been scanned."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels, grey_of
from ocr.corner_marks import find_corner_marks
from ocr.model import PageImage, Transform

LOOK_PX = 800  # long side of the copy on which the outline is sought
PROBES = 60  # walks from each side of the picture towards its middle
PROBED_SHARE = (0.12, 0.88)  # of the side: corners are left to the lines that meet there
DEPTH_SHARE = 0.35  # of the picture: a sheet that begins further in is too small to read
STEP_PX = 7  # of the copy, on either side of an edge; shadows are softer than that
# Paper is brighter than what lies around it by this factor right at the edge, in light and in shadow alike.
EDGE_FACTOR = 1.18
LEAST_PROBES = 0.6  # of the walks that must meet the edge, and lie on one line
ON_LINE_PX = 4.0
LEAST_MARGIN = 0.008  # of the picture: nearer to its border is the edge of a scan, not of a sheet
SIDE_RATIO = (1.15, 1.75)  # A4 has 1.41, seen at a slant
A4_MM = (210.0, 297.0)
MOST_DPI = 300.0


def flatten(image: PageImage) -> PageImage:
    """Cut a photographed sheet out of its surroundings and undo the perspective.

    From every side of the picture walks go inward until the brightness jumps up; a line through these
    places is an edge of the sheet. Jumps are ratios, so a shadow over half of the sheet does no harm. The
    sheet is laid on A4, and the resolution follows. Shadows are left to ``cleanup.even_background``.

    Returns:
        The flat sheet; ``to_file`` leads back into the photo. Where the sheet has no four clear edges, the
        corner marks of a printed form tell how it lies; a picture with neither, such as a scan, comes back
        as it is.

    Source: Theil, Proc. Kon. Ned. Akad. Wet. A 53 (1950), 386-392, for the lines.
    """
    factor = min(1.0, LOOK_PX / max(image.width, image.height))
    whole = grey_of(image.pixels)
    grey = cv2.resize(whole, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    corners = _find_corners(cv2.GaussianBlur(as_pixels(grey), (3, 3), 0).astype(float) + 1)
    if corners is not None:
        return _lay_flat(image, corners / factor)
    by_marks = find_corner_marks(whole)
    return image if by_marks is None else _lay_flat(image, by_marks)


def _find_corners(grey: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Corners of the sheet: top left, top right, bottom right, bottom left; None if it is not clear."""
    height, width = grey.shape
    left, right = _edge(grey), _edge(grey[:, ::-1])
    top, bottom = _edge(grey.T), _edge(grey.T[:, ::-1])
    if left is None or right is None or top is None or bottom is None:
        return None
    right = (width - right[0], -right[1])
    bottom = (height - bottom[0], -bottom[1])
    return np.array([_meet(x, y) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))])


def _meet(upright: tuple[float, float], level: tuple[float, float]) -> tuple[float, float]:
    """Where x = a + b y and y = c + d x cross."""
    (a, b), (c, d) = upright, level
    y = (c + d * a) / (1 - b * d)
    return a + b * y, y


def _edge(grey: NDArray[np.float64]) -> tuple[float, float] | None:
    """The sheet's left edge as (a, b) of x = a + b y; None where there is none."""
    height, width = grey.shape
    rows = np.linspace(height * PROBED_SHARE[0], height * PROBED_SHARE[1], PROBES).astype(int)
    smooth = cv2.blur(grey, (1, 5))[rows, : round(width * DEPTH_SHARE)]
    sums = np.cumsum(np.pad(smooth, ((0, 0), (1, 0))), axis=1)
    means = (sums[:, STEP_PX:] - sums[:, :-STEP_PX]) / STEP_PX
    jumps = means[:, STEP_PX:] / means[:, :-STEP_PX]
    places = [(_first_peak(walk), row) for walk, row in zip(jumps, rows, strict=True)]
    met = np.array([(x + STEP_PX, row + 0.5) for x, row in places if x is not None])
    if len(met) < LEAST_PROBES * PROBES:
        return None
    one, other = np.triu_indices(len(met), 1)
    slope = float(np.median((met[other, 0] - met[one, 0]) / (met[other, 1] - met[one, 1])))
    base = float(np.median(met[:, 0] - slope * met[:, 1]))
    on_line = np.abs(met[:, 0] - base - slope * met[:, 1]) <= ON_LINE_PX
    if on_line.sum() < LEAST_PROBES * PROBES or base + slope * height / 2 < LEAST_MARGIN * width:
        return None
    slope, base = (float(v) for v in np.polyfit(met[on_line, 1], met[on_line, 0], 1))
    return base, slope


def _first_peak(walk: NDArray[np.float64]) -> int | None:
    """The first place where brightness jumps, at the height of the jump."""
    above = np.flatnonzero(walk >= EDGE_FACTOR)
    if not len(above):
        return None
    first = int(above[0])
    return first + int(np.argmax(walk[first : first + 2 * STEP_PX]))


def _lay_flat(image: PageImage, corners: NDArray[np.float64]) -> PageImage:
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    if not SIDE_RATIO[0] <= max(across, down) / max(1.0, min(across, down)) <= SIDE_RATIO[1]:
        return image
    short_mm, long_mm = A4_MM
    width_mm, height_mm = (short_mm, long_mm) if across <= down else (long_mm, short_mm)
    dpi = min(MOST_DPI, max(across / width_mm, down / height_mm) * 25.4)
    width, height = round(width_mm / 25.4 * dpi), round(height_mm / 25.4 * dpi)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    new_to_old = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    # Pixel centres lie half a pixel inside the corners that boxes are measured from.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    sampling = np.linalg.inv(half) @ new_to_old @ half
    pixels = cv2.warpPerspective(
        image.pixels,
        sampling,
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return PageImage(as_pixels(pixels), dpi, image.to_file.after(Transform.of(np.asarray(new_to_old, float))))
