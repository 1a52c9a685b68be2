from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.handwriting import handwritten_share
from ocr.model import LookKind, PageImage, Transform


def number_line(digit_scale: float) -> PageImage:
    """ "So 253-BC" with its digits drawn larger than the rest by a factor."""
    pixels = np.full((120, 420), 255, np.uint8)
    cv2.putText(pixels, "SO", (20, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    cv2.putText(pixels, "253", (100, 84), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, digit_scale, 0, 2)
    cv2.putText(pixels, "-BC/HU", (230, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    return PageImage(pixels, 200.0, Transform.whole_page(420, 120))


def test_digits_that_overshoot_the_print_are_by_hand() -> None:
    assert handwritten_share(number_line(1.8), LookKind.DOCUMENT_NUMBER) >= 0.5


def test_a_printed_number_is_not() -> None:
    assert handwritten_share(number_line(1.0), LookKind.DOCUMENT_NUMBER) < 0.5


@pytest.mark.parametrize("kind", [LookKind.NUMBER, LookKind.TEXT])
def test_other_boxes_are_not_judged(kind: LookKind) -> None:
    assert handwritten_share(number_line(1.8), kind) == 0.0


def test_a_blank_crop_is_not_by_hand() -> None:
    blank = PageImage(np.full((40, 90), 255, np.uint8), 200.0, Transform.whole_page(90, 40))
    assert handwritten_share(blank, LookKind.DATE) == 0.0
