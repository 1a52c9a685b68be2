"""Why relations between figures fail: the cheapest other readings that satisfy all of them, or the paper.

Every figure has one reading that was taken, which costs nothing, and others that cost the more the surer the
taken one was. A relation may also be left unsatisfied, which says that the paper itself is wrong there and
costs as much as such slips are rare. An integer programme chooses, over all relations that hang together, one
reading for each figure so that the whole story is the likeliest.

Source: Huangfu, Hall, "Parallelizing the dual revised simplex method" (HiGHS), 2018, through scipy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import numpy as np

from extraction.relations import HUNDRED, SHARES_MAKE_WHOLE, Demand, Relation
from extraction.solvers import cheapest_choice

PAPER_COST = 4.6
"""What it costs to say that the paper is wrong in one relation: -log of one slip in a hundred."""

MOST_CHANGES = 3
"""More changed readings than this for one failing relation are a story, not a repair."""

TIE = 0.25
"""Two repairs whose costs differ by less are a tie, and a person chooses without a hint."""

EXACT = 1e-6
"""Slack for the arithmetic of floating point; figures of reports stay below 10^9."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible reading of a figure and what it costs to believe it; the first costs nothing."""

    text: str
    value: Decimal
    cost: float


Readings = Mapping[str, Sequence[Choice]]


class Verdict:
    """Why a relation fails."""

    MISREAD = "misread"  # one set of other readings stands out that satisfies all relations
    SEVERAL = "several"  # two sets cost about the same
    PAPER = "paper"  # the paper itself does not add up
    ROWS = "rows"  # so many columns of a form fail that its rows were probably misunderstood


@dataclass(frozen=True)
class Explanation:
    """Why one relation fails, and the changed readings among its own figures: pairs of path and text."""

    verdict: str
    repair: tuple[tuple[str, str], ...] = ()


def sides(relation: Relation, values: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """What stands on both sides; for a percentage, the printed one and what the figures make."""
    whole = sum((values[p] for p in relation.whole), relation.given)
    parts = sum((values[p] for p in relation.parts), Decimal(0))
    if relation.percent is None:
        return whole, parts
    return values[relation.percent], HUNDRED * parts / whole if whole else Decimal(0)


def holds(relation: Relation, values: Mapping[str, Decimal]) -> bool:
    """Whether a relation is satisfied; shares may be rounded or cut off at their last digit."""
    left, right = sides(relation, values)
    if relation.demand is Demand.AT_MOST:
        return right <= left
    if relation.percent is not None:
        return abs(left - right) < last_digit(left)
    return abs(left - right) <= tolerance(relation, values)


def tolerance(relation: Relation, values: Mapping[str, Decimal]) -> Decimal:
    """By how much sums may differ: nothing for counts, half a unit of the last digit for each share."""
    if relation.code == SHARES_MAKE_WHOLE:
        return sum((last_digit(values[p]) for p in relation.parts), Decimal(0)) / 2
    return Decimal(0)


def last_digit(value: Decimal) -> Decimal:
    """The worth of a number's last decimal place.

    >>> last_digit(Decimal("12.5")), last_digit(Decimal("40"))
    (Decimal('0.1'), Decimal('1'))
    """
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)


def explain(relations: Sequence[Relation], readings: Readings) -> dict[str, Explanation]:
    """Explain every relation that fails.

    Args:
        relations: All of a submission, those that hold as well: a repair must not break them.
        readings: For every path of theirs the possible readings; the first is the one taken.

    Returns:
        By the relation's name, for those that fail.
    """
    taken = {path: choices[0].value for path, choices in readings.items()}
    failing = [r for r in relations if not holds(r, taken)]
    out: dict[str, Explanation] = {}
    for group in _hanging_together(failing, relations, readings):
        out |= _explained([r for r in group if r in failing], group, readings)
    return out


def _hanging_together(
    failing: Sequence[Relation], relations: Sequence[Relation], readings: Readings
) -> Iterable[list[Relation]]:
    """Failing relations with all others that a change could touch, in separate groups."""
    left = list(failing)
    while left:
        group, paths = [left[0]], {p for p in left[0].paths if len(readings[p]) > 1}
        grown = True
        while grown:
            near = [r for r in relations if r not in group and paths.intersection(r.paths)]
            group += near
            paths |= {p for r in near for p in r.paths if len(readings[p]) > 1}
            grown = bool(near)
        left = [r for r in left if r not in group]
        yield group


def _explained(
    failing: Sequence[Relation], group: Sequence[Relation], readings: Readings
) -> dict[str, Explanation]:
    best = _solve(group, readings, len(failing))
    if best is None:
        return {r.name: Explanation(Verdict.PAPER) for r in failing}
    rival = _solve(group, readings, len(failing), forbidden=best.changed) if best.changed else None
    tied = rival is not None and rival.unsatisfied == best.unsatisfied and rival.cost - best.cost < TIE
    out = {}
    for relation in failing:
        repair = tuple(
            (path, readings[path][k].text) for path, k in best.changed.items() if path in relation.paths
        )
        if relation.name in best.unsatisfied or not repair:
            out[relation.name] = Explanation(Verdict.PAPER)
        else:
            out[relation.name] = (
                Explanation(Verdict.SEVERAL) if tied else Explanation(Verdict.MISREAD, repair)
            )
    return out


