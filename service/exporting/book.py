"""Opening a workbook the way all of ours are: rows streamed, text never a formula, links that lead back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from service.exporting.row_stream import RowStream, style_number
from service.exporting.styles import Styles
from service.office_time import OFFICE_ZONE
from service.sheet_tables import Column

MOST_ROWS = 1_048_576  # of a sheet, by the file format
LONGEST_FORMULA_TEXT = 255  # characters of a text inside a formula, by the file format
_PLAIN = frozenset({str, int, float, type(None)})


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to one of our pages; ``base`` is the service's address without a slash."""

    path: str
    text: str


def open_book(out: BinaryIO, title: str, *, now: dt.datetime) -> Any:
    """A workbook whose rows are written in order and forgotten, so that its size is bounded by the disk."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    return book


class Book:
    """A workbook with its styles; knows how to write a plain table and a link."""

    def __init__(self, out: BinaryIO, title: str, *, base: str, now: dt.datetime) -> None:
        self.workbook = open_book(out, title, now=now)
        self.styles = Styles(self.workbook)
        self._base = base.rstrip("/")
        self._tables: list[TableSheet] = []
        self._link_style = style_number(self.styles.link)
        self._plain_style = style_number(self.styles.plain)

    def sheet(self, wanted: str) -> Any:
        """A new sheet under a name that spreadsheets take."""
        return self.workbook.add_worksheet(sheet_name(self.workbook, wanted))

    def link(self, rows: RowStream, column: int, link: Link) -> None:
        """Write a link as a formula: a sheet takes only 65,530 links of the other kind."""
        address = f"{self._base}{link.path}".replace('"', '""')
        text = link.text.replace('"', '""')
        if len(address) > LONGEST_FORMULA_TEXT or not self._base:
            rows.text(column, link.text, self._plain_style)
            return
        rows.formula(column, f'HYPERLINK("{address}","{text}")', link.text, self._link_style)

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]] = ()) -> TableSheet:
        """A new sheet with a plain table of these rows; more may be added until the book is closed."""
        table = TableSheet(self, self.sheet(name), columns)
        for row in rows:
            table.add(row)
        self._tables.append(table)
        return table

    def close(self) -> None:
        for table in self._tables:
            table.close()
        self.workbook.close()


class TableSheet:
    """A plain table being written: numbers as numbers, all else as text, ``Link`` as a link."""

    def __init__(self, book: Book, sheet: Any, columns: Sequence[Column]) -> None:
        self._book, self._sheet, self._width = book, sheet, len(columns)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.title, book.styles.header)
        self._rows = RowStream(sheet, 1, len(columns))
        self._plain = style_number(book.styles.plain)

    def add(self, row: Sequence[Any]) -> None:
        for place, value in enumerate(row):
            if isinstance(value, Link):
                self._book.link(self._rows, place, value)
            elif value is not None:
                self._rows.value(place, _plain(value), self._plain)
        self._rows.end_row()

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._rows.close() - 1, self._width - 1)


def sheet_name(workbook: Any, wanted: str) -> str:
    r"""A name that Excel takes: 31 characters, none of []:*?/\ nor a quote, not used yet."""
    bare = "".join("-" if c in "[]:*?/\\'" else c for c in wanted)[:31]
    used = {sheet.get_name().lower() for sheet in workbook.worksheets()}
    return next(
        name for name in (bare, *(f"{bare[:27]} ({n})" for n in range(2, 999))) if name.lower() not in used
    )


def field_link(submission: int, page: int | None, field: int, text: str) -> Link:
    """The place of a number: its report's page, with its box marked."""
    if page is None:
        return Link(f"/submissions/{submission}", text)
    return Link(f"/submissions/{submission}/pages/{page}?field={field}", text)


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y %H:%M")
    return float(value) if isinstance(value, Decimal) else value
