"""Borders of tables that a fax wore to specks: looked for where rows are ruled and nothing crosses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ocr.dotted import dotted_runs, specks_along
from ocr.model import PageImage, Pixels
from ocr.ruling_pieces import BrokenLine, Piece

# A row of specks is a line if it meets so many lines of the other direction.
LEAST_CROSSED = 3
# The rows of a table are lines so long. A table has two sides at least: with less in all across its rows than
# the height of one, they are worn off.
STACKED_MM = 40.0
# Lines begin or end together, or stand at an end, within this.
TOGETHER_MM = 5.0
# Lines so near to each other are one.
SAME_LINE_MM = 1.2
# Specks along so much of a line found already are that line.
LEAST_ALIKE = 0.8
# Of the height of a table: a side that is drawn is mostly there.
LEAST_SIDE = 0.5
LEAST_ACROSS = 1.0
# Share of the way over a table on which a line worn to specks still shows some.
LEAST_SPECKS = 0.45
# Over so long a way down a table some line across its rows shows specks, however worn.
LONGEST_VOID_MM = 6.0


def worn_borders(
    ink: Pixels, rows: Sequence[BrokenLine], across: Sequence[BrokenLine], image: PageImage
) -> list[Piece]:
    """Find what is left of lines across rows, each within the table that it parts.

    Args:
        ink: 1 ink, 0 paper; transposed for vertical borders.
        rows: Lines of one direction, found already.
        across: Lines of the other direction, found already; none of these is told again.
        image: Gives the pixels of a millimetre.
    """
    found: list[Piece] = []
    dotted: list[Piece] | None = None
    for stack in _worn_stacks(rows, across, image):
        dotted = _dotted(ink, image) if dotted is None else dotted
        for table in _tables_of(stack, dotted, image.px(LONGEST_VOID_MM)):
            found += _crossing(dotted, table, ink, image)
    return _unknown(found, across, image)


def _worn_stacks(
    lines: Sequence[BrokenLine], others: Sequence[BrokenLine], image: PageImage
) -> Iterator[list[BrokenLine]]:
    """Parallel long lines that begin and end together, as rows of a table do, without lines across them.

    Or without one at either end: where the sides of a table are worn away, so are others of its columns.
    """
    near = image.px(TOGETHER_MM)
    left = [line for line in lines if line.ruling.length >= image.px(STACKED_MM)]
    while left:
        first = left[0].ruling
        stack = [
            o
            for o in left
            if abs(o.ruling.start - first.start) <= near and abs(o.ruling.end - first.end) <= near
        ]
        left = [o for o in left if o not in stack]
        top, bottom = min(o.ruling.at for o in stack), max(o.ruling.at for o in stack)
        across = sum(
            o.ruling.length
            for o in others
            if first.start - near <= o.ruling.at <= first.end + near
            and top - near <= o.ruling.start
            and o.ruling.end <= bottom + near
        )
        open_sides = sum(
            _drawn_at(end, top, bottom, others, near) < LEAST_SIDE * (bottom - top)
            for end in (first.start, first.end)
        )
        worn = across < LEAST_ACROSS * (bottom - top) or open_sides == 2
        if len(stack) >= LEAST_CROSSED and worn:
            yield stack


def _tables_of(
    stack: Sequence[BrokenLine], pieces: Sequence[Piece], longest: float
) -> Iterator[list[BrokenLine]]:
    """A stack's lines, parted where for so long no piece goes on from one to the next: there a table ends."""
    left, right = min(line.ruling.start for line in stack), max(line.ruling.end for line in stack)
    runs = sorted((p.start, p.end) for p in pieces if left <= p.middle <= right)
    lines = sorted(stack, key=lambda line: line.ruling.at)
    table = lines[:1]
    for before, line in pairwise(lines):
        reached, void = before.ruling.at, 0.0
        for start, end in (*runs, (line.ruling.at, line.ruling.at)):
            if end > reached:
                void = max(void, min(start, line.ruling.at) - reached)
                reached = end
        if void > longest:
            yield table
            table = []
        table.append(line)
    yield table


def _drawn_at(at: float, start: float, end: float, lines: Sequence[BrokenLine], near: float) -> float:
    """How much of the way from start to end lines drawn there cover: tables over each other end together."""
    beside = (line.ruling for line in lines if abs(line.ruling.at - at) <= near)
    return sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in beside)


def _dotted(ink: Pixels, image: PageImage) -> list[Piece]:
    """Rows of specks as pieces of lines."""
    return [
        Piece(start, end, at_start, at_end, end - start, end - start)
        for start, end, at_start, at_end in dotted_runs(ink, image)
    ]


def _crossing(
    pieces: Sequence[Piece], others: Sequence[BrokenLine], ink: Pixels, image: PageImage
) -> list[Piece]:
    """Those that run across lines of the other direction, as lines of a table do; leaders of dots do not.

    One is drawn out over all the lines that cross its row if there are specks along enough of the way;
    otherwise it must meet several of them itself.
    """
    near = image.px(SAME_LINE_MM)
    out: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.start - p.end):
        crossed = [
            other.ruling.at_place(piece.middle)
            for other in others
            if other.ruling.start - near <= piece.middle <= other.ruling.end + near
        ]
        if len(crossed) < LEAST_CROSSED:
            continue
        if max(piece.start - max(crossed), min(crossed) - piece.end) > image.px(LONGEST_VOID_MM):
            continue
        start, end = min(*crossed, piece.start), max(*crossed, piece.end)
        if specks_along(ink, image, start, end, piece.middle) < LEAST_SPECKS:
            if sum(piece.start - near <= at <= piece.end + near for at in crossed) < LEAST_CROSSED:
                continue
            start, end = piece.start, piece.end
        if any(abs(o.middle - piece.middle) <= near and o.start < end and start < o.end for o in out):
            continue
        out.append(replace(piece, start=start, end=end, inked=end - start))
    return out


def _unknown(pieces: Iterable[Piece], lines: Sequence[BrokenLine], image: PageImage) -> list[Piece]:
    """Those that are not, for the most part, a line found already."""
    near = image.px(SAME_LINE_MM)

    return [
        p
        for p in pieces
        if _drawn_at(p.middle, p.start, p.end, lines, near) < LEAST_ALIKE * (p.end - p.start)
    ]
