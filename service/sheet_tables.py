"""Plain tables in and out of spreadsheets: XLSX and CSV, text never as a formula.

The only module that knows openpyxl; it reads values only, row by row, and no more than a stated size.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from service.errors import SheetUnreadable
from service.exporting.row_stream import RowStream, style_number
from service.exporting.styles import Styles

LARGEST_SHEET_ROWS = 50_000  # all communes of the country, before and after 2025, are under 15,000
LARGEST_SHEET_COLUMNS = 60
LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024  # a workbook of 50,000 rows unpacks to about 40 MB
FORMULA_STARTS = frozenset("=+-@\t\r")


@dataclass(frozen=True)
class Column:
    """A column of a table that we write: its heading and its width in characters."""

    title: str
    width: int = 16


@dataclass(frozen=True)
class SheetRow:
    """A row as it stands in the file, ``line`` from 1; every value as trimmed text."""

    line: int
    values: tuple[str, ...]


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


def read_rows(name: str, data: bytes) -> list[SheetRow]:
    """The rows of a file's first sheet, empty ones left out.

    Args:
        name: The file's name; ``.csv`` and ``.txt`` are read as CSV (UTF-8, comma, semicolon or tab).
        data: The bytes.

    Raises:
        SheetUnreadable: It is neither a workbook nor a CSV file, or too large.
    """
    rows = _csv_rows(name, data) if name.lower().endswith((".csv", ".txt")) else _xlsx_rows(name, data)
    found = []
    for line, values in enumerate(rows, 1):
        if line > LARGEST_SHEET_ROWS:
            raise SheetUnreadable(file=name, fault=f"> {LARGEST_SHEET_ROWS} dòng / rows")
        texts = tuple(_text(value) for value in values[:LARGEST_SHEET_COLUMNS])
        if any(texts):
            found.append(SheetRow(line, texts))
    return found


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
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(column.title for column in columns)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    text.detach()


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value[:1] in FORMULA_STARTS and len(value) > 1 else value
    return _written(value)


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone(dt.timedelta(hours=7))).strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text


def _csv_rows(name: str, data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetUnreadable(file=name, fault=f"byte {error.start}: UTF-8") from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise SheetUnreadable(file=name, fault=str(error)) from error


def _xlsx_rows(name: str, data: bytes) -> Iterator[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED_BYTES:
                raise SheetUnreadable(file=name, fault=f"> {LARGEST_UNPACKED_BYTES >> 20} MiB")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise SheetUnreadable(file=name, fault=str(error)[:200]) from error
    try:
        sheet = workbook.worksheets[0]
        for row in sheet.iter_rows(max_row=LARGEST_SHEET_ROWS + 1, max_col=LARGEST_SHEET_COLUMNS):
            yield [cell.value for cell in row]
    except (KeyError, ValueError, SyntaxError, IndexError) as error:
        raise SheetUnreadable(file=name, fault=str(error)[:200]) from error
    finally:
        workbook.close()
