from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.copies import copied, copied_wide, parts_of_copies, writing_of
from ocr.model import PageImage, Transform


@given(st.text("0123456789.", min_size=1, max_size=6), st.integers(2, 4))
def test_copies_joined_or_apart_are_told_apart(text: str, copies: int) -> None:
    assert parts_of_copies([text] * copies, copies) == [text] * copies
    joined = parts_of_copies([text * copies], copies)
    assert "".join(joined) == text * copies
    assert len(joined) == copies


def test_copies_read_differently_stay_different() -> None:
    assert parts_of_copies(["85", "65", "65"], 3) == ["85", "65", "65"]
    assert parts_of_copies([], 3) == []


def test_copies_stand_apart_on_one_line() -> None:
    pixels = np.full((60, 80), 255, np.uint8)
    cv2.rectangle(pixels, (30, 20), (40, 45), 0, -1)
    crop = PageImage(pixels, 200.0, Transform.whole_page(80, 60))
    assert writing_of(crop).shape == (26, 11)
    for line, copies in ((copied(crop), 3), (copied_wide(crop), 2)):
        count, _ = cv2.connectedComponents((line.pixels < 128).astype(np.uint8))
        assert count - 1 == copies
