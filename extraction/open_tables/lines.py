"""Words to text lines, and lines to the pieces that a blank holds together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extraction.figure_words import is_figure
from ocr.model import Word

SAME_LINE = 0.6
"""Of the higher word's height: middles nearer than this are on one line."""

BLANK = 0.6
"""Of the usual height of a word: a blank is narrower, the white between two columns wider."""

TALL, TALLEST = 1.3, 2.2
"""Of the usual height of a word: a higher one stands on no more lines than this, and is none at all."""

_SPECK = re.compile(r"[\s|.,'`’‘:;_\"~^°*!\\/()\[\]{}]*")


@dataclass(frozen=True, slots=True)
class _Beside:
    """Words beside each other, left to right."""

    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        return self.words[0].box.left

    @property
    def right(self) -> float:
        return max(word.box.right for word in self.words)


@dataclass(frozen=True, slots=True)
class Piece(_Beside):
    """Neighbouring words of a line with no more than a blank between them."""

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def is_figure(self) -> bool:
        return all(is_figure(word.text) for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def is_read(self) -> bool:
        """Whether it has a letter or a digit that was read."""
        return any(c.isalnum() for word in self.words for c in word.text)


@dataclass(frozen=True, slots=True)
class TextLine(_Beside):
    """Words beside each other at one height, left to right, and the pieces they make."""

    pieces: tuple[Piece, ...]

    @property
    def middle(self) -> float:
        return sum(word.box.centre[1] for word in self.words) / len(self.words)

    @property
    def top(self) -> float:
        return min(word.box.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.box.bottom for word in self.words)

    @property
    def figures(self) -> int:
        """How many of its pieces are figures or signs for nought."""
        return sum(piece.is_figure for piece in self.pieces)


def is_speck(word: Word) -> bool:
    """Say whether a word is nothing but signs that dirt and worn lines leave."""
    return _SPECK.fullmatch(word.text) is not None


def usual_height(words: Iterable[Word]) -> float:
    """The median height of words, 1 where there are none."""
    heights = [word.box.height for word in words if any(c.isalnum() for c in word.text)]
    return median(heights) if heights else 1.0


def text_lines(words: Sequence[Word], height: float | None = None) -> list[TextLine]:
    """The lines that words stand on, top to bottom, without specks; ``height`` is usual for a word."""
    kept = [word for word in words if not is_speck(word)]
    usual = height or usual_height(kept)
    kept = [word for word in kept if word.box.height <= TALLEST * usual]
    blank = BLANK * usual
    lines: list[list[Word]] = []
    for word in sorted(kept, key=lambda w: w.box.centre[1]):
        last = lines[-1] if lines else []
        middle = sum(w.box.centre[1] for w in last) / len(last) if last else 0.0
        height = min(TALL * usual, max(w.box.height for w in (*last, word)))
        if last and word.box.centre[1] - middle < SAME_LINE * height:
            last.append(word)
        else:
            lines.append([word])
    return [_line(line, blank) for line in lines]


def within(lines: Sequence[TextLine], left: float, right: float) -> list[TextLine]:
    """The lines without what stands to the left or right of two places."""
    kept = ([p for p in line.pieces if left < p.middle < right] for line in lines)
    return [TextLine(tuple(w for p in pieces for w in p.words), tuple(pieces)) for pieces in kept if pieces]


def _line(words: Sequence[Word], blank: float) -> TextLine:
    ordered = sorted(words, key=lambda w: w.box.left)
    pieces: list[list[Word]] = [[ordered[0]]]
    for before, word in pairwise(ordered):
        if word.box.left - before.box.right < blank:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return TextLine(tuple(ordered), tuple(Piece(tuple(piece)) for piece in pieces))
