from __future__ import annotations

import shutil
import subprocess

import cv2
import numpy as np
import pytest

from ocr.cells import make_look_again
from ocr.model import BoundingBox, Ink, Look, LookKind, PageImage, Transform
from ocr.settings import OcrSettings

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed on this machine"
)


def table_page() -> PageImage:
    """One row of cells of 120 by 60 pixels: "125", "7", a dash, nothing."""
    pixels = np.full((140, 560), 255, np.uint8)
    for i in range(5):
        cv2.line(pixels, (40 + 120 * i, 40), (40 + 120 * i, 100), 60, 2)
    for y in (40, 100):
        cv2.line(pixels, (40, y), (520, y), 60, 2)
    for text, x in (("125", 70), ("7", 210)):
        cv2.putText(pixels, text, (x, 83), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    cv2.rectangle(pixels, (330, 69), (346, 72), 0, -1)
    return PageImage(pixels, 200.0, Transform.whole_page(560, 140))


@needs_tesseract
def test_a_row_of_number_cells_is_read_in_order() -> None:
    page = table_page()
    asked: list[int] = []

    def get_clean(number: int) -> PageImage:
        asked.append(number)
        return page

    languages = "vie" if "vie" in _languages() else "eng"
    look_again = make_look_again(get_clean, OcrSettings(languages=languages))
    boxes = [BoundingBox(40 + 120 * i, 40, 160 + 120 * i, 100) for i in range(4)]
    readings = look_again([Look(3, box, LookKind.NUMBER) for box in boxes])
    assert [r.text for r in readings] == ["125", "7", "-", ""]
    assert [r.ink for r in readings] == [Ink.PRINTED, Ink.PRINTED, Ink.DASH, Ink.BLANK]
    assert asked == [3]
    assert readings[0].agreed
    assert [name for name, _ in readings[0].readers][:2] == ["tesseract", "own"]


def _languages() -> str:
    return subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout


def test_no_looks_need_no_page() -> None:
    def get_clean(number: int) -> PageImage:
        raise AssertionError(number)

    assert list(make_look_again(get_clean, OcrSettings())([])) == []
