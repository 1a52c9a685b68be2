"""Specks read as words go, and dashes are called by their length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.lone_signs import is_speck, settle_lone_signs
from ocr.model import BoundingBox, Word

DPI = 254.0  # ten pixels to the millimetre
BOX = BoundingBox(100, 100, 125, 110)


def word(text: str, confidence: float = 0.9, box: BoundingBox = BOX) -> Word:
    return Word(text, box, confidence)


@pytest.mark.parametrize(
    ("text", "confidence"), [("~", 0.5), (".", 0.0), ("Ñ", 0.1), ("Ế,", 0.3), ("——", 0.0), ("`S", 0.2)]
)
def test_doubtful_signs_are_left_out(text, confidence):
    assert settle_lone_signs([word(text, confidence)], [], DPI) == ()


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("-", 0.0), ("*", 0.1), ("7", 0.05), ("I.", 0.4), ("ở", 0.4), ("(", 0.7), ("cũ", 0.0), ("2)", 0.1)],
)
def test_list_marks_digits_and_whatever_was_read_well_or_is_longer_stay(text, confidence):
    assert settle_lone_signs([word(text, confidence)], [], DPI) == (word(text, confidence),)


def test_a_doubtful_sign_in_a_cell_stays():
    cell = BoundingBox(50, 50, 300, 150)
    assert settle_lone_signs([word("I", 0.1)], [cell], DPI) == (word("I", 0.1),)


@pytest.mark.parametrize(("width_mm", "dash"), [(1.6, "–"), (2.5, "–"), (2.9, "–"), (3.2, "—"), (4.9, "—")])
def test_a_dash_is_called_by_its_length(width_mm, dash):
    box = BoundingBox(100, 100, 100 + 10 * width_mm, 104)
    assert settle_lone_signs([word("—", box=box)], [], DPI)[0].text == dash


def test_a_dash_within_a_word_stays_as_read():
    assert settle_lone_signs([word("a—b")], [], DPI)[0].text == "a—b"


@given(st.text(min_size=1, max_size=4), st.floats(0, 1))
def test_more_confidence_never_makes_a_speck(text, confidence):
    assert is_speck(word(text, 0.0)) or not is_speck(word(text, confidence))
    assert not is_speck(word(text, 1.0))
