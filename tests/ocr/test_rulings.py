from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.model import Direction, PageImage, Ruling, Transform
from ocr.rulings import find_rulings

DPI = 150.0


def page_of(pixels: np.ndarray) -> PageImage:
    return PageImage(pixels.astype(np.uint8), DPI, Transform.whole_page(pixels.shape[1], pixels.shape[0]))


def white(height: int = 500, width: int = 600) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)


def of(rulings: tuple[Ruling, ...], direction: Direction) -> list[float]:
    return [r.at for r in rulings if r.direction is direction]


def grid_page() -> np.ndarray:
    """Two rows and three columns of 1 pixel lines with figures in them."""
    pixels = white()
    for y in (100, 160, 220):
        cv2.line(pixels, (60, y), (480, y), 60, 1)
    for x in (60, 200, 340, 480):
        cv2.line(pixels, (x, 100), (x, 220), 60, 1)
    for x in (80, 220, 360):
        cv2.putText(pixels, "1.234", (x, 140), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    return pixels


def test_all_lines_of_a_grid_are_found_at_their_places() -> None:
    rulings = find_rulings(page_of(grid_page()))
    assert of(rulings, Direction.HORIZONTAL) == pytest.approx([100.5, 160.5, 220.5], abs=1)
    assert of(rulings, Direction.VERTICAL) == pytest.approx([60.5, 200.5, 340.5, 480.5], abs=1)


@settings(max_examples=15)
@given(
    ys=st.lists(st.integers(2, 18), min_size=1, max_size=5, unique=True),
    thickness=st.integers(1, 4),
    darkness=st.integers(0, 150),
)
def test_horizontal_lines_are_found_whatever_their_ink(ys: list[int], thickness: int, darkness: int) -> None:
    pixels = white()
    for y in ys:
        cv2.rectangle(pixels, (50, y * 25), (500, y * 25 + thickness - 1), darkness, -1)
    rulings = find_rulings(page_of(pixels))
    assert of(rulings, Direction.HORIZONTAL) == pytest.approx(
        [y * 25 + thickness / 2 for y in sorted(ys)], abs=1.5
    )


def test_a_line_broken_by_a_fax_is_one_line() -> None:
    pixels = white()
    cv2.line(pixels, (50, 200), (550, 200), 0, 1)
    pixels[:, 180:192] = 255
    pixels[:, 400:415] = 255
    (ruling,) = find_rulings(page_of(pixels))
    assert (ruling.start, ruling.end) == pytest.approx((50, 551), abs=2)


def test_a_leaning_line_is_followed_and_its_slope_told() -> None:
    pixels = white()
    cv2.line(pixels, (50, 200), (550, 208), 0, 2)
    (ruling,) = find_rulings(page_of(pixels))
    assert ruling.at == pytest.approx(204.5, abs=1.5)
    assert ruling.slope == pytest.approx(8 / 500, abs=0.004)
    assert ruling.at_place(550) == pytest.approx(208.5, abs=2)


def test_noise_of_jpeg_hides_no_line_and_makes_none() -> None:
    noisy = grid_page().astype(int) + np.random.default_rng(3).normal(0, 12, (500, 600)).astype(int)
    _, data = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 40])
    rulings = find_rulings(page_of(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)))
    assert len(of(rulings, Direction.HORIZONTAL)) == 3
    assert len(of(rulings, Direction.VERTICAL)) == 4


@pytest.mark.parametrize("text", ["TONG HOP THTH", "llllllllll", "-----", "BIEU MAU"])
def test_letters_and_dashes_are_no_rulings(text: str) -> None:
    pixels = white()
    cv2.putText(pixels, text, (40, 200), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2)
    assert find_rulings(page_of(pixels)) == ()


def test_a_blank_page_and_a_black_bar_have_none() -> None:
    bar = white()
    bar[100:140, 50:550] = 0
    assert find_rulings(page_of(white())) == ()
    assert of(find_rulings(page_of(bar)), Direction.VERTICAL) == []


def test_both_lines_of_a_double_border_are_found() -> None:
    pixels = white()
    for y in (100, 105, 160, 165):
        cv2.line(pixels, (60, y), (480, y), 60, 1)
    assert of(find_rulings(page_of(pixels)), Direction.HORIZONTAL) == pytest.approx(
        [100.5, 105.5, 160.5, 165.5], abs=1
    )


