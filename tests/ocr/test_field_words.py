import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.field_words import find_lines, read_field_words
from ocr.model import Word
from ocr.settings import OcrSettings
from tests.ocr.conftest import make_word, page_image, sheet

DPI = 200.0
FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"


def drawn(*texts: tuple[str, int, int], size: int = 38) -> np.ndarray:
    """Fields of a page at 200 dpi, 14 point."""
    picture = Image.fromarray(sheet(1654, 2339))
    for text, x, y in texts:
        ImageDraw.Draw(picture).text((x, y), text, fill=0, font=ImageFont.truetype(FONT, size))
    return np.asarray(picture)


def test_a_number_and_a_day_are_read_where_they_stand():
    page = page_image(drawn(("11", 300, 250), ("08", 1100, 250)), DPI)
    found = {w.text: w.box for w in read_field_words(page, [], OcrSettings())}
    assert set(found) == {"11", "08"}
    assert abs(found["11"].left - 300) < 15 and abs(found["08"].left - 1100) < 15


def test_what_lies_on_typed_words_is_not_read_again():
    page = page_image(drawn(("507", 300, 250), ("24", 1100, 250)), DPI)
    typed = [make_word("24", (1090, 245), (70, 60))]
    assert [w.text for w in read_field_words(page, typed, OcrSettings())] == ["507"]


def test_each_line_that_stands_by_itself_has_a_box():
    page = page_image(drawn(("11", 300, 250), ("Ký bởi: Trần Văn Ý", 900, 1800), ("Ngày ký", 900, 1900)), DPI)
    lines = find_lines(page)
    assert len(lines) == 3
    assert any(box.contains(320, 275) for box in lines)


def test_an_empty_page_and_a_picture_have_no_lines():
    assert find_lines(page_image(sheet(), DPI)) == ()
    picture = sheet(1654, 2339)
    picture[500:900, 300:1200] = np.random.default_rng(1).integers(0, 2, (400, 900)) * 255
    assert find_lines(page_image(picture, DPI)) == ()


@pytest.mark.parametrize("read", ["1]", "%", "lI"])
def test_a_short_word_that_the_reader_of_numbers_knows_better_is_a_figure(monkeypatch, read):
    fields = page_image(drawn(("11", 300, 250)), DPI)
    place = find_lines(fields)[0]
    monkeypatch.setattr("ocr.field_words.read_cells", lambda *_: (Word(read, place, 0.3),))
    monkeypatch.setattr("ocr.field_words.recognise", lambda *_, **__: ())
    (word,) = read_field_words(fields, [], OcrSettings())
    assert (word.text, word.candidates) == ("11", (read,))
