"""Photographs of a sheet: find its outline and flatten it as if it had been scanned."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels, grey_of
from ocr.model import PageImage, Transform

LOOK_PX = 800  # long side of the copy on which the outline is sought
# A scan shows paper to its edges. A photo of a sheet on a table shows something darker around it.
BORDER_SHARE = 0.015  # of the short side: the frame that is compared with the inside
BRIGHT_PERCENTILE = 75  # of the picture: paper
DARKER_THAN_PAPER = 0.72  # brightness of the surroundings against paper
LEAST_SURROUNDED = 0.35  # of the frame that must be so dark
SHEET_SHARE = (0.25, 0.985)  # of the picture under the sheet
SIDE_RATIO = (1.15, 1.75)  # A4 has 1.41, seen at a slant
A4_MM = (210.0, 297.0)
MOST_DPI = 300.0


def flatten(image: PageImage) -> PageImage:
    """Cut a photographed sheet out of its surroundings and undo the perspective.

    The sheet is the largest bright region whose outline comes down to four corners. It is laid on A4, so
    the resolution of the result follows from its size. Shadows are left to ``cleanup.even_background``.

    Returns:
        The flat sheet; ``to_file`` leads back into the photo. A picture without dark surroundings, or in
        which no sheet is found, comes back as it is.

    Source: Douglas, Peucker, Cartographica 10 (1973), 112-122, for the corners.
    """
    factor = min(1.0, LOOK_PX / max(image.width, image.height))
    grey = as_pixels(
        cv2.resize(grey_of(image.pixels), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    )
    if not _is_surrounded(grey):
        return image
    corners = _find_corners(grey)
    return image if corners is None else _lay_flat(image, corners / factor)


def _is_surrounded(grey: NDArray[np.uint8]) -> bool:
    frame = max(2, round(min(grey.shape) * BORDER_SHARE))
    outside = np.ones(grey.shape, bool)
    outside[frame:-frame, frame:-frame] = False
    paper = float(np.percentile(grey, BRIGHT_PERCENTILE))
    return float((grey[outside] < DARKER_THAN_PAPER * paper).mean()) >= LEAST_SURROUNDED


def _find_corners(grey: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """Corners of the sheet: top left, top right, bottom right, bottom left; None if it is not clear."""
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))  # print is not outline
    smooth = cv2.GaussianBlur(closed, (7, 7), 0)
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    if not SHEET_SHARE[0] <= cv2.contourArea(hull) / grey.size <= SHEET_SHARE[1]:
        return None
    length = cv2.arcLength(hull, True)
    for tolerance in np.arange(0.01, 0.08, 0.005):
        shape = cv2.approxPolyDP(hull, tolerance * length, True)
        if len(shape) == 4:
            return _in_order(shape.reshape(4, 2).astype(float) + 0.5)
        if len(shape) < 4:
            return None
    return None


def _in_order(points: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = points.mean(axis=0)
    around = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


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
