"""Tables without row lines: lines of figures that stand under each other -> columns -> cells.

Used for a form that no ruled table answers. Figures and signs for nought are short and stand in narrow
columns, so the rows that hold several of them show the gaps between the columns best; headings and labels
are then put in the columns over and beside them. A fax that lost row lines keeps those between columns.

Source: Nurminen, "Algorithmic Extraction of Data in Tables in PDF Documents", Tampere UT, 2013 (columns by
the edges of aligned words).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extraction.model import Cell, Table
from extraction.tables import words_in_reading_order
from ocr.model import BoundingBox, Direction, Page, Ruling, Word

FIGURE = re.compile(r"[\d.,]*\d[\d.,]*%?|[-–—…]+|không", re.IGNORECASE)

LEAST_FIGURES = 3
"""Figures on a line that make it a row of a table; two may be a date or a sum in a sentence."""

LEAST_FIGURE_SHARE = 0.4
"""Share of such a line's words; sentences with figures have more words, long labels some."""

LEAST_ROWS = 3
SAME_LINE = 0.6  # of the higher word's height: middles nearer than this are on one line
GUTTER_MM = 1.2
"""White from top to bottom of a table that is a gap between columns; blanks between words are narrower."""

MOST_ROW_GAP_MM = 25.0
"""Rows further apart belong to two tables: labels of four lines are 22 mm high."""

HEADER_GAP_MM = 7.0
"""Lines of a heading follow each other, and the first row, within this."""

SAME_BORDER_MM = 1.3
"""Pieces of lines this near to each other are one."""

BORDER_SHARE = 0.7
"""Share of the rows' height that a line between columns runs down; a fax breaks it here and there."""

SHORT_WORD = 5
"""Letters of a figure at most, however it was misread; longer words are labels."""

LEAST_BORDERS = 5
FIGURES_INSIDE = 0.9
"""Share of the rows' figures that must stand between the outer lines."""

HEADER_LINES = 8
MOST_CROSSINGS = 2
"""Gaps that a word of a heading may cross: a heading over three columns; a title crosses more."""

Line = tuple[Word, ...]


def find_borderless_tables(page: Page) -> tuple[Table, ...]:
    """Find tables by their aligned figures; each heading is taken as one row.

    Args:
        page: Its words, in pixels of the level page; rulings are not looked at.

    Returns:
        Tables top to bottom, marked as not ruled. Every grid position has its own cell.
    """
    lines = _text_lines(page.words)
    tables = []
    for first, last in _blocks(lines, page):
        rows = [line for line in lines[first : last + 1] if _is_row(line)]
        borders = _borders(rows, page)
        gaps = [border.at for border in borders[1:-1]] or _gaps(rows, page)
        if len(gaps) < LEAST_FIGURES:
            continue
        top = _header_start(lines, first, gaps, page)
        if borders:
            head, foot = median(b.start for b in borders), median(b.end for b in borders)
            between = [i for i, line in enumerate(lines) if head < _middle(line) < foot]
            top, last = min(top, *between), max(last, *between)
        places = [border.at for border in borders]
        tables.append(_table(lines[top : last + 1], first - top, gaps, page, places))
    return tuple(tables)


def _text_lines(words: Sequence[Word]) -> list[Line]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.centre[1]):
        last = lines[-1] if lines else []
        middle = sum(w.box.centre[1] for w in last) / len(last) if last else 0.0
        height = max((w.box.height for w in (*last, word)), default=0.0)
        if last and word.box.centre[1] - middle < SAME_LINE * height:
            last.append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda w: w.box.left)) for line in lines]


def _is_row(line: Line) -> bool:
    figures = sum(FIGURE.fullmatch(word.text) is not None for word in line)
    return figures >= LEAST_FIGURES and figures >= LEAST_FIGURE_SHARE * len(line)


def _begins_row(line: Line) -> bool:
    """Say whether a line of a table begins a row: a figure stands alone, not among words."""
    for i, word in enumerate(line):
        if FIGURE.fullmatch(word.text) is None:
            continue
        near = [o for o in (*line[max(0, i - 1) : i], *line[i + 1 : i + 2]) if _is_joined(o, word)]
        if not near:
            return True
    return False


def _is_joined(one: Word, other: Word) -> bool:
    """Say whether two neighbours of a line are parted by no more than a blank."""
    first, second = sorted((one.box, other.box), key=lambda box: box.left)
    return second.left - first.right < max(first.height, second.height)


def _blocks(lines: Sequence[Line], page: Page) -> list[tuple[int, int]]:
    """First and last line of each run of rows that are near to each other, rows of few figures included."""
    blocks: list[list[int]] = []
    for i, line in enumerate(lines):
        if not _is_row(line):
            continue
        near = blocks and _top(line) - _bottom(lines[blocks[-1][-1]]) <= page.px(MOST_ROW_GAP_MM)
        if near:
            blocks[-1].append(i)
        else:
            blocks.append([i])
    reach = page.px(HEADER_GAP_MM)
    out = []
    for block in blocks:
        first, last = block[0], block[-1]
        while (
            first > 0
            and _begins_row(lines[first - 1])
            and _top(lines[first]) - _bottom(lines[first - 1]) < reach
        ):
            first -= 1
        while (
            last + 1 < len(lines)
            and (_begins_row(lines[last + 1]) or _is_short(lines[last + 1], lines[last]))
            and _top(lines[last + 1]) - _bottom(lines[last]) < reach
        ):
            last += 1
        if len(block) >= LEAST_ROWS:
            out.append((first, last))
    return out


