"""Everything that was found, drawn over the page image: for debugging, and to understand a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from ocr.binarise import as_pixels
from ocr.model import BoundingBox, Direction, Mark, Page, PageImage, PageReading, Pixels, Ruling, Transform
from ocr.table_words import find_cells

Colour = tuple[int, int, int]
LINE_COLOUR: Colour = (0, 120, 255)
BOLD_COLOUR: Colour = (150, 0, 200)
DOUBTFUL_COLOUR: Colour = (255, 90, 0)
RULING_COLOUR: Colour = (0, 160, 60)
MARK_COLOUR: Colour = (220, 0, 0)
OUTLINE_COLOUR: Colour = (0, 160, 60)
CELL_COLOUR: Colour = (255, 120, 0)
INK_COLOURS: dict[str, Colour] = {"red": (220, 0, 0), "blue": (0, 60, 220), "black": (90, 90, 90)}
DOUBTFUL = 0.7  # words read with less confidence are shown in another colour
BOLD = 0.5
STROKE_MM = 0.25


def draw_steps(file_page: PageImage, reading: PageReading) -> Iterator[tuple[str, PageImage]]:
    """Draw what each step of reading a page found, in the order of the steps.

    Args:
        file_page: The page as it lies in the file (``ocr.load_page``).
        reading: What was read from it.

    Yields:
        Name and picture: ``outline``, the page in the file with the level page's edges and its upper one
        thick, which shows quarter turn, skew and a photographed sheet; ``marks``, framed in their own
        colour; and unless the page is blank ``rulings``, ``cells`` and ``words`` over the clean page.
    """
    yield "outline", draw_outline(file_page, reading.level)
    page = reading.page
    yield "marks", draw_marks(reading.level, page.marks)
    if page.blank:
        return
    yield "rulings", draw_rulings(reading.clean, page.rulings)
    yield "cells", draw_boxes(reading.clean, find_cells(reading.clean, page.rulings), CELL_COLOUR)
    yield "words", draw_page(reading)


def draw_outline(file_page: PageImage, level: PageImage) -> PageImage:
    """A copy of a page of the file in colour, with the edges of the upright, level page made from it."""
    pixels = _in_colour(file_page)
    there = Transform.of(np.asarray(np.linalg.inv(file_page.to_file.matrix), np.float64)).after(level.to_file)
    width, height = level.width, level.height
    corners = [there.point(x, y) for x, y in ((0, 0), (width, 0), (width, height), (0, height))]
    points = np.rint(corners).astype(np.int32)
    stroke = 2 * _stroke(file_page)
    cv2.polylines(pixels, [points], True, OUTLINE_COLOUR, stroke)
    cv2.polylines(pixels, [points[:2]], False, OUTLINE_COLOUR, 4 * stroke)
    return PageImage(pixels, file_page.dpi, file_page.to_file)


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
        _frame(pixels, box, colour, _stroke(image))
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
    """A copy of the image in colour, with kind and confidence of every mark and a frame in its colour."""
    pixels = _in_colour(image)
    for mark in marks:
        colour = INK_COLOURS.get(mark.colour or "", MARK_COLOUR)
        _frame(pixels, mark.box, colour, _stroke(image))
        corner = (round(mark.box.left), max(12, round(mark.box.top) - 4))
        label = f"{mark.kind} {mark.confidence:.2f}"
        cv2.putText(pixels, label, corner, cv2.FONT_HERSHEY_SIMPLEX, image.dpi / 300, colour, 2)
    return PageImage(pixels, image.dpi, image.to_file)


def _frame(pixels: Pixels, box: BoundingBox, colour: Colour, stroke: int) -> None:
    start, end = (round(box.left), round(box.top)), (round(box.right), round(box.bottom))
    cv2.rectangle(pixels, start, end, colour, stroke)


def _in_colour(image: PageImage) -> Pixels:
    if image.is_colour:
        return np.array(image.pixels)
    return as_pixels(cv2.cvtColor(image.pixels, cv2.COLOR_GRAY2RGB))


def _stroke(image: PageImage) -> int:
    return max(1, round(image.px(STROKE_MM)))
