"""Where a heading ends within its paragraph.

"1- Đánh giá chung. Nhìn chung, ..." and "1. Đánh giá chung: Nhìn chung ..." run into the text. Bold type
tells best; OCR often knows none, then the first full stop or colon within a heading's length tells.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ocr.model import BoundingBox, Line, Word

BOLD = 0.5
"""Likelihood from which a word counts as bold."""

BOLD_LEAST_KNOWN = 0.6
"""Share of words that must carry a likelihood before type is believed."""

LONE_MOST_WORDS = 32
"""A paragraph without bold type and without an inner stop is a heading only up to two lines and a bit."""

RUN_IN_MOST_WORDS = 26
"""How far into a paragraph a stop may still end a heading."""

TORN_IN_HEIGHTS = 2.0
"""A gap of this many letter heights within a heading has swallowed a word; justified ones stay under 1.2."""

# A number in the midst of a heading, with its mark and a capital after it: the next heading stands there.
_INNER_NUMERAL = re.compile(
    r"\s(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ])\s?[.)/–-]\s+(?=[^\W\d_])(?P<next>\w)"
)
# A numeral without its mark, read as letters: small ones among capitals.
_SCRAP = re.compile(r"I[a-z1|]|[l1|][lI1|]?[a-z]?")
_STOP = re.compile(r"[:.]$")
_ABBREVIATION = re.compile(r"(^|\W)(TP|Tp|tp|TX|TT|ThS|TS|Đ/c|đ/c|[A-ZĐ]|\d+)\.$|\.\.\.$|…$")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many of a paragraph's words are the heading (0: none), and how bold these are."""

    words: int
    bold: float | None


def extent(words: Sequence[Word], *, whole_is_centred: bool = False) -> Extent:
    """Say how many of a paragraph's words, numeral left off, are its heading.

    Args:
        words: The paragraph without its numeral.
        whole_is_centred: The paragraph stands in the middle, so all of it is heading or none.
    """
    if not words:
        return Extent(0, None)
    known = [w for w in words if w.bold is not None]
    all_bold = mean_bold(words)
    if whole_is_centred:
        return Extent(len(words), all_bold)
    if len(known) >= BOLD_LEAST_KNOWN * len(words):
        by_type = _bold_prefix(words)
        if by_type == len(words):
            return Extent(by_type, all_bold)
        if by_type:
            cut = _nearest_stop(words, by_type)
            return Extent(cut, mean_bold(words[:cut]))
    stop = _first_stop(words)
    if stop:
        return Extent(stop, mean_bold(words[:stop]))
    return Extent(len(words) if len(words) <= LONE_MOST_WORDS else 0, all_bold)


def is_extent_sure(text: str, lines: Sequence[Line]) -> bool:
    """Whether nothing shows that a heading was joined with the next one or lost words to a crease.

    Args:
        text: The heading without its own numeral.
        lines: Those that it stands on.

    >>> is_extent_sure("KINH NGHIỆM 1/ Đánh giá chung", ()), is_extent_sure("Nhiệm kỳ 2020 - 2025", ())
    (False, True)
    >>> is_extent_sure("THỰC HIỆN CHỈ THỊ CỦA TỈNH UỶ In ĐÁNH GIÁ TÌNH HÌNH", ())
    False
    """
    if holds_two(text):
        return False
    words = [word for line in lines for word in line.words]
    return not any(_torn(left.box, right.box) for left, right in itertools.pairwise(words))


def holds_two(text: str) -> bool:
    """Whether something within a heading's text may be the next heading's numeral."""
    return _has_scrap(text) or any(found["next"].isupper() for found in _INNER_NUMERAL.finditer(text))


def _has_scrap(text: str) -> bool:
    """Whether between words in capitals something stands that may be the next heading's numeral."""
    words = text.split()
    trios = zip(words, words[1:], words[2:], strict=False)
    return any(
        before.isupper() and after.isupper() and len(after) > 1 and not found[0].isdigit()
        for before, scrap, after in trios
        if (found := _SCRAP.fullmatch(scrap))
    )


def _torn(left: BoundingBox, right: BoundingBox) -> bool:
    same_row = left.top < right.centre[1] < left.bottom
    return same_row and right.left - left.right > TORN_IN_HEIGHTS * max(left.height, right.height)


def mean_bold(words: Sequence[Word]) -> float | None:
    """The mean likelihood of bold type over words that have one, weighted by letters."""
    told = [(w.bold, len(w.text)) for w in words if w.bold is not None]
    letters = sum(n for _, n in told)
    return sum(b * n for b, n in told) / letters if letters else None


def _bold_prefix(words: Sequence[Word]) -> int:
    """The prefix that best splits bold from plain: most bold letters before it, most plain after it."""
    gains = [((w.bold if w.bold is not None else BOLD) - BOLD) * len(w.text) for w in words]
    sums = [0.0, *accumulate(gains)]
    best = max(range(len(sums)), key=lambda i: sums[i])
    if best < len(words) and sum(len(w.text) for w in words[best:]) <= 6 and best > 2:
        return len(words)
    return best


def _nearest_stop(words: Sequence[Word], split: int) -> int:
    """Move a split found by type to a stop one or two words away, since word boldness is noisy."""
    for shift in (0, 1, -1, 2, -2):
        place = split + shift
        if 0 < place <= len(words) and _STOP.search(words[place - 1].text):
            return place
    return split


def _first_stop(words: Sequence[Word]) -> int:
    """The words up to the first colon, or full stop before a capital; 0 if the paragraph has none early."""
    for place, word in enumerate(words[:RUN_IN_MOST_WORDS], start=1):
        if not _STOP.search(word.text) or place == len(words):
            continue
        if word.text.endswith(":") or (
            not _ABBREVIATION.search(word.text) and words[place].text[:1].isupper() and place > 1
        ):
            return place
    return 0
