"""What the page of a compiled campaign shows: totals, counts, first differences; stored or from scratch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns import get_campaign
from service.compiling.lists import Names, TextMismatch, text_mismatches, unit_mismatches
from service.compiling.model import OTHER_LINE, Compiled, Place, Sheet, SheetLine, Standing, UnitRow
from service.compiling.read import count_unplaced
from service.compiling.reconcile import Difference, differences, said
from service.compiling.rows import sheets_of
from service.compiling.tree import Total, roll_up
from service.records import SumsUnitRecord, UnitRecord
from service.sums import rows
from service.sums.nodes import (
    DIFFERENCES,
    DOUBTFUL,
    NONE_BELOW,
    WAITING_CELLS,
    Node,
    Shape,
    Whole,
    total_of,
)
from service.sums.packing import Packing

MOST_SHOWN = 40
"""Differences and changes on the page; the workbook has all of them."""


@dataclass(frozen=True)
class Counted:
    """How many units stand how, and how many cells wait."""

    reported: int
    missing: int
    doubtful: int
    waiting_cells: int


@dataclass(frozen=True)
class Overview:
    """A campaign's period as a whole. ``others`` are the sheets in which a unit has a line of no group."""

    campaign_id: str
    period: str
    sheets: tuple[Sheet, ...]
    counted: Counted
    totals: Mapping[Place, Total]
    others: frozenset[str]
    differences: tuple[tuple[Difference, str], ...]
    more_differences: int
    mismatches: tuple[TextMismatch, ...]
    names: Names

    def lines(self, sheet: Sheet) -> tuple[SheetLine, ...]:
        """The lines that a sheet shows: unknown groups only where a unit has one."""
        return tuple(line for line in sheet.lines if line.key != OTHER_LINE or sheet.id in self.others)


def overview_of(compiled: Compiled) -> Overview:
    """The overview of a campaign that was computed from scratch, or of a frozen cut."""
    totals, names = roll_up(compiled), Names(compiled)
    apart = differences(compiled, totals)
    counts = Counter(unit.standing.value for unit in compiled.units)
    counts[WAITING_CELLS] = sum(not cell.counts for cell in compiled.cells.values())
    return Overview(
        compiled.campaign_id,
        compiled.period,
        compiled.sheets,
        _counted(counts, len(compiled.unplaced)),
        {place: total for (unit, place), total in totals.items() if unit == ""},
        frozenset(place.sheet for _, place in compiled.cells if place.line == OTHER_LINE),
        tuple((one, said(one, names.units)) for one in apart[:MOST_SHOWN]),
        max(0, len(apart) - MOST_SHOWN),
        text_mismatches(compiled)[:MOST_SHOWN],
        names,
    )


def stored_overview(session: Session, campaign_id: str, period: str) -> Overview | None:
    """The overview from stored sums, which ``keeping.renew`` brought up to now; None where there are none."""
    campaign = get_campaign(session, campaign_id)
    content = rows.built_periods(session, campaign_id, rows.stamp_of(session)).get(period)
    if content is None:
        return None
    shape = Shape(sheets_of(campaign))
    packing = Packing(shape)
    whole = packing.whole_of(content)
    apart = first_units(session, campaign_id, period, SumsUnitRecord.differences)
    unlike = first_units(session, campaign_id, period, SumsUnitRecord.mismatches)
    part = part_of(session, campaign_id, period, shape, apart)
    found = differences(part.compiled, part.totals)
    texts = rows.nodes_by_id(session, campaign_id, period, packing, unlike)
    names = Names(part.compiled)
    names.units.update(names_of(session, unlike))
    return Overview(
        campaign_id,
        period,
        tuple(shape.sheets),
        _counted(whole.counts, count_unplaced(session, campaign, period)),
        {place: whole_total(whole, place) for place in shape.summed},
        frozenset(sheet.id for sheet in shape.sheets if whole.counts[f"line.{sheet.id}"]),
        tuple((one, said(one, names.units)) for one in found[:MOST_SHOWN]),
        max(0, whole.counts[DIFFERENCES] - MOST_SHOWN),
        tuple(one for unit in unlike for one in unit_mismatches(unit, texts[unit].own.cells, shape.linked))[
            :MOST_SHOWN
        ],
        names,
    )


