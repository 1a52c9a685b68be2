"""Printed pieces of letterheads and end blocks: what stands together on a line, and names in it.

The letterhead and the end block have two columns. OCR often reads both as one line; a gap wider than
a few letters divides them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.text import nfc
from ocr.model import BoundingBox, Line, Mark, MarkKind, Page, Word

GAP_IN_HEIGHTS = 1.6
"""A gap of this many line heights divides columns; word spaces stay below 0.6, justified ones below 1.2."""

ROW_SHIFT = 0.35
"""How far apart the middles of two pieces of one row lie at most, in heights of the lower one."""

_EDGE_NOISE = re.compile(r"^[^\w(]+|[^\w).]+$")


@dataclass(frozen=True)
class Segment:
    """Words of one printed piece of a line."""

    words: tuple[Word, ...]
    page: int

    @property
    def text(self) -> str:
        return nfc(" ".join(word.text for word in self.words))

    @property
    def box(self) -> BoundingBox:
        return BoundingBox.around(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0

    @property
    def lowest(self) -> float:
        """The confidence of the worst word that has letters or digits."""
        told = [word.confidence for word in self.words if any(c.isalnum() for c in word.text)]
        return min(told, default=0.0)

    @property
    def bold(self) -> float | None:
        return Line(self.words).bold


def segments_of(
    page: Page,
    lines: Iterable[Line],
    *,
    split_at: float | None = None,
    gap_in_heights: float = GAP_IN_HEIGHTS,
) -> tuple[Segment, ...]:
    """Cut lines at wide gaps, and at ``split_at`` where a gap of any kind lies across it.

    Args:
        page: For its number.
        lines: In reading order.
        gap_in_heights: The least gap between two pieces, in median heights of the line's words.
        split_at: An x in pixels between two columns; words left and right of it never stand together.

    Returns:
        Segments line by line, left to right.
    """
    found: list[Segment] = []
    for line in lines:
        heights = sorted(word.box.height for word in line.words)
        height = heights[len(heights) // 2] or 1.0
        piece: list[Word] = []
        for word in line.words:
            if piece:
                gap = word.box.left - piece[-1].box.right
                across = split_at is not None and piece[-1].box.centre[0] < split_at <= word.box.centre[0]
                if gap > gap_in_heights * height or (across and gap > 0.5 * height):
                    found.append(Segment(tuple(piece), page.number))
                    piece = []
            piece.append(word)
        found.append(Segment(tuple(piece), page.number))
    return tuple(found)


def rows_of(pieces: Sequence[Segment]) -> list[Segment]:
    """Pieces that stand on one row, joined: a seal's ring or a stroke cut the line."""
    rows: list[Segment] = []
    for piece in pieces:
        place = next((i for i, row in enumerate(rows) if _on_one_row(row, piece)), None)
        if place is None:
            rows.append(piece)
            continue
        words = sorted((*rows[place].words, *piece.words), key=lambda word: word.box.left)
        rows[place] = Segment(tuple(words), piece.page)
    return rows


def _on_one_row(one: Segment, other: Segment) -> bool:
    """Whether pieces stand beside each other at one height; strokes read as small letters do not count."""
    low = min(one.box.height, other.box.height)
    beside = all(
        min(a.box.right, b.box.right) - max(a.box.left, b.box.left) < ROW_SHIFT * low
        for a in one.words
        for b in other.words
        if a.text[:1].isupper() and b.text[:1].isupper()
    )
    return beside and abs(one.box.centre[1] - other.box.centre[1]) < ROW_SHIFT * low


def without_stamps(page: Page, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines without words that lie inside an incoming stamp: its number and day are not the document's."""
    stamps = [mark.box for mark in page.marks if mark.kind is MarkKind.STAMP]
    if not stamps:
        return tuple(lines)
    kept: list[Line] = []
    for line in lines:
        words = tuple(w for w in line.words if not any(w.box.overlap(stamp) > 0.7 for stamp in stamps))
        if words:
            kept.append(Line(words))
    return tuple(kept)


def marks_of(page: Page, kind: MarkKind) -> tuple[Mark, ...]:
    return tuple(mark for mark in page.marks if mark.kind is kind)


def trimmed(text: str) -> str:
    """A text without specks of punctuation at its ends."""
    previous = None
    while previous != text:
        previous, text = text, _EDGE_NOISE.sub("", text.strip())
    return text
