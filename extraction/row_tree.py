"""Which rows of a form add up to which.

What a label or a number says of a row's level may be misread, and units word and place their sums as they
like: below a group's members, above all groups, with or without a row of the group's own. The figures tell:
of all ways to read the rows, the one is kept whose sums hold in most columns, unless labels and numbers speak
more strongly against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from extraction.row_labels import Sum

SUMS_HOLD = 2.5
"""What speaks for a way to read the rows, for each sum that holds in every column; the same speaks against it
where a sum holds in none. In the units of the costs in ``row_levels``."""

LONE_PART = 0.5
"""Share of it where a sum has one part only: equal figures stand below each other by chance."""

WHOLE_AS_PART, PART_AS_WHOLE = 1.5, 4.0
"""What speaks against "Tổng cộng" as the sum of one group, and "Cộng nhóm 1" as that of everything."""


class Level(IntEnum):
    """How deep a row stands: sums run from each level to the one below."""

    TOTAL = 0
    GROUP = 1
    MEMBER = 2
    SUBMEMBER = 3


@dataclass(frozen=True, slots=True)
class RowFigures:
    """The figures of a row by column: 0 for a nought, None where nobody can read it.

    ``blank`` rows tell nothing: a group's head above its members, say.
    """

    counts: tuple[int | None, ...]
    blank: bool


@dataclass(frozen=True)
class RowTree:
    """The level of every row, the row that it is a part of, and the rows that tell its figures.

    A subtotal has the level of a total and the row of its group as parent; one whose group has no row of its
    own has the level of a group. ``tellers`` of a row are itself, the subtotal of its group, or, where
    nothing but its members tells them, those of its members.
    """

    levels: tuple[Level, ...]
    parents: tuple[int | None, ...]
    tellers: tuple[tuple[int, ...], ...]

    @property
    def sums(self) -> Mapping[int, tuple[int, ...]]:
        """The rows that are a sum, each with its parts."""
        children: dict[int, list[int]] = {}
        for row, parent in enumerate(self.parents):
            if parent is not None and self.levels[row] is not Level.TOTAL:
                children.setdefault(parent, []).append(row)
        wholes = [i for i, level in enumerate(self.levels) if level is Level.TOTAL]
        first = next((i for i in wholes if self.parents[i] is None), None)
        for i in wholes:  # a subtotal below a group that tells its figures itself, a total said twice
            own = first if self.parents[i] is None else self.parents[i]
            if own is not None and own in children and i not in (own, *self.tellers[own]):
                children[i] = children[own]
        out = {}
        for whole, parts in sorted(children.items()):
            told = tuple(t for part in parts for t in self.tellers[part])
            (teller, *others) = self.tellers[whole]
            if not others and teller not in told:
                out[teller] = told
        return out


def grow(levels: Sequence[Level], whole: frozenset[int], blank: Sequence[bool]) -> RowTree:
    """The tree of rows whose levels are known; ``whole`` are the totals of everything, by index."""
    levels = list(levels)
    parents: list[int | None] = [None] * len(levels)
    total = min(whole, default=None)
    head: int | None = None  # the group whose members stand here
    run: list[int] = []  # members here, of that group or of none
    has_groups = Level.GROUP in levels
    for i, level in enumerate(levels):
        if level is Level.GROUP:
            head, run, parents[i] = i, [], total
        elif level is Level.SUBMEMBER and run:
            parents[i] = run[-1]
        elif level in (Level.MEMBER, Level.SUBMEMBER):
            parents[i] = head if head is not None else None if has_groups else total
            run.append(i)
        elif i in whole:
            head, run = None, []
        elif head is not None and run:
            parents[i] = head
            head, run = None, []
        else:  # a group without a row of its own
            levels[i], parents[i] = Level.GROUP, total
            for member in run:
                parents[member] = i
            head, run = None, []
    return RowTree(tuple(levels), tuple(parents), _tellers(levels, parents, blank))


def _tellers(
    levels: Sequence[Level], parents: Sequence[int | None], blank: Sequence[bool]
) -> tuple[tuple[int, ...], ...]:
    subtotals = {
        parent: i
        for i, parent in enumerate(parents)
        if parent is not None and levels[i] is Level.TOTAL and not blank[i]
    }
    tellers: list[tuple[int, ...]] = []
    for i in range(len(levels)):
        parts = [j for j, parent in enumerate(parents) if parent == i and levels[j] is not Level.TOTAL]
        if not blank[i] or (not parts and i not in subtotals) or levels[i] is Level.TOTAL:
            tellers.append((i,))
        else:
            tellers.append((subtotals[i],) if i in subtotals else tuple(parts))
    return tuple(tellers)


def likeliest_tree(
    arrangements: Iterable[tuple[Sequence[Level], float]], sums: Sequence[Sum], figures: Sequence[RowFigures]
) -> tuple[RowTree, float]:
    """The tree that labels, numbers and figures together speak for, and what speaks against it in all.

    Args:
        arrangements: Levels of all rows with their costs; ``Level.TOTAL`` for every row that is a sum.
        sums: Of each row what its label says that it sums up.
        figures: Of each row.
    """
    blank = [row.blank for row in figures]
    best: tuple[float, RowTree] | None = None
    for levels, cost in arrangements:
        totals = [i for i, level in enumerate(levels) if level is Level.TOTAL]
        whole = frozenset(i for i in totals if _says_whole(i, levels, sums, blank))
        while True:
            tried = [whole, *(whole ^ {i} for i in totals)]
            ranked = [
                (cost + _label_cost(way, totals, sums) - _gain(tree, figures), n, tree)
                for n, way in enumerate(tried)
                for tree in (grow(levels, way, blank),)
            ]
            least, n, tree = min(ranked, key=lambda r: r[:2])
            if best is None or least < best[0]:
                best = least, tree
            if n == 0:
                break
            whole = tried[n]
    assert best is not None, "there is always an arrangement"
    return best[1], best[0]


def _says_whole(at: int, levels: Sequence[Level], sums: Sequence[Sum], blank: Sequence[bool]) -> bool:
    """What to begin with: a bare "Cộng" below the members of a group without figures sums up that group."""
    if sums[at] is not Sum.SOME:
        return sums[at] is Sum.WHOLE
    heads = (j for j in range(at - 1, -1, -1) if levels[j] < Level.MEMBER)
    head = next(heads, None)
    return head is None or levels[head] is Level.TOTAL or head == at - 1 or not blank[head]


def _label_cost(whole: frozenset[int], totals: Iterable[int], sums: Sequence[Sum]) -> float:
    cost = 0.0
    for i in totals:
        if i in whole:
            cost += PART_AS_WHOLE if sums[i] is Sum.PART else 0.0
        else:
            cost += WHOLE_AS_PART if sums[i] is Sum.WHOLE else 0.0
    return cost


def _gain(tree: RowTree, figures: Sequence[RowFigures]) -> float:
    """What the tree's sums speak for it."""
    gain = 0.0
    for whole, parts in tree.sums.items():
        marks = []
        for column, told in enumerate(figures[whole].counts):
            values = [figures[part].counts[column] for part in parts]
            read = [value for value in values if value is not None]
            if told is None or len(read) < len(values) or not (told or any(read)):
                continue
            marks.append(1.0 if told == sum(read) else -1.0)
        if marks:
            gain += SUMS_HOLD * (LONE_PART if len(parts) == 1 else 1.0) * sum(marks) / len(marks)
    return gain
