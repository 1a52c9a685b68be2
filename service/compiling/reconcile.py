"""A unit's stated total against the sum of the units below it, and what the difference is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.compiling.model import Cell, Compiled, Place, Standing, UnitRow
from service.compiling.tree import Basis, Totals, counted_number
from service.web.formats import number


class Cause(StrEnum):
    MISSING = "missing"  # a unit below has not sent its report
    OPEN = "open"  # its number still waits for a person
    CONTESTED = "contested"  # it sent two reports, and nobody said which one holds
    UNKNOWN = "unknown"  # several units, for several of the reasons above
    REVISED = "revised"  # it corrected its number after the upper report had come
    UNEXPLAINED = "unexplained"


_SAID = {
    Cause.MISSING: "chưa gửi",
    Cause.OPEN: "chờ xem lại",
    Cause.CONTESTED: "có hai báo cáo",
    Cause.UNKNOWN: "chưa có số",
    Cause.REVISED: "sửa",
    Cause.UNEXPLAINED: "chưa rõ nguyên nhân",
}
_SILENT = {
    Standing.MISSING: Cause.MISSING,
    Standing.CONTESTED: Cause.CONTESTED,
    Standing.UNSURE: Cause.OPEN,
    Standing.UNREAD: Cause.OPEN,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a difference: which units, why, how much; several missing units share one amount."""

    units: tuple[str, ...]
    cause: Cause
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """What a unit states and what the units below it come to; the parts add up to the difference."""

    unit: str
    place: Place
    stated: Decimal
    below: Decimal
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Decimal:
        return self.stated - self.below


def differences(compiled: Compiled, totals: Totals) -> tuple[Difference, ...]:
    """Every place where a unit's own number is not the sum of the numbers below it, in the tree's order.

    A unit below whose number is known but does not count yet contributes that number; one that corrected
    its number after the upper report had come contributes what it changed. What is then left over belongs
    to those that sent nothing, or stays unexplained.
    """
    children = compiled.children
    found = []
    for unit in compiled.units:
        below = children.get(unit.id, ())
        if not below:
            continue
        for sheet in compiled.sheets:
            for place in sheet.places:
                total = totals.get((unit.id, place))
                if total is None or total.basis is not Basis.STATED or total.stated is None:
                    continue
                if total.below is None:
                    continue  # nothing came from below: nothing to compare with
                if total.stated != total.below:
                    parts = _parts(compiled, totals, unit, below, place, total.stated - total.below)
                    found.append(Difference(unit.id, place, total.stated, total.below, parts))
    return tuple(found)


def said(difference: Difference, names: Mapping[str, str]) -> str:
    """The difference in one line: "lệch 12 = Xã A chưa gửi 9 + Xã B sửa 3".

    >>> parts = (Part(("a",), Cause.MISSING, Decimal(9)), Part(("b",), Cause.REVISED, Decimal(3)))
    >>> said(Difference("h", Place("", "", ""), Decimal(12), Decimal(0), parts), {"a": "Xã A", "b": "Xã B"})
    'lệch 12 = Xã A chưa gửi 9 + Xã B sửa 3'
    """
    text = f"lệch {_signed(difference.amount)}"
    for index, part in enumerate(difference.parts):
        who = ", ".join(names.get(unit, unit) for unit in part.units)
        joint = " = " if index == 0 else " + " if part.amount >= 0 else " − "
        amount = _signed(part.amount) if index == 0 else number(abs(part.amount))
        text += joint + " ".join(word for word in (who, _SAID[part.cause], amount) if word)
    return text


def _parts(
    compiled: Compiled,
    totals: Totals,
    upper: UnitRow,
    below: Sequence[UnitRow],
    place: Place,
    difference: Decimal,
) -> tuple[Part, ...]:
    parts: list[Part] = []
    silent: list[tuple[str, Cause]] = []
    for unit in below:
        cell = compiled.cells.get((unit.id, place))
        if totals[unit.id, place].basis is Basis.STATED:
            changed = _revised_by(compiled, upper, unit, cell, place)
            if changed:
                parts.append(Part((unit.id,), Cause.REVISED, changed))
        elif cell is not None and cell.number is not None:
            known = totals[unit.id, place].value or Decimal(0)  # what already came from still further below
            if cell.number != known:
                parts.append(Part((unit.id,), Cause.OPEN, cell.number - known))
        elif unit.standing in _SILENT:
            silent.append((unit.id, _SILENT[unit.standing]))
        elif cell is not None and not cell.counts:
            silent.append((unit.id, Cause.OPEN))
    rest = difference - sum((part.amount for part in parts), Decimal(0))
    if rest:
        parts.append(_rest(rest, silent))
    return tuple(parts)


def _rest(rest: Decimal, silent: Sequence[tuple[str, Cause]]) -> Part:
    if not silent or rest < 0:  # a report that is not there cannot make the sum too large
        return Part((), Cause.UNEXPLAINED, rest)
    causes = {cause for _, cause in silent}
    cause = causes.pop() if len(causes) == 1 else Cause.UNKNOWN
    return Part(tuple(unit for unit, _ in silent), cause, rest)


def _revised_by(
    compiled: Compiled, upper: UnitRow, unit: UnitRow, cell: Cell | None, place: Place
) -> Decimal:
    """What the upper report still counts and the unit took back, 0 where the correction came first."""
    earlier = compiled.earlier.get((unit.id, place))
    if earlier is None:
        return Decimal(0)  # nearly all units
    old = counted_number(earlier, Standing.REPORTED)
    new = cell.number if cell else None
    came_later = (
        upper.received_at is not None
        and unit.received_at is not None
        and unit.received_at > upper.received_at
    )
    return old - new if old is not None and new is not None and came_later else Decimal(0)


def _signed(amount: Decimal) -> str:
    return number(amount) if amount >= 0 else f"−{number(abs(amount))}"
