"""Lines that the reading of a page passed over are read by themselves."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.model import BoundingBox, PageImage, Transform, Word
from ocr.settings import OcrSettings
from ocr.unread_lines import read_unread_lines

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
DPI = 200
TITLE, DOTTED = "BIEU THONG KE TONG HOP", "(kem theo Bao cao so ......-BC/HU ngay 02/07/2023)"
SETTINGS = OcrSettings()


def sheet_with(*lines: str, left: int = 300) -> tuple[PageImage, list[BoundingBox]]:
    font = ImageFont.truetype(FONT, 39)
    sheet = Image.new("L", (1654, 1000), 255)
    draw, boxes = ImageDraw.Draw(sheet), []
    for n, text in enumerate(lines):
        draw.text((left, 100 + 120 * n), text, font=font, fill=20)
        boxes.append(BoundingBox(*draw.textbbox((left, 100 + 120 * n), text, font=font)))
    pixels = np.asarray(sheet, np.uint8)
    return PageImage(pixels, DPI, Transform.whole_page(sheet.width, sheet.height)), boxes


def test_a_line_with_dots_that_was_passed_over_is_read_whole():
    page, (title, dotted) = sheet_with(TITLE, DOTTED)
    words = read_unread_lines(page, [Word(TITLE, title, 0.9)], [], SETTINGS)
    assert {"theo", "02/07/2023)"} <= {word.text for word in words}
    assert not any("BIEU" in word.text for word in words)
    assert BoundingBox.around(w.box for w in words).overlap(dotted.grown(12)) == 1


def test_where_all_was_read_nothing_is_added():
    page, (title, dotted) = sheet_with(TITLE, DOTTED)
    assert read_unread_lines(page, [Word(TITLE, title, 0.9), Word(DOTTED, dotted, 0.9)], [], SETTINGS) == ()


def test_tables_are_left_alone():
    page, (title, dotted) = sheet_with(TITLE, DOTTED)
    assert read_unread_lines(page, [Word(TITLE, title, 0.9)], [dotted.grown(20)], SETTINGS) == ()


def test_what_cannot_be_read_is_left_to_others():
    page, _ = sheet_with("")
    pixels = page.pixels.copy()
    rng = np.random.default_rng(1)
    for x in range(300, 1200, 26):  # strokes in the size of letters, no letters
        pixels[300:330, x : x + 18] = np.where(rng.random((30, 18)) < 0.55, 0, 255)
    assert read_unread_lines(PageImage(pixels, DPI, page.to_file), [], [], SETTINGS) == ()


def test_a_page_full_of_unread_lines_is_left():
    page, _ = sheet_with(*["Nobody reads this line"] * 7)
    high = np.vstack([page.pixels, page.pixels])
    assert read_unread_lines(PageImage(high, DPI, page.to_file), [], [], SETTINGS) == ()
