"""The compiled figures as pages show them: totals in the form's layout, and the units behind one number."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass
from decimal import Decimal

from extraction.campaign import Campaign, ColumnType
from service.compiling.model import FIGURES, Cell, Place, Sheet, UnitRow
from service.compiling.tree import Basis, Total
from service.compiling.words import waiting_words
from service.sums.behind import Behind
from service.sums.overview import Overview
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


def address(campaign_id: str, period: str, cut: int | None = None, **more: str) -> str:
    """The query of a page about these figures."""
    asked = {"campaign": campaign_id, "period": period, "cut": str(cut or ""), **more}
    return urllib.parse.urlencode({key: value for key, value in asked.items() if value})


def total_tables(campaign: Campaign, overview: Overview, cut: int | None) -> list[TotalTable]:
    """The totals of every sheet, each leading to the units behind it."""
    return [
        _figures(overview, sheet, cut) if sheet.id == FIGURES else _form(campaign, overview, sheet, cut)
        for sheet in overview.sheets
    ]


def behind_rows(behind: Behind, place: Place, cut: int | None) -> list[BehindRow]:
    """The units behind a number with what they contribute to it."""
    compiled = behind.compiled
    found = []
    for unit in behind.units:
        cell = compiled.cells.get((unit.id, place))
        total = behind.totals.get((unit.id, place))
        below = behind.below[unit.id]
        more = {"sheet": place.sheet, "line": place.line, "column": place.column, "below": unit.id}
        query = address(compiled.campaign_id, compiled.period, cut, **more)
        found.append(
            BehindRow(
                unit=unit,
                value=total.value if total else None,
                basis=total.basis if total else Basis.NONE,
                own=_own(cell),
                evidence=_evidence(unit, cell),
                below=below,
                below_href=f"/compiled/number?{query}" if below else "",
                open=total.open if total else 0,
            )
        )
    return found


def _form(campaign: Campaign, overview: Overview, sheet: Sheet, cut: int | None) -> TotalTable:
    form = campaign.form(sheet.id)
    leaves = [leaf for leaf, _ in form.leaves]
    has_label = any(leaf.type is ColumnType.LABEL for leaf in leaves)
    has_ordinal = any(leaf.type is ColumnType.ORDINAL for leaf in leaves)
    rows = []
    lines = overview.lines(sheet)
    for number, line in enumerate(lines, 1):
        heads = [str(number)] * has_ordinal + [line.title] * has_label
        places = [Place(sheet.id, line.key, column.key) for column in sheet.columns]
        rows.append(TotalRow(tuple(heads), tuple(_cell(overview, p, cut) for p in places)))
    if len(lines) > 1:
        added = [
            [overview.totals.get(Place(sheet.id, line.key, c.key)) for line in lines] for c in sheet.columns
        ]
        cells = tuple(_added([total for total in column if total]) for column in added)
        rows.append(TotalRow(tuple([""] * has_ordinal + ["Σ"] * has_label), cells))
    return TotalTable(sheet.id, sheet.title, header_rows(form), tuple(rows))


def _figures(overview: Overview, sheet: Sheet, cut: int | None) -> TotalTable:
    rows = []
    for column in sheet.columns:
        place = Place(sheet.id, "", column.key)
        heads = (" – ".join(column.above), column.title, column.unit or "")
        rows.append(TotalRow(heads, (_cell(overview, place, cut, always=True),)))
    return TotalTable(sheet.id, sheet.title, (), tuple(rows))


def _cell(overview: Overview, place: Place, cut: int | None, *, always: bool = False) -> TotalCell | None:
    total = overview.totals.get(place)
    if total is None and not always:
        return None
    more = {"sheet": place.sheet, "line": place.line, "column": place.column}
    href = f"/compiled/number?{address(overview.campaign_id, overview.period, cut, **more)}"
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
