"""The black squares in the corners of our printed forms: where the sheet lies in a picture of it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels

MARK_MM = 4.0
MARK_EDGE_MM = 6.0  # from the sheet's edges; printers leave 4 to 5 mm white
SHEET_MM = (297.0, 210.0)  # forms lie on their side

LOOK_PX = 1000  # long side of the copy on which marks are sought: a mark has 10 to 14 pixels there
CORNER_SHARE = 0.3  # of each side of the picture: how far from its corners marks are sought
SHADE_PX = 51  # of the copy: paper around a mark tells how bright white is in that place
DARKER = 0.62  # of the paper's brightness; a printed mark has less than half of it
PAPER_PX = 25  # of the copy: wider than a mark, so that paper is seen over it
SIDE_SHARE = (0.006, 0.022)  # of the copy's long side that a mark's side may take
SQUARE = 1.45  # longest side over shortest: a mark seen at a slant
FILLED = 0.75  # of its upright box that a mark's ink covers; turned by 5 degrees it is 0.85
WHITE_RING = 0.9  # of the paper around a mark that is white
NEAREST = 3  # candidates for each corner
ALIKE_SIZE = 1.8  # largest of four marks over the smallest
SLANT = 0.12  # how much opposite sides may differ in length
ASPECT_OFF = 0.15  # how far the marks' sides may be from those of the sheet, as a share
_CORNERS = ((False, False), (True, False), (True, True), (False, True))  # right, low
LYING_FLAT = 0.004
"""How far, as a share of the long side, a flat scan's marks lie from a rectangle: nothing to undo."""


def find_corner_marks(grey: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """The corners of a sheet by its four marks: top left, top right, bottom right, bottom left as it lies.

    Args:
        grey: The picture, in its own pixels.

    Returns:
        Corners in pixels of the picture, which may lie outside of it; None where there are no four marks
        that stand as those of a form do, and where the sheet lies flat already.
    """
    factor = min(1.0, LOOK_PX / max(grey.shape))
    copy = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    marks = _best_four([_squares_near(as_pixels(copy), right, low) for right, low in _CORNERS])
    if marks is None:
        return None
    across, down = _sides(marks)
    width, height = SHEET_MM if across >= down else SHEET_MM[::-1]
    off = MARK_EDGE_MM + MARK_MM / 2
    on_sheet = _rectangle(off, off, width - off, height - off)
    if _off_rectangle(marks) < LYING_FLAT * max(across, down):
        return None
    to_picture = cv2.getPerspectiveTransform(on_sheet, marks.astype(np.float32))
    whole = _rectangle(0, 0, width, height)[None]
    corners: NDArray[np.float64] = cv2.perspectiveTransform(whole, to_picture)[0] / factor
    return corners


def _squares_near(grey: NDArray[np.uint8], right: bool, low: bool) -> NDArray[np.float64]:
    """The squares nearest to a corner of the picture, as ``_squares`` gives them."""
    height, width = grey.shape
    tall, wide = round(CORNER_SHARE * height), round(CORNER_SHARE * width)
    top, left = (height - tall if low else 0), (width - wide if right else 0)
    found = _squares(grey[top : top + tall, left : left + wide], max(height, width))
    found[:, :2] += (left, top)
    away = np.hypot(found[:, 0] - width * right, found[:, 1] - height * low)
    return found[np.argsort(away)[:NEAREST]]


def _squares(grey: NDArray[np.uint8], long_side: int) -> NDArray[np.float64]:
    """Solid dark squares on white paper: x and y of the middle, side; shape (n, 3)."""
    white = cv2.dilate(grey, np.ones((PAPER_PX, PAPER_PX), np.uint8))
    paper = cv2.blur(white, (SHADE_PX, SHADE_PX)).astype(np.float32)
    dark = (grey < DARKER * paper).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(dark, connectivity=4)
    left, top, width, height, area = stats[1:].T
    least, most = (share * long_side for share in SIDE_SHARE)
    solid = (np.minimum(width, height) >= least) & (np.maximum(width, height) <= most)
    solid &= np.maximum(width, height) <= SQUARE * np.minimum(width, height)
    solid &= area >= FILLED * width * height
    found = []
    for place in np.flatnonzero(solid):
        ring = round(0.5 * max(width[place], height[place]))
        rows = slice(max(0, top[place] - ring), top[place] + height[place] + ring)
        columns = slice(max(0, left[place] - ring), left[place] + width[place] + ring)
        around = dark[rows, columns]
        others = int(around.sum()) - area[place]
        if others <= (1 - WHITE_RING) * (around.size - area[place]):
            found.append((*middles[1 + place], float(np.sqrt(area[place]))))
    return np.array(found, float).reshape(-1, 3)


def _best_four(nearest: Sequence[NDArray[np.float64]]) -> NDArray[np.float64] | None:
    """The four squares, one of each corner's, that stand most like the marks of a sheet."""
    best: tuple[float, NDArray[np.float64]] | None = None
    for chosen in itertools.product(*nearest):
        squares = np.array(chosen)
        sizes = squares[:, 2]
        if sizes.max() > ALIKE_SIZE * sizes.min():
            continue
        corners = squares[:, :2] + 0.5  # pixel centres lie half a pixel inside
        fault = _fault(corners, float(sizes.mean()))
        if fault is not None and (best is None or fault < best[0]):
            best = fault, corners
    return None if best is None else best[1]


def _fault(corners: NDArray[np.float64], side: float) -> float | None:
    """How far four marks of this side stand from where a form's do, as a share; None if too far."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    slant = max(abs(sides[0] / sides[2] - 1), abs(sides[1] / sides[3] - 1))
    between = [side_mm - 2 * MARK_EDGE_MM - MARK_MM for side_mm in SHEET_MM]
    across, down = _sides(corners)
    long, short = max(across, down), min(across, down)
    aspect = abs(long / short / (between[0] / between[1]) - 1)
    size = abs(side / MARK_MM / (long / between[0]) - 1)
    if slant > SLANT or aspect > ASPECT_OFF or size > 2 * ASPECT_OFF:
        return None
    return float(slant + aspect + size)


def _sides(corners: NDArray[np.float64]) -> tuple[float, float]:
    """Mean length across and down."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def _off_rectangle(corners: NDArray[np.float64]) -> float:
    """How far, in pixels, the corners lie from the parallelogram and the right angles of a rectangle."""
    one, two, three, four = corners
    askew = np.linalg.norm(one + three - two - four) / 2
    return float(max(askew, abs(np.linalg.norm(three - one) - np.linalg.norm(four - two)) / 2))


def _rectangle(left: float, top: float, right: float, bottom: float) -> NDArray[np.float32]:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
