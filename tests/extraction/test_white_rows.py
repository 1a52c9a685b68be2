from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extraction.tables import find_tables
from extraction.white_rows import part_bands, part_columns
from ocr.model import BoundingBox, Direction, Ruling, Word
from tests.extraction.table_builders import LEFT, TOP, grid_words, make_page

XS = (0.0, 100.0, 160.0, 220.0)
LABEL, FIRST, SECOND = 5.0, 120.0, 180.0  # where words of the three columns begin


def word(text: str, x: float, y: float) -> Word:
    return Word(text, BoundingBox(x, y - 6, x + 6 * len(text), y + 6), 0.95)


def rows_of(*words: Word, xs: tuple[float, ...] = XS, bottom: float = 100.0) -> tuple[tuple[float, ...], int]:
    """The grid lines and the number of cells that one ruled band with these words is parted into."""
    spans = [(0, column, 1, 1) for column in range(len(xs) - 1)]
    ys, cells = part_bands((0.0, bottom), xs, spans, words)
    return ys, len(cells)


def test_figures_under_each_other_in_two_columns_are_rows() -> None:
    lines = [word("HTX", LABEL, y) for y in (20, 50, 80)]
    figures = [word(str(y), x, y) for y in (20, 50, 80) for x in (FIRST, SECOND)]
    assert rows_of(*lines, *figures) == ((0.0, 35.0, 65.0, 100.0), 9)


def test_a_label_over_two_lines_stays_in_its_row() -> None:
    lines = [word("Hợp tác", LABEL, 14), word("xã", LABEL, 28), word("Tổ", LABEL, 70)]
    figures = [word("12", x, y) for y in (14, 70) for x in (FIRST, SECOND)]
    ys, cells = rows_of(*lines, *figures)
    assert (ys, cells) == ((0.0, 49.0, 100.0), 6)


def test_a_row_without_figures_far_from_others_is_a_row() -> None:
    lines = [word("Tổ", LABEL, y) for y in (20, 50, 80)]
    figures = [word("12", x, y) for y in (20, 50, 110) for x in (FIRST, SECOND)]
    assert len(rows_of(*lines, *figures, bottom=130.0)[0]) == 5


def test_one_label_over_two_lines_beside_single_figures_is_one_row() -> None:
    words = [word("Hợp tác", LABEL, 20), word("xã", LABEL, 34), word("12", FIRST, 27), word("3", SECOND, 27)]
    assert rows_of(*words) == ((0.0, 100.0), 3)


def test_headings_over_several_lines_are_one_row() -> None:
    narrow = (0.0, 62.0, 124.0, 186.0)
    words = [
        w
        for x in (4.0, 66.0, 128.0)
        for w in (word("Số tổ", x, 20), word("chức đảng", x, 36), word("viên mới", x, 52))
    ]
    assert rows_of(*words, xs=narrow) == ((0.0, 100.0), 3)


def test_short_headings_in_close_lines_are_one_row() -> None:
    words = [w for x in (LABEL, FIRST, SECOND) for w in (word("Số", x, 20), word("TT", x, 35))]
    assert rows_of(*words) == ((0.0, 100.0), 3)


def test_words_widely_spaced_and_broken_on_purpose_are_rows() -> None:
    words = [word("ab", x, y) for x in (LABEL, FIRST, SECOND) for y in (20, 50, 80)]
    assert len(rows_of(*words)[0]) == 4


def test_the_numbers_of_the_columns_part_from_the_headings_above() -> None:
    words = [word("Nội dung", LABEL, 20), word("1", LABEL, 40)]
    words += [word("SL", FIRST, 20), word("2", FIRST, 40), word("LĐ", SECOND, 20), word("3", SECOND, 40)]
    assert rows_of(*words, bottom=60.0) == ((0.0, 30.0, 60.0), 6)


def test_a_cell_between_the_rows_goes_over_all_of_them() -> None:
    figures = [word("12", x, y) for y in (20, 80) for x in (FIRST, SECOND)]
    _, cells = part_bands(
        (0.0, 100.0), XS, [(0, c, 1, 1) for c in range(3)], [*figures, word("chung", LABEL, 50)]
    )
    assert (0, 0, 2, 1) in cells


def test_cells_over_several_bands_stay_over_them() -> None:
    figures = [word("12", x, y) for y in (20, 80) for x in (FIRST, SECOND)]
    spans = [(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 2)]
    ys, cells = part_bands((0.0, 100.0, 130.0), XS, spans, figures)
    assert ys == (0.0, 50.0, 100.0, 130.0)
    assert cells == [(0, 0, 3, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 2)]


def test_figures_on_both_sides_of_a_lost_border_are_two_cells() -> None:
    spans = [(0, 0, 1, 1), (0, 1, 1, 2)]
    figures = [word("12", FIRST, 50), word("345", SECOND, 50)]
    assert part_columns((0.0, 100.0), XS, spans, figures) == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]


def test_merged_words_and_figures_with_a_blank_stay_in_one_cell() -> None:
    spans = [(0, 1, 1, 2)]
    heading = [word("Tổng", 125, 50), word("số", 165, 50)]
    spaced = [word("12", 147, 50), word("345", 162, 50)]
    for words in (heading, spaced):
        assert part_columns((0.0, 100.0), XS, spans, words) == spans


@given(
    words=st.lists(
        st.tuples(
            st.sampled_from(["12", "-", "Tổ", "hợp tác", "3.456"]), st.integers(0, 219), st.integers(0, 199)
        ),
        max_size=30,
    )
)
def test_every_square_is_in_one_cell_whatever_stands_in_the_table(words: list[tuple[str, int, int]]) -> None:
    placed = [word(*w) for w in words]
    spans = [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]
    ys, cells = part_bands(
        (0.0, 100.0, 200.0), XS, part_columns((0.0, 100.0, 200.0), XS, spans, placed), placed
    )
    assert list(ys) == sorted(ys)
    squares = [(r + i, c + k) for r, c, rows, columns in cells for i in range(rows) for k in range(columns)]
    assert sorted(squares) == [(r, c) for r in range(len(ys) - 1) for c in range(3)]


def test_a_table_ruled_only_around_its_heading_and_body_has_its_rows() -> None:
    texts = [["STT", "Loại hình", "Số lượng", "Số LĐ"], ["1", "HTX", "12", "34"], ["2", "THT", "5", "60"]]
    width = 60.0
    right, bottom = LEFT + 4 * width, TOP + 3 * 30
    rulings = [Ruling(Direction.HORIZONTAL, y, LEFT, right) for y in (TOP, TOP + 30, bottom)]
    rulings += [Ruling(Direction.VERTICAL, LEFT + c * width, TOP, bottom) for c in range(5)]
    (table,) = find_tables(make_page(rulings, grid_words(texts)))
    assert [[table.at(r, c).text for c in range(4)] for r in range(table.rows)] == texts
