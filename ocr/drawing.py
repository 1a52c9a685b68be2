"""Everything that was found, drawn over the page image: for debugging, and to understand a field."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.binarise import as_pixels
from ocr.model import BoundingBox, Direction, Mark, Page, PageImage, PageReading, Ruling

Colour = tuple[int, int, int]
LINE_COLOUR: Colour = (0, 120, 255)
BOLD_COLOUR: Colour = (150, 0, 200)
DOUBTFUL_COLOUR: Colour = (255, 90, 0)
RULING_COLOUR: Colour = (0, 160, 60)
MARK_COLOUR: Colour = (220, 0, 0)
DOUBTFUL = 0.7  # words read with less confidence are shown in another colour
BOLD = 0.5
STROKE_MM = 0.25


def draw_page(reading: PageReading) -> PageImage:
    """The level page with its lines, bold and doubtful words, rulings and marks."""
    page = reading.page
    drawn = draw_rulings(reading.level, page.rulings)
    drawn = draw_boxes(drawn, (line.box for line in page.lines), LINE_COLOUR)
    drawn = draw_boxes(drawn, _words(page, bold=True), BOLD_COLOUR)
    drawn = draw_boxes(drawn, _words(page, bold=False), DOUBTFUL_COLOUR)
    return draw_marks(drawn, page.marks)


def _words(page: Page, *, bold: bool) -> Iterable[BoundingBox]:
    if bold:
        return (w.box for w in page.words if w.bold is not None and w.bold >= BOLD)
    return (w.box for w in page.words if w.confidence < DOUBTFUL)


def draw_boxes(image: PageImage, boxes: Iterable[BoundingBox], colour: Colour) -> PageImage:
    """A copy of the image in colour, with a frame around every box."""
    pixels = _in_colour(image)
    for box in boxes:
        start, end = (round(box.left), round(box.top)), (round(box.right), round(box.bottom))
        cv2.rectangle(pixels, start, end, colour, _stroke(image))
    return PageImage(pixels, image.dpi, image.to_file)


def draw_rulings(image: PageImage, rulings: Iterable[Ruling]) -> PageImage:
    """A copy of the image in colour, with the found lines over the printed ones."""
    pixels = _in_colour(image)
    for ruling in rulings:
        ends = [(ruling.start, ruling.at), (ruling.end, ruling.at)]
        if ruling.direction is Direction.VERTICAL:
            ends = [(y, x) for x, y in ends]
        start, end = ((round(x), round(y)) for x, y in ends)
        cv2.line(pixels, start, end, RULING_COLOUR, _stroke(image))
    return PageImage(pixels, image.dpi, image.to_file)


def draw_marks(image: PageImage, marks: Iterable[Mark]) -> PageImage:
    """A copy of the image in colour, with a frame, kind and confidence for every mark."""
    marks = tuple(marks)
    pixels = np.array(draw_boxes(image, (m.box for m in marks), MARK_COLOUR).pixels)
    for mark in marks:
        corner = (round(mark.box.left), max(12, round(mark.box.top) - 4))
        label = f"{mark.kind} {mark.confidence:.2f}"
        cv2.putText(pixels, label, corner, cv2.FONT_HERSHEY_SIMPLEX, image.dpi / 300, MARK_COLOUR, 2)
    return PageImage(pixels, image.dpi, image.to_file)


def _in_colour(image: PageImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    if image.is_colour:
        return np.array(image.pixels)
    return as_pixels(cv2.cvtColor(image.pixels, cv2.COLOR_GRAY2RGB))


def _stroke(image: PageImage) -> int:
    return max(1, round(image.px(STROKE_MM)))
