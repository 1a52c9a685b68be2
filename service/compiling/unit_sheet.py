"""The compiled form by unit, in the tree's order: own numbers, live sums where only those below sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_col_to_name

from service.compiling.layout import FIRST_UNIT_ROW, NO_LINE, TOP, UNIT_COLUMNS, Ranges, shown_lines, titled
from service.compiling.model import Cell, Compiled, Place, Sheet, SheetLine, UnitRow
from service.compiling.tree import Basis, Totals
from service.compiling.words import BASIS_VI, STANDING_VI, waiting_words
from service.exporting.book import Book, field_link, sheet_name
from service.exporting.row_stream import RowStream, style_number

_FIXED = (("Mã đơn vị", 14), ("Mã cấp trên", 14), ("Đơn vị", 38), ("Cấp", 9), ("Mã dòng", 14), ("Dòng", 26))
_AFTER = (("Tình trạng", 24), ("Cách tính", 18), ("Xem trên trang", 18))


UnitLines = Sequence[tuple[UnitRow, SheetLine]]
"""The rows of the sheet by unit, in order."""


def unit_lines(compiled: Compiled, sheet: Sheet) -> UnitLines:
    """A row for each unit and line that the unit, or one below it, answered; one at least for each unit."""
    answered: set[tuple[str, str]] = set()
    parents = {unit.id: unit.parent for unit in compiled.units}
    for unit_id, place in compiled.cells:
        at: str | None = unit_id if place.sheet == sheet.id else None
        while at is not None and (at, place.line) not in answered:
            answered.add((at, place.line))
            at = parents[at]
    lines = shown_lines(compiled, sheet)
    rows = []
    for unit in compiled.units:
        own = [line for line in lines if (unit.id, line.key) in answered] or lines[:1]
        rows += [(unit, line) for line in own]
    return rows


def ranges_of(book: Book, compiled: Compiled, sheet: Sheet) -> Ranges:
    """Where the sheet by unit will stand, so that the totals before it can point there."""
    rows = len(unit_lines(compiled, sheet))
    letters = {c.key: xl_col_to_name(UNIT_COLUMNS + i) for i, c in enumerate(sheet.columns)}
    return Ranges(sheet_name(book.workbook, _title(sheet)), FIRST_UNIT_ROW + max(rows, 1), letters)


def write_units(book: Book, compiled: Compiled, sheet: Sheet, totals: Totals) -> None:
    """Write one row for each unit and line.

    A number of a unit's own settled report is a number. Where only the units below have one, the cell is a
    live sum over those rows, with the value that we computed. What waits is a text, which no sum takes in.
    """
    rows = unit_lines(compiled, sheet)
    page = book.sheet(_title(sheet))
    widths = [*_FIXED, *((titled(column), 13) for column in sheet.columns), *_AFTER]
    for index, (_, width) in enumerate(widths):
        page.set_column(index, index, width)
    page.write_string(0, 0, f"{sheet.title} – theo đơn vị", book.styles.title)
    page.write_string(1, 0, f"{compiled.campaign_id} {compiled.period}".strip(), book.styles.note)
    page.write_string(
        2, 0, "Ô chữ nghiêng có ngoặc đơn là số còn chờ, chưa cộng vào tổng nào.", book.styles.note
    )
    for index, (title, _) in enumerate(widths):
        page.write_string(FIRST_UNIT_ROW - 1, index, title, book.styles.header)
    page.freeze_panes(FIRST_UNIT_ROW, 3)
    last_row = _last_rows(rows)
    stream = RowStream(page, FIRST_UNIT_ROW, len(widths))
    writer = _RowWriter(book, stream, compiled, sheet, totals)
    for unit, line in rows:
        writer.write(unit, line, last_row[unit.id])
    page.autofilter(FIRST_UNIT_ROW - 1, 0, max(stream.close() - 1, FIRST_UNIT_ROW), len(widths) - 1)


class _RowWriter:
    """Writes the rows of one sheet; places, letters and styles are looked up once for all of them."""

    def __init__(
        self, book: Book, stream: RowStream, compiled: Compiled, sheet: Sheet, totals: Totals
    ) -> None:
        self._book, self._stream, self._cells, self._totals = book, stream, compiled.cells, totals
        self._columns = [
            (index, xl_col_to_name(index)) for index in range(UNIT_COLUMNS, UNIT_COLUMNS + len(sheet.columns))
        ]
        self._places = {
            line.key: [Place(sheet.id, line.key, column.key) for column in sheet.columns]
            for line in sheet.lines
        }
        self._after = UNIT_COLUMNS + len(sheet.columns)
        self._below = style_number(book.styles.below)
        self._review = book.styles.cell_number("review", group=False)

    def write(self, unit: UnitRow, line: SheetLine, last: int) -> None:
        stream, is_upper = self._stream, unit.depth < 2
        plain = self._book.styles.cell_number("", group=is_upper)
        head = (unit.id, unit.parent or TOP, "    " * unit.depth + unit.name, unit.level)
        for index, text in enumerate((*head, line.key or NO_LINE, line.title)):
            stream.text(index, text, plain)
        first: Cell | None = None
        bases = set()
        for (index, letter), place in zip(self._columns, self._places[line.key], strict=True):
            key = (unit.id, place)
            cell, total = self._cells.get(key), self._totals.get(key)
            first = first or cell
            if total is not None:
                bases.add(total.basis)
            if total is not None and total.basis is Basis.BELOW and total.value is not None:
                formula = _sum_below(letter, stream.row, last)
                stream.formula(index, formula, float(total.value), self._below)
            elif cell is None or (cell.counts and cell.value is None):
                continue  # an empty cell is not written: a large campaign has hundreds of thousands
            elif not cell.counts:
                stream.text(index, waiting_words(cell), self._review)
            else:
                style = self._book.styles.cell_number(cell.status, group=is_upper)
                stream.value(index, cell.value, style)
        stream.text(self._after, STANDING_VI[unit.standing], plain)
        stream.text(self._after + 1, _how(bases), plain)
        if first is not None:
            shown = f"Báo cáo {first.submission_id}" + (f", trang {first.page}" if first.page else "")
            link = field_link(first.submission_id, first.page, first.field_id, shown)
            self._book.link(stream, self._after + 2, link)
        stream.end_row()


def _sum_below(letter: str, row: int, last: int) -> str:
    """A live sum over the rows of the units right below the one in ``row`` (from 0), for the same line."""
    first, own = row + 2, row + 1  # rows from 1; the units below follow this one

    def span(name: str) -> str:
        return f"${name}${first}:${name}${last}"

    return f"SUMIFS({letter}${first}:{letter}${last},{span('B')},$A{own},{span('E')},$E{own})"


def _last_rows(rows: UnitLines) -> Mapping[str, int]:
    """The last row (from 1) of each unit's subtree, which stands together in the tree's order."""
    last: dict[str, int] = {}
    above: list[UnitRow] = []
    for index, (unit, _) in enumerate(rows):
        del above[unit.depth :]
        above.append(unit)
        for upper in above:
            last[upper.id] = FIRST_UNIT_ROW + index + 1
    return last


def _how(bases: set[Basis]) -> str:
    return BASIS_VI[Basis.BELOW if Basis.BELOW in bases else next(iter(bases), Basis.NONE)]


def _title(sheet: Sheet) -> str:
    return f"Theo đơn vị {sheet.id}" if sheet.id != "figures" else "Theo đơn vị (lời văn)"
