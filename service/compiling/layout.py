"""The compiled form in the layout that the next level wants: head, merged header, totals, signatures."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from extraction.campaign import Campaign, Form
from service.compiling.model import OTHER_LINE, Compiled, Place, Sheet, SheetColumn, SheetLine
from service.compiling.tree import Totals
from service.exporting.book import Book
from service.office_time import office_day
from service.web.form_layout import HeaderCell, column_key, header_rows
from service.web.formats import written_date

TOP = "(gốc)"
"""What stands in the column of upper units for those that have none; an empty cell matches no criterion."""

NO_LINE = "-"
"""What stands in the column of lines where a sheet has only one, for the same reason."""

FIRST_UNIT_ROW = 5  # of the sheet by unit, from 0
UNIT_COLUMNS = 6  # of the sheet by unit, before the first number
_HEAD_ROWS = 6


@dataclass(frozen=True)
class Ranges:
    """Where the sheet by unit keeps what the totals add up: its name, its last row (from 1), its letters."""

    sheet: str
    last: int
    letters: Mapping[str, str]

    def total(self, line: str, column: str) -> str:
        """The formula that adds a line up over the units at the top."""
        first = FIRST_UNIT_ROW + 1

        def span(letter: str) -> str:
            return f"'{self.sheet}'!${letter}${first}:${letter}${self.last}"

        return f'=SUMIFS({span(self.letters[column])},{span("B")},"{TOP}",{span("E")},"{line or NO_LINE}")'


def shown_lines(compiled: Compiled, sheet: Sheet) -> tuple[SheetLine, ...]:
    """The lines that a sheet shows: unknown groups only where a unit has one."""
    used = {place.line for _, place in compiled.cells if place.sheet == sheet.id}
    return tuple(line for line in sheet.lines if line.key != OTHER_LINE or line.key in used)


def write_form_totals(
    book: Book, campaign: Campaign, form: Form, compiled: Compiled, totals: Totals, ranges: Ranges,
    *, as_of: str, now: dt.datetime,
) -> None:  # fmt: skip
    """Write the form over all units: live sums over the sheet by unit, each with its value."""
    header = header_rows(form)
    leaves = [leaf for leaf, _ in form.leaves]
    sheet = book.sheet(f"Tổng hợp {form.id}")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for index, leaf in enumerate(leaves):
        width = {"stt": 6, "label": 36}.get(column_key(leaf), 14)
        sheet.set_column(index, index, width)
    _write_head(book, sheet, campaign, form.title, len(leaves), as_of, now)
    merges = _write_header(book, sheet, header, _HEAD_ROWS)
    row = _HEAD_ROWS + len(header)
    lines = shown_lines(compiled, compiled.sheet(form.id))
    first = row
    for number, line in enumerate(lines, 1):
        for index, leaf in enumerate(leaves):
            key = column_key(leaf)
            if key == "stt":
                sheet.write_number(row, index, number, book.styles.cell("", group=True))
            elif key == "label":
                title = line.title or "Tổng số"
                sheet.write_string(row, index, title, book.styles.cell("", group=True))
            elif ("", Place(form.id, line.key, key)) in totals:
                value = totals["", Place(form.id, line.key, key)].value
                _formula(book, sheet, row, index, ranges.total(line.key, key), value)
            else:
                sheet.write_blank(row, index, None, book.styles.cell("", group=True))
        row += 1
    if len(lines) > 1:
        _write_grand_total(book, sheet, form, leaves, lines, totals, first, row)
        row += 1
    _write_foot(book, sheet, compiled, form.id, row + 1, len(leaves))
    sheet.merge.extend(merges)


def write_figure_totals(
    book: Book, campaign: Campaign, sheet_model: Sheet, compiled: Compiled, totals: Totals, ranges: Ranges,
    *, as_of: str, now: dt.datetime,
) -> None:  # fmt: skip
    """Write the figures of the text, one a row: what the plan asks, over all units, and how many answered."""
    sheet = book.sheet("Tổng hợp số liệu lời văn")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    titles = (
        "Số TT",
        "Mục của đề cương",
        "Số liệu",
        "Đơn vị tính",
        "Tổng số",
        "Số đơn vị có số",
        "Chưa tính",
    )
    for index, width in enumerate((6, 40, 60, 14, 14, 12, 12)):
        sheet.set_column(index, index, width)
    _write_head(book, sheet, campaign, sheet_model.title, len(titles), as_of, now)
    for index, title in enumerate(titles):
        sheet.write_string(_HEAD_ROWS, index, title, book.styles.header)
    answered, waiting = _counted(compiled)
    for number, column in enumerate(sheet_model.columns, 1):
        row = _HEAD_ROWS + number
        place = Place(sheet_model.id, "", column.key)
        plain = book.styles.cell("", group=False)
        sheet.write_number(row, 0, number, plain)
        sheet.write_string(row, 1, " – ".join(column.above), plain)
        sheet.write_string(row, 2, column.title, plain)
        sheet.write_string(row, 3, column.unit or "", plain)
        if column.is_summed:
            formula = ranges.total("", column.key)
            _formula(book, sheet, row, 4, formula, totals["", place].value)
        else:
            sheet.write_string(row, 4, "không cộng", plain)
        sheet.write_number(row, 5, answered[place], plain)
        sheet.write_number(row, 6, waiting[place], plain)
    _write_foot(book, sheet, compiled, sheet_model.id, _HEAD_ROWS + len(sheet_model.columns) + 2, 7)


def _counted(compiled: Compiled) -> tuple[Counter[Place], Counter[Place]]:
    """How many units have a number that counts at each place, and how many one that waits."""
    answered: Counter[Place] = Counter()
    waiting: Counter[Place] = Counter()
    for (_, place), cell in compiled.cells.items():
        if not cell.counts:
            waiting[place] += 1
        elif cell.number is not None:
            answered[place] += 1
    return answered, waiting


def _write_head(
    book: Book, sheet: Any, campaign: Campaign, title: str, width: int, as_of: str, now: dt.datetime
) -> None:
    right = max(2, width - 3)
    day = office_day(now)
    sheet.write_string(0, 0, campaign.issuer.upper(), book.styles.head)
    sheet.write_string(0, right, "ĐẢNG CỘNG SẢN VIỆT NAM", book.styles.head)
    place = f"{campaign.province}, {written_date(day)}"
    sheet.write_string(1, right, place, book.styles.note)
    sheet.write_string(2, 0, f"TỔNG HỢP: {title}", book.styles.title)
    sheet.write_string(
        3, 0, f"Theo Kế hoạch {campaign.number or campaign.id}: {campaign.title}", book.styles.note
    )
    sheet.write_string(4, 0, as_of, book.styles.note)


def _write_header(
    book: Book, sheet: Any, header: Sequence[Sequence[HeaderCell]], top: int
) -> list[tuple[int, int, int, int]]:
    """Write the merged header; the ranges to be merged, which streaming takes only at the end."""
    depth = len(header)
    taken: set[tuple[int, int]] = set()
    texts: dict[tuple[int, int], str] = {}
    merges = []
    for level, cells in enumerate(header):
        column = 0
        for cell in cells:
            while (level, column) in taken:
                column += 1
            texts[level, column] = cell.title
            taken |= {(level + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
            if cell.rows * cell.columns > 1:
                merges.append((top + level, column, top + level + cell.rows - 1, column + cell.columns - 1))
            column += cell.columns
    width = 1 + max(column for _, column in taken)
    for level in range(depth):
        for column in range(width):
            sheet.write_string(top + level, column, texts.get((level, column), ""), book.styles.header)
    return merges


def _write_grand_total(
    book: Book, sheet: Any, form: Form, leaves: Sequence[Any], lines: Sequence[SheetLine], totals: Totals,
    first: int, row: int,
) -> None:  # fmt: skip
    for index, leaf in enumerate(leaves):
        key = column_key(leaf)
        places = [Place(form.id, line.key, key) for line in lines]
        if key == "label":
            sheet.write_string(row, index, "Tổng cộng", book.styles.total)
        elif ("", places[0]) in totals:
            values = [totals["", place].value for place in places]
            known = [value for value in values if value is not None]
            letter = xl_col_to_name(index)
            formula = f"=SUM({letter}{first + 1}:{letter}{row})"
            _formula(book, sheet, row, index, formula, sum(known, Decimal(0)) if known else None, total=True)
        else:
            sheet.write_blank(row, index, None, book.styles.total)


def _write_foot(book: Book, sheet: Any, compiled: Compiled, sheet_id: str, row: int, width: int) -> None:
    """Say what is not in the sums, and leave room for those who sign."""
    standing = [unit.standing.value for unit in compiled.units]
    waiting = sum(not c.counts for (_, place), c in compiled.cells.items() if place.sheet == sheet_id)
    note = (
        f"Đã cộng {standing.count('reported')} báo cáo; chưa gửi {standing.count('missing')}; "
        f"chưa chắc đơn vị {standing.count('unsure')}; có nhiều báo cáo {standing.count('contested')}; "
        f"{waiting} ô còn chờ, chưa cộng vào tổng; {len(compiled.unplaced)} báo cáo chưa rõ đơn vị."
    )
    sheet.write_string(row, 0, note, book.styles.note)
    right = max(2, width - 3)
    sheet.write_string(row + 2, 1, "NGƯỜI LẬP BIỂU", book.styles.head)
    sheet.write_string(row + 2, right, "T/M CẤP ỦY", book.styles.head)
    sheet.write_string(row + 3, 1, "(ký, ghi rõ họ tên)", book.styles.note)
    sheet.write_string(row + 3, right, "(ký, ghi rõ họ tên, đóng dấu)", book.styles.note)


def _formula(
    book: Book, sheet: Any, row: int, column: int, formula: str, value: Decimal | None, *, total: bool = False
) -> None:
    style = book.styles.total if total else book.styles.cell("accepted", group=True)
    sheet.write_formula(row, column, formula, style, float(value) if value is not None else 0)


def titled(column: SheetColumn) -> str:
    """A column's heading in one line, with what stands over it."""
    return " – ".join((*column.above, column.title))
