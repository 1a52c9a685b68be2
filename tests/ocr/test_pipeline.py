import shutil
import stat

import cv2
import numpy as np
import pytest

from ocr import OcrSettings, PageSource, SourceFile, count_pages, read_page, read_pages
from ocr.blank import is_blank
from ocr.boldness import with_boldness
from ocr.cleanup import despeckle, erase_rulings, even_background
from ocr.drawing import draw_page
from ocr.errors import EmptyFileError, EngineMissingError, TooLargeError
from ocr.geometry import turn_quarter
from ocr.metrics import character_error_rate, word_error_rate
from ocr.model import TURN_UNKNOWN, Direction, Ruling
from ocr.orientation import find_turn
from tests.ocr.conftest import as_file, as_tiff, make_word, page_image, sheet, write_lines

NO_ENGINE = OcrSettings(tesseract="no-such-engine")


@pytest.fixture
def crashing(tmp_path):
    program = tmp_path / "engine"
    program.write_text("#!/bin/sh\n[ $1 = --version ] && { echo tesseract 5.3.0; exit; }\nexit 4\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return OcrSettings(tesseract=str(program))


@pytest.fixture
def engine_without_words(tmp_path):
    program = tmp_path / "engine"
    program.write_text('#!/bin/sh\n[ "$1" = --version ] && echo tesseract 5.3.0 || : > "$2.tsv"\n', "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return OcrSettings(tesseract=str(program))


def test_a_blank_page_is_recognised_without_an_engine():
    pixels = sheet(colour=True)
    pixels[700:760, 300:360] = (210, 60, 70)  # a seal that bled through
    reading = read_page(SourceFile("back.png", as_file(pixels, "PNG", dpi=(100, 100))), 1, NO_ENGINE)
    assert reading.page.blank
    assert reading.page.source is PageSource.NONE
    assert reading.page.words == ()


def test_a_page_of_print_is_not_blank():
    assert not is_blank(page_image(write_lines(sheet(), 2)))


def test_a_page_that_fails_is_a_problem_and_the_next_pages_go_on(crashing):
    files = [
        SourceFile("a.tif", as_tiff([write_lines(sheet()), sheet()], dpi=(100.0, 100.0))),
        SourceFile("b.png", as_file(sheet(), "PNG", dpi=(100, 100))),
    ]
    pages = [reading.page for reading in read_pages(files, crashing)]
    assert [(p.number, p.file, p.file_page, p.blank) for p in pages] == [
        (1, 0, 1, False),
        (2, 0, 2, True),
        (3, 1, 1, True),
    ]
    assert [p.code for p in pages[0].problems] == ["ocr.engine_crashed"]
    assert pages[0].source is PageSource.NONE


def test_a_missing_engine_stops_the_work():
    with pytest.raises(EngineMissingError):
        read_page(SourceFile("a.png", as_file(write_lines(sheet()), "PNG", dpi=(100, 100))), 1, NO_ENGINE)


def test_a_bad_file_is_told_before_the_first_page():
    with pytest.raises(EmptyFileError):
        next(
            iter(
                read_pages(
                    [SourceFile("a.png", as_file(sheet(), "PNG")), SourceFile("b.pdf", b"")], NO_ENGINE
                )
            )
        )


def test_too_many_pages_are_refused():
    with pytest.raises(TooLargeError, match="2 pages, more than the limit of 1"):
        count_pages(SourceFile("a.tif", as_tiff([sheet(), sheet()])), OcrSettings(max_pages=1))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_clear_print_tells_its_turn_without_an_engine(turn):
    pixels = np.ascontiguousarray(np.rot90(write_lines(sheet()), k=-turn // 90))
    assert find_turn(page_image(pixels), NO_ENGINE) == turn


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_with_hardly_any_print_is_left_as_it_lies_and_says_so(turn, engine_without_words):
    pixels = sheet()
    cv2.rectangle(pixels, (80, 80), (330, 210), 0, 2)
    cv2.putText(pixels, "DEN 5/7", (110, 150), cv2.FONT_HERSHEY_COMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    file = SourceFile("a.png", as_file(np.rot90(pixels, k=-turn // 90), "PNG", dpi=(100, 100)))
    read = read_page(file, 1, engine_without_words).page
    assert (read.turned_degrees, TURN_UNKNOWN in read.reason) == (0, True)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_page_taken_for_upside_down_is_read_the_other_way_up(monkeypatch):
    page = sheet()
    for row in range(12):
        text = "Ky bao cao 1.374 - 25.417 (32,4 %); tang 7.345 to"
        cv2.putText(page, text, (40, 120 + 70 * row), cv2.FONT_HERSHEY_COMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    monkeypatch.setattr("ocr.pipeline.turn_upright", lambda image, _: (turn_quarter(image, 180), 180))
    read = read_page(SourceFile("a.png", as_file(page, "PNG", dpi=(100, 100))), 1, OcrSettings()).page
    assert read.turned_degrees == 0
    assert "Ky bao cao 1.374 - 25.417" in read.text
    left, top, _, _ = read.in_file(read.lines[0].box)
    assert left < 0.1 and top < 0.15


def test_a_page_that_nobody_can_read_stays_as_it_was_found(monkeypatch, engine_without_words):
    turned = []

    def hardly(page):
        turned.append(page.turned_degrees)
        return 0.24 + 0.01 * (page.turned_degrees > 0)

    monkeypatch.setattr("ocr.pipeline._legibility", hardly)
    monkeypatch.setattr("ocr.pipeline.turn_upright", lambda image, _: (image, 0))
    file = SourceFile("a.png", as_file(write_lines(sheet(), 3), "PNG", dpi=(100, 100)))
    read = read_page(file, 1, engine_without_words).page
    assert 180 in turned
    assert read.turned_degrees == 0


def test_rulings_go_and_letters_that_touch_them_stay():
    pixels = sheet(400, 200)
    pixels[100:102, 20:380] = 0
    pixels[80:120, 200:204] = 0
    erased = erase_rulings(page_image(pixels), [Ruling(Direction.HORIZONTAL, 101, 20, 380, 2)]).pixels
    assert erased[100:102, 30:190].min() == 255
    assert erased[85:115, 201:203].max() == 0


def test_lines_of_one_pixel_are_found_on_a_noisy_page(engine_without_words):
    pixels = np.minimum(write_lines(sheet(), 14), 235)
    for at in range(600, 1101, 100):
        pixels[at, 100:700] = 60
    for at in range(100, 701, 200):
        pixels[600:1101, at] = 60
    noise = np.random.default_rng(5).normal(0, 12, pixels.shape)
    noisy = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    image = page_image(noisy, 150)
    assert despeckle(image) is not image
    file = SourceFile("a.png", as_file(noisy, "PNG", dpi=(150, 150)))
    page = read_page(file, 1, engine_without_words).page
    assert not page.problems
    found = [[r for r in page.rulings if r.direction is d and r.length > 450] for d in Direction]
    assert [len(f) for f in found] == [6, 4]


def test_a_short_line_of_stems_is_no_ruling():
    pixels = sheet(400, 200)
    pixels[80:100, 200:203] = 0
    kept = erase_rulings(page_image(pixels), [Ruling(Direction.VERTICAL, 201, 80, 100, 3)]).pixels
    assert np.array_equal(kept, pixels)


def test_a_shadow_becomes_paper_and_print_stays():
    pixels = (write_lines(sheet()) * np.linspace(1, 0.5, 827)[None, :]).astype(np.uint8)
    even = even_background(page_image(pixels)).pixels
    assert even[:60].min() > 235
    assert even.min() < 60


def test_only_a_noisy_page_is_smoothed():
    quiet = page_image(write_lines(sheet()), 150)
    assert despeckle(quiet) is quiet
    noise = np.random.default_rng(3).normal(0, 25, (1169, 827))
    pixels = np.clip(write_lines(sheet()) * 0.8 + noise, 0, 255).astype(np.uint8)
    noisy, coarse = page_image(pixels, 150), page_image(pixels, 96)
    assert despeckle(noisy) is not noisy
    assert despeckle(coarse) is coarse


def test_thick_strokes_are_bold():
    pixels = sheet()
    words = []
    for n in range(12):
        x, y, thick = 50 + 60 * n, 100, 5 if n == 7 else 3
        for k in range(4):
            pixels[y : y + 20, x + 10 * k : x + 10 * k + thick] = 0
        words.append(make_word("abcd", (x - 2, y - 2), (46, 24)))
    bold = [w.bold for w in with_boldness(words, page_image(pixels))]
    assert bold[7] > 0.9
    assert max(b for n, b in enumerate(bold) if n != 7) < 0.1


def test_drawing_keeps_size_and_leaves_the_page_alone():
    reading = read_page(SourceFile("a.png", as_file(sheet(), "PNG", dpi=(100, 100))), 1, NO_ENGINE)
    before = reading.level.pixels.copy()
    drawn = draw_page(reading)
    assert drawn.is_colour
    assert (drawn.width, drawn.height) == (reading.page.width, reading.page.height)
    assert np.array_equal(before, reading.level.pixels)


def test_error_rates_count_letters_with_their_marks():
    assert character_error_rate("Tố chức", "Tổ chức") == pytest.approx(1 / 7)
    assert word_error_rate("Tố  chức\nđảng", "Tổ chức đảng") == pytest.approx(1 / 3)
    assert (character_error_rate("", ""), character_error_rate("x", "")) == (0.0, 1.0)