def whole_total(whole: Whole, place: Place) -> Total:
    """The number of the whole campaign at a place."""
    return total_of(None, False, whole.below.get(place, NONE_BELOW))


@dataclass(frozen=True)
class Part:
    """Some units with all right below them, as if only they had been compiled, and their totals."""

    compiled: Compiled
    totals: Mapping[tuple[str, Place], Total]


def part_of(session: Session, campaign_id: str, period: str, shape: Shape, uppers: Sequence[str]) -> Part:
    """Units and those right below them. ``uppers`` are in the tree's order and stay so."""
    packing = Packing(shape)
    nodes = rows.nodes_by_id(session, campaign_id, period, packing, uppers)
    for some in rows.slices(uppers):
        nodes |= rows.nodes_of(session, campaign_id, period, packing, SumsUnitRecord.parent_id.in_(some))
    return part_from(session, campaign_id, period, shape, nodes, uppers)


def part_from(
    session: Session,
    campaign_id: str,
    period: str,
    shape: Shape,
    nodes: Mapping[str, Node],
    first: Sequence[str] = (),
) -> Part:
    """These nodes as units of a compiled campaign: the ``first`` in their order, the others by name."""
    named = {
        id: (name, level)
        for some in rows.slices(nodes)
        for id, name, level in session.execute(
            select(UnitRecord.id, UnitRecord.name, UnitRecord.level).where(UnitRecord.id.in_(some))
        )
    }
    leading = [unit for unit in first if unit in nodes]
    order = [*leading, *sorted(set(nodes) - set(leading), key=lambda unit: (named[unit][0], unit))]
    units, cells, earlier = [], {}, {}
    totals: dict[tuple[str, Place], Total] = {}
    for unit in order:
        node, (name, level) = nodes[unit], named[unit]
        own = node.own
        units.append(
            UnitRow(unit, name, level, node.parent, 0, own.standing, own.submissions, own.received_at)
        )
        cells.update({(unit, place): cell for place, cell in own.cells.items()})
        earlier.update({(unit, place): cell for place, cell in own.earlier.items()})
        totals.update({(unit, place): shape.total(node, place) for place in shape.summed})
    compiled = Compiled(campaign_id, period, tuple(shape.sheets), tuple(units), cells, earlier)
    return Part(compiled, totals)


def first_units(session: Session, campaign_id: str, period: str, column: object) -> list[str]:
    """The units, in the tree's order, that have the first of what a column counts."""
    row = SumsUnitRecord
    counted = row.differences if column is row.differences else row.mismatches
    query = select(row.unit_id, counted).where(
        row.campaign_id == campaign_id, row.period == period, counted > 0
    )
    counts = dict(session.execute(query).all())
    found, shown = [], 0
    for unit in in_tree_order(session, counts):
        if shown >= MOST_SHOWN:
            break
        found.append(unit)
        shown += counts[unit]
    return found


def in_tree_order(session: Session, units: Iterable[str]) -> list[str]:
    """Units with each below the one above it, and by name beside each other."""
    units = list(units)
    parents = rows.parents_of(session, units)
    names = names_of(session, parents)

    def path(unit: str) -> list[tuple[str, str]]:
        above = parents[unit]
        return [*(path(above) if above is not None else []), (names[unit], unit)]

    return sorted(units, key=path)


def names_of(session: Session, units: Iterable[str]) -> dict[str, str]:
    """What units are called."""
    found: dict[str, str] = {}
    for some in rows.slices(units):
        query = select(UnitRecord.id, UnitRecord.name).where(UnitRecord.id.in_(some))
        found |= dict(session.execute(query).all())
    return found


def _counted(counts: Mapping[str, int], unplaced: int) -> Counted:
    return Counted(
        reported=counts.get(Standing.REPORTED.value, 0),
        missing=counts.get(Standing.MISSING.value, 0),
        doubtful=sum(counts.get(one.value, 0) for one in DOUBTFUL) + unplaced,
        waiting_cells=counts.get(WAITING_CELLS, 0),
    )
