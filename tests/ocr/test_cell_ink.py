from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.cell_ink import InkShape, look_into
from ocr.cell_lines import split_lines
from ocr.model import BoundingBox, PageImage, Transform

DPI = 200.0
WIDTH, HEIGHT = 160, 60
BOX = BoundingBox(20, 20, 20 + WIDTH, 20 + HEIGHT)


def bordered() -> np.ndarray:
    """A cell with 2 pixel borders on its box."""
    pixels = np.full((100, 200), 250, np.uint8)
    cv2.rectangle(pixels, (20, 20), (20 + WIDTH, 20 + HEIGHT), 70, 2)
    return pixels


def shape_of(pixels: np.ndarray) -> InkShape:
    return look_into(page_of(pixels), BOX).shape


def page_of(pixels: np.ndarray) -> PageImage:
    return PageImage(pixels, DPI, Transform.whole_page(pixels.shape[1], pixels.shape[0]))


def test_borders_alone_are_a_blank_cell() -> None:
    ink = look_into(page_of(bordered()), BOX)
    assert (ink.shape, ink.crop) == (InkShape.NOTHING, None)
    assert ink.certainty > 0.9


def test_a_sloping_border_is_no_figure_one() -> None:
    pixels = bordered()
    cv2.line(pixels, (178, 20), (172, 80), 70, 2)
    assert shape_of(pixels) is InkShape.NOTHING


def test_specks_of_a_fax_leave_a_cell_blank() -> None:
    pixels = bordered()
    for x, y in np.random.default_rng(1).integers(30, 70, (12, 2)):
        pixels[y, x] = 0
    assert shape_of(pixels) is InkShape.NOTHING


@pytest.mark.parametrize("width", [9, 14, 30])
def test_a_dash_is_known_by_its_shape(width: int) -> None:
    pixels = bordered()
    cv2.rectangle(pixels, (90, 48), (90 + width, 50), 20, -1)
    assert shape_of(pixels) is InkShape.DASH


def test_dots_in_a_row_are_an_ellipsis() -> None:
    pixels = bordered()
    for x in (90, 98, 106):
        cv2.rectangle(pixels, (x, 58), (x + 2, 60), 20, -1)
    assert shape_of(pixels) is InkShape.ELLIPSIS


def test_writing_is_cut_tight_on_white_without_borders() -> None:
    pixels = bordered()
    cv2.putText(pixels, "17", (80, 62), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 2)
    ink = look_into(page_of(pixels), BOX)
    assert ink.shape is InkShape.WRITING
    assert ink.crop is not None
    edge = np.concatenate((ink.crop.pixels[0], ink.crop.pixels[:, 0], ink.crop.pixels[-1]))
    assert edge.min() == 255
    assert ink.crop.pixels.min() < 60
    x, y = ink.crop.to_file.point(ink.crop.width / 2, ink.crop.height / 2)
    assert (x * 200, y * 100) == pytest.approx((97, 54), abs=4)


def test_a_streak_through_the_cell_is_wiped() -> None:
    pixels = bordered()
    cv2.line(pixels, (120, 0), (120, 99), 20, 1)
    assert shape_of(pixels) is InkShape.NOTHING


def test_lines_of_text_are_counted_and_cut() -> None:
    pixels = np.full((140, 300), 250, np.uint8)
    for y in (40, 80, 120):
        cv2.putText(pixels, "nghiep", (30, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    ink = look_into(page_of(pixels), BoundingBox(0, 0, 300, 140), keep_all=True)
    assert ink.crop is not None
    assert (ink.lines, len(split_lines(ink.crop))) == (3, 3)


def test_a_box_outside_the_page_is_blank_and_uncertain() -> None:
    ink = look_into(page_of(bordered()), BoundingBox(500, 500, 600, 600))
    assert (ink.shape, ink.certainty) == (InkShape.NOTHING, 0.0)
