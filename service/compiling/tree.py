"""Rolling answers up the tree: what a unit states, what the units below it come to, and which one holds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from service.compiling.model import Cell, Compiled, Place, Standing

WAITING = frozenset({Standing.MISSING, Standing.UNSURE, Standing.CONTESTED, Standing.UNREAD})


class Basis(StrEnum):
    STATED = "stated"  # the unit's own report says it
    BELOW = "below"  # it says nothing that counts, so the units below it are added up
    NONE = "none"  # nothing is known


class Total(NamedTuple):
    """A unit's number at a place. ``open`` counts what is not in it yet: doubtful cells, missing reports."""

    value: Decimal | None
    basis: Basis
    stated: Decimal | None
    below: Decimal | None
    open: int


Totals = Mapping[tuple[str, Place], Total]

_NOTHING = tuple(Total(None, Basis.NONE, None, None, open_) for open_ in (0, 1))
"""What a unit without number and without units below contributes: most totals of a large tree."""


def roll_up(compiled: Compiled) -> Totals:
    """The number of every unit at every place that somebody answered; the whole campaign stands under "".

    Places of the plan that nobody answered have a total for the whole campaign only.

    A unit's own settled answer holds, because a district's report covers its grass roots; where it has
    none, the units below it are added up.
    """
    children = compiled.children
    places = [
        Place(sheet.id, line.key, column.key)
        for sheet in compiled.sheets
        for column in sheet.columns
        if column.is_summed
        for line in sheet.lines
    ]
    answered = {place for _, place in compiled.cells}
    totals: dict[tuple[str, Place], Total] = {}
    waiting = sum(unit.standing in WAITING for unit in compiled.units)
    for place in places:
        if place not in answered:
            totals["", place] = Total(None, Basis.NONE, None, None, waiting)
    places = [place for place in places if place in answered]
    for unit in reversed(compiled.units):  # children come after their parent
        below_ids = [child.id for child in children.get(unit.id, ())]
        waits = unit.standing in WAITING
        for place in places:
            key = (unit.id, place)
            cell = compiled.cells.get(key)
            stated = counted_number(cell, unit.standing)
            is_open = waits or (cell is not None and not cell.counts)
            if below_ids:
                totals[key] = _total(stated, is_open, [totals[c, place] for c in below_ids])
            elif stated is None:
                totals[key] = _NOTHING[is_open]
            else:
                totals[key] = Total(stated, Basis.STATED, stated, None, 0)
    tops = [unit.id for unit in children.get("", ())]
    for place in places:
        totals["", place] = _total(None, False, [totals[top, place] for top in tops])
    return totals


def counted_number(cell: Cell | None, standing: Standing) -> Decimal | None:
    """The number that a unit's own report contributes, None where it has none or may not count."""
    if cell is None or standing is not Standing.REPORTED or not cell.counts:
        return None
    return cell.number


def _total(stated: Decimal | None, is_open: bool, below: list[Total]) -> Total:
    known = [total.value for total in below if total.value is not None]
    added = sum(known, Decimal(0)) if known else None
    if stated is not None:
        return Total(stated, Basis.STATED, stated, added, 0)
    waiting = int(is_open) + sum(total.open for total in below)
    if added is not None:
        return Total(added, Basis.BELOW, None, added, waiting)
    return Total(None, Basis.NONE, None, None, waiting)
