"""Tables of which lines are missing: runs of rows with figures -> columns -> heading -> rows.

Used for a form that no ruled table answers whole. Figures and signs for nought are short and stand in narrow
columns, so the rows that hold several of them show the columns best. What lines there are tell more: a ruled
heading gives the borders of its columns, lines from side to side part rows, long ones down part columns.

Source: Nurminen, "Algorithmic Extraction of Data in Tables in PDF Documents", Tampere UT, 2013 (columns by
the edges of aligned words).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extraction.model import Cell, Table
from extraction.open_tables.blocks import (
    HEADER_GAP_MM,
    LEAST_FIGURES,
    MOST_CROSSINGS,
    find_blocks,
    is_row,
    may_hold_table,
)
from extraction.open_tables.body import Body, find_rows
from extraction.open_tables.columns import borders_between, find_strips
from extraction.open_tables.drawn import (
    borders_down,
    leaf_borders,
    level_lines,
    lines_between,
    row_borders,
    ruled_heading,
    sides_of,
)
from extraction.open_tables.heading import heading_cells
from extraction.open_tables.lines import TextLine, text_lines, usual_height, within
from extraction.open_tables.print_words import is_unread, print_words
from extraction.tables import words_in_reading_order
from ocr.model import BoundingBox, LookAgain, Page, Ruling, Word

HEADER_LINES = 10


def find_open_tables(
    page: Page, ruled: Sequence[Table] = (), look_again: LookAgain | None = None
) -> tuple[Table, ...]:
    """Find tables by their aligned figures, with the help of what lines there are.

    Args:
        page: Its words and rulings, in pixels of the level page.
        ruled: The ruled tables found on it: one with nothing but a heading gives the columns below it.
        look_again: Tells where print stands that was not read; asked where a table may be.

    Returns:
        Tables top to bottom, marked as not ruled. Every grid position is covered by one cell.
    """
    words = page.words
    if may_hold_table(text_lines(words), page, ruled):
        words = print_words(page, look_again)
    lines = text_lines(words)
    height = usual_height(words)
    tables = []
    for first, last in find_blocks(lines, page, ruled):
        table = _table_of(words, lines, first, last, page, ruled, height)
        if table is not None:
            tables.append(table)
    return tuple(tables)


def _table_of(
    all_words: Sequence[Word],
    lines: Sequence[TextLine],
    first: int,
    last: int,
    page: Page,
    ruled: Sequence[Table],
    height: float,
) -> Table | None:
    rows = [line for line in lines[first : last + 1] if is_row(line)]
    drawn = level_lines(page, rows)
    left, right = sides_of(drawn, page)
    rows = within(rows, left, right)
    head = ruled_heading(ruled, rows, page)
    if head is not None:
        xs, top = leaf_borders(head), head.box.top
        header_bottom = head.box.bottom
    else:
        borders = borders_down(rows, page)
        strips = find_strips(rows, [], height)
        if len(strips) < LEAST_FIGURES and borders is None:
            return None
        if borders is not None:
            places = list(borders.places)
            start, last = lines_between(lines, first, last, borders)
        else:
            places = [strips[0].left, *borders_between(strips), strips[-1].right]
            start = _header_start(lines, first, places, page, drawn)
        heading = within(lines[start:first], left, right)
        if borders is not None:
            xs = places
        else:
            strips = find_strips(rows, heading, height)
            if len(strips) <= LEAST_FIGURES:
                return None
            xs = _closed(borders_between(strips), strips[0].left, strips[-1].right, drawn, height)
        top, header_bottom = _heights(lines, start, first, drawn, height)
    last = _last_line(lines, last, drawn)
    bottom = max(
        lines[last].bottom + height / 3,
        *(y for y in (r.at for r in drawn) if y < lines[last].bottom + height),
        0.0,
    )
    words = [w for w in all_words if xs[0] <= w.box.centre[0] < xs[-1]]
    inside = [w for w in words if header_bottom <= w.box.centre[1] < bottom]
    body = find_rows(inside, xs, header_bottom, bottom, height, [r.at for r in drawn])
    if body is None:
        return None
    if head is not None:
        header_ys = row_borders(head)
        cells = [replace(c, words=()) for c in head.cells]
        named = True
    else:
        above = [w for w in words if top <= w.box.centre[1] < header_bottom]
        header_ys, cells = (
            heading_cells(text_lines(above, height), xs, top, header_bottom, height)
            if above
            else ([header_bottom], [])
        )
        named = all(any(xs[i] <= w.box.centre[0] < xs[i + 1] for w in above) for i in range(len(xs) - 1))
    return assemble(page, words, xs, header_ys, cells, body, sure=body.columns_clear and named)


def assemble(
    page: Page,
    words: Sequence[Word],
    xs: Sequence[float],
    header_ys: Sequence[float],
    heading: Sequence[Cell],
    body: Body,
    *,
    sure: bool,
) -> Table:
    """The table from its heading's cells and its body's rows, each word in its cell."""
    above = len(header_ys) - 1
    ys = [*header_ys[:-1], *body.ys]
    cells = list(heading)
    for row, (top, bottom) in enumerate(pairwise(body.ys), start=above):
        for column, (left, right) in enumerate(pairwise(xs)):
            cells.append(Cell(row, column, 1, 1, BoundingBox(left, top, right, bottom)))
    filled = [
        replace(
            cell,
            words=words_in_reading_order(
                w for w in words if cell.box.contains(*w.box.centre) and not is_unread(w)
            ),
        )
        for cell in cells
    ]
    box = BoundingBox(xs[0], ys[0], xs[-1], ys[-1])
    unclear = frozenset(above + row for row in body.unclear)
    return Table(
        page.number, box, len(ys) - 1, len(xs) - 1, tuple(filled),
        ruled=False, columns_sure=sure, unclear_rows=unclear,
    )  # fmt: skip


def _header_start(
    lines: Sequence[TextLine], first: int, places: Sequence[float], page: Page, drawn: Sequence[Ruling]
) -> int:
    """The first line of the heading over a table's first row."""
    above = [r.at for r in drawn if r.at < lines[first].middle]
    start = first
    while start > 0 and first - start < HEADER_LINES:
        line = lines[start - 1]
        if len(above) > 1 and line.middle < above[0]:
            break
        if lines[start].top - line.bottom > page.px(HEADER_GAP_MM) or _is_title(line, places):
            break
        start -= 1
    return start


