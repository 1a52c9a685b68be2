"""What moved between two states of a campaign's figures: totals first, then the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.compiling.model import Cell, Compiled, Place, Standing
from service.compiling.tree import Totals, counted_number, roll_up


class Why(StrEnum):
    """What made a number move."""

    NEW_REPORT = "new_report"  # the unit had none that counted
    REVISED = "revised"  # another report of the unit stands now
    SETTLED = "settled"  # a person settled the field
    READ_AGAIN = "read_again"  # the same report, another number, and nobody spoke
    WITHDRAWN = "withdrawn"  # the report was returned, deleted or put under another unit
    OPENED = "opened"  # the number waits for a person again


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit's number that counted or counts: before and after, None where it did not count."""

    unit: str
    place: Place
    before: Decimal | None
    after: Decimal | None
    why: Why
    submission_id: int
    field_id: int


@dataclass(frozen=True, slots=True)
class MovedTotal:
    """A total of the whole campaign before and after."""

    place: Place
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class Changes:
    totals: tuple[MovedTotal, ...]
    numbers: tuple[Moved, ...]


def changes(before: Compiled, after: Compiled, *, totals: tuple[Totals, Totals] | None = None) -> Changes:
    """Every total and every number that is not what it was; ``totals`` where they are known already."""
    old_totals, new_totals = totals or (roll_up(before), roll_up(after))
    tops = {place for unit, place in (*old_totals, *new_totals) if unit == ""}
    moved_totals = [
        MovedTotal(place, *pair)
        for place in _ordered(tops, after)
        if (pair := (_value(old_totals, place), _value(new_totals, place)))[0] != pair[1]
    ]
    old_standing = {unit.id: unit.standing for unit in before.units}
    new_standing = {unit.id: unit.standing for unit in after.units}
    names = {unit: index for index, unit in enumerate([*new_standing, *old_standing])}
    numbers = []
    for key in {**before.cells, **after.cells}:
        unit, place = key
        old, new = before.cells.get(key), after.cells.get(key)
        if old == new and old_standing.get(unit) == new_standing.get(unit):
            continue  # nearly all of them
        was = counted_number(old, old_standing.get(unit, Standing.ABOVE))
        is_now = counted_number(new, new_standing.get(unit, Standing.ABOVE))
        if was != is_now:
            shown = new or old
            assert shown is not None
            why = _why(old, new, was, is_now)
            numbers.append(Moved(unit, place, was, is_now, why, shown.submission_id, shown.field_id))
    numbers.sort(key=lambda m: (names[m.unit], m.place))
    return Changes(tuple(moved_totals), tuple(numbers))


def _why(old: Cell | None, new: Cell | None, was: Decimal | None, is_now: Decimal | None) -> Why:
    if new is None:
        return Why.WITHDRAWN
    if old is None or (was is None and old.submission_id != new.submission_id):
        return Why.NEW_REPORT
    if old.submission_id != new.submission_id:
        return Why.REVISED
    if is_now is None:
        return Why.OPENED
    if new.status in ("corrected", "confirmed"):
        return Why.SETTLED
    return Why.READ_AGAIN


def _value(totals: Totals, place: Place) -> Decimal | None:
    total = totals.get(("", place))
    return total.value if total else None


def _ordered(places: set[Place], compiled: Compiled) -> Sequence[Place]:
    order: Mapping[Place, int] = {p: i for i, p in enumerate(p for s in compiled.sheets for p in s.places)}
    return sorted(places, key=lambda place: (order.get(place, len(order)), place))
