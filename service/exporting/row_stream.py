"""Rows of a worksheet written straight as XML: what makes workbooks of hundreds of thousands of cells quick.

XlsxWriter makes an object and several checks for each cell, 10 to 20 microseconds of work. A worksheet that
streams its rows keeps them as XML in a file of its own, ``row_data_fh``, and copies that into the workbook at
the end. A row joined here and appended there costs a tenth; head, widths, merged cells and sums are written
as ever. This is the only module that reaches below XlsxWriter's public interface.
"""

from __future__ import annotations

import re
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from service.exporting.styles import LARGEST_EXACT_NUMBER

LONGEST_TEXT = 32_000  # characters of a cell, a little below the file format's limit
_MOST_REMEMBERED = 20_000  # short texts whose XML is kept: labels, statuses, units
_SHORT = 120  # characters
_TO_ESCAPE = re.compile("[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^ | $")
_ESCAPE_ITSELF = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class RowStream:
    """Appends rows to a worksheet that streams. While it writes, nothing else may write to that sheet."""

    def __init__(self, sheet: Any, first_row: int, width: int) -> None:
        """Start at ``first_row`` (from 0), below all that was written to the sheet before."""
        self._sheet = sheet
        self._row = first_row
        self._starts = [f'<c r="{xl_col_to_name(column)}' for column in range(width)]
        self._tails: dict[tuple[str, int], str] = {}
        sheet._write_single_row(first_row)  # what was written above still waits for its row's end
        self._write = sheet.row_data_fh.write
        self._begin()

    @property
    def row(self) -> int:
        """The row being written, from 0."""
        return self._row

    def number(self, column: int, value: float, style: int) -> None:
        self._cells.append(f'{self._starts[column]}{self._name}" s="{style}"><v>{value!r}</v></c>')

    def blank(self, column: int, style: int) -> None:
        """An empty cell that shows its border or colour."""
        self._cells.append(f'{self._starts[column]}{self._name}" s="{style}"/>')

    def text(self, column: int, value: str, style: int) -> None:
        """A text as a text, whatever it begins with."""
        key = (value, style)
        tail = self._tails.get(key)
        if tail is None:
            tail = f'" s="{style}" t="inlineStr"><is>{_text_element(value)}</is></c>'
            if len(value) < _SHORT and len(self._tails) < _MOST_REMEMBERED:
                self._tails[key] = tail
        self._cells.append(f"{self._starts[column]}{self._name}{tail}")

    def formula(self, column: int, formula: str, result: float | str, style: int) -> None:
        """A formula without its "=", with the result that we computed."""
        kind, shown = ("", repr(result)) if not isinstance(result, str) else (' t="str"', _escaped(result))
        start = f'{self._starts[column]}{self._name}" s="{style}"{kind}>'
        self._cells.append(f"{start}<f>{_escaped(formula)}</f><v>{shown}</v></c>")

    def value(self, column: int, value: Any, style: int) -> None:
        """A number as a number, nothing as no cell at all, all else as text; never a formula."""
        kind = type(value)
        if kind is str:
            if value:
                self.text(column, value, style)
        elif value is None:
            return
        elif (kind is int or kind is float) and -LARGEST_EXACT_NUMBER < value < LARGEST_EXACT_NUMBER:
            self.number(column, value, style)
        else:
            self.text(column, str(value), style)

    def end_row(self) -> None:
        if self._cells:
            self._write(f'<row r="{self._name}">{"".join(self._cells)}</row>')
        self._row += 1
        self._begin()

    def close(self) -> int:
        """Give the sheet back for what stands below; the next free row, from 0."""
        sheet, last = self._sheet, max(0, self._row - 1)
        sheet.dim_rowmin = min(sheet.dim_rowmin or 0, last)
        sheet.dim_rowmax = max(sheet.dim_rowmax or 0, last)
        sheet.dim_colmin = 0
        sheet.dim_colmax = max(sheet.dim_colmax or 0, len(self._starts) - 1)
        sheet.previous_row = self._row
        return self._row

    def _begin(self) -> None:
        self._cells: list[str] = []
        self._name = str(self._row + 1)


def style_number(style: Any) -> int:
    """The number by which cells name a format of the workbook."""
    return int(style._get_xf_index())


def _text_element(text: str) -> str:
    text = text[:LONGEST_TEXT]
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{space}>{_escaped(text)}</t>"


def _escaped(text: str) -> str:
    """The text as XML; control characters as the file format writes them, ``_x0001_``."""
    if _TO_ESCAPE.search(text) is None:
        return text
    text = _ESCAPE_ITSELF.sub(r"_x005F_\1", text)
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
