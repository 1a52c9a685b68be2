"""Rows and columns that only white paper parts, inside the ruled cells of a table.

Some tables have lines around their heading and their total and none between the rows, and a fax loses row
lines. What tells rows there from a label that goes on over several lines is figures: a figure is never
broken, so a cell with a figure on each line holds one row for each, and other columns agree where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extraction.figure_words import is_figure
from ocr.model import Word

Span = tuple[int, int, int, int]
"""Row, column, row span and column span of a cell."""

SAME_LINE = 0.6
"""Of the usual height of a word: middles nearer than this stand on one line."""

LEAST_FIGURES = 0.6
"""Share of a cell's lines that must be lone figures; single ones are misread."""

LEAST_AGREEING = 0.5
"""Share of such columns that must have a line where a row is."""

LEAST_NUMBERED = 3
"""Columns whose last lines count on from one to the next: they are numbered under their headings."""

LEAST_SPACED = 3
"""Columns that must agree where no figures show the rows: all break their lines at the same heights ..."""

WIDE_SPACING = 1.9
"""... which are so many heights of a word apart, more than lines of one text are, and on purpose."""

ALONE = 0.9
"""Of the least distance of rows: a line so far from the rows above and below is a row of its own."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a cell: its middle and its words."""

    at: float
    words: tuple[Word, ...]

    @property
    def is_figure(self) -> bool:
        return len(self.words) == 1 and is_figure(self.words[0].text)


def part_columns(
    ys: Sequence[float], xs: Sequence[float], spans: Sequence[Span], words: Sequence[Word]
) -> list[Span]:
    """Part cells over several columns whose figures stand in different ones: a border was lost there.

    A figure is not written across a border, nor are several in one cell. Cells with other words are kept, as
    headings are merged on purpose, and so are figures with no more than a blank between them.
    """
    parted: list[Span] = []
    for span in spans:
        row, column, row_span, column_span = span
        inside = _words_in(span, ys, xs, words) if column_span > 1 else []
        starts = [column]
        if inside and all(is_figure(w.text) for w in inside):
            starts += [c for c in range(column + 1, column + column_span) if _is_gap(xs[c], inside)]
        ends = [*starts[1:], column + column_span]
        parted += [(row, start, row_span, end - start) for start, end in zip(starts, ends, strict=True)]
    return sorted(parted)


def _is_gap(x: float, words: Sequence[Word]) -> bool:
    """Say whether words stand on both sides of a place, parted by more than a blank."""
    left = [w.box.right for w in words if w.box.centre[0] < x]
    right = [w.box.left for w in words if w.box.centre[0] >= x]
    height = median(w.box.height for w in words)
    return bool(left and right) and max(left) <= x <= min(right) and min(right) - max(left) > height


def part_bands(
    ys: Sequence[float], xs: Sequence[float], spans: Sequence[Span], words: Sequence[Word]
) -> tuple[tuple[float, ...], list[Span]]:
    """Part the ruled bands of a table into the rows that stand in them.

    Args:
        ys: Horizontal grid lines, ascending.
        xs: Vertical grid lines, ascending.
        spans: The cells; every square of the grid is in one.
        words: Of the page, where they would be if the table stood upright.

    Returns:
        The grid lines with those between the rows found, and the cells of the finer grid. A cell whose lines
        stand at no row goes over all of its band.
    """
    new_ys, parted, first = [ys[0]], [], {}
    for row in range(len(ys) - 1):
        lines = {s: _lines_in(s, ys, xs, words) for s in spans if s[0] == row and s[2] == 1}
        height = _usual_height(lines.values())
        cells = list(lines.values())
        levels = _levels(cells, height) or _numbered(cells, height) or _spaced(lines, xs, height)
        cuts = _cuts(levels, [line for own in lines.values() for line in own])
        first[row] = len(new_ys) - 1
        for span, own in lines.items():
            parted += _parts(span, first[row], len(cuts) + 1, _fits(own, levels, height))
        new_ys += [*cuts, ys[row + 1]]
    first[len(ys) - 1] = len(new_ys) - 1
    for row, column, row_span, column_span in (s for s in spans if s[2] > 1):
        parted.append((first[row], column, first[row + row_span] - first[row], column_span))
    return tuple(new_ys), sorted(parted)


def _lines_in(span: Span, ys: Sequence[float], xs: Sequence[float], words: Sequence[Word]) -> list[_Line]:
    """The lines of a cell, top to bottom."""
    inside = _words_in(span, ys, xs, words)
    if not inside:
        return []
    reach = SAME_LINE * median(w.box.height for w in inside)
    lines: list[list[Word]] = []
    for word in sorted(inside, key=lambda w: w.box.centre[1]):
        if lines and word.box.centre[1] - _middle(lines[-1]) < reach:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_Line(_middle(line), tuple(line)) for line in lines]


def _words_in(span: Span, ys: Sequence[float], xs: Sequence[float], words: Sequence[Word]) -> list[Word]:
    row, column, row_span, column_span = span
    left, right, top, bottom = xs[column], xs[column + column_span], ys[row], ys[row + row_span]
    return [w for w in words if left <= w.box.centre[0] < right and top <= w.box.centre[1] < bottom]


