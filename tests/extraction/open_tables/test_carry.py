from __future__ import annotations

from dataclasses import replace

import pytest

from extraction.model import Table
from extraction.open_tables.carry import carry_columns, fills_page
from extraction.open_tables.find import find_open_tables
from ocr.model import Word
from tests.extraction.open_tables.test_find_open import HEADING, line_of, page_of, words_at


def first_part() -> Table:
    lines = [line_of(HEADING, 1800)]
    lines += [line_of([str(n), "Hợp tác xã", "4", "25", "6", "tốt"], 1800 + 50 * n) for n in range(1, 5)]
    (table,) = find_open_tables(page_of(lines))
    return table


def moved(words: list[Word], by: float) -> list[Word]:
    return [replace(w, box=replace(w.box, left=w.box.left + by, right=w.box.right + by)) for w in words]


@pytest.mark.parametrize("by", [-60.0, 0.0, 45.0])
def test_the_last_row_alone_on_the_next_page_keeps_its_columns(by: float) -> None:
    row = ["5", "Tổ hợp tác", "1", "-", "3", ""]
    page = replace(page_of([words_at("5", 820, 60), moved(line_of(row, 200), by)]), number=2)
    rest = carry_columns(first_part(), HEADING, page, None)
    assert rest is not None
    assert (rest.page, rest.rows, rest.columns) == (2, 1, 6)
    assert [rest.at(0, c).text for c in range(6)] == row


def test_a_repeated_heading_is_no_row() -> None:
    rows = [[str(n), "Tổ hợp tác", "1", "2", "3", ""] for n in (5, 6)]
    lines = [line_of(HEADING, 200), *(line_of(row, 250 + 50 * n) for n, row in enumerate(rows))]
    rest = carry_columns(first_part(), HEADING, page_of(lines), None)
    assert rest is not None
    assert [rest.at(r, 1).text for r in range(rest.rows)] == ["Tổ hợp tác", "Tổ hợp tác"]


def test_sentences_and_tables_of_other_columns_are_no_rest() -> None:
    text = "Toàn xã có 12 hợp tác xã với 345 lao động và 67 đảng viên trong năm 2023"
    assert carry_columns(first_part(), HEADING, page_of([words_at(text, 100, 200)]), None) is None
    other = [words_at(f"{n}  2019", 60, 200 + 50 * n) + words_at("1234567 89 101112 13", 560, 200 + 50 * n)
             for n in range(4)]  # fmt: skip
    assert carry_columns(first_part(), HEADING, page_of(other), None) is None


def test_a_table_fills_its_page_if_hardly_anything_stands_below() -> None:
    table = first_part()
    number = words_at("4", 820, 2250)
    assert fills_page(table, page_of([number]))
    assert not fills_page(table, page_of([words_at("Nơi nhận:", 100, 2100), number]))
