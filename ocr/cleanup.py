"""What is not print goes: marks, rulings, specks, shadows. The page stays grey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import Ink, as_pixels, find_ink, grey_of
from ocr.geometry import COARSE_DPI
from ocr.model import Direction, PageImage, Ruling

BACKGROUND_DPI = 50.0  # paper and shadows change slowly; a small copy shows them all
PAPER_WINDOW_MM = 5.0  # larger than the strokes of a headline, smaller than a shadow
LONG_MM = 25.0  # no letters stand in line by chance over more than three text lines
MEETING_MM = 1.5  # lines of a table meet or cross; on a worn fax they stop this short
FINE_DPI = 250.0  # strokes are three pixels or more: a median does them little harm
MOST_GRAIN_FINE, MOST_GRAIN_COARSE = 4.0, 9.0  # of 255; scans had 0.2 to 1.3, a poor copier 4.8, faxes 7.8
RULING_MARGIN_MM = 0.15  # a scanned line is softer than its core


def even_background(image: PageImage) -> PageImage:
    """Divide the page by its own background, so that paper is white everywhere.

    Background is a grey closing (the brightest within a window, then back), smoothed, on a small copy.
    """
    grey = grey_of(image.pixels)
    scale = min(1.0, BACKGROUND_DPI / image.dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = max(3, round(PAPER_WINDOW_MM / 25.4 * image.dpi * scale)) | 1
    paper = cv2.morphologyEx(
        small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    )
    paper = cv2.GaussianBlur(paper, (side, side), 0)
    paper = cv2.resize(paper, (image.width, image.height), interpolation=cv2.INTER_LINEAR)
    evened = cv2.divide(grey, np.maximum(as_pixels(paper), 1), scale=255)
    return PageImage(as_pixels(evened), image.dpi, image.to_file)


def despeckle(image: PageImage) -> PageImage:
    """Take scanner noise off a grey page by a median over 3 x 3 pixels, where there is much of it.

    A median also wears thin tone marks: on ten quiet reports it cost 4 of 143 headings and 39 of 483
    figures, most at 150 and 200 dpi, so quiet pages are left as they are. So are coarse ones, whose strokes
    are as thin as specks.
    """
    if image.dpi < COARSE_DPI:
        return image
    limit = MOST_GRAIN_FINE if image.dpi >= FINE_DPI else MOST_GRAIN_COARSE
    if paper_grain(image) <= limit:
        return image
    return PageImage(as_pixels(cv2.medianBlur(image.pixels, 3)), image.dpi, image.to_file)


def paper_grain(image: PageImage) -> float:
    """How uneven bare paper is from pixel to pixel: standard deviation against its median, 0..255."""
    grey = grey_of(image.pixels)
    ink = cv2.morphologyEx(
        find_ink(grey, image.dpi).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)
    )
    paper = cv2.dilate(ink, np.ones((9, 9), np.uint8)) == 0
    difference = cv2.medianBlur(grey, 3).astype(np.int16) - grey
    return float(cv2.meanStdDev(difference, mask=paper.astype(np.uint8))[1][0, 0])


def erase_rulings(image: PageImage, rulings: Iterable[Ruling]) -> PageImage:
    """Paint printed lines white, but keep the strokes of letters that cross or touch them.

    Across a line ink is as thick as the line itself; where a letter crosses, it goes on beyond. Only the
    columns of a line (rows, for a vertical one) whose ink ends at the line's edges are painted.
    """
    pixels = grey_of(image.pixels).copy()
    ink = find_ink(pixels, image.dpi)
    for ruling in certain_rulings(tuple(rulings), image):
        if ruling.direction is Direction.HORIZONTAL:
            _erase_along_rows(pixels, ink, ruling, image.px(RULING_MARGIN_MM))
        else:
            _erase_along_rows(pixels.T, ink.T, ruling, image.px(RULING_MARGIN_MM))
    return PageImage(pixels, image.dpi, image.to_file)


def certain_rulings(rulings: tuple[Ruling, ...], image: PageImage) -> Iterator[Ruling]:
    """The lines that cannot be letters: long ones, and those that meet another at a right angle.

    Stems of letters that happen to stand under each other look like a short vertical line.
    """
    long, near = image.px(LONG_MM), image.px(MEETING_MM)
    for ruling in rulings:
        meetings = sum(_meet(ruling, other, near) for other in rulings if other.direction != ruling.direction)
        if ruling.length >= long or meetings >= 2:
            yield ruling


def _meet(one: Ruling, other: Ruling, near: float) -> bool:
    return other.start - near <= one.at <= other.end + near and one.start - near <= other.at <= one.end + near


def _erase_along_rows(pixels: NDArray[np.uint8], ink: Ink, ruling: Ruling, margin: float) -> None:
    height, width = pixels.shape
    start, end = max(0, int(ruling.start - margin)), min(width, int(np.ceil(ruling.end + margin)))
    half = ruling.thickness / 2 + margin
    # A long line of a scan is seldom straight to the pixel: follow it in pieces.
    piece = max(8, int(40 * margin))
    for left in range(start, end, piece):
        right = min(end, left + piece)
        reach = int(np.ceil(half + margin * 3))
        top = max(0, int(ruling.at) - reach)
        strip = ink[top : int(ruling.at) + reach + 1, left:right]
        if strip.size == 0:
            continue
        rows = np.nonzero(strip.mean(axis=1) > 0.6)[0]
        centre = top + float(rows.mean()) + 0.5 if len(rows) else ruling.at
        first, last = max(0, int(np.floor(centre - half))), min(height, int(np.ceil(centre + half)))
        above = ink[max(0, first - 2) : first, left:right].any(axis=0)
        below = ink[last : last + 2, left:right].any(axis=0)
        free = ~(above | below)
        band = pixels[first:last, left:right]
        band[:, free] = 255
