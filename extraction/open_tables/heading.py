"""The heading of a table without lines: lines of words to cells, those over several columns on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extraction.model import Cell
from extraction.open_tables.columns import LINE_BELOW
from extraction.open_tables.lines import Piece, TextLine
from ocr.model import BoundingBox

INSIDE = 0.25
"""Of a word's height: a heading reaching no further over a border stands in one column."""


@dataclass(slots=True)
class _Over:
    """A heading over the columns ``first`` to ``last``."""

    first: int
    last: int
    top: float
    bottom: float


def heading_cells(
    lines: Sequence[TextLine], xs: Sequence[float], top: float, bottom: float, height: float
) -> tuple[list[float], list[Cell]]:
    """The cells of a heading, without words, and its grid lines from ``top`` to ``bottom``.

    Headings over several columns make rows of their own; all others reach from below these to the bottom.
    """
    overs = _overs(lines, xs, height)
    levels = _levels(overs, height)
    columns = len(xs) - 1
    ys = [top, *(max(over.bottom for over in level) + INSIDE * height for level in levels), bottom]
    ys = [ys[0], *(min(max(y, top), bottom) for y in ys[1:-1]), ys[-1]]
    below = [0] * columns
    cells = []
    for row, level in enumerate(levels):
        for over in level:
            first, last = over.first, over.last
            if any(below[column] > row for column in range(first, last + 1)):
                continue
            for column in range(first, last + 1):
                if below[column] < row:
                    cells.append(_cell(below[column], column, row - below[column], 1, xs, ys))
                below[column] = row + 1
            cells.append(_cell(row, first, 1, last - first + 1, xs, ys))
    for column, row in enumerate(below):
        cells.append(_cell(row, column, len(ys) - 1 - row, 1, xs, ys))
    return ys, sorted(cells, key=lambda cell: (cell.row, cell.column))


def _overs(lines: Sequence[TextLine], xs: Sequence[float], height: float) -> list[_Over]:
    overs: list[_Over] = []
    for line in lines:
        for piece in line.pieces:
            first, last = _columns_of(piece, xs, INSIDE * height)
            if first == last:
                continue
            near = [o for o in overs if o.first <= last and first <= o.last]
            same = [o for o in near if line.middle - o.bottom < LINE_BELOW * height]
            if same:
                same[0].first, same[0].last = min(first, same[0].first), max(last, same[0].last)
                same[0].bottom = max(same[0].bottom, line.bottom)
            else:
                overs.append(_Over(first, last, line.top, line.bottom))
    return overs


def _columns_of(piece: Piece, xs: Sequence[float], inside: float) -> tuple[int, int]:
    touched = [
        column
        for column, (left, right) in enumerate(pairwise(xs))
        if min(piece.right, right) - max(piece.left, left) > inside
    ]
    return (touched[0], touched[-1]) if touched else (0, 0)


def _levels(overs: Sequence[_Over], height: float) -> list[list[_Over]]:
    """Headings over several columns by their heights, the highest first."""
    levels: list[list[_Over]] = []
    for over in sorted(overs, key=lambda o: o.top):
        if levels and over.top - levels[-1][0].top < height:
            levels[-1].append(over)
        else:
            levels.append([over])
    return levels


def _cell(
    row: int, column: int, row_span: int, column_span: int, xs: Sequence[float], ys: Sequence[float]
) -> Cell:
    box = BoundingBox(xs[column], ys[row], xs[column + column_span], ys[row + row_span])
    return Cell(row, column, row_span, column_span, box)
