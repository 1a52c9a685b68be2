"""The lists beside a compiled form: differences, what waits, text against table, every number's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.compiling.layout import titled
from service.compiling.model import (
    FIGURES,
    Cell,
    Compiled,
    Place,
    Sheet,
    SheetColumn,
    Standing,
    UnitRow,
)
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


@dataclass(frozen=True, slots=True)
class Linked:
    """A figure of the text that must equal the total of a form's column, with the places of both."""

    column: SheetColumn
    in_text: Place
    in_form: tuple[Place, ...]

    @staticmethod
    def all_of(sheets: Sequence[Sheet]) -> tuple[Linked, ...]:
        """Those of a campaign."""
        by_id = {sheet.id: sheet for sheet in sheets}
        found = []
        for column in by_id[FIGURES].columns if FIGURES in by_id else ():
            if column.same_as:
                form_id, _, key = column.same_as.rpartition(".")
                lines = tuple(Place(form_id, line.key, key) for line in by_id[form_id].lines)
                found.append(Linked(column, Place(FIGURES, "", column.key), lines))
        return tuple(found)


def disagreements(
    cells: Mapping[Place, Cell], linked: Sequence[Linked]
) -> list[tuple[Linked, Decimal, Cell, Cell]]:
    """Where one unit's text and form disagree: the form's total, the text's cell, the form's first cell."""
    found = []
    for one in linked:
        text = cells.get(one.in_text)
        if text is None or text.number is None or not text.counts:
            continue
        lines = [cell for place in one.in_form if (cell := cells.get(place)) is not None]
        if lines and all(cell.counts for cell in lines):
            table = sum((cell.number or Decimal(0) for cell in lines), Decimal(0))
            if table != text.number:
                found.append((one, table, text, lines[0]))
    return found


def text_mismatches(compiled: Compiled) -> tuple[TextMismatch, ...]:
    """Where a report's text and its form disagree; both settled, else there is nothing to say yet."""
    linked = Linked.all_of(compiled.sheets)
    if not linked:
        return ()
    wanted = {place for one in linked for place in (one.in_text, *one.in_form)}
    by_unit: dict[str, dict[Place, Cell]] = {}
    for (unit_id, place), cell in compiled.cells.items():
        if place in wanted:
            by_unit.setdefault(unit_id, {})[place] = cell
    return tuple(
        mismatch
        for unit in compiled.units
        for mismatch in unit_mismatches(unit.id, by_unit.get(unit.id, {}), linked)
    )


def unit_mismatches(unit: str, cells: Mapping[Place, Cell], linked: Sequence[Linked]) -> list[TextMismatch]:
    """Those of one unit."""
    return [
        TextMismatch(unit, one.column.key, text.number, table, text, first)
        for one, table, text, first in disagreements(cells, linked)
        if text.number is not None
    ]


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
