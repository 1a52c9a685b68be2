"""Roman numerals are counted by their stems."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.model import BoundingBox, Line, PageImage, Transform, Word
from ocr.numerals import settle_numerals

FACES = ["Tinos-Regular.ttf", "Tinos-Bold.ttf", "Arimo-Bold.ttf"]
FOLDER = "/usr/share/fonts/truetype/croscore/"


def drawn(
    text: str, read: str, *, face: str = FACES[1], dpi: int = 200, before: str = "", after: str = " Kết quả"
) -> tuple[PageImage, Line]:
    """A line of 14 points as printed, and as it was read: the words before, the numeral, the words behind."""
    font = ImageFont.truetype(FOLDER + face, round(14 / 72 * dpi))
    sheet = Image.new("L", (6 * dpi, dpi), 255)
    draw = ImageDraw.Draw(sheet)
    x, words = dpi / 2, []
    for printed, said in [*((w, w) for w in before.split()), (text, read), *((w, w) for w in after.split())]:
        draw.text((x, dpi / 3), printed, font=font, fill=20)
        words.append(Word(said, BoundingBox(*draw.textbbox((x, dpi / 3), printed, font=font)), 0.5))
        x += draw.textlength(printed + " ", font=font)
    pixels = np.asarray(sheet, np.uint8)
    return PageImage(pixels, dpi, Transform.whole_page(sheet.width, sheet.height)), Line(tuple(words))


def settled(text: str, read: str, **kwargs: object) -> str:
    page, line = drawn(text, read, **kwargs)  # type: ignore[arg-type]
    (right,) = settle_numerals([line], page)
    place = len(str(kwargs.get("before", "")).split())
    return right.words[place].text


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("II.", "IL"),
        ("II-", "H-"),
        ("III.", "HI."),
        ("III-", "IHI-"),
        ("III/", "II"),
        ("I.", "L"),
    ],
)
def test_the_stems_are_counted_and_the_sign_is_known(face, dpi, printed, read):
    assert settled(printed, read, face=face, dpi=dpi) == printed


@pytest.mark.parametrize("face", FACES)
def test_a_slash_is_no_stem(face):
    assert settled("II/", "I/", face=face) == "II/"


@pytest.mark.parametrize("printed", ["H.", "L.", "T-", "HH.", "IV.", "VI-", "MI", "|||||"])
def test_other_letters_are_left(printed):
    assert settled(printed, "H.") == "H."


@pytest.mark.parametrize("read", ["1.", "IV.", "Một", "11", "-"])
def test_words_that_are_no_misread_numeral_are_left(read):
    assert settled("II.", read) == read


def test_a_numeral_after_the_word_for_part():
    assert settled("III.", "IH", before="Phần", after="NHẬN") == "III."
    assert settled("III.", "IH", before="Mục", after="NHẬN") == "IH"


def test_a_numeral_alone_in_its_cell():
    assert settled("II", "H", after="") == "II"


def test_what_was_read_first_stays_a_candidate():
    page, line = drawn("II.", "H.")
    (right,) = settle_numerals([line], page)
    assert (right.words[0].candidates, right.words[0].box) == (("H.",), line.words[0].box)


def test_small_print_and_words_off_the_page_are_left():
    assert settled("II.", "H.", dpi=40) == "H."
    page, line = drawn("II.", "H.")
    away = Line((Word("H.", BoundingBox(5000, 5000, 5020, 5020), 0.5),))
    assert settle_numerals([away], page) == (away,)
    assert settle_numerals([], page) == ()
    assert line.words[0].text == "H."
