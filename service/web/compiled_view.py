"""The compiled figures as pages show them: totals in the form's layout, and the units behind one number."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass
from decimal import Decimal

from extraction.campaign import Campaign, ColumnType
from service.compiling.layout import shown_lines
from service.compiling.model import FIGURES, Cell, Compiled, Place, Sheet, Standing, UnitRow
from service.compiling.tree import Basis, Total, Totals
from service.compiling.words import waiting_words
from service.web.form_layout import HeaderCell, header_rows


@dataclass(frozen=True, slots=True)
class TotalCell:
    """A total and the address of the units behind it; ``value`` None where nothing counts yet."""

    value: Decimal | None
    open: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """``heads`` are the cells before the numbers."""

    heads: tuple[str, ...]
    cells: tuple[TotalCell | None, ...]


@dataclass(frozen=True)
class TotalTable:
    """A sheet's totals. ``header`` is the form's own; figures of the text stand one below another."""

    id: str
    title: str
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[TotalRow, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many units stand how, and how many cells wait."""

    reported: int
    missing: int
    doubtful: int
    waiting_cells: int


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A unit behind a number: what it comes to, what it says itself, where that stands, what is below it."""

    unit: UnitRow
    value: Decimal | None
    basis: Basis
    own: str
    evidence: str
    below: int
    below_href: str
    open: int


def address(compiled: Compiled, cut: int | None = None, **more: str) -> str:
    """The query of a page about these figures."""
    asked = {"campaign": compiled.campaign_id, "period": compiled.period, "cut": str(cut or ""), **more}
    return urllib.parse.urlencode({key: value for key, value in asked.items() if value})


def counted(compiled: Compiled) -> Counted:
    standing = [unit.standing for unit in compiled.units]
    doubtful = (Standing.UNSURE, Standing.CONTESTED, Standing.UNREAD)
    return Counted(
        reported=standing.count(Standing.REPORTED),
        missing=standing.count(Standing.MISSING),
        doubtful=sum(standing.count(one) for one in doubtful) + len(compiled.unplaced),
        waiting_cells=sum(not cell.counts for cell in compiled.cells.values()),
    )


def total_tables(campaign: Campaign, compiled: Compiled, totals: Totals, cut: int | None) -> list[TotalTable]:
    """The totals of every sheet, each leading to the units behind it."""
    return [
        _figures(compiled, sheet, totals, cut)
        if sheet.id == FIGURES
        else _form(campaign, compiled, sheet, totals, cut)
        for sheet in compiled.sheets
    ]


def behind(compiled: Compiled, totals: Totals, place: Place, upper: str, cut: int | None) -> list[BehindRow]:
    """The units right below ``upper`` ("" for the top) with what they contribute to a number."""
    children = compiled.children
    rows = []
    for unit in children.get(upper, ()):
        cell = compiled.cells.get((unit.id, place))
        total = totals.get((unit.id, place))
        below = len(children.get(unit.id, ()))
        more = {"sheet": place.sheet, "line": place.line, "column": place.column, "below": unit.id}
        rows.append(
            BehindRow(
                unit=unit,
                value=total.value if total else None,
                basis=total.basis if total else Basis.NONE,
                own=_own(cell),
                evidence=_evidence(unit, cell),
                below=below,
                below_href=f"/compiled/number?{address(compiled, cut, **more)}" if below else "",
                open=total.open if total else 0,
            )
        )
    return rows


def _form(
    campaign: Campaign, compiled: Compiled, sheet: Sheet, totals: Totals, cut: int | None
) -> TotalTable:
    form = campaign.form(sheet.id)
    leaves = [leaf for leaf, _ in form.leaves]
    has_label = any(leaf.type is ColumnType.LABEL for leaf in leaves)
    has_ordinal = any(leaf.type is ColumnType.ORDINAL for leaf in leaves)
    rows = []
    lines = shown_lines(compiled, sheet)
    for number, line in enumerate(lines, 1):
        heads = [str(number)] * has_ordinal + [line.title] * has_label
        places = [Place(sheet.id, line.key, column.key) for column in sheet.columns]
        rows.append(TotalRow(tuple(heads), tuple(_cell(compiled, totals, p, cut) for p in places)))
    if len(lines) > 1:
        added = [
            [totals.get(("", Place(sheet.id, line.key, c.key))) for line in lines] for c in sheet.columns
        ]
        cells = tuple(_added([total for total in column if total]) for column in added)
        rows.append(TotalRow(tuple([""] * has_ordinal + ["Σ"] * has_label), cells))
    return TotalTable(sheet.id, sheet.title, header_rows(form), tuple(rows))


def _figures(compiled: Compiled, sheet: Sheet, totals: Totals, cut: int | None) -> TotalTable:
    rows = []
    for column in sheet.columns:
        place = Place(sheet.id, "", column.key)
        heads = (" – ".join(column.above), column.title, column.unit or "")
        rows.append(TotalRow(heads, (_cell(compiled, totals, place, cut, always=True),)))
    return TotalTable(sheet.id, sheet.title, (), tuple(rows))


def _cell(
    compiled: Compiled, totals: Totals, place: Place, cut: int | None, *, always: bool = False
) -> TotalCell | None:
    total = totals.get(("", place))
    if total is None and not always:
        return None
    more = {"sheet": place.sheet, "line": place.line, "column": place.column}
    href = f"/compiled/number?{address(compiled, cut, **more)}"
    return TotalCell(total.value if total else None, total.open if total else 0, href)


def _added(totals: list[Total]) -> TotalCell | None:
    known = [total.value for total in totals if total.value is not None]
    if not totals:
        return None
    return TotalCell(sum(known, Decimal(0)) if known else None, sum(total.open for total in totals))


def _own(cell: Cell | None) -> str:
    if cell is None or (cell.counts and cell.value is None):
        return ""
    if not cell.counts:
        return waiting_words(cell)
    return str(cell.value) if cell.number is None else ""


def _evidence(unit: UnitRow, cell: Cell | None) -> str:
    if cell is None:
        return f"/submissions/{unit.submissions[0]}" if unit.submissions else ""
    if cell.status in ("review", "missing") or not cell.page:
        return f"/review/{cell.field_id}?submission={cell.submission_id}"
    return f"/submissions/{cell.submission_id}/pages/{cell.page}?field={cell.field_id}"
