"""Where the columns of a table stand whose words are all that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extraction.open_tables.lines import Piece, TextLine

GUTTER = 0.5
"""Of the usual height of a word: white from top to bottom that is narrower parts no columns."""

ASTRAY = 12
"""Of so many rows one may have a word that stands astray, as two cells read as one word do."""

FEW_ROWS = 6
"""With fewer rows none may."""


LINE_BELOW = 2.2
"""Of a word's height: lines of one heading follow each other within this."""

SAME_MIDDLE = 0.7
"""Of a word's height: lines of one heading have their middles nearer than this."""


@dataclass(slots=True)
class Strip:
    """What a column's words cover from left to right."""

    left: float
    right: float

    def touches(self, piece: Piece | Strip) -> bool:
        return piece.left < self.right and piece.right > self.left

    def take(self, piece: Piece | Strip) -> None:
        self.left, self.right = min(self.left, piece.left), max(self.right, piece.right)


def find_strips(rows: Sequence[TextLine], heading: Sequence[TextLine], height: float) -> list[Strip]:
    """The strips of a table in which words stand, left to right.

    The rows show them: short figures stand under each other. Headings, from the lowest line to the highest,
    add the columns in which nothing or next to nothing stands; one over several columns adds none.

    Args:
        rows: The lines of the table's rows.
        heading: The lines of its heading, top to bottom.
        height: The usual height of a word, pixels.
    """
    pieces = [piece for row in rows for piece in row.pieces]
    astray = _astray(len(rows))
    strips = _covered(pieces, astray, GUTTER * height)
    for piece in pieces:
        _widen(strips, piece)
    for stack in _stacks(heading, height):
        if not _widen(strips, stack):
            strips = sorted([*strips, Strip(stack.left, stack.right)], key=lambda s: s.left)
    named = [piece for line in heading for piece in line.pieces if piece.is_read]
    filled = [_support(strip, rows) > max(1, astray) for strip in strips]
    headed = [any(strip.touches(piece) for piece in named) for strip in strips]
    return _with_headings(strips, filled, headed)


def borders_between(strips: Sequence[Strip]) -> list[float]:
    """The middles of the white between neighbouring strips."""
    return [(a.right + b.left) / 2 for a, b in pairwise(strips)]


def crossings(pieces: Sequence[Piece], borders: Sequence[float], clear: float) -> int:
    """How many pieces reach over one of the borders, or nearer to it than ``clear``."""
    return sum(any(p.left - clear < x < p.right + clear for x in borders) for p in pieces)


def _stacks(heading: Sequence[TextLine], height: float) -> list[Strip]:
    """What the headings cover, the lines of one taken together, the lowest first.

    Lines of one heading stand about one middle; a heading over several columns has another than theirs.
    """
    stacks: list[tuple[float, Strip]] = []
    for line in heading:
        for piece in (p for p in line.pieces if p.is_read):
            own = next(
                (
                    i
                    for i, (at, strip) in enumerate(stacks)
                    if line.middle - at < LINE_BELOW * height
                    and abs((strip.left + strip.right) / 2 - piece.middle) < SAME_MIDDLE * height
                ),
                None,
            )
            strip = Strip(piece.left, piece.right)
            if own is not None:
                strip = stacks.pop(own)[1]
                strip.take(piece)
            stacks.append((line.middle, strip))
    return [strip for _, strip in sorted(stacks, key=lambda pair: -pair[0])]


def _support(strip: Strip, rows: Sequence[TextLine]) -> int:
    """How many rows have something in a strip."""
    return sum(any(strip.touches(piece) for piece in row.pieces) for row in rows)


def _with_headings(strips: Sequence[Strip], filled: Sequence[bool], headed: Sequence[bool]) -> list[Strip]:
    """The strips without those of dirt; a heading beside figures set to one side is theirs."""
    out: list[Strip] = []
    bare = False  # whether the last one of ``out`` has a heading and nothing in its rows
    lone = False  # whether it has rows and no heading
    for strip, rows, heading in zip(strips, filled, headed, strict=True):
        if not rows and not heading:
            continue
        joins = out and ((bare and rows and not heading) or (lone and heading and not rows))
        if joins:
            out[-1] = Strip(out[-1].left, max(out[-1].right, strip.right))
            bare = lone = False
        else:
            out.append(strip)
            bare, lone = heading and not rows, rows and not heading
    return out


def _astray(rows: int) -> int:
    return max(1 if rows >= FEW_ROWS else 0, rows // ASTRAY)


def _covered(pieces: Sequence[Piece], astray: int, gutter: float) -> list[Strip]:
    """Strips that more than ``astray`` pieces cover; those less than a gutter apart are one."""
    steps = sorted([(p.left, 1) for p in pieces] + [(p.right, -1) for p in pieces])
    strips: list[Strip] = []
    depth, start = 0, 0.0
    for at, step in steps:
        before, depth = depth, depth + step
        if before == astray and step > 0:
            start = at
        elif depth == astray and step < 0:
            if strips and start - strips[-1].right < gutter:
                strips[-1].right = at
            else:
                strips.append(Strip(start, at))
    return strips


def _widen(strips: Sequence[Strip], piece: Piece | Strip) -> int:
    """Widen the strip that a piece touches if it touches but one; how many it touches."""
    touched = [strip for strip in strips if strip.touches(piece)]
    if len(touched) == 1:
        touched[0].take(piece)
    return len(touched)
