from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.tables import find_tables, words_in_reading_order
from ocr.model import BoundingBox, Direction, Ruling, Word
from tests.extraction.table_builders import (
    COLUMN_PX,
    HEADER,
    LEFT,
    ROW_PX,
    TOP,
    form_rulings,
    grid_words,
    make_page,
    make_rulings,
    make_word,
)


def test_every_word_lands_in_its_cell() -> None:
    texts = [["a", "b", "c"], ["d", "e", "f"]]
    (table,) = find_tables(make_page(make_rulings(2, 3), grid_words(texts)))
    assert [[table.at(r, c).text for c in range(3)] for r in range(2)] == texts


def test_merged_headings_keep_their_spans() -> None:
    (table,) = find_tables(make_page(form_rulings(4), grid_words(HEADER)))
    total = table.at(0, 2)
    assert (total.text, total.column_span, total.row_span) == ("Tổng số", 2, 1)
    assert (table.at(0, 0).row_span, table.at(1, 2).text, table.at(1, 3).text) == (2, "Số lượng", "Số LĐ")


@given(
    rows=st.integers(2, 7),
    columns=st.integers(2, 7),
    dropped=st.sets(st.integers(0, 15), max_size=5),
    seed=st.integers(0, 9),
)
def test_every_grid_position_is_covered_once_in_any_order_of_rulings(
    rows: int, columns: int, dropped: set[int], seed: int
) -> None:
    rulings = [r for i, r in enumerate(make_rulings(rows, columns)) if i not in dropped]
    shuffled = random.Random(seed).sample(rulings, len(rulings))
    tables = find_tables(make_page(rulings, []))
    assert tables == find_tables(make_page(shuffled, []))
    for table in tables:
        covered = [
            (r, c)
            for cell in table.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(covered) == [(r, c) for r in range(table.rows) for c in range(table.columns)]


def test_a_border_worn_off_beside_others_is_mended() -> None:
    rulings = make_rulings(6, 5)
    worn = next(r for r in rulings if r.direction is Direction.VERTICAL and r.at == LEFT + 3 * COLUMN_PX)
    rulings.remove(worn)
    rulings += [
        Ruling(Direction.VERTICAL, worn.at, TOP, TOP + 3 * ROW_PX),
        Ruling(Direction.VERTICAL, worn.at, TOP + 5 * ROW_PX, TOP + 6 * ROW_PX),
    ]
    (table,) = find_tables(make_page(rulings, []))
    assert all(cell.column_span == 1 for cell in table.cells)


def test_a_word_across_a_missing_border_keeps_the_cell_whole() -> None:
    rulings = make_rulings(6, 5)
    border = next(r for r in rulings if r.direction is Direction.VERTICAL and r.at == LEFT + COLUMN_PX)
    rulings.remove(border)
    rulings.append(Ruling(Direction.VERTICAL, border.at, TOP, TOP + 5 * ROW_PX))
    word = make_word("CỘNG", at=(LEFT + COLUMN_PX - 20, TOP + 5 * ROW_PX + 8), width=40)
    (table,) = find_tables(make_page(rulings, [word]))
    assert table.at(5, 0).column_span == 2


def test_a_streak_through_a_table_divides_nothing() -> None:
    streak = Ruling(Direction.VERTICAL, LEFT + 1.5 * COLUMN_PX, TOP + ROW_PX, TOP + 2 * ROW_PX)
    (table,) = find_tables(make_page([*make_rulings(8, 4), streak], []))
    assert table.columns == 4


@pytest.mark.parametrize(
    "rulings",
    [
        [],
        [Ruling(Direction.HORIZONTAL, 50, 10, 200)],  # an underline
        make_rulings(1, 1),  # the frame of a stamp
        make_rulings(1, 4),  # one row of boxes
    ],
)
def test_lines_that_are_no_table_make_none(rulings: list[Ruling]) -> None:
    assert find_tables(make_page(rulings, [])) == ()


def test_a_negative_snap_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative: -1"):
        find_tables(make_page([], []), snap_mm=-1)


def test_words_of_two_lines_are_read_line_by_line() -> None:
    words = [
        Word(text, BoundingBox(x, y, x + 10, y + 10), 1.0)
        for text, x, y in (("nghiệp", 0, 20), ("vụ", 30, 1), ("Dịch", 0, 0), ("xanh", 30, 22))
    ]
    assert [w.text for w in words_in_reading_order(words)] == ["Dịch", "vụ", "nghiệp", "xanh"]


def test_a_fax_streak_through_a_table_is_no_border() -> None:
    x = LEFT + 1.5 * COLUMN_PX
    bottom = TOP + 5 * ROW_PX
    inside = [
        Ruling(Direction.VERTICAL, x, TOP, TOP + 70),
        Ruling(Direction.VERTICAL, x, bottom - 30, bottom),
    ]
    beyond = [Ruling(Direction.VERTICAL, x, bottom + 50, bottom + 200)]
    (table,) = find_tables(make_page([*make_rulings(5, 3), *inside, *beyond], []))
    assert table.columns == 3


def test_a_row_line_worn_in_most_columns_still_divides_the_body() -> None:
    worn = TOP + 3 * ROW_PX
    lines = [r for r in make_rulings(5, 6) if not (r.direction is Direction.HORIZONTAL and r.at == worn)]
    rest = Ruling(Direction.HORIZONTAL, worn, LEFT, LEFT + 2 * COLUMN_PX)
    (table,) = find_tables(make_page([*lines, rest], []))
    assert table.rows == 5 and all(cell.row_span == 1 for cell in table.cells)


def test_a_streak_down_the_whole_page_is_no_border() -> None:
    streak = Ruling(Direction.VERTICAL, LEFT + 1.5 * COLUMN_PX, TOP - 90, TOP + 5 * ROW_PX + 90)
    (table,) = find_tables(make_page([*make_rulings(5, 3), streak], []))
    assert table.columns == 3


def test_a_crease_across_the_page_is_no_border() -> None:
    crease = Ruling(Direction.HORIZONTAL, TOP + 1.5 * ROW_PX, LEFT - 90, LEFT + 3 * COLUMN_PX + 90)
    (table,) = find_tables(make_page([*make_rulings(5, 3), crease], []))
    assert len(table.cells) == 15


def test_short_lines_within_cells_make_no_crease_of_the_borders() -> None:
    short = [
        Ruling(Direction.HORIZONTAL, TOP + row * ROW_PX + at, LEFT + COLUMN_PX, LEFT + 2 * COLUMN_PX)
        for row in range(1, 5)
        for at in (ROW_PX / 3, 2 * ROW_PX / 3)
    ]
    (table,) = find_tables(make_page([*make_rulings(5, 6), *short], []))
    assert table.rows == 5 + len(short)


def test_a_lone_row_of_many_columns_is_the_rest_of_a_table() -> None:
    texts = ["3", "THT nuôi ong", "1", "28", "-", "2"]
    (table,) = find_tables(make_page(make_rulings(1, 6), grid_words([texts])))
    assert [table.at(0, c).text for c in range(6)] == texts
    assert find_tables(make_page(make_rulings(1, 4), grid_words([texts[:4]]))) == ()
