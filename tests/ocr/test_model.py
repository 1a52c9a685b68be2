from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.model import BoundingBox, Ink, Line, Page, PageImage, Reading, Transform, Word

SIDE = st.floats(-500, 500, allow_nan=False)
BOXES = st.builds(
    lambda x, y, w, h: BoundingBox(x, y, x + w, y + h), SIDE, SIDE, st.floats(0.1, 300), st.floats(0.1, 300)
)


def test_a_box_inside_out_is_refused() -> None:
    with pytest.raises(ValueError, match="inside out"):
        BoundingBox(10, 0, 5, 1)


@given(BOXES, BOXES)
def test_the_union_covers_both_boxes(a: BoundingBox, b: BoundingBox) -> None:
    assert a.overlap(a.union(b)) == pytest.approx(1.0)
    assert b.overlap(a.union(b)) == pytest.approx(1.0)


@given(BOXES, BOXES)
def test_intersection_is_symmetric_and_inside_both(a: BoundingBox, b: BoundingBox) -> None:
    shared = a.intersection(b)
    assert shared == b.intersection(a)
    if shared:
        assert shared.area <= min(a.area, b.area) + 1e-6


@given(BOXES, st.floats(-400, 400))
def test_a_grown_box_is_never_inside_out(box: BoundingBox, by: float) -> None:
    grown = box.grown(by)
    assert grown.width >= 0 and grown.height >= 0


@given(st.floats(-math.pi, math.pi), SIDE, SIDE, SIDE, SIDE)
def test_a_transform_after_its_inverse_moves_nothing(
    angle: float, dx: float, dy: float, x: float, y: float
) -> None:
    turn = Transform.of([[math.cos(angle), -math.sin(angle), dx], [math.sin(angle), math.cos(angle), dy]])
    back = Transform.of(np.linalg.inv(turn.matrix))
    assert back.after(turn).point(x, y) == pytest.approx((x, y), abs=1e-6)


def test_the_whole_page_maps_to_the_unit_square() -> None:
    page = Page(1, 200, 100, 300, Transform.whole_page(200, 100))
    assert page.in_file(BoundingBox(0, 0, 200, 100)) == (0, 0, 1, 1)
    assert page.in_file(BoundingBox(-5, 50, 100, 200)) == (0, 0.5, 0.5, 1)


def test_pixels_of_a_page_image_cannot_be_written() -> None:
    image = PageImage(np.zeros((4, 4), np.uint8), 300, Transform.whole_page(4, 4))
    with pytest.raises(ValueError, match="read-only"):
        image.pixels[0, 0] = 1


def test_a_page_image_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        PageImage(np.zeros((4, 4), np.float64), 300, Transform.whole_page(4, 4))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="dpi"):
        PageImage(np.zeros((4, 4), np.uint8), 0, Transform.whole_page(4, 4))


def test_a_line_weighs_confidence_by_letters() -> None:
    box = BoundingBox(0, 0, 1, 1)
    line = Line((Word("abc", box, 1.0, bold=1.0), Word("d", box, 0.0, bold=None)))
    assert line.confidence == pytest.approx(0.75)
    assert line.bold == 1.0


def test_one_reader_alone_never_agrees() -> None:
    assert not Reading("7", Ink.PRINTED, 0.9, readers=(("tesseract", "7"),)).agreed
    assert Reading("7", Ink.PRINTED, 0.9, readers=(("a", "7"), ("b", "7"))).agreed
    assert not Reading("7", Ink.PRINTED, 0.9, readers=(("a", "7"), ("b", "1"))).agreed
