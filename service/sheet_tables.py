"""Plain tables out to spreadsheets: XLSX and CSV, text never as a formula."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter

from service.exporting.row_stream import RowStream, style_number
from service.exporting.styles import Styles

FORMULA_STARTS = frozenset("=+-@\t\r")
_AS_THEY_ARE = frozenset({int, float, type(None)})  # what the CSV module writes as we want it


@dataclass(frozen=True)
class Column:
    """A column of a table that we write: its heading and its width in characters."""

    title: str
    width: int = 16


def cell_name(line: int, column: int) -> str:
    """The name of a cell as spreadsheets show it; the column from 0.

    >>> cell_name(7, 1), cell_name(1, 27)
    ('B7', 'AB1')
    """
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{line}"


def write_xlsx(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], out: BinaryIO, *, now: dt.datetime
) -> None:
    """One sheet with a heading row; rows are streamed."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    styles = Styles(workbook)
    sheet = workbook.add_worksheet("".join("-" if c in "[]:*?/\\" else c for c in title)[:31])
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.title, styles.header)
    stream, plain = RowStream(sheet, 1, len(columns)), style_number(styles.plain)
    for row in rows:
        for place, value in enumerate(row):
            stream.value(place, _written(value), plain)
        stream.end_row()
    sheet.autofilter(0, 0, stream.close() - 1, len(columns) - 1)
    workbook.close()


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]], out: BinaryIO) -> None:
    """CSV in UTF-8 with a byte order mark; a text that a spreadsheet would run gets an apostrophe."""
    out.write(codecs.BOM_UTF8)
    writer = csv.writer(_Encoded(out))
    writer.writerow(column.title for column in columns)
    writer.writerows([v if type(v) in _AS_THEY_ARE else _harmless(v) for v in row] for row in rows)


class _Encoded:
    """A file of bytes as the CSV module writes to it; a text wrapper costs more than the CSV itself."""

    def __init__(self, out: BinaryIO) -> None:
        self._write = out.write

    def write(self, line: str) -> int:
        return self._write(line.encode())


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return "'" + value if value[:1] in FORMULA_STARTS and len(value) > 1 else value
    return _written(value)


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone(dt.timedelta(hours=7))).strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value
