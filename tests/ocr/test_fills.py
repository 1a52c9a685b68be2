from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.fills import find_fills
from ocr.model import PageImage, Transform

DPI = 100.0


def page_of(pixels: np.ndarray) -> PageImage:
    return PageImage(pixels.astype(np.uint8), DPI, Transform.whole_page(pixels.shape[1], pixels.shape[0]))


def write(pixels: np.ndarray, text: str, x: int, y: int, grey: int) -> None:
    cv2.putText(pixels, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.45, grey, 1, cv2.LINE_AA)


@settings(max_examples=25)
@given(
    tint=st.integers(60, 235),
    columns=st.integers(1, 5),
    width=st.integers(40, 90),
    height=st.integers(16, 60),
    gap=st.integers(2, 4),
)
def test_cells_parted_by_white_lines_are_told_apart(
    tint: int, columns: int, width: int, height: int, gap: int
) -> None:
    pixels = np.full((800, 700), 255, np.uint8)
    lefts = [60 + i * (width + gap) for i in range(columns)]
    for left in lefts:
        pixels[100 : 100 + height, left : left + width] = tint
    found = sorted(find_fills(page_of(pixels)), key=lambda box: box.left)
    assert len(found) == columns
    for box, left in zip(found, lefts, strict=True):
        assert abs(box.left - left) <= 2 and abs(box.right - left - width) <= 2
        assert abs(box.top - 100) <= 2 and abs(box.bottom - 100 - height) <= 2


def test_white_and_black_writing_leave_a_cell_whole() -> None:
    pixels = np.full((400, 600), 255, np.uint8)
    for top, tint, ink in ((50, 110, 255), (90, 215, 0)):
        pixels[top : top + 30, 60:500] = tint
        write(pixels, "So luong 1.234 nguoi", 70, top + 24, ink)
    assert len(find_fills(page_of(pixels))) == 2


def test_two_tints_that_touch_are_two_cells() -> None:
    pixels = np.full((400, 600), 255, np.uint8)
    pixels[100:130, 50:400], pixels[130:170, 50:400] = 120, 210
    assert len(find_fills(page_of(pixels))) == 2


def test_white_paper_discs_and_grounds_of_whole_boxes_are_no_cells() -> None:
    pixels = np.full((800, 600), 252, np.uint8)
    for y in range(40, 300, 24):
        write(pixels, "Tinh hinh to chuc dang va hoat dong cua doan the", 30, y, 20)
    cv2.circle(pixels, (300, 500), 60, 150, -1)
    assert find_fills(page_of(pixels)) == ()
    pixels[320:700, 20:580] = 225
    assert find_fills(page_of(pixels)) == ()
