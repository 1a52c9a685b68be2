"""Words onto a PDF page as invisible text, each exactly where the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr import BoundingBox, Page, Transform, Word
from service.pdfa.font import TextFont

FONT_NAME = "/TonghopText"  # no other program's page resources use it
_FILLED, _INVISIBLE = 0, 3  # text rendering modes
_LEAST_POINTS = 0.5  # a smaller box is a speck, and its text matrix would not be invertible


@dataclass(frozen=True)
class Correction:
    """What a person says stands in a box, given in fractions of the file's page."""

    page: int
    box: tuple[float, float, float, float]
    text: str


def corrected_lines(page: Page, corrections: Sequence[Correction]) -> list[tuple[Word, ...]]:
    """The page's lines with people's words in the places of those they correct.

    Words whose centre lies in a correction's box go; its own are spread over the places where words stood,
    in proportion to their letters, or over the box where none did.
    """
    lines = [line.words for line in page.lines]
    for correction in corrections:
        try:
            box = page.to_file.inverse.box(BoundingBox(*correction.box))
        except np.linalg.LinAlgError:
            continue
        places = [
            BoundingBox.around(w.box for w in found)
            for words in lines
            if (found := [w for w in words if box.contains(*w.box.centre)])
        ]
        lines = [tuple(w for w in words if not box.contains(*w.box.centre)) for words in lines]
        lines += _spread(correction.text.split(), places or [box])
    return [words for words in lines if words]


def _spread(tokens: Sequence[str], places: Sequence[BoundingBox]) -> list[tuple[Word, ...]]:
    """Words laid out over boxes, a line each, by the boxes' widths."""
    total = sum(place.width for place in places) or 1.0
    letters = sum(len(token) + 1 for token in tokens) or 1
    out: list[tuple[Word, ...]] = []
    left = list(tokens)
    for number, place in enumerate(places, 1):
        share = letters * place.width / total
        taken: list[str] = []
        while left and (number == len(places) or sum(len(t) + 1 for t in taken) + len(left[0]) / 2 < share):
            taken.append(left.pop(0))
        out.append(_laid_out(taken, place))
    return [words for words in out if words]


def _laid_out(tokens: Sequence[str], place: BoundingBox) -> tuple[Word, ...]:
    ends = np.cumsum([0] + [len(token) + 1 for token in tokens])
    across = place.width / max(1, ends[-1] - 1)
    return tuple(
        Word(
            token,
            BoundingBox(
                place.left + start * across, place.top, place.left + (end - 1) * across, place.bottom
            ),
            1.0,
        )
        for token, (start, end) in zip(tokens, pairwise(float(e) for e in ends), strict=True)
    )


def invisible_text(
    lines: Iterable[Sequence[Word]], to_points: Transform, font: TextFont, *, visible: bool = False
) -> bytes:
    """The content stream that lays words over a page.

    Args:
        lines: Words in reading order, boxes in pixels of the level page.
        to_points: From those pixels to the page's own points, y upward.
        font: Whose height from descent to ascent is made to fill each word's box.
        visible: For a page that shows nothing else.
    """
    out = [f"q BT {_FILLED if visible else _INVISIBLE} Tr {FONT_NAME} 1 Tf"]
    for words in lines:
        for place, word in enumerate(words):
            # A space after each word but the last keeps words apart for programs that copy text.
            matrix = _matrix(word, to_points, font)
            if matrix is not None:
                text = word.text + (" " if place < len(words) - 1 else "")
                out.append(f"{matrix} Tm <{font.encode(text).hex()}> Tj")
    return "\n".join([*out, "ET Q\n"]).encode("ascii")


def _matrix(word: Word, to_points: Transform, font: TextFont) -> str | None:
    """The text matrix that makes the word fill its box, turned and slanted as the page is."""
    box, width = word.box, font.width(word.text)
    origin = np.array(to_points.point(box.left, box.bottom))
    across = np.array(to_points.point(box.right, box.bottom)) - origin
    up = np.array(to_points.point(box.left, box.top)) - origin
    if width <= 0 or np.hypot(*across) < _LEAST_POINTS or np.hypot(*up) < _LEAST_POINTS:
        return None
    rise = up / (font.ascent - font.descent)
    baseline = origin - font.descent * rise
    return " ".join(f"{v:.5f}" for v in (*(across / width), *rise, *baseline))


def letters_of(pages: Iterable[Page], corrections: Iterable[Correction]) -> set[str]:
    """Every letter that the invisible text can need."""
    found: set[str] = set()
    for page in pages:
        for word in page.words:
            found.update(word.text)
    for correction in corrections:
        found.update(correction.text)
    return found
