"""A table that goes on over a page break: the columns of its first page, found again on the next.

What stands at the top of a page is the rest of a table whose page it filled, if its words fit that table's
columns; the page may lie some millimetres to one side of the other. Nothing of it need be ruled.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from extraction.model import Table
from extraction.open_tables.blocks import HEADER_GAP_MM, MOST_CROSSINGS, MOST_ROW_GAP_MM, is_heading, is_row
from extraction.open_tables.body import find_rows
from extraction.open_tables.drawn import level_lines
from extraction.open_tables.find import assemble
from extraction.open_tables.lines import Piece, TextLine, text_lines, usual_height
from extraction.open_tables.print_words import print_words
from extraction.text import fold
from ocr.model import LookAgain, Page

TOP_SHARE = 0.4
"""A rest begins in this upper part of its page."""

MOST_SHIFT_MM, SHIFT_STEP_MM = 16.0, 0.25
"""How far to one side two pages of a pile lie of each other, and how finely that is tried."""

MOST_CROSSING = 0.06
"""Share of the pieces that may cross a border: two cells read as one word do."""

LEAST_INSIDE = 0.75
"""Share of the pieces that must stand in the columns; dirt and seals stand beside them."""

SAME_HEADING = 75
"""Likeness of the words over the first row to the table's heading, in per cent, where it is repeated."""

LINES_BELOW = 1
"""Lines that may stand below a table that fills its page: the page's number."""


def fills_page(table: Table, page: Page) -> bool:
    """Say whether hardly anything stands below a table on its page."""
    below = [line for line in text_lines(page.words) if line.middle > table.box.bottom]
    return sum(any(piece.is_read for piece in line.pieces) for line in below) <= LINES_BELOW


def carry_columns(
    last: Table, heading: Sequence[str], page: Page, look_again: LookAgain | None
) -> Table | None:
    """The rest of a table at the top of the next page, all of whose rows are data; None where there is none.

    Args:
        last: The table's part on the page before.
        heading: The texts of its heading, which may stand again over the rest.
        page: The next page.
        look_again: Tells where print stands that was not read.
    """
    words = print_words(page, look_again)
    lines, height = text_lines(words), usual_height(words)
    block = [i for i, line in enumerate(lines) if is_row(line)]
    while len(block) > 1 and is_heading(block, lines):
        block.pop(0)
    if not block or lines[block[0]].middle > TOP_SHARE * page.height:
        return None
    first = block[0]
    end = _end(lines, first, page)
    rows = [line for line in lines[first:end] if is_row(line)]
    xs = _shifted(_leaf_borders(last), [p for row in rows for p in row.pieces], page)
    if xs is None:
        return None
    start = _start(lines, first, page)
    drawn = [r.at for r in level_lines(page, rows)]
    top = _body_top(lines[start:first], lines[first], heading, drawn, height)
    bottom = max(line.bottom for line in lines[first:end]) + height / 3
    inside = [w for w in words if xs[0] <= w.box.centre[0] < xs[-1] and top <= w.box.centre[1] < bottom]
    body = find_rows(inside, xs, top, bottom, height, drawn)
    if body is None:
        return None
    return assemble(page, inside, xs, [top], [], body, sure=last.columns_sure and body.columns_clear)


def _leaf_borders(table: Table) -> list[float]:
    """The borders of the columns, by the narrowest cells that begin or end at each."""
    xs: list[float] = []
    for column in range(table.columns):
        lefts = [c.box.left for c in table.cells if c.column == column]
        xs.append(float(np.median(lefts)) if lefts else xs[-1])
    return [*xs, table.box.right]


def _shifted(xs: Sequence[float], pieces: Sequence[Piece], page: Page) -> list[float] | None:
    """The borders moved to where the fewest words cross them; None where too many do."""
    reach, step = page.px(MOST_SHIFT_MM), page.px(SHIFT_STEP_MM)
    shifts = sorted(np.arange(-reach, reach + step, step).tolist(), key=abs)
    astray = {shift: _astray([x + shift for x in xs], pieces) for shift in shifts}
    least = min(astray.values())
    nearest = next(shift for shift in shifts if astray[shift] == least)
    low = high = nearest
    while astray.get(_next(shifts, low, -1), least + 1) == least:
        low = _next(shifts, low, -1)
    while astray.get(_next(shifts, high, 1), least + 1) == least:
        high = _next(shifts, high, 1)
    moved = [x + (low + high) / 2 for x in xs]
    inside = [piece for piece in pieces if moved[0] < piece.middle < moved[-1]]
    crossing = sum(any(p.left < x < p.right for x in moved) for p in inside)
    fits = len(inside) >= LEAST_INSIDE * len(pieces) and crossing <= MOST_CROSSING * len(inside)
    return moved if fits else None


def _next(shifts: Sequence[float], shift: float, way: int) -> float:
    ordered = sorted(shifts)
    place = ordered.index(shift) + way
    return ordered[place] if 0 <= place < len(ordered) else float("nan")


def _astray(xs: Sequence[float], pieces: Sequence[Piece]) -> int:
    crossing = sum(any(p.left < x < p.right for x in xs) for p in pieces)
    return crossing + sum(p.middle < xs[0] or p.middle > xs[-1] for p in pieces)


def _start(lines: Sequence[TextLine], first: int, page: Page) -> int:
    """The first line that belongs to the rest: a label that goes on, a group's name, or the heading again."""
    start = first
    while start > 0:
        line = lines[start - 1]
        lone_number = len(line.pieces) == 1 and line.figures == 1
        if lone_number or lines[start].top - line.bottom > page.px(HEADER_GAP_MM):
            break
        start -= 1
    return start


def _end(lines: Sequence[TextLine], first: int, page: Page) -> int:
    """The line at which something else begins: a sentence, or white paper over a row's height."""
    middles = [piece.middle for piece in lines[first].pieces]
    last = first
    for i in range(first + 1, len(lines)):
        line = lines[i]
        sentence = any(
            sum(p.left < x < p.right for x in middles) > MOST_CROSSINGS and not p.is_figure
            for p in line.pieces
        )
        if sentence or line.top - lines[last].bottom > page.px(MOST_ROW_GAP_MM):
            break
        reach = page.px(HEADER_GAP_MM)
        if is_row(line) or line.top - lines[i - 1].bottom < reach:
            last = i
    return last + 1


def _body_top(
    above: Sequence[TextLine],
    row: TextLine,
    heading: Sequence[str],
    drawn: Sequence[float],
    height: float,
) -> float:
    """Where the data begins: below the heading where it stands again, else above all lines."""
    if not above:
        return row.middle - height
    text = fold(" ".join(word.text for line in above for word in line.words))
    if fuzz.token_set_ratio(text, fold(" ".join(heading))) < SAME_HEADING:
        return min(above[0].middle, row.middle) - height
    over = [y for y in drawn if above[0].middle < y < row.middle]
    if over:
        return over[-1]
    for line, below in reversed(list(pairwise([*above, row]))):
        if below.middle - line.middle > height:
            return (line.middle + below.middle) / 2
    return row.middle - height
