"""Which lines of a table's columns make one row, where no line is drawn between the rows.

Figures and ordinals stand once in a row, so their heights are the rows'. Labels and notes go on over several
lines, which stand about the figures' height or begin at it. All rows of a table are told together, by the
division of its lines with the least cost (dynamic programming over lines and figures' heights).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

LEVEL = 0.6
"""Of the usual height of a word: middles nearer than this are of one row."""

MOST_LINES = 6
"""Lines that a cell has at most."""

UNLABELLED = 1.2
UNANCHORED = 1.0
WIDER = 2.0
"""Costs, in heights of a word: a row without a label, one without a figure, and what lines of a cell are
further apart than usual."""

NARROWEST = 0.8
"""Of a word's height: lines are not nearer to each other."""

USUAL_PITCH = 1.5
"""Of a word's height: from line to line of one cell, where the table itself does not tell."""

PITCH_SLACK = 0.12
"""Of the pitch: so much wider does the distance of two lines of a cell come out by chance."""


@dataclass(frozen=True, slots=True)
class RowLines:
    """A row: the height of its figures, None where it has none, and its lines' places among all lines."""

    anchor: float | None
    lines: tuple[int, ...]
    away: float = 0.0  # how far the lines stand from where the figures say, in heights of a word


@dataclass(frozen=True, slots=True)
class _Best:
    cost: float
    rows: tuple[RowLines, ...]


def levels_of(places: Sequence[float], reach: float) -> list[float]:
    """Heights nearer to each other than ``reach`` taken as one, ascending."""
    groups: list[list[float]] = []
    for at in sorted(places):
        if groups and at - groups[-1][-1] < reach:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [median(group) for group in groups]


def pitch_of(lines: Sequence[float], height: float) -> float:
    """The distance from line to line within a cell: the lower ones of those between neighbouring lines."""
    steps = sorted(b - a for a, b in pairwise(lines) if b - a > NARROWEST * height)
    usual = USUAL_PITCH * height
    return min(usual, steps[len(steps) // 10]) if steps else usual


def divide(
    lines: Sequence[float], anchors: Sequence[float], height: float, *, labelled: bool = True
) -> tuple[RowLines, ...]:
    """Divide a column's lines among the rows whose figures stand at ``anchors``.

    Args:
        lines: Middles of the lines, ascending.
        anchors: Heights of the rows' figures, ascending.
        height: The usual height of a word.
        labelled: Whether every row has lines, as in the column of labels; notes may be missing.

    Returns:
        The rows in order, by figures that stand in the middle of a cell or at its first line, as fits best.
    """
    pitch = pitch_of(lines, height)
    found = [_divide(lines, anchors, height, pitch, labelled, at_top) for at_top in (False, True)]
    return min(found, key=lambda best: best.cost).rows


def _divide(
    lines: Sequence[float],
    anchors: Sequence[float],
    height: float,
    pitch: float,
    labelled: bool,
    at_top: bool,
) -> _Best:
    bare = UNLABELLED if labelled else 0.0
    lone = UNANCHORED if labelled else 2 * MOST_LINES * UNANCHORED
    best: dict[tuple[int, int], _Best] = {(0, 0): _Best(0.0, ())}
    for i in range(len(lines) + 1):
        for k in range(len(anchors) + 1):
            here = best.get((i, k))
            if here is None:
                continue
            for taken in range(min(MOST_LINES, len(lines) - i) + 1):
                own = lines[i : i + taken]
                loose = (
                    WIDER
                    * sum(max(0.0, b - a - (1 + PITCH_SLACK) * pitch) for a, b in pairwise(own))
                    / height
                )
                for anchored in (True, False):
                    if (anchored and k == len(anchors)) or not (anchored or own):
                        continue
                    anchor = anchors[k] if anchored else None
                    away = 0.0
                    if anchor is None:
                        cost = lone
                    elif not own:
                        cost = bare
                    else:
                        away = abs((own[0] if at_top else (own[0] + own[-1]) / 2) - anchor) / height
                        cost = away
                    row = RowLines(anchor, tuple(range(i, i + taken)), away)
                    state = (i + taken, k + anchored)
                    total = here.cost + cost + loose
                    if state not in best or total < best[state].cost:
                        best[state] = _Best(total, (*here.rows, row))
    return best[len(lines), len(anchors)]
