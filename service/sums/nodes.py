"""The tree of a compiled campaign as sums: what each unit passes up, and a change carried to the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from service.compiling.lists import Linked, disagreements
from service.compiling.model import NO_STATE, OTHER_LINE, OwnState, Place, Sheet, Standing
from service.compiling.tree import WAITING, Basis, Total, counted_number

DOUBTFUL = frozenset({Standing.UNSURE, Standing.CONTESTED, Standing.UNREAD})
DIFFERENCES, MISMATCHES, WAITING_CELLS = "differences", "mismatches", "waiting"


class Below(NamedTuple):
    """What the units right below one come to at a place: the sum, of how many, and how much is open."""

    value: Decimal = Decimal(0)
    known: int = 0
    open: int = 0

    def plus(self, other: Below) -> Below:
        return Below(self.value + other.value, self.known + other.known, self.open + other.open)

    def less(self, other: Below) -> Below:
        return Below(self.value - other.value, self.known - other.known, self.open - other.open)


NONE_BELOW = Below()
Sums = dict[Place, Below]
"""Places without anything are left out."""


@dataclass
class Node:
    """A unit. ``below`` is what the units right below it pass up."""

    unit: str
    parent: str | None
    own: OwnState = NO_STATE
    below: Sums = field(default_factory=dict)


@dataclass
class Whole:
    """All units: what the tops pass up, and how many of what there is (the keys of ``weights``)."""

    below: Sums = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class Shape:
    """What a campaign asks for, as far as sums go."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.places = [place for sheet in sheets for place in sheet.places]
        summed = {(sheet.id, column.key) for sheet in sheets for column in sheet.columns if column.is_summed}
        self.summed = [place for place in self.places if (place.sheet, place.column) in summed]
        self.linked: Sequence[Linked] = Linked.all_of(sheets)

    def total(self, node: Node, place: Place) -> Total:
        """A unit's number at a place, as ``compiling.tree.roll_up`` gives it."""
        cell = node.own.cells.get(place)
        is_open = node.own.standing in WAITING or (cell is not None and not cell.counts)
        return total_of(counted_number(cell, node.own.standing), is_open, node.below.get(place, NONE_BELOW))

    def passed_up(self, node: Node) -> Sums:
        """What a unit contributes to the one above it."""
        found: Sums = {}
        waits, cells, below = node.own.standing in WAITING, node.own.cells, node.below
        for place in self.summed:
            cell = cells.get(place)
            stated = counted_number(cell, node.own.standing)
            if stated is not None:
                found[place] = Below(stated, 1, 0)
                continue
            under = below.get(place, NONE_BELOW)
            waiting = int(waits or (cell is not None and not cell.counts)) + under.open
            if under.known or waiting:
                found[place] = Below(under.value, 1 if under.known else 0, waiting)
        return found

    def weights(self, node: Node) -> Counter[str]:
        """What a unit adds to the counts of the whole."""
        found = Counter({node.own.standing.value: 1})
        for place, cell in node.own.cells.items():
            if not cell.counts:
                found[WAITING_CELLS] += 1
            if place.line == OTHER_LINE:
                found[f"line.{place.sheet}"] += 1
        found[DIFFERENCES] = len(self.differing(node))
        found[MISMATCHES] = len(disagreements(node.own.cells, self.linked)) if self.linked else 0
        return found

    def differing(self, node: Node) -> list[Place]:
        """Where a unit's own number is not the sum of those below it."""
        found = []
        for place, below in node.below.items():
            if below.known:
                stated = counted_number(node.own.cells.get(place), node.own.standing)
                if stated is not None and stated != below.value:
                    found.append(place)
        return found


def total_of(stated: Decimal | None, is_open: bool, below: Below) -> Total:
    """A total from what a unit states and what those below it come to."""
    added = below.value if below.known else None
    if stated is not None:
        return Total(stated, Basis.STATED, stated, added, 0)
    waiting = int(is_open) + below.open
    return Total(added, Basis.NONE if added is None else Basis.BELOW, None, added, waiting)


def sums_of(shape: Shape, nodes: Mapping[str, Node], order: Sequence[str]) -> Whole:
    """Fill in what is below each node and the whole. ``order`` holds every parent before its children."""
    whole = Whole()
    for unit in reversed(order):
        node = nodes[unit]
        whole.counts.update(shape.weights(node))
        into = whole.below if node.parent is None else nodes[node.parent].below
        for place, sums in shape.passed_up(node).items():
            into[place] = into.get(place, NONE_BELOW).plus(sums)
    return whole


def change(shape: Shape, nodes: MutableMapping[str, Node], whole: Whole, unit: str, own: OwnState) -> None:
    """Give a unit another state and carry what that changes up to the whole.

    Args:
        shape: The campaign's.
        nodes: The unit and all above it; changed in place.
        whole: Changed in place.
        unit: Which.
        own: What its own report says now.
    """
    node = nodes[unit]
    before, weighed = shape.passed_up(node), shape.weights(node)
    node.own = own
    while True:
        _weigh(whole, weighed, shape.weights(node))
        after = shape.passed_up(node)
        moved = [
            (place, after.get(place, NONE_BELOW).less(before.get(place, NONE_BELOW)))
            for place in {**before, **after}
            if before.get(place) != after.get(place)
        ]
        if not moved:
            return
        parent = nodes[node.parent] if node.parent is not None else None
        if parent is None:
            _add(whole.below, moved)
            return
        before, weighed = shape.passed_up(parent), shape.weights(parent)
        _add(parent.below, moved)
        node = parent


def _weigh(whole: Whole, before: Counter[str], after: Counter[str]) -> None:
    whole.counts.update(after)
    whole.counts.subtract(before)


def _add(below: Sums, moved: Sequence[tuple[Place, Below]]) -> None:
    for place, sums in moved:
        now = below.get(place, NONE_BELOW).plus(sums)
        if now == NONE_BELOW:
            below.pop(place, None)
        else:
            below[place] = now