def test_tables_side_by_side_keep_their_own_lines() -> None:
    pixels = white()
    for left, right in ((60, 260), (276, 480)):
        for y in (100, 160, 220):
            cv2.line(pixels, (left, y), (right, y), 60, 1)
        for x in (left, (left + right) // 2, right):
            cv2.line(pixels, (x, 100), (x, 220), 60, 1)
    lines = [r for r in find_rulings(page_of(pixels)) if r.direction is Direction.HORIZONTAL]
    assert len(lines) == 6
    assert all(r.end < 268 or r.start > 268 for r in lines)


def test_a_border_that_the_cells_words_touch_is_held_by_the_lines_it_meets() -> None:
    pixels = grid_page()
    for x in (60, 200, 340):
        for y in (*range(104, 152, 12), *range(164, 212, 12)):
            cv2.rectangle(pixels, (x + 3, y), (x + 5, y + 8), 0, -1)
    assert of(find_rulings(page_of(pixels)), Direction.VERTICAL) == pytest.approx(
        [60.5, 200.5, 340.5, 480.5], abs=1.5
    )


def test_the_edges_of_tinted_cells_are_lines() -> None:
    pixels = white()
    for left in (60, 203, 346):
        pixels[100:150, left : left + 140] = 150
    page = page_of(pixels)
    rulings = find_rulings(page, tinted=page)
    assert len(of(rulings, Direction.VERTICAL)) == 6
    assert of(rulings, Direction.HORIZONTAL) == pytest.approx([100, 150], abs=2)


def worn_grid(seed: int, kept: float) -> np.ndarray:
    """Rows ruled whole, columns worn to specks of two or three pixels."""
    pixels = white()
    for y in (100, 160, 220, 280, 340):
        cv2.line(pixels, (60, y), (480, y), 0, 2)
    specks = np.random.default_rng(seed)
    for x in (60, 200, 340, 480):
        for y in range(100, 340, 3):
            if specks.random() < kept:
                pixels[y : y + 2, x] = 0
    for x in (100, 240, 380):
        for y in (140, 200, 260, 320):
            cv2.putText(pixels, "11", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    return pixels


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_columns_worn_to_specks_are_found_over_the_rows_that_cross_them(seed: int) -> None:
    rulings = find_rulings(page_of(worn_grid(seed, 0.8)))
    assert of(rulings, Direction.VERTICAL) == pytest.approx([60.5, 200.5, 340.5, 480.5], abs=1.5)


def test_columns_are_looked_for_where_the_sides_of_a_table_are_worn_away_and_some_columns_are_not() -> None:
    pixels = worn_grid(3, 0.8)
    pixels[80:380, 200] = pixels[80:380, 340] = 0
    rulings = find_rulings(page_of(pixels))
    assert of(rulings, Direction.VERTICAL) == pytest.approx([60.5, 200.5, 340.5, 480.5], abs=1.5)


def two_tables(pixels: np.ndarray, *, closed: bool) -> np.ndarray:
    """Two tables of one width over each other, lines of text between them; sides only if ``closed``."""
    for top in (60, 320):
        for y in (top, top + 50, top + 100):
            cv2.line(pixels, (60, y), (480, y), 0, 2)
        for x in (60, 200, 340, 480) if closed else (200, 340):
            cv2.line(pixels, (x, top), (x, top + 100), 0, 2)
    for y in (200, 240, 280):
        cv2.putText(pixels, "Noi dung giua hai bang so lieu", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 1)
    return pixels


@pytest.mark.parametrize("closed", [True, False])
def test_tables_over_each_other_are_not_joined(closed: bool) -> None:
    rulings = find_rulings(page_of(two_tables(white(), closed=closed)))
    down = [r for r in rulings if r.direction is Direction.VERTICAL]
    assert len(down) == (8 if closed else 4)
    assert all(r.end <= 165 or r.start >= 315 for r in down)


def test_leaders_of_dots_are_no_lines() -> None:
    pixels = white()
    for y in range(40, 480, 40):
        cv2.putText(pixels, "Noi dung", (40, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1)
        pixels[y, 150:560:6] = pixels[y, 151:561:6] = 0
    assert find_rulings(page_of(pixels)) == ()


def test_grey_paper_between_drawn_lines_is_no_tinted_cell() -> None:
    pixels = np.full((800, 1000), 255, np.uint8)
    pixels[60:740, 60:940] = 228  # a turned page of grey paper has a white margin
    rows, columns = (200, 300, 400), (150, 400, 650, 850)
    for y in rows:
        cv2.line(pixels, (150, y), (850, y), 0, 3)
    for x in columns:
        cv2.line(pixels, (x, 200), (x, 400), 0, 3)
    cv2.line(pixels, (150, 250), (400, 250), 0, 3)  # two lines of heading in the first column alone
    page = PageImage(pixels, 150.0, Transform.whole_page(1000, 800))
    found = find_rulings(page, tinted=page)
    assert of(found, Direction.HORIZONTAL) == pytest.approx([200, 250, 300, 400], abs=2)
    assert max(r.end for r in found if abs(r.at - 250) < 3) < 410
