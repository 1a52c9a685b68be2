from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.model import PageImage, Transform
from ocr.second_reader import decode, read_line

SIGNS = {0: "", 1: "1", 2: "7", 3: "."}


def outputs(*moments: dict[str, float]) -> np.ndarray:
    """Log probabilities from {sign: probability}; "" is the blank, the rest is spread thin."""
    rows = np.full((len(moments), len(SIGNS)), 1e-6)
    for row, moment in zip(rows, moments, strict=True):
        for index, sign in SIGNS.items():
            row[index] = max(row[index], moment.get(sign, 0.0))
    return np.log(rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


def test_repeats_are_one_sign_unless_a_blank_parts_them() -> None:
    assert decode(outputs({"1": 1}, {"1": 1}), SIGNS, 0, None).text == "1"
    assert decode(outputs({"1": 1}, {"": 1}, {"1": 1}), SIGNS, 0, None).text == "11"


def test_runners_up_come_with_their_probability() -> None:
    reading = decode(outputs({"1": 0.6, "7": 0.4}), SIGNS, 0, None)
    assert [text for text, _ in reading.candidates[:2]] == ["1", "7"]
    assert [p for _, p in reading.candidates[:2]] == pytest.approx([0.6, 0.4], abs=0.01)


def test_a_restricted_reading_of_something_else_is_improbable() -> None:
    reading = decode(outputs({"7": 0.99, "1": 0.01}), SIGNS, 0, {"1"})
    assert reading.text == "1"
    assert reading.confidence < 0.02


@settings(max_examples=30)
@given(st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=1, max_size=6))
def test_probabilities_of_readings_never_exceed_one(moments: list[list[float]]) -> None:
    rows = np.array(moments)
    log_probs = np.log(rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
    reading = decode(log_probs, SIGNS, 0, None)
    assert sum(p for _, p in reading.candidates) <= 1 + 1e-6
    assert all(math.isfinite(p) for _, p in reading.candidates)


@pytest.mark.parametrize("text", ["7", "06", "1.234", "518"])
def test_printed_figures_are_read(text: str) -> None:
    pixels = np.full((60, 40 * len(text) + 40), 255, np.uint8)
    cv2.putText(pixels, text, (20, 44), cv2.FONT_HERSHEY_COMPLEX, 1.1, 0, 2, cv2.LINE_AA)
    image = PageImage(pixels, 200.0, Transform.whole_page(pixels.shape[1], pixels.shape[0]))
    reading = read_line(image, set("0123456789.,-"))
    assert reading.text == text
    assert reading.confidence > 0.5


def test_a_line_longer_than_the_network_can_place_is_still_read():
    strip = np.full((30, 4000), 255, np.uint8)
    strip[8:22, 20:3980:9] = 0
    assert read_line(PageImage(strip, 200.0, Transform.whole_page(4000, 30))).candidates
