import cv2
import numpy as np
import pytest

from ocr.strokes import longest_stroke_mm
from tests.ocr.conftest import page_image, sheet, write_lines

DPI = 200.0
MM = DPI / 25.4


def place() -> np.ndarray:
    return sheet(round(62 * MM), round(28 * MM))


def signed(pixels: np.ndarray, value: int = 0) -> np.ndarray:
    turns = np.linspace(0, 8 * np.pi, 400)
    xs, ys = 100 + turns * 9 + 30 * np.cos(turns), 110 + 40 * np.sin(turns)
    points = np.rint(np.stack([xs, ys], axis=1)).astype(np.int32)
    cv2.polylines(pixels, [points], False, value, 3)
    return pixels


def length(part: np.ndarray) -> float:
    page = page_image(write_lines(sheet(1654, 2339), 30), DPI)
    return longest_stroke_mm(page_image(part, DPI), page)


def test_a_signature_is_longer_than_letters():
    assert length(signed(place())) > 60
    assert length(write_lines(place(), 2, top=60, left=20)) == 0


def test_a_stroke_crossed_by_a_seal_still_counts():
    pixels = signed(place())
    cv2.circle(pixels, (200, 110), 95, 150, 3)
    assert length(pixels) > 40


def test_an_empty_place_a_blot_and_a_ruling_are_no_strokes():
    assert length(place()) == 0
    blot, ruled = place(), place()
    cv2.circle(blot, (200, 110), 60, 0, -1)
    cv2.rectangle(ruled, (10, 100), (450, 103), 0, -1)
    assert length(blot) == length(ruled) == 0


@pytest.mark.parametrize("row", [0, -1])
def test_a_line_of_print_cut_at_the_edge_is_no_stroke(row):
    pixels = place()
    band = pixels[:30] if row == 0 else pixels[-30:]
    band[row] = 0
    band[:, 100:300:9] = 0
    assert length(pixels) == 0
