from __future__ import annotations

import cv2
import pytest

from ocr.cells import make_look_again
from ocr.model import BoundingBox, Ink, Look, LookKind
from ocr.print_boxes import find_print
from ocr.settings import OcrSettings
from tests.ocr.conftest import page_image, sheet


def test_numbers_and_dashes_are_boxed_and_lines_specks_and_rings_are_not() -> None:
    pixels = sheet()
    cv2.putText(pixels, "7", (200, 320), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    cv2.putText(pixels, "25", (400, 320), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    cv2.rectangle(pixels, (600, 309), (608, 310), 0, -1)
    cv2.line(pixels, (100, 350), (700, 350), 0, 2)
    cv2.rectangle(pixels, (300, 310), (303, 313), 0, -1)
    cv2.circle(pixels, (400, 800), 90, 0, 2)
    found = sorted(find_print(page_image(pixels)), key=lambda b: b.left)
    assert {round(b.left, -2) for b in found} == {200, 400, 600}
    assert all(b.top > 290 and b.bottom < 330 for b in found)


@pytest.mark.parametrize("left", [0.0, 150.0])
def test_a_look_for_print_gives_boxes_of_the_page_without_a_reader(left: float) -> None:
    pixels = sheet()
    cv2.putText(pixels, "7", (200, 320), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    page = page_image(pixels)
    look_again = make_look_again(lambda _: page, OcrSettings())
    box = BoundingBox(left, 250, 400, 400)
    (reading,) = look_again([Look(1, box, LookKind.PRINT)])
    (found,) = reading.boxes
    assert reading.ink is Ink.PRINTED and reading.text == ""
    assert found.contains(210, 310) and found.width < 40
    (blank,) = look_again([Look(1, BoundingBox(500, 500, 600, 600), LookKind.PRINT)])
    assert blank.ink is Ink.BLANK and blank.boxes == ()
