"""The rows of a spreadsheet that somebody brings, XLSX or CSV, read in a child process.

The only module that knows openpyxl; it reads values only, row by row, and no more than a stated size.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.errors import SheetUnreadable
from service.foreign import PACKED_XML_FAULTS, ForeignFault, in_child
from service.workers import Parts

LARGEST_SHEET_ROWS = 50_000  # all communes of the country, before and after 2025, are under 15,000
LARGEST_SHEET_COLUMNS = 60
LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024  # a workbook of 50,000 rows unpacks to about 40 MB
LONGEST_CELL = 32_767  # characters, Excel's own limit
FORMULA_STARTS = frozenset("=+-@\t\r")
_FAULTS = (struct.error, *PACKED_XML_FAULTS)  # of openpyxl and what it stands on at bad bytes


@dataclass(frozen=True)
class SheetRow:
    """A row as it stands in the file, ``line`` from 1; every value as trimmed text."""

    line: int
    values: tuple[str, ...]


def read_rows(name: str, data: bytes) -> list[SheetRow]:
    """The rows of a file's first sheet, empty ones left out, as ``parse_rows`` has them, by a child process.

    Raises:
        SheetUnreadable: It is neither a workbook nor a CSV file, too large, or more than a child can bear.
    """
    errors = {SheetUnreadable.code: SheetUnreadable}
    try:
        found = in_child("sheet", {"name": name}, data, errors=errors).head["rows"]
    except ForeignFault as error:
        raise SheetUnreadable(file=name, fault=error.fault) from error
    return [SheetRow(int(line), tuple(values)) for line, values in found]


def sheet_task(request: Parts) -> Parts:
    """In the child."""
    rows = parse_rows(str(request.head["name"]), request.blobs[0])
    return Parts({"rows": [(row.line, row.values) for row in rows]})


def parse_rows(name: str, data: bytes) -> list[SheetRow]:
    """The rows of a file's first sheet.

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
        texts = tuple(_text(value)[:LONGEST_CELL] for value in values[:LARGEST_SHEET_COLUMNS])
        if any(texts):
            found.append(SheetRow(line, texts))
    return found


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
    from openpyxl import load_workbook  # in the child only: it is large

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED_BYTES:
                raise SheetUnreadable(file=name, fault=f"> {LARGEST_UNPACKED_BYTES >> 20} MiB")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except _FAULTS as error:
        raise SheetUnreadable(file=name, fault=str(error)[:200]) from error
    try:
        sheet = workbook.worksheets[0]
        for row in sheet.iter_rows(max_row=LARGEST_SHEET_ROWS + 1, max_col=LARGEST_SHEET_COLUMNS):
            yield [cell.value for cell in row]
    except _FAULTS as error:
        raise SheetUnreadable(file=name, fault=str(error)[:200]) from error
    finally:
        workbook.close()