def _middle(words: Sequence[Word]) -> float:
    return sum(w.box.centre[1] for w in words) / len(words)


def _usual_height(cells: Iterable[Sequence[_Line]]) -> float:
    heights = [w.box.height for lines in cells for line in lines for w in line.words]
    return median(heights) if heights else 0.0


def _levels(cells: Sequence[Sequence[_Line]], height: float) -> list[float]:
    """Where the rows of a band stand; fewer than two where nothing shows that it holds several.

    Either several columns have figures on the same lines, or one has, and every one of them has a line of
    the label beside it.
    """
    stacks = [lines for lines in cells if _is_stack(lines)]
    others = [lines for lines in cells if len(lines) > 1 and not _is_stack(lines)]
    reach = SAME_LINE * height
    if len(stacks) == 1:
        beside = any(
            len(lines) == len(stacks[0])
            and all(abs(a.at - b.at) < reach for a, b in zip(lines, stacks[0], strict=True))
            for lines in others
        )
        if not beside:
            return []
    clusters = _clusters([line.at for lines in stacks for line in lines], reach)
    firm = [median(c) for c in clusters if len(c) >= max(1, LEAST_AGREEING * len(stacks))]
    if len(firm) < 2:
        return []
    pitch = min(b - a for a, b in pairwise(firm))
    alone = sorted(
        {
            line.at
            for lines in others
            for line in lines
            if min(abs(line.at - level) for level in firm) >= ALONE * pitch
        }
    )
    apart = [at for i, at in enumerate(alone) if i == 0 or at - alone[i - 1] >= ALONE * pitch]
    return sorted([*firm, *apart])


def _numbered(cells: Sequence[Sequence[_Line]], height: float) -> list[float]:
    """The headings and, with no line between, the row below that numbers the columns; empty for none."""
    last = [lines for lines in cells if len(lines) > 1 and lines[-1].is_figure and not _is_stack(lines)]
    numbers = [re.sub(r"\D", "", lines[-1].words[0].text) for lines in last]
    rising = sum(a.isdigit() and b.isdigit() and int(b) - int(a) == 1 for a, b in pairwise(numbers))
    if rising < LEAST_NUMBERED - 1 or rising < LEAST_FIGURES * (len(last) - 1):
        return []
    places = [lines[-1].at for lines in last]
    if max(places) - min(places) > SAME_LINE * height:
        return []
    return [median(lines[-2].at for lines in last), median(places)]


def _spaced(cells: Mapping[Span, Sequence[_Line]], xs: Sequence[float], height: float) -> list[float]:
    """Where the rows of a band stand by their spacing alone; empty where it may be text that goes on.

    A text breaks where the next word has no room. Where it would have had room, in all cells of several
    lines, and these lines are widely spaced and level with those of other cells, they are rows.
    """
    several = {span: lines for span, lines in cells.items() if len(lines) > 1}
    if len(several) < LEAST_SPACED:
        return []
    for (_, column, _, column_span), lines in several.items():
        if not all(_has_room(a, b, xs[column + column_span]) for a, b in pairwise(lines)):
            return []
    levels = _clusters([line.at for lines in several.values() for line in lines], SAME_LINE * height)
    if any(len(c) < LEAST_AGREEING * len(several) for c in levels):
        return []
    middles = [median(c) for c in levels]
    if min(b - a for a, b in pairwise(middles)) < WIDE_SPACING * height:
        return []
    return middles


def _has_room(line: _Line, following: _Line, right: float) -> bool:
    """Say whether the first word of a line would have stood on the line above."""
    end = max(w.box.right for w in line.words)
    first = min(following.words, key=lambda w: w.box.left)
    return end + first.box.width + first.box.height < right


def _clusters(places: Sequence[float], reach: float) -> list[list[float]]:
    """Places nearer to each other than ``reach``, ascending."""
    clusters: list[list[float]] = []
    for at in sorted(places):
        if clusters and at - clusters[-1][-1] < reach:
            clusters[-1].append(at)
        else:
            clusters.append([at])
    return clusters


def _is_stack(lines: Sequence[_Line]) -> bool:
    """Say whether a cell holds several figures under each other."""
    return len(lines) > 1 and sum(line.is_figure for line in lines) >= LEAST_FIGURES * len(lines)


def _cuts(levels: Sequence[float], lines: Sequence[_Line]) -> list[float]:
    """The heights at which one row of a band ends and the next begins: half way between their lines."""
    if len(levels) < 2:
        return []
    groups: list[list[float]] = [[level] for level in levels]
    for line in lines:
        min(groups, key=lambda g: abs(g[0] - line.at)).append(line.at)
    return [(max(above) + min(below)) / 2 for above, below in pairwise(groups)]


def _fits(lines: Sequence[_Line], levels: Sequence[float], height: float) -> bool:
    """Say whether a cell is parted with its band: it is empty, or has a line where a row is."""
    return not lines or any(abs(line.at - level) < SAME_LINE * height for line in lines for level in levels)


def _parts(span: Span, first: int, rows: int, parted: bool) -> list[Span]:
    _, column, _, column_span = span
    if not parted:
        return [(first, column, rows, column_span)]
    return [(first + i, column, 1, column_span) for i in range(rows)]
