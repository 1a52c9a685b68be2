from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.cell_reader import AIR, HEIGHT_PX, WIDTH_STEP_PX, line_of, read_cell
from ocr.model import PageImage, Transform
from samples.marks import FONT_FOLDER
from samples.pen_cells import pen_cells


def printed(text: str, size: int = 40, shade: int = 0) -> PageImage:
    """A text in Tinos on white with a margin."""
    font = ImageFont.truetype(str(FONT_FOLDER / "Tinos-Regular.ttf"), size)
    image = Image.new("L", (round(font.getlength(text)) + 40, size * 2), 255)
    ImageDraw.Draw(image).text((20, size // 3), text, shade, font)
    return PageImage(np.asarray(image), 200.0, Transform.whole_page(image.width, image.height))


@pytest.mark.parametrize("text", ["7", "1", "06", "125", "1.234", "12,5%", "0", "3.911", "88", "không"])
def test_printed_numbers_and_words_for_nought_are_read(text: str) -> None:
    reading = read_cell(printed(text))
    assert reading.line.text == text
    assert reading.line.confidence > 0.5
    assert reading.pen < 0.5


def test_letters_that_it_does_not_know_are_called_unknown() -> None:
    assert "?" in read_cell(printed("Tốt")).line.text


def test_a_pale_number_is_cut_as_tight_as_a_black_one() -> None:
    black, pale = line_of(printed("125")), line_of(printed("125", shade=140))
    assert black.shape == pale.shape
    assert np.abs(black.astype(int) - pale.astype(int)).mean() < 3


def test_a_line_is_of_the_networks_height_with_air_round_the_ink() -> None:
    line = line_of(printed("45", size=90))
    assert line.shape[0] == HEIGHT_PX
    assert line.shape[1] % WIDTH_STEP_PX == 0
    rows = np.flatnonzero((line < 128).any(axis=1))
    assert rows[0] == pytest.approx(HEIGHT_PX * AIR / (1 + 2 * AIR), abs=1.5)


def test_most_cells_written_by_hand_are_known_as_such() -> None:
    cells = list(pen_cells(20, 2))
    assert sum(read_cell(cell.crop).pen >= 0.5 for cell in cells) >= 0.8 * len(cells)
