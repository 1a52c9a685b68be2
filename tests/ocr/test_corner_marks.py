"""The four squares of a printed form tell how its sheet lies in a picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr import corner_marks
from ocr.corner_marks import MARK_MM, SHEET_MM, find_corner_marks
from ocr.photo import flatten
from service.blanks import sheet as blank
from tests.ocr.conftest import page_image, write_lines

PX_PER_MM = 4.0
WIDTH, HEIGHT = (round(side * PX_PER_MM) for side in SHEET_MM)
DESK = 228  # as bright as the paper


def form(marks: int = 4) -> np.ndarray:
    """A form on its side with some of its marks, print between them."""
    page = np.full((HEIGHT, WIDTH), DESK, np.uint8)
    write_lines(page, 12, top=150, left=200)
    for x, y in blank.mark_places()[:marks]:
        left, top, side = (round(v * PX_PER_MM) for v in (x, y, MARK_MM))
        page[top : top + side, left : left + side] = 20
    return page


def seen(page: np.ndarray, corners: np.ndarray) -> np.ndarray:
    flat = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    return cv2.warpPerspective(page, matrix, (WIDTH + 160, HEIGHT + 120), borderValue=(DESK,))


SLANTED = np.array([[110, 70], [1290, 100], [1250, 880], [90, 850]], float)


def test_marks_stand_where_the_blank_form_prints_them() -> None:
    assert (corner_marks.MARK_MM, corner_marks.MARK_EDGE_MM) == (blank.MARK_MM, blank.MARK_EDGE_MM)
    assert corner_marks.SHEET_MM == blank.PAGE_MM


@settings(max_examples=25)
@given(st.lists(st.integers(-25, 25), min_size=8, max_size=8))
def test_corners_of_the_sheet_are_found_however_it_slants(shifts: list[int]) -> None:
    corners = SLANTED + np.array(shifts, float).reshape(4, 2)
    found = find_corner_marks(seen(form(), corners))
    assert found is not None
    assert np.abs(found - corners).max() < 4  # pixels, 1 mm


def test_a_sheet_on_a_desk_as_bright_as_itself_is_laid_flat() -> None:
    picture = page_image(seen(form(), SLANTED))
    flat = flatten(picture)
    assert flat is not picture
    assert flat.width / flat.height == pytest.approx(SHEET_MM[0] / SHEET_MM[1], abs=0.01)
    assert flat.width / flat.dpi * 25.4 == pytest.approx(SHEET_MM[0], abs=1)


@pytest.mark.parametrize("marks", [0, 3])
def test_without_all_four_marks_nothing_is_changed(marks: int) -> None:
    picture = page_image(seen(form(marks), SLANTED))
    assert flatten(picture) is picture


def test_a_flat_scan_with_marks_is_left_alone() -> None:
    scan = page_image(form())
    assert flatten(scan) is scan
