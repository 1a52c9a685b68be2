from __future__ import annotations

import datetime as dt
import io

import openpyxl

from extraction.campaign import Campaign, Column, ColumnType, Form, RowGroup
from service.exporting.book import Book
from service.exporting.forms import FormSheet
from service.exporting.long import LongField, LongReport

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
FORM = Form(
    "bieu-1",
    "Biểu",
    (
        Column("stt", "STT", ColumnType.ORDINAL),
        Column("label", "Loại hình", ColumnType.LABEL),
        Column("so_luong", "Số lượng"),
    ),
    (RowGroup("htx", "Hợp tác xã"), RowGroup("tht", "Tổ hợp tác")),
)
CAMPAIGN = Campaign("1", None, "Tỉnh ủy", "", None, "Kế hoạch", (), (FORM,))


def cell(path: str, value: object) -> LongField:
    return LongField(1, path, "", value, None, "accepted", 1.0, "", None, None, None, None, None)


def test_the_sums_take_a_group_from_where_the_report_tells_it() -> None:
    rows = [("1", "Hợp tác xã", None), ("-", "HTX A", 7), ("", "Cộng nhóm 1", 7), ("2", "Tổ hợp tác", 3)]
    keys = ("stt", "label", "so_luong")
    fields = tuple(
        cell(f"table.bieu-1.{n}.{key}", value)
        for n, row in enumerate(rows, 1)
        for key, value in zip(keys, row, strict=True)
    )
    report = LongReport(1, "a.pdf", "1", "", None, None, 1, "read", None, NOW, None, None, None, fields)
    out = io.BytesIO()
    book = Book(out, "Tổng hợp", base="", now=NOW)
    sheet = FormSheet(book.sheet("bieu-1"), book.styles, FORM, CAMPAIGN)
    sheet.add(report)
    sheet.close()
    book.close()
    written = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["bieu-1"]
    lines = [[c.value for c in row] for row in written.iter_rows(min_row=5, max_row=8, max_col=6)]
    assert [(line[2], line[5]) for line in lines] == [
        ("Hợp tác xã", "Hợp tác xã"),
        ("HTX A", ""),
        ("Cộng nhóm 1", "Hợp tác xã"),
        ("Tổ hợp tác", "Tổ hợp tác"),
    ]
