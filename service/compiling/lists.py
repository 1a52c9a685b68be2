"""The lists beside a compiled form: differences, what waits, text against table, every number's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.compiling.layout import titled
from service.compiling.model import FIGURES, Cell, Compiled, Place, SheetColumn, Standing, UnitRow
from service.compiling.reconcile import Difference, said
from service.compiling.words import STANDING_VI, WAITING_VI
from service.exporting.book import field_link
from service.exporting.styles import STATUS_VI
from service.sheet_tables import Column

DIFFERENCE_COLUMNS = (
    Column("Đơn vị", 36), Column("Biểu", 22), Column("Dòng", 26), Column("Cột", 30),
    Column("Đơn vị báo cáo", 14),
    Column("Cộng từ cấp dưới", 14), Column("Chênh lệch", 12), Column("Chênh lệch gồm", 80),
)  # fmt: skip
WAITING_COLUMNS = (
    Column("Đơn vị", 36), Column("Biểu", 22), Column("Dòng", 26), Column("Cột", 36),
    Column("Số đọc được", 14),
    Column("Vì sao chưa tính", 26), Column("Xem trên trang", 20),
)  # fmt: skip
LONG_COLUMNS = (
    Column("Mã đơn vị", 14), Column("Đơn vị", 36), Column("Cấp", 10), Column("Biểu", 22), Column("Dòng", 26),
    Column("Cột", 36), Column("Giá trị", 14), Column("Tính vào tổng", 12), Column("Trạng thái", 20),
    Column("Báo cáo", 10), Column("Trang", 8), Column("Xem trên trang", 20),
)  # fmt: skip
TEXT_COLUMNS = (
    Column("Đơn vị", 36), Column("Số liệu", 44), Column("Trong lời văn", 14), Column("Trong biểu", 14),
    Column("Chênh lệch", 12), Column("Xem lời văn", 20), Column("Xem biểu", 20),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextMismatch:
    """A figure in a unit's text that is not the total of its own form; ``table`` adds the form's lines up."""

    unit: str
    column: str
    text: Decimal
    table: Decimal
    text_cell: Cell
    table_cell: Cell


class Names:
    """What units, sheets, lines and columns are called."""

    def __init__(self, compiled: Compiled) -> None:
        self.units = {unit.id: unit.name for unit in compiled.units}
        self.sheets = {sheet.id: sheet.title for sheet in compiled.sheets}
        self.lines = {(s.id, line.key): line.title for s in compiled.sheets for line in s.lines}
        self.columns = {(s.id, column.key): titled(column) for s in compiled.sheets for column in s.columns}

    def of(self, place: Place) -> tuple[str, str, str]:
        """Sheet, line and column for people."""
        return (
            self.sheets.get(place.sheet, place.sheet),
            self.lines.get((place.sheet, place.line), place.line),
            self.columns.get((place.sheet, place.column), place.column),
        )


def text_mismatches(compiled: Compiled) -> tuple[TextMismatch, ...]:
    """Where a report's text and its form disagree; both settled, else there is nothing to say yet."""
    found = []
    figures = next((sheet for sheet in compiled.sheets if sheet.id == FIGURES), None)
    linked = [column for column in figures.columns if column.same_as] if figures else []
    places = [(column, Place(FIGURES, "", column.key), _form_places(compiled, column)) for column in linked]
    for unit in compiled.units:
        for column, in_text, in_form in places:
            text = compiled.cells.get((unit.id, in_text))
            if text is None or text.number is None or not text.counts:
                continue
            lines = [compiled.cells.get((unit.id, place)) for place in in_form]
            cells = [cell for cell in lines if cell is not None]
            if cells and all(cell.counts for cell in cells):
                table = sum((cell.number or Decimal(0) for cell in cells), Decimal(0))
                if table != text.number:
                    found.append(TextMismatch(unit.id, column.key, text.number, table, text, cells[0]))
    return tuple(found)


def _form_places(compiled: Compiled, column: SheetColumn) -> list[Place]:
    """Every line of the form's column that a figure of the text must equal."""
    form_id, _, key = str(column.same_as).rpartition(".")
    return [Place(form_id, line.key, key) for line in compiled.sheet(form_id).lines]


def difference_rows(found: Sequence[Difference], names: Names) -> Iterator[Sequence[Any]]:
    for one in found:
        unit = names.units[one.unit]
        yield (unit, *names.of(one.place), one.stated, one.below, one.amount, said(one, names.units))


def waiting_rows(compiled: Compiled, names: Names) -> Iterator[Sequence[Any]]:
    """Units without a report that counts, then cells that wait, each with the way to its page."""
    by_unit = cells_by_unit(compiled)
    for unit in compiled.units:
        if unit.standing not in (Standing.REPORTED, Standing.ABOVE):
            yield unit.name, "Cả báo cáo", "", "", None, STANDING_VI[unit.standing], _report_link(unit)
        for place, cell in by_unit.get(unit.id, ()):
            if not cell.counts:
                why = WAITING_VI.get(cell.status, cell.status)
                yield (unit.name, *names.of(place), cell.number, why, _link(cell))


def long_rows(compiled: Compiled, names: Names) -> Iterator[Sequence[Any]]:
    """Every number there is, one a row."""
    by_unit = cells_by_unit(compiled)
    for unit in compiled.units:
        for place, cell in by_unit.get(unit.id, ()):
            yield (
                unit.id, unit.name, unit.level, *names.of(place), cell.value,
                "có" if cell.counts and unit.standing is Standing.REPORTED else "không",
                STATUS_VI.get(cell.status) or WAITING_VI.get(cell.status, cell.status),
                cell.submission_id, cell.page, _link(cell),
            )  # fmt: skip


def text_rows(found: Sequence[TextMismatch], names: Names) -> Iterator[Sequence[Any]]:
    for one in found:
        column = names.columns.get((FIGURES, one.column), one.column)
        difference = one.text - one.table
        yield (
            names.units[one.unit], column, one.text, one.table, difference,
            _link(one.text_cell), _link(one.table_cell),
        )  # fmt: skip


def cells_by_unit(compiled: Compiled) -> dict[str, list[tuple[Place, Cell]]]:
    """The cells of each unit in the sheets' own order."""
    order = {place: index for index, place in enumerate(p for sheet in compiled.sheets for p in sheet.places)}
    found: dict[str, list[tuple[Place, Cell]]] = {}
    for (unit, place), cell in compiled.cells.items():
        found.setdefault(unit, []).append((place, cell))
    for cells in found.values():
        cells.sort(key=lambda pair: order.get(pair[0], len(order)))
    return found


def _link(cell: Cell) -> Any:
    text = f"Báo cáo {cell.submission_id}" + (f", trang {cell.page}" if cell.page else "")
    return field_link(cell.submission_id, cell.page, cell.field_id, text)


def _report_link(unit: UnitRow) -> Any:
    if not unit.submissions:
        return None
    return field_link(unit.submissions[0], None, 0, f"Báo cáo {unit.submissions[0]}")
