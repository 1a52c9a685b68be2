"""Rows written straight as XML: a spreadsheet reads back what was put in, and never a formula."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from service.exporting.book import Book, Link
from service.exporting.row_stream import RowStream, style_number
from service.sheet_tables import Column

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
BASE = "http://127.0.0.1:8000"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40)
"""Any text; a carriage return is a line feed to every reader of XML."""


def read_back(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    out = io.BytesIO()
    book = Book(out, "thử", base=BASE, now=NOW)
    book.table("Bảng", [Column("a"), Column("b")], rows)
    book.close()
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2, max_col=2)]


@settings(max_examples=50)  # each writes and opens a workbook
@given(TEXTS.filter(bool))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    ((found, number),) = read_back([(text, 7)])
    assert (openpyxl.utils.escape.unescape(str(found)), number) == (text, 7)


@settings(max_examples=50)  # each writes and opens a workbook
@given(st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e14, 1e14, allow_nan=False)))
def test_a_number_comes_back_as_it_was(value: float) -> None:
    assert read_back([(value, None)]) == [(value, None)]


def test_what_a_spreadsheet_cannot_count_exactly_is_a_text() -> None:
    rows = [(10**15, Decimal("12.5")), (float("nan"), True)]
    assert read_back(rows) == [(str(10**15), 12.5), ("nan", "True")]


def test_a_link_is_the_only_formula() -> None:
    ((link, text),) = read_back([(Link("/submissions/1?a=1&b=2", 'Báo cáo "1"'), "=1+1")])
    assert link == f'=HYPERLINK("{BASE}/submissions/1?a=1&b=2","Báo cáo ""1""")'
    assert text == "=1+1"


def test_sums_may_stand_below_streamed_rows_and_an_empty_row_between() -> None:
    out = io.BytesIO()
    book = Book(out, "thử", base=BASE, now=NOW)
    sheet = book.sheet("Bảng")
    sheet.write_string(0, 0, "đầu", book.styles.header)
    stream = RowStream(sheet, 1, 1)
    for value in (1, 2, None, 3):
        stream.value(0, value, style_number(book.styles.plain))
        stream.end_row()
    end = stream.close()
    sheet.write_formula(end, 0, f"=SUM(A2:A{end})", book.styles.total, 6)
    book.close()
    found = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    assert [cell.value for (cell,) in found.iter_rows()] == ["đầu", 1, 2, None, 3, "=SUM(A2:A5)"]