@dataclass(frozen=True)
class _Story:
    """One explanation of everything: which figures were misread, which relations the paper breaks."""

    cost: float
    changed: Mapping[str, int]
    unsatisfied: frozenset[str]


Row: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]


class _Programme:
    """The integer programme: a variable per other reading, and one per relation left unsatisfied.

    Everything is told as a change against the readings taken, so that figures without another reading are
    mere numbers and the bounds stay tight.
    """

    def __init__(self, relations: Sequence[Relation], readings: Readings) -> None:
        self.relations, self.readings = relations, readings
        paths = sorted({p for r in relations for p in r.paths})
        self.place = {
            pair: n for n, pair in enumerate((p, k) for p in paths for k in range(1, len(readings[p])))
        }
        self.size = len(self.place) + len(relations)
        self.rows: list[Row] = []
        self.most: list[float] = []
        for path in paths:
            if len(readings[path]) > 1:
                self.limit(sum((self.variable(path, k) for k in self.others(path)), np.zeros(self.size)), 1.0)
        for n, relation in enumerate(relations):
            broken = np.zeros(self.size)
            broken[len(self.place) + n] = 1.0
            self.demand(relation, broken)

    def others(self, path: str) -> range:
        return range(1, len(self.readings[path]))

    def variable(self, path: str, k: int) -> Row:
        row = np.zeros(self.size)
        row[self.place[path, k]] = 1.0
        return row

    def limit(self, row: Row, most: float) -> None:
        self.rows.append(row)
        self.most.append(most)

    def side(self, paths: Iterable[str]) -> tuple[float, Row]:
        """The sum of some figures: as taken, and by how much each other reading changes it."""
        taken, change = 0.0, np.zeros(self.size)
        for path in paths:
            choices = self.readings[path]
            taken += float(choices[0].value)
            for k in self.others(path):
                change[self.place[path, k]] += float(choices[k].value - choices[0].value)
        return taken, change

    def demand(self, relation: Relation, broken: Row) -> None:
        """Let the relation hold, unless its own variable says that the paper breaks it."""
        if relation.percent is not None:
            self.demand_percent(relation, relation.percent, broken)
            return
        whole, whole_change = self.side(relation.whole)
        parts, parts_change = self.side(relation.parts)
        values = {p: self.readings[p][0].value for p in relation.paths}
        slack = float(tolerance(relation, values)) + EXACT
        over, change = parts - whole - float(relation.given), parts_change - whole_change
        self.at_most(over, change, slack, broken)
        if relation.demand is Demand.EQUAL:
            self.at_most(-over, -change, slack, broken)

    def demand_percent(self, relation: Relation, percent: str, broken: Row) -> None:
        """For each reading of the percentage the parts must lie where that reading puts them.

        With the percentage fixed the demand is linear: 100 * parts - percent * whole within the rounding.
        """
        parts, parts_change = self.side(relation.parts)
        whole, whole_change = self.side(relation.whole)
        other = sum((self.variable(percent, k) for k in self.others(percent)), np.zeros(self.size))
        for k, choice in enumerate(self.readings[percent]):
            share, unit = float(choice.value), float(last_digit(choice.value)) - EXACT
            idle, constant = (other, 0.0) if k == 0 else (-self.variable(percent, k), 1.0)
            for sign in (1.0, -1.0):
                over = sign * (100.0 * parts - share * whole) - unit * whole
                change = sign * (100.0 * parts_change - share * whole_change) - unit * whole_change
                self.at_most(over, change, 0.0, broken + idle, constant)

    def at_most(self, over: float, change: Row, slack: float, excused: Row, constant: float = 0.0) -> None:
        """``over + change`` is no more than ``slack``, unless ``excused + constant`` is 1 or more."""
        reach = abs(over) + float(np.abs(change).sum())
        self.limit(change - reach * excused, slack - over + reach * constant)

    def solve(self, most_changes: int, forbidden: Mapping[str, int]) -> _Story | None:
        cost, changes = np.full(self.size, PAPER_COST), np.zeros(self.size)
        for (path, k), n in self.place.items():
            cost[n], changes[n] = self.readings[path][k].cost, 1.0
        rows, most = [*self.rows, changes], [*self.most, float(most_changes)]
        if forbidden:
            rows.append(sum((self.variable(*pair) for pair in forbidden.items()), np.zeros(self.size)))
            most.append(len(forbidden) - 1.0)
        found = cheapest_choice(cost, rows, most)
        if not found.success:
            return None
        chosen = {path: k for (path, k), n in self.place.items() if found.x[n] > 0.5}
        values = {p: choices[chosen.get(p, 0)].value for p, choices in self.readings.items()}
        broken = frozenset(r.name for r in self.relations if not holds(r, values))
        return _Story(float(found.fun), chosen, broken)


def _solve(
    relations: Sequence[Relation],
    readings: Readings,
    failing: int,
    *,
    forbidden: Mapping[str, int] | None = None,
) -> _Story | None:
    return _Programme(relations, readings).solve(MOST_CHANGES * failing, forbidden or {})
