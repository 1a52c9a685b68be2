import cv2
import numpy as np
import pytest

from ocr.rings import erase_rings, find_ring
from tests.ocr.conftest import page_image, sheet, write_lines

DPI = 200.0
CENTRE, RADIUS = (300, 300), 140  # 36 mm across


def seal(pixels: np.ndarray) -> np.ndarray:
    cv2.circle(pixels, CENTRE, RADIUS, 0, 3)
    cv2.circle(pixels, CENTRE, 88, 0, 2)
    return pixels


def test_rings_go_and_letters_that_they_cross_stay():
    pixels = seal(sheet(600, 600))
    cv2.rectangle(pixels, (296, 130), (303, 190), 0, -1)  # a stem across the top of the outer ring
    without = erase_rings(page_image(pixels, DPI))
    assert without is not None
    turns = np.linspace(0, 2 * np.pi, 200)
    for radius in (RADIUS, 88):
        xs, ys = 300 + radius * np.cos(turns), 300 + radius * np.sin(turns)
        on = without.pixels[np.rint(ys).astype(int), np.rint(xs).astype(int)]
        off_stem = np.abs(xs - 300) > 12
        assert (on[off_stem] > 128).mean() > 0.95
    assert without.pixels[135:186, 299:301].max() == 0


@pytest.mark.parametrize("kept", [0.7, 0.85])
def test_a_worn_ring_is_found(kept):
    pixels = sheet(600, 600)
    for degrees in range(0, 360, 20):
        cv2.ellipse(pixels, CENTRE, (RADIUS, RADIUS), 0, degrees, degrees + 20 * kept, 0, 3)
    without = erase_rings(page_image(pixels, DPI))
    assert without is not None
    assert (without.pixels < 128).sum() < 0.1 * (pixels < 128).sum()


def test_print_has_no_rings():
    assert erase_rings(page_image(write_lines(sheet(827, 600), 14), 100.0)) is None
    assert erase_rings(page_image(sheet(400, 400), DPI)) is None


def test_a_pale_ring_is_told_by_its_centre_and_radius():
    pixels = sheet(600, 600)
    cv2.circle(pixels, CENTRE, RADIUS, 215, 3)
    ring = find_ring(page_image(pixels, DPI))
    assert ring is not None
    assert (ring.x, ring.y, ring.radius) == pytest.approx((*CENTRE, RADIUS), abs=3)
    assert ring.share > 0.9


def test_a_loop_of_a_pen_is_no_seal():
    pixels = sheet(600, 600)
    cv2.circle(pixels, CENTRE, 60, 0, 3)  # 15 mm across
    assert find_ring(page_image(pixels, DPI)) is None
    assert find_ring(page_image(write_lines(sheet(827, 600), 14), 100.0)) is None
