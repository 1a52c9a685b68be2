"""Pages with hardly anything on them: which way up a lone stamp or line stands."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.geometry import turn_quarter
from ocr.model import TURN_UNKNOWN, PageImage, PageSource, SourceFile, Transform
from ocr.orientation import find_turn
from ocr.pipeline import NO_PRINT, read_page
from ocr.settings import OcrSettings
from tests.ocr.conftest import as_file

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf"
DPI = 200
BLUE = (40, 70, 175)
STAMP = ("VĂN PHÒNG TỈNH ỦY", "Số: 1203", "ĐẾN  Ngày: 05/7/2023", "Chuyển: Ban Tổ chức")
SETTINGS = OcrSettings()


def sheet_with_stamp(*lines: str, ink: tuple[int, int, int] = BLUE) -> PageImage:
    """A sheet with nothing but a framed stamp."""
    sheet = Image.new("RGB", (1654, 2339), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 34)
    draw.rectangle((110, 170, 640, 440), outline=ink, width=5)
    for n, text in enumerate(lines):
        draw.text((140, 190 + 58 * n), text, fill=ink, font=font)
    return PageImage(np.asarray(sheet), DPI, Transform.whole_page(sheet.width, sheet.height))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_stamp_in_blue_alone_tells_which_way_up_its_page_stands(turn: int):
    assert find_turn(turn_quarter(sheet_with_stamp(*STAMP), turn), SETTINGS) == turn


def test_a_stamp_that_reads_alike_both_ways_up_tells_nothing():
    assert find_turn(sheet_with_stamp("HOX OXH", "XHO HOX"), SETTINGS) is None


def test_a_page_with_a_stamp_alone_is_set_upright_though_it_bears_no_print():
    pixels = turn_quarter(sheet_with_stamp(*STAMP), 90).pixels
    page = read_page(SourceFile("back.png", as_file(pixels, "PNG", dpi=(DPI, DPI))), 1, SETTINGS).page
    assert page.blank and page.source is PageSource.NONE and page.reason == NO_PRINT
    assert page.turned_degrees == 90
    assert page.width < page.height
    assert page.marks[0].box.top < page.height / 4


def test_of_a_frame_without_words_it_is_said_that_its_way_up_is_not_known():
    pixels = sheet_with_stamp().pixels
    page = read_page(SourceFile("back.png", as_file(pixels, "PNG", dpi=(DPI, DPI))), 1, SETTINGS).page
    assert page.blank and page.turned_degrees == 0
    assert page.reason == f"{NO_PRINT}; {TURN_UNKNOWN}"


def test_an_empty_sheet_is_not_asked():
    pixels = np.full((2339, 1654, 3), 255, np.uint8)
    page = read_page(SourceFile("back.png", as_file(pixels, "PNG", dpi=(DPI, DPI))), 1, SETTINGS).page
    assert page.blank and page.reason == NO_PRINT
