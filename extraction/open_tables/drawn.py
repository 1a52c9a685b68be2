"""What lines there are of a table that is not wholly ruled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from extraction.model import Table
from extraction.open_tables.blocks import LEAST_ROWS, MOST_ROW_GAP_MM
from extraction.open_tables.lines import TextLine
from ocr.model import Direction, Page, Ruling

SAME_PLACE_MM = 1.3
"""Pieces of lines this near to each other are one."""

SAME_END_MM = 5.0
"""Lines of one table end within this of each other: a worn end is lost."""

DRAWN = 0.6
"""Share of the rows' width, or height, that a line drawn between rows, or columns, covers."""

WORN = 0.06
"""Share of the rows' width that a line may fall short of them at its ends."""

LEAST_BORDERS = 5

FIGURES_INSIDE = 0.9
"""Share of the rows' figures that must stand between the outer lines."""


@dataclass(frozen=True, slots=True)
class Borders:
    """Lines between columns: their places, and the heights from which and to which they run."""

    places: tuple[float, ...]
    head: float
    foot: float


def level_lines(page: Page, rows: Sequence[TextLine]) -> list[Ruling]:
    """Lines from side to side of some rows, above, between and below them, pieces joined, top to bottom.

    They end at about the same places; a fold of the paper goes on, and another table's lines end elsewhere.
    """
    left, right = median(r.left for r in rows), median(r.right for r in rows)
    snap, slack = page.px(SAME_PLACE_MM), WORN * (right - left)
    groups: list[list[Ruling]] = []
    level = (r for r in page.rulings if r.direction is Direction.HORIZONTAL)
    for ruling in sorted(level, key=lambda r: r.at):
        if groups and ruling.at - groups[-1][-1].at <= snap:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    lines = []
    for group in groups:
        start, end = min(r.start for r in group), max(r.end for r in group)
        covered = sum(max(0.0, min(r.end, right) - max(r.start, left)) for r in group)
        if covered >= DRAWN * (right - left) and start < left + slack and end > right - slack:
            longest = max(group, key=lambda r: r.length)
            lines.append(replace(longest, start=start, end=end, slope=0.0))
    near = page.px(SAME_END_MM)
    alike = [[o for o in lines if abs(o.start - r.start) < near and abs(o.end - r.end) < near] for r in lines]
    top, bottom = rows[0].top - near, rows[-1].bottom + near
    return max(alike, key=lambda own: sum(top < r.at < bottom for r in own), default=[])


def ruled_heading(ruled: Sequence[Table], rows: Sequence[TextLine], page: Page) -> Table | None:
    """The ruled table right over the rows that gives their columns, if there is one."""
    reach = page.px(MOST_ROW_GAP_MM)
    pieces = [p.middle for row in rows for p in row.pieces if p.is_figure]
    for table in ruled:
        inside = sum(table.box.left < x < table.box.right for x in pieces)
        if (
            table.columns >= LEAST_BORDERS - 1
            and table.box.bottom < rows[0].middle
            and rows[0].top - table.box.bottom < reach
            and inside >= FIGURES_INSIDE * len(pieces)
        ):
            return table
    return None


def leaf_borders(table: Table) -> list[float]:
    lowest = [table.at(table.rows - 1, column) for column in range(table.columns)]
    return [*(cell.box.left for cell in lowest), table.box.right]


def row_borders(table: Table) -> list[float]:
    """The heights of a ruled table's rows; a row in which no cell begins or ends has none."""
    ys: list[float] = [table.box.top]
    for row in range(1, table.rows):
        told = [c.box.top for c in table.cells if c.row == row]
        told += [c.box.bottom for c in table.cells if c.row + c.row_span == row]
        ys.append(max(median(told), ys[-1]) if told else ys[-1])
    return [*ys, table.box.bottom]


def borders_down(rows: Sequence[TextLine], page: Page) -> Borders | None:
    """The lines between columns that run down all rows, pieces joined; None for too few."""
    top, bottom = rows[0].top, rows[-1].bottom
    lines: list[list[Ruling]] = []
    vertical = (r for r in page.rulings if r.direction is Direction.VERTICAL)
    for ruling in sorted(vertical, key=lambda r: r.at):
        if lines and ruling.at - lines[-1][-1].at <= page.px(SAME_PLACE_MM):
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    borders = [
        line
        for line in lines
        if sum(max(0.0, min(r.end, bottom) - max(r.start, top)) for r in line) >= DRAWN * (bottom - top)
    ]
    figures = [piece.middle for row in rows for piece in row.pieces if piece.is_figure]
    places = [median(r.at for r in line) for line in borders]
    if len(borders) < LEAST_BORDERS or not figures:
        return None
    if sum(places[0] < x < places[-1] for x in figures) < FIGURES_INSIDE * len(figures):
        return None
    head = median(min(r.start for r in line) for line in borders)
    foot = median(max(r.end for r in line) for line in borders)
    return Borders(tuple(places), head, foot)


def lines_between(lines: Sequence[TextLine], first: int, last: int, borders: Borders) -> tuple[int, int]:
    """The first and the last line between borders: they run down the heading and the rows."""
    own = [i for i, line in enumerate(lines) if borders.head < line.middle < borders.foot]
    return min(first, *own), max(last, *own)


def sides_of(drawn: Sequence[Ruling], page: Page) -> tuple[float, float]:
    """Between which places a table's words stand: within its lines, if it has any."""
    if len(drawn) < LEAST_ROWS - 1:
        return 0.0, float(page.width)
    slack = page.px(SAME_PLACE_MM)
    return median(r.start for r in drawn) - slack, median(r.end for r in drawn) + slack
