"""Numbers that stand alone in a page's margins."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.model import BoundingBox, PageImage, Transform, Word
from ocr.page_numbers import with_page_numbers

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
DPI = 200
WIDTH, HEIGHT = 1654, 2339
MIDDLE = (815, 110)  # where a number stands at the top: 14 mm below the edge
TEXT = Word("dưới", BoundingBox(300, 300, 380, 340), 0.9)


def page_with(*texts: tuple[int, int, str]) -> PageImage:
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 39)
    for left, top, text in [*texts, (300, 300, "dưới đây là một dòng chữ")]:
        draw.text((left, top), text, font=font, fill=20)
    return PageImage(np.asarray(sheet, np.uint8), DPI, Transform.whole_page(WIDTH, HEIGHT))


@pytest.mark.parametrize("number", ["2", "7", "15"])
def test_a_number_alone_at_the_top_is_read(number: str):
    words = with_page_numbers(page_with((*MIDDLE, number)), [TEXT], [])
    assert [word.text for word in words] == ["dưới", number]
    assert words[1].box.overlap(BoundingBox(800, 100, 870, 160)) == 1


def test_a_number_alone_at_the_foot_is_read():
    words = with_page_numbers(page_with((815, 2200, "3")), [TEXT], [])
    assert [word.text for word in words] == ["dưới", "3"]


def test_what_was_misread_in_its_place_goes():
    misread = Word("Mi", BoundingBox(812, 112, 838, 152), 0.4)
    words = with_page_numbers(page_with((*MIDDLE, "3")), [TEXT, misread], [])
    assert [word.text for word in words] == ["dưới", "3"]


def test_a_number_read_before_stays_as_it_is():
    known = Word("3", BoundingBox(812, 112, 838, 152), 0.8)
    assert with_page_numbers(page_with((*MIDDLE, "3")), [TEXT, known], []) == (TEXT, known)


@pytest.mark.parametrize(
    "texts",
    [
        [(600, 110, "Trang"), (*MIDDLE, "2")],
        [(*MIDDLE, "2"), (815, 70, "BAO CAO KET QUA")],
        [(*MIDDLE, "x")],
        [(20, 110, "2")],
        [(815, 10, "2")],
        [(815, 600, "2")],
        [],
    ],
    ids=[
        "a word beside it",
        "a line above it",
        "a letter",
        "at the left edge",
        "at the edge",
        "amid",
        "none",
    ],
)
def test_nothing_else_is_taken_for_a_number(texts: list[tuple[int, int, str]]):
    assert with_page_numbers(page_with(*texts), [TEXT], []) == (TEXT,)


def test_a_number_in_a_table_or_mark_is_left_alone():
    frame = BoundingBox(700, 80, 900, 240)
    assert with_page_numbers(page_with((*MIDDLE, "2")), [TEXT], [frame]) == (TEXT,)


def test_a_line_that_runs_over_the_number_is_kept():
    long = Word("Trang 2", BoundingBox(600, 100, 900, 160), 0.5)
    assert with_page_numbers(page_with((*MIDDLE, "2")), [TEXT, long], []) == (TEXT, long)
