"""The units behind one number, some at a time; from stored sums or from a campaign compiled from scratch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns import get_campaign
from service.compiling.lists import Names
from service.compiling.model import Compiled, Place, UnitRow
from service.compiling.reconcile import differences, said
from service.compiling.rows import sheets_of
from service.compiling.tree import Total, roll_up
from service.records import SumsUnitRecord, UnitRecord
from service.sums import rows
from service.sums.nodes import Shape
from service.sums.overview import part_from, part_of, whole_total
from service.sums.packing import Packing


@dataclass(frozen=True)
class Behind:
    """A number and a page of the units right below it, by name.

    ``compiled`` and ``totals`` hold at least these units, ``below`` how many stand right below each,
    ``count`` how many there are on all pages; ``differences`` say what the number and those below it
    differ by.
    """

    upper: UnitRow | None
    whole: Total | None
    units: Sequence[UnitRow]
    count: int
    compiled: Compiled
    totals: Mapping[tuple[str, Place], Total]
    below: Mapping[str, int]
    differences: tuple[str, ...]


def behind_of(compiled: Compiled, place: Place, unit: str, *, offset: int, limit: int) -> Behind:
    """The units behind a number of a campaign compiled from scratch; ``unit`` "" for the whole."""
    totals, children, names = roll_up(compiled), compiled.children, Names(compiled)
    every = children.get(unit, ())
    return Behind(
        next((one for one in compiled.units if one.id == unit), None),
        totals.get((unit, place)),
        every[offset : offset + limit],
        len(every),
        compiled,
        totals,
        {one.id: len(children.get(one.id, ())) for one in every},
        tuple(
            said(one, names.units)
            for one in differences(compiled, totals)
            if one.place == place and one.unit == unit
        ),
    )


def stored_behind(
    session: Session, campaign_id: str, period: str, place: Place, unit: str, *, offset: int, limit: int
) -> Behind | None:
    """The same from stored sums, which ``keeping.renew`` brought up to now; None where there are none."""
    campaign = get_campaign(session, campaign_id)
    content = rows.built_periods(session, campaign_id, rows.stamp_of(session)).get(period)
    if content is None:
        return None
    shape = Shape(sheets_of(campaign))
    packing = Packing(shape)
    whole = whole_total(packing.whole_of(content), place) if place in shape.summed else None
    upper, said_of = None, tuple[str, ...]()
    if unit:
        found = rows.nodes_by_id(session, campaign_id, period, packing, [unit])
        alone = part_from(session, campaign_id, period, shape, found)
        upper = next(iter(alone.compiled.units), None)
        whole = alone.totals.get((unit, place))
        if unit in found and place in shape.differing(found[unit]):
            said_of = _words(session, campaign_id, period, shape, place, unit)
    ids = _ids_below(session, campaign_id, period, unit)
    shown = ids[offset : offset + limit]
    part = part_from(
        session,
        campaign_id,
        period,
        shape,
        rows.nodes_by_id(session, campaign_id, period, packing, shown),
        shown,
    )
    below = {one: len(ids) for one, ids in rows.children_of(session, campaign_id, period, shown).items()}
    return Behind(upper, whole, part.compiled.units, len(ids), part.compiled, part.totals, below, said_of)


def _ids_below(session: Session, campaign_id: str, period: str, unit: str) -> list[str]:
    """The units right below one, by name."""
    row = SumsUnitRecord
    query = (
        select(UnitRecord.name, row.unit_id)
        .join(UnitRecord, UnitRecord.id == row.unit_id)
        .where(row.campaign_id == campaign_id, row.period == period, row.parent_id == unit)
    )
    return [id for _, id in sorted(session.execute(query))]


def _words(
    session: Session, campaign_id: str, period: str, shape: Shape, place: Place, unit: str
) -> tuple[str, ...]:
    part = part_of(session, campaign_id, period, shape, [unit])
    names = Names(part.compiled).units
    found = differences(part.compiled, part.totals)
    return tuple(said(one, names) for one in found if one.place == place and one.unit == unit)
