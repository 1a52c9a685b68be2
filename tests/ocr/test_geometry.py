import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.deskew import find_skew, turn_by
from ocr.geometry import scaled, turn_quarter
from ocr.model import BoundingBox
from tests.ocr.conftest import page_image, sheet, write_lines


def dark_box(pixels: np.ndarray) -> BoundingBox:
    ys, xs = np.nonzero(pixels < 128)
    return BoundingBox(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))


@settings(max_examples=40)
@given(
    turn=st.sampled_from([0, 90, 180, 270]),
    degrees=st.floats(-5, 5),
    x=st.integers(20, 120),
    y=st.integers(20, 180),
    factor=st.floats(0.7, 1.6),
)
def test_a_box_found_on_a_turned_page_shows_the_same_ink_in_the_file(turn, degrees, x, y, factor):
    pixels = np.full((260, 180), 255, np.uint8)
    pixels[y : y + 12, x : x + 30] = 0
    original = page_image(pixels)
    found = turn_by(turn_quarter(scaled(original, factor, factor, 100 * factor), turn), degrees)
    where = found.to_file.box(dark_box(found.pixels))
    # The upright box around slanted ink is wider than the ink by height times the sine of the slant.
    slack = 30 * np.sin(np.radians(abs(degrees))) + 3 / min(1, factor)
    assert where.left * 180 == pytest.approx(x, abs=slack)
    assert where.top * 260 == pytest.approx(y, abs=slack)
    assert where.right * 180 == pytest.approx(x + 30, abs=slack)
    assert where.bottom * 260 == pytest.approx(y + 12, abs=slack)


@given(turn=st.sampled_from([0, 90, 180, 270]))
def test_turning_on_to_a_full_circle_gives_the_page_back(turn):
    image = page_image(np.arange(60, dtype=np.uint8).reshape(6, 10))
    back = turn_quarter(turn_quarter(image, turn), (360 - turn) % 360)
    assert np.array_equal(back.pixels, image.pixels)
    assert back.to_file.point(3, 2) == pytest.approx(image.to_file.point(3, 2))


def test_other_turns_are_refused():
    with pytest.raises(ValueError, match="quarter turn"):
        turn_quarter(page_image(sheet(20, 20)), 45)


@pytest.mark.parametrize("degrees", [-3.2, -0.7, 0.0, 1.1, 4.4])
def test_a_page_turned_by_an_angle_is_level_again(degrees):
    level = page_image(write_lines(sheet()))
    turned = turn_by(level, -degrees)
    assert find_skew(turned) == pytest.approx(degrees, abs=0.08)
    assert abs(find_skew(turn_by(turned, find_skew(turned)))) < 0.08


def test_blank_page_is_returned_unturned():
    image = page_image(sheet())
    assert find_skew(image) == 0.0
    assert turn_by(image, 0.0) is image


def test_skew_beyond_half_a_quarter_turn_is_refused():
    with pytest.raises(ValueError, match="max_degrees"):
        find_skew(page_image(sheet()), max_degrees=60)
