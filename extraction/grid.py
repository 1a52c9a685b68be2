"""Grid lines to cells: which squares of a table's grid belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.model import BoundingBox, Ruling

# The share of a cell's side that a ruling must cover to divide it from its neighbour.
LEAST_SIDE = 0.5
# A border is worn, not missing, if so many of the others go on beside it.
WORN_OTHERS = 0.6
# Rows of a form's body are not merged here and there: less of a line between them shows that it is worn.
WORN_ROW_LINE = 0.3


@dataclass(frozen=True, slots=True)
class Grid:
    """Grid lines of one table and the rulings that draw them; lines in pixels, ascending."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    horizontal: tuple[Ruling, ...]
    vertical: tuple[Ruling, ...]
    snap: float


def grid_to_cells(
    grid: Grid, words: Sequence[BoundingBox], *, straddle: float
) -> list[tuple[int, int, int, int]]:
    """Merge grid squares without a ruling between them; (row, column, row span, column span) each.

    A merged group that is no rectangle, as a worn line leaves it, is filled up to its bounding rectangle.
    """
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    right, below = _borders(grid, words, straddle)
    owner = {(r, c): {(r, c)} for r in range(rows) for c in range(columns)}

    def merge(a: tuple[int, int], b: tuple[int, int]) -> None:
        if owner[a] is owner[b]:
            return
        joined = owner[a] | owner[b]
        for square in joined:
            owner[square] = joined

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not right[r][c]:
                merge((r, c), (r, c + 1))
            if r + 1 < rows and not below[c][r]:
                merge((r, c), (r + 1, c))
    while True:
        jagged = next((s for s in owner.values() if len(s) != _rectangle_size(s)), None)
        if jagged is None:
            break
        top, left, height, width = _rectangle(jagged)
        corner = (top, left)
        for r in range(top, top + height):
            for c in range(left, left + width):
                merge(corner, (r, c))
    distinct = {id(s): s for s in owner.values()}
    return sorted(_rectangle(s) for s in distinct.values())


def _borders(
    grid: Grid, words: Sequence[BoundingBox], straddle: float
) -> tuple[list[list[bool]], list[list[bool]]]:
    """Which squares have a border at their right, by row, and below, by column; worn ones mended."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    right = [
        [
            _divided(grid.vertical, grid.xs[c + 1], grid.ys[r], grid.ys[r + 1], grid.snap)
            for c in range(columns - 1)
        ]
        for r in range(rows)
    ]
    below = [
        [
            _divided(grid.horizontal, grid.ys[r + 1], grid.xs[c], grid.xs[c + 1], grid.snap)
            for r in range(rows - 1)
        ]
        for c in range(columns)
    ]

    def crossed_right(r: int, c: int) -> bool:
        x, top, bottom = grid.xs[c + 1], grid.ys[r], grid.ys[r + 1]
        return any(
            w.left < x - straddle and w.right > x + straddle and top <= w.centre[1] < bottom for w in words
        )

    def crossed_below(c: int, r: int) -> bool:
        y, left, end = grid.ys[r + 1], grid.xs[c], grid.xs[c + 1]
        return any(
            w.top < y - straddle and w.bottom > y + straddle and left <= w.centre[0] < end for w in words
        )

    by_row = [list(line) for line in right]
    for r in range(rows):
        for c in range(columns - 1):
            above = [right[k][c] for k in range(r)]
            begun = any(above)
            if not right[r][c] and begun and _is_worn(right[r], above) and not crossed_right(r, c):
                by_row[r][c] = True
    by_column = [list(line) for line in below]
    for r in range(_header_rows(below), rows - 1):
        beside = [below[k][r] for k in range(columns)]
        drawn = _covered(grid.horizontal, grid.ys[r + 1], grid.xs[0], grid.xs[-1], grid.snap)
        worn = max(sum(beside) / columns, drawn / (grid.xs[-1] - grid.xs[0])) >= WORN_ROW_LINE
        for c in range(columns):
            if not below[c][r] and worn and not crossed_below(c, r):
                by_column[c][r] = True
    return by_row, by_column


def _header_rows(below: Sequence[Sequence[bool]]) -> int:
    """How many rows the first row's cells reach down: there, missing lines are merged headings."""
    reach = 0
    for column in below:
        reach = max(reach, column.index(True) + 1 if True in column else len(column))
    return reach


def _is_worn(others: Sequence[bool], continued: Sequence[bool]) -> bool:
    """Most borders beside it are there, and most of its own line is."""
    return sum(others) >= WORN_OTHERS * len(others) and sum(continued) >= LEAST_SIDE * len(continued)


def _divided(rulings: Sequence[Ruling], at: float, start: float, end: float, snap: float) -> bool:
    """Say whether rulings at a position cover the side of a square from start to end."""
    return _covered(rulings, at, start, end, snap) >= LEAST_SIDE * (end - start)


def _covered(rulings: Sequence[Ruling], at: float, start: float, end: float, snap: float) -> float:
    """The length of what rulings at a position cover from start to end."""
    covered = 0.0
    reached = start
    near = sorted((r for r in rulings if abs(r.at - at) <= snap), key=lambda r: r.start)
    for ruling in near:
        low, high = max(reached, ruling.start), min(end, ruling.end)
        if high > low:
            covered += high - low
            reached = high
    return covered


def _rectangle(squares: set[tuple[int, int]]) -> tuple[int, int, int, int]:
    top, left = min(r for r, _ in squares), min(c for _, c in squares)
    bottom, right = max(r for r, _ in squares), max(c for _, c in squares)
    return top, left, bottom - top + 1, right - left + 1


def _rectangle_size(squares: set[tuple[int, int]]) -> int:
    _, _, height, width = _rectangle(squares)
    return height * width