def _is_title(line: TextLine, places: Sequence[float]) -> bool:
    """Say whether a line runs over many columns from their left, as a heading over figures does not."""
    widest = max(pairwise(places), key=lambda pair: pair[1] - pair[0])[1]
    return any(
        sum(piece.left < x < piece.right for x in places[1:-1]) > MOST_CROSSINGS and piece.left < widest
        for piece in line.pieces
    )


def _closed(
    borders: Sequence[float], left: float, right: float, drawn: Sequence[Ruling], height: float
) -> list[float]:
    """The borders with the outer ones: where drawn lines end, else just outside the words."""
    outer_left = min([left - height / 2, *([median(r.start for r in drawn)] if drawn else [])])
    outer_right = max([right + height / 2, *([median(r.end for r in drawn)] if drawn else [])])
    return [outer_left, *borders, outer_right]


def _heights(
    lines: Sequence[TextLine], start: int, first: int, drawn: Sequence[Ruling], height: float
) -> tuple[float, float]:
    """Where the heading begins and where it ends.

    It ends at the line drawn over the first row, if there is one; else above the lines that may begin that
    row's label, as they are nearer to the row than to the heading.
    """
    if start == first:
        top = lines[first].middle - height
        return top, top
    above = [r.at for r in drawn if r.at < lines[first].middle]
    highest = lines[start].top
    over = [y for y in above if y < highest]
    top = over[-1] if over and highest - over[-1] < 2 * height else highest - height / 3
    if above and above[-1] > lines[start].middle:
        return top, above[-1]
    end = first
    while end - 1 > start and lines[end].middle - lines[end - 1].middle < height:
        end -= 1
    if end - 1 > start and lines[end].top - lines[end - 1].bottom > height:
        return top, (lines[end - 1].bottom + lines[end].top) / 2
    lowest = max(line.middle for line in lines[start:first]) + height / 2
    return top, max(top, min(lowest, lines[first].middle - height / 2))


def _last_line(lines: Sequence[TextLine], last: int, drawn: Sequence[Ruling]) -> int:
    """The last line above the lowest drawn line, if that is further down: a label may go on there."""
    lowest = max((r.at for r in drawn), default=0.0)
    while last + 1 < len(lines) and lines[last + 1].middle < lowest:
        last += 1
    return last
