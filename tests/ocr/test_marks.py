import cv2
import numpy as np
import pytest

from ocr.marks import find_marks, without_coloured_ink
from ocr.model import MarkKind
from tests.ocr.conftest import page_image, sheet, write_lines

RED, BLUE, BLACK = (200, 30, 40), (40, 60, 190), (0, 0, 0)
RADIUS = 70  # 36 mm across at 100 dpi


def seal(pixels: np.ndarray, colour: object) -> np.ndarray:
    cv2.circle(pixels, (560, 900), RADIUS, colour, 3)
    cv2.putText(pixels, "TINH UY", (515, 905), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 2)
    return pixels


def signature(pixels: np.ndarray, colour: object) -> np.ndarray:
    x = np.arange(0, 150)
    y = 1000 + 14 * np.sin(x / 9) + 10 * np.sin(x / 31)
    cv2.polylines(pixels, [np.stack([x + 560, y], axis=1).astype(np.int32)], False, colour, 2, cv2.LINE_AA)
    return pixels


def kinds(pixels: np.ndarray) -> list[tuple[MarkKind, str | None]]:
    return [(m.kind, m.colour) for m in find_marks(page_image(pixels))]


def test_a_page_of_print_has_no_marks():
    assert kinds(write_lines(sheet())) == []
    assert kinds(write_lines(sheet(colour=True))) == []


def test_a_red_seal_is_found_where_it_is():
    (mark,) = find_marks(page_image(seal(write_lines(sheet(colour=True), 10), RED)))
    assert (mark.kind, mark.colour) == (MarkKind.SEAL, "red")
    assert mark.box.centre == pytest.approx((560, 900), abs=3)
    assert mark.confidence > 0.9


def test_a_seal_of_a_fax_is_known_by_its_ring():
    marks = find_marks(page_image(seal(write_lines(sheet(), 10), 0)))
    assert [(m.kind, m.colour) for m in marks] == [(MarkKind.SEAL, "black")]
    assert marks[0].box.centre == pytest.approx((560, 900), abs=5)


def test_a_signature_in_blue_or_black_is_found():
    assert kinds(signature(write_lines(sheet(colour=True), 10), BLUE)) == [(MarkKind.SIGNATURE, "blue")]
    assert kinds(signature(write_lines(sheet(), 10), 0)) == [(MarkKind.SIGNATURE, "black")]


def test_an_incoming_stamp_is_no_signature():
    pixels = write_lines(sheet(colour=True), 10)
    cv2.rectangle(pixels, (100, 600), (320, 700), BLUE, 2)
    cv2.putText(pixels, "DEN So", (120, 650), cv2.FONT_HERSHEY_SIMPLEX, 0.8, BLUE, 2)
    assert kinds(pixels) == [(MarkKind.STAMP, "blue")]


def test_print_under_a_seal_stays_and_the_seal_goes():
    pixels = seal(sheet(colour=True), RED)
    cv2.line(pixels, (450, 930), (680, 930), BLACK, 6)
    grey = without_coloured_ink(page_image(pixels))
    assert grey[930, 470:650].max() < 60
    assert grey[900 - RADIUS - 1, 555:565].min() > 235