def _is_short(line: Line, row: Line) -> bool:
    """Say whether a line under a row may be the rest of its label: it stands inside the row's left half."""
    left, right = row[0].box.left, row[-1].box.right
    return left < line[0].box.left and line[-1].box.right < (left + right) / 2 and not _is_row(line)


def _gaps(rows: Sequence[Line], page: Page) -> list[float]:
    """The middles of the strips that no word of any row touches."""
    edges = sorted((word.box.left, word.box.right) for row in rows for word in row)
    gaps, reached = [], edges[0][1]
    for left, right in edges[1:]:
        if left - reached >= page.px(GUTTER_MM):
            gaps.append((reached + left) / 2)
        reached = max(reached, right)
    return gaps


def _borders(rows: Sequence[Line], page: Page) -> list[Ruling]:
    """The lines between columns that run down all rows, pieces joined; empty for too few."""
    top, bottom = _top(rows[0]), _bottom(rows[-1])
    lines: list[list[Ruling]] = []
    vertical = (r for r in page.rulings if r.direction is Direction.VERTICAL)
    for ruling in sorted(vertical, key=lambda r: r.at):
        if lines and ruling.at - lines[-1][-1].at <= page.px(SAME_BORDER_MM):
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    borders = [
        replace(line[0], start=min(r.start for r in line), end=max(r.end for r in line))
        for line in lines
        if sum(max(0.0, min(r.end, bottom) - max(r.start, top)) for r in line)
        >= BORDER_SHARE * (bottom - top)
    ]
    figures = [w.box.centre[0] for row in rows for w in row if FIGURE.fullmatch(w.text)]
    if len(borders) < LEAST_BORDERS or not figures:
        return []
    inside = sum(borders[0].at < x < borders[-1].at for x in figures)
    return borders if inside >= FIGURES_INSIDE * len(figures) else []


def _fills_columns(line: Line, xs: Sequence[float]) -> bool:
    """Whether a line between ruled columns begins a row: it has something short in several of them."""
    short = [w.box.centre[0] for w in line if len(w.text) <= SHORT_WORD]
    columns = {sum(x < at for x in xs) for at in short}
    return len(columns) >= LEAST_FIGURES


def _header_start(lines: Sequence[Line], first: int, gaps: Sequence[float], page: Page) -> int:
    """The first line of the heading over a table's first row."""
    start = first
    while start > 0 and first - start < HEADER_LINES:
        line = lines[start - 1]
        if _top(lines[start]) - _bottom(line) > page.px(HEADER_GAP_MM):
            break
        if _is_title(line, gaps):
            break
        start -= 1
    return start


def _is_title(line: Line, gaps: Sequence[float]) -> bool:
    """Say whether a line's words run on over many columns, blank after blank like a sentence."""
    crossed = run = 0
    for before, word in pairwise(line):
        joined = _is_joined(before, word)
        run = run + sum(before.box.left < gap < word.box.right for gap in gaps) if joined else 0
        crossed = max(crossed, run)
    return crossed > MOST_CROSSINGS


def _table(
    lines: Sequence[Line], header: int, gaps: Sequence[float], page: Page, borders: Sequence[float]
) -> Table:
    """The grid of a table whose first ``header`` lines are its heading; labels may go on below a row."""
    heads = [
        i
        for i, line in enumerate(lines)
        if i >= header and (_fills_columns(line, borders) if borders else _begins_row(line))
    ]
    bands: list[list[Line]] = [list(lines[:header])] if header else []
    rows: dict[int, list[Line]] = {i: [] for i in heads}
    for i, line in enumerate(lines):
        if i >= header:
            rows[min(heads, key=lambda h: abs(_middle(lines[h]) - _middle(line)))].append(line)
    bands += rows.values()
    words = [word for line in lines for word in line]
    box = BoundingBox.around(word.box for word in words).grown(page.px(GUTTER_MM) / 2)
    xs = list(borders) or [box.left, *gaps, box.right]
    tops = [box.top, *(_between(a, b) for a, b in pairwise(bands)), box.bottom]
    cells = []
    for row, band in enumerate(bands):
        top, bottom = tops[row], max(tops[row], tops[row + 1])
        for column in range(len(xs) - 1):
            inside = BoundingBox(xs[column], top, xs[column + 1], bottom)
            own = [w for line in band for w in line if inside.left <= w.box.centre[0] < inside.right]
            cells.append(Cell(row, column, 1, 1, inside, words_in_reading_order(own)))
    return Table(page.number, box, len(bands), len(xs) - 1, tuple(cells), ruled=False)


def _between(above: Sequence[Line], below: Sequence[Line]) -> float:
    """The height at which one row ends and the next begins."""
    return (max(_bottom(line) for line in above) + _top(below[0])) / 2


def _middle(line: Line) -> float:
    return sum(word.box.centre[1] for word in line) / len(line)


def _top(line: Line) -> float:
    return min(word.box.top for word in line)


def _bottom(line: Line) -> float:
    return max(word.box.bottom for word in line)
