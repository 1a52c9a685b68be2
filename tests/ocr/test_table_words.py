from __future__ import annotations

import shutil
from collections import Counter

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.cleanup import erase_rulings
from ocr.model import BoundingBox, Direction, PageImage, Ruling, Transform
from ocr.settings import OcrSettings
from ocr.table_words import find_cells, read_cells, table_boxes, without_cells
from ocr.tesseract import recognise
from samples.marks import FONT_FOLDER

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed on this machine"
)
TINOS = FONT_FOLDER / "Tinos-Regular.ttf"
LEFT, TOP, WIDTH, HEIGHT = 80, 100, 160, 70  # of the grid's first cell, at 200 dpi
COLUMNS, ROWS = 4, 3
TEXTS = (("1", "2", "3", "4"), ("5", "125", "7", ""), ("8", "1.240", "9", "6"))


def grid(slope: float = 0.0) -> list[Ruling]:
    right, bottom = LEFT + COLUMNS * WIDTH, TOP + ROWS * HEIGHT
    level = [Ruling(Direction.HORIZONTAL, TOP + i * HEIGHT, LEFT, right, 2, slope) for i in range(ROWS + 1)]
    upright = [
        Ruling(Direction.VERTICAL, LEFT + i * WIDTH, TOP, bottom, 2, -slope) for i in range(COLUMNS + 1)
    ]
    return [*level, *upright]


def table_page() -> PageImage:
    pixels = np.full((420, 860), 255, np.uint8)
    for i in range(ROWS + 1):
        cv2.line(pixels, (LEFT, TOP + i * HEIGHT), (LEFT + COLUMNS * WIDTH, TOP + i * HEIGHT), 0, 2)
    for i in range(COLUMNS + 1):
        cv2.line(pixels, (LEFT + i * WIDTH, TOP), (LEFT + i * WIDTH, TOP + ROWS * HEIGHT), 0, 2)
    return PageImage(pixels, 200.0, Transform.whole_page(860, 420))


def filled_page() -> PageImage:
    picture = Image.fromarray(table_page().pixels)
    face = ImageFont.truetype(str(TINOS), 36)  # 13 points
    for row, texts in enumerate(TEXTS):
        for column, text in enumerate(texts):
            ImageDraw.Draw(picture).text((LEFT + column * WIDTH + 60, TOP + row * HEIGHT + 14), text, 0, face)
    return PageImage(np.array(picture), 200.0, Transform.whole_page(860, 420))


@pytest.mark.parametrize("slope", [0.0, 0.01])
def test_every_cell_of_a_grid_is_found_once(slope: float) -> None:
    cells = find_cells(table_page(), grid(slope))
    assert len(cells) == COLUMNS * ROWS
    for row in range(ROWS):
        for column in range(COLUMNS):
            middle = LEFT + (column + 0.5) * WIDTH, TOP + (row + 0.5) * HEIGHT
            assert sum(cell.contains(*middle) for cell in cells) == 1


def test_a_streak_down_the_page_divides_no_cell() -> None:
    page = PageImage(np.full((1200, 860), 255, np.uint8), 200.0, Transform.whole_page(860, 1200))
    low = [
        Ruling(r.direction, r.at + 400, r.start, r.end, 2)
        if r.direction is Direction.HORIZONTAL
        else Ruling(r.direction, r.at, r.start + 400, r.end + 400, 2)
        for r in grid()
    ]
    streak = Ruling(Direction.VERTICAL, LEFT + 1.5 * WIDTH, 20, 1180, 2)
    assert len(find_cells(page, [*low, streak])) == COLUMNS * ROWS == len(find_cells(page, low))


def test_merged_cells_are_one() -> None:
    rulings = [r for r in grid() if r.at != LEFT + WIDTH or r.direction is Direction.HORIZONTAL]
    rulings.append(Ruling(Direction.VERTICAL, LEFT + WIDTH, TOP + HEIGHT, TOP + ROWS * HEIGHT, 2))
    cells = find_cells(table_page(), rulings)
    assert len(cells) == COLUMNS * ROWS - 1
    assert max(cell.width for cell in cells) > 1.9 * WIDTH


def test_a_page_without_a_table_has_no_cells() -> None:
    assert find_cells(table_page(), [Ruling(Direction.HORIZONTAL, 50, 80, 700, 2)]) == ()


def test_a_table_ends_at_its_cells_not_at_the_edges_of_the_sheet() -> None:
    page = table_page()
    edges = [Ruling(Direction.VERTICAL, x, 0, page.height, 2) for x in (1, page.width - 2)]
    rulings = [*grid(), *edges]
    (table,) = table_boxes(page, rulings, find_cells(page, rulings))
    whole = BoundingBox(LEFT, TOP, LEFT + COLUMNS * WIDTH, TOP + ROWS * HEIGHT)
    assert table.overlap(whole.grown(10)) == 1
    assert whole.grown(-5).overlap(table) == 1


def test_lines_without_cells_are_a_table_too() -> None:
    lines = [ruling for ruling in grid() if ruling.direction is Direction.VERTICAL]
    (table,) = table_boxes(table_page(), lines, ())
    assert (table.left, table.right) == (LEFT, LEFT + COLUMNS * WIDTH)


def test_cells_are_taken_off_and_the_rest_stays() -> None:
    page = table_page()
    bare = without_cells(page, [BoundingBox(LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)])
    assert bare.pixels[TOP + 10 : TOP + HEIGHT - 10, LEFT + 10 : LEFT + WIDTH - 10].min() == 255
    assert np.array_equal(bare.pixels[:, LEFT + WIDTH + 5 :], page.pixels[:, LEFT + WIDTH + 5 :])


@needs_tesseract
@pytest.mark.skipif(not TINOS.is_file(), reason="the font Tinos is not installed")
def test_lone_digits_are_read_that_a_whole_page_loses() -> None:
    page, settings = filled_page(), OcrSettings(languages="vie")
    unruled = erase_rulings(page, grid())
    words = read_cells(unruled, find_cells(page, grid()), settings)
    wanted = Counter(text for row in TEXTS for text in row if text)
    assert Counter(word.text for word in words) == wanted
    assert Counter(word.text for word in recognise(unruled, settings)) != wanted
    five = next(word for word in words if word.text == "5")
    assert BoundingBox(LEFT, TOP + HEIGHT, LEFT + WIDTH, TOP + 2 * HEIGHT).contains(*five.box.centre)


@needs_tesseract
@pytest.mark.skipif(not TINOS.is_file(), reason="the font Tinos is not installed")
def test_a_short_last_line_keeps_its_place() -> None:
    picture = Image.fromarray(np.full((220, 520), 255, np.uint8))
    face = ImageFont.truetype(str(TINOS), 36)
    ImageDraw.Draw(picture).text((60, 30), "Tổ hợp tác dịch vụ", 0, face)
    ImageDraw.Draw(picture).text((60, 84), "Phú", 0, face)
    page = PageImage(np.array(picture), 200.0, Transform.whole_page(520, 220))
    words = read_cells(page, [BoundingBox(40, 20, 500, 160)], OcrSettings(languages="vie"))
    last = next(word for word in words if word.text == "Phú")
    assert abs(last.box.left - 60) < 8
    assert 80 < last.box.top < last.box.bottom < 130
