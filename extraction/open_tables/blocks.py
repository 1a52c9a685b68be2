"""Runs of lines of figures: where the rows of a table stand on a page."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.model import Table
from extraction.open_tables.lines import TextLine
from ocr.model import Direction, Page

LEAST_FIGURES = 3
"""Figures on a line that make it a row of a table; two may be a date or a sum in a sentence."""

LEAST_FIGURE_SHARE = 0.5
"""Share of such a line's pieces; a label is one, a sentence is one or few."""

LEAST_ROWS = 3

MOST_ROW_GAP_MM = 25.0
"""Rows further apart belong to two tables: labels of four lines are 22 mm high."""

HEADER_GAP_MM = 7.0
"""Lines of a heading follow each other, and the first row, within this."""

MOST_CROSSINGS = 2
"""Columns' borders that a sentence crosses more of, and a heading within the columns of figures may too."""


def may_hold_table(lines: Sequence[TextLine], page: Page, ruled: Sequence[Table]) -> bool:
    """Say whether a page has rows of figures, the heading of a table, or its lines."""
    level = sum(r.direction is Direction.HORIZONTAL and r.length > page.width / 3 for r in page.rulings)
    rows = sum(line.figures >= LEAST_FIGURES - 1 for line in lines)
    return bool(ruled) or level >= LEAST_ROWS or rows >= LEAST_ROWS


def is_row(line: TextLine) -> bool:
    """Say whether a line has the figures of a table's row."""
    if not any(piece.is_read for piece in line.pieces):
        return False
    return line.figures >= LEAST_FIGURES and line.figures >= LEAST_FIGURE_SHARE * len(line.pieces)


def _begins_row(line: TextLine) -> bool:
    """Say whether a line of a table begins a row: a figure stands alone, not among words."""
    return any(piece.is_figure and piece.is_read for piece in line.pieces)


def find_blocks(lines: Sequence[TextLine], page: Page, ruled: Sequence[Table]) -> list[tuple[int, int]]:
    """First and last line of each run of rows that are near to each other, rows of few figures included."""
    blocks: list[list[int]] = []
    for i, line in enumerate(lines):
        if not is_row(line):
            continue
        if blocks and _goes_on(blocks[-1], i, lines, page, ruled):
            blocks[-1].append(i)
        else:
            blocks.append([i])
    reach = page.px(HEADER_GAP_MM)
    out = []
    for block in blocks:
        while len(block) > LEAST_ROWS and is_heading(block, lines):
            block.pop(0)
        first, last = block[0], block[-1]
        while (
            first > 0 and _begins_row(lines[first - 1]) and lines[first].top - lines[first - 1].bottom < reach
        ):
            first -= 1
        while (
            last + 1 < len(lines)
            and (_begins_row(lines[last + 1]) or _is_short(lines[last + 1], lines[block[-1]]))
            and lines[last + 1].top - lines[last].bottom < reach
        ):
            last += 1
        if len(block) >= LEAST_ROWS:
            out.append((first, last))
    return out


def is_heading(block: Sequence[int], lines: Sequence[TextLine]) -> bool:
    """Say whether the first of a run of rows is a line of its heading, short words of which were not read.

    It, or a line before the next row, has words where the other rows have figures.
    """
    figures = [piece for i in block[1:] for piece in lines[i].pieces if piece.is_figure]
    words = [p for line in lines[block[0] : block[1]] for p in line.pieces if p.is_read and not p.is_figure]
    over = [sum(word.left < f.right and word.right > f.left for f in figures) for word in words]
    return sum(count >= LEAST_ROWS - 1 for count in over) > 1


def _goes_on(
    block: Sequence[int], at: int, lines: Sequence[TextLine], page: Page, ruled: Sequence[Table]
) -> bool:
    """Say whether a row belongs to the rows before it: near, no sentence between, and in the same frame."""
    before, line = lines[block[-1]], lines[at]
    if line.top - before.bottom > page.px(MOST_ROW_GAP_MM):
        return False
    middles = [piece.middle for piece in before.pieces if piece.is_figure]
    between = lines[block[-1] + 1 : at]
    if any(
        sum(piece.left < x < piece.right for x in middles) > MOST_CROSSINGS
        for other in between
        for piece in other.pieces
    ):
        return False
    frames = [
        [t.box.contains(x, one.middle) for t in ruled] for one in (before, line) for x in [_centre(one)]
    ]
    return frames[0] == frames[1] or not any(t.rows > LEAST_ROWS for t in _between_frames(ruled, *frames))


def _between_frames(ruled: Sequence[Table], one: Sequence[bool], other: Sequence[bool]) -> list[Table]:
    return [t for t, a, b in zip(ruled, one, other, strict=True) if a != b]


def _centre(line: TextLine) -> float:
    return (line.left + line.right) / 2


def _is_short(line: TextLine, row: TextLine) -> bool:
    """Say whether a line under a row may be the rest of its label: it stands inside the row's left half."""
    return row.left < line.left and line.right < (row.left + row.right) / 2 and not is_row(line)
