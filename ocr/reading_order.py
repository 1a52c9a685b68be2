"""Words to lines, lines to reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ocr.model import BoundingBox, Line, Word

SAME_LINE_OVERLAP = 0.5  # of the lower word's height: neighbours on one line share more, other lines less
COLUMN_GAP_HEIGHTS = 1.6  # spaces of justified text stay below this many letter heights, column gaps above


def order_words(words: Iterable[Word]) -> tuple[Line, ...]:
    """Group words into lines and put the lines into reading order.

    Returns:
        Lines; words left to right. A wide gap ends a line, so the two halves of a letterhead or of a
        signature block are lines of their own; of two columns the left one comes first.
    """
    return order_lines(group_lines(words))


def group_lines(words: Iterable[Word]) -> tuple[Line, ...]:
    """Group words that stand beside each other."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.left):
        best, best_share = None, SAME_LINE_OVERLAP
        for row in rows:
            share = _vertical_overlap(row[-1].box, word.box)
            gap = word.box.left - row[-1].box.right
            limit = COLUMN_GAP_HEIGHTS * _letter_height(row, word)
            if share > best_share and -limit <= gap <= limit:
                best, best_share = row, share
        if best is None:
            rows.append([word])
        else:
            best.append(word)
    return tuple(Line(tuple(row)) for row in rows)


def _letter_height(row: Sequence[Word], word: Word) -> float:
    return float(np.median([w.box.height for w in [*row[-4:], word]]))


def _vertical_overlap(one: BoundingBox, other: BoundingBox) -> float:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(1e-6, min(one.height, other.height))


def order_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Order lines top to bottom."""
    return tuple(sorted(lines, key=lambda line: (line.box.centre[1], line.box.left)))
