"""How well a column heading says a column's title: whole words, abbreviations, words run together.

Officials shorten headings by the initials of their words ("TCĐ" for tổ chức đảng, "Số LĐ" for số lao động),
so a heading's word may stand for several words of the title. Words that many titles share ("số lượng")
tell little and weigh little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from extraction.text import fold

LEAST_WORD = 0.74
"""Least likeness of two words, 0..1, below which they are two words."""

INITIALS_WORTH = 0.97
JOINED_WORTH = 0.95
MOST_INITIALS = 5
# Words of a heading that say how something is counted, not what.
UNIT_WORDS = frozenset({"nguoi", "to", "chuc", "so", "luong", "tong", "don", "vi", "tinh", "cac", "co"})
UNIT_WEIGHT = 0.25

Weights = Mapping[str, float]


def word_weights(titles: Iterable[str]) -> Weights:
    """The weight of each word of the titles: one over the number of titles that have it."""
    counts = Counter(word for title in titles for word in set(fold(title).split()))
    return {word: 1.0 / count for word, count in counts.items()}


def heading_score(heading: str, title: str, weights: Weights) -> float:
    """How well a heading says a title, 0..1: the harmonic mean of what of each is found in the other.

    >>> weights = word_weights(["Số lao động", "Số lượng đảng viên", "Tổ chức đảng"])
    >>> heading_score("Số LĐ", "Số lao động", weights) > 0.9 > heading_score("Số ĐV", "Số lao động", weights)
    True
    """
    said, meant = tuple(fold(heading).split()), tuple(fold(title).split())
    if not said or not meant:
        return 0.0
    if said == meant:
        return 1.0
    meant_weight = [_weight(word, weights) for word in meant]
    said_weight = [_said_weight(word, weights) for word in said]
    found_meant, found_said = _best_alignment(said, meant, said_weight, meant_weight)
    of_title, of_heading = found_meant / sum(meant_weight), found_said / sum(said_weight)
    if of_title + of_heading == 0:
        return 0.0
    return 2 * of_title * of_heading / (of_title + of_heading)


def _weight(word: str, weights: Weights) -> float:
    return weights.get(word, UNIT_WEIGHT if word in UNIT_WORDS else 1.0)


def _said_weight(word: str, weights: Weights) -> float:
    """A heading's word weighs as in the titles; strange words weigh fully, strange units little."""
    if word in weights:
        return weights[word]
    return UNIT_WEIGHT if word in UNIT_WORDS else 1.0


def _best_alignment(
    said: Sequence[str], meant: Sequence[str], said_weight: Sequence[float], meant_weight: Sequence[float]
) -> tuple[float, float]:
    """The order-keeping alignment that finds most: weight found of the title and of the heading."""
    empty = (0.0, 0.0)
    best = [[empty] * (len(meant) + 1) for _ in range(len(said) + 1)]
    for i in range(1, len(said) + 1):
        for j in range(1, len(meant) + 1):
            options = [best[i - 1][j], best[i][j - 1]]
            for used, covered, worth in _ways(tuple(said[:i]), tuple(meant[:j])):
                before = best[i - used][j - covered]
                of_title = sum(meant_weight[j - covered : j]) * worth
                of_heading = sum(said_weight[i - used : i]) * worth
                options.append((before[0] + of_title, before[1] + of_heading))
            best[i][j] = max(options, key=lambda found: found[0] + found[1])
    return best[-1][-1]


@lru_cache(maxsize=65536)
def _ways(said: tuple[str, ...], meant: tuple[str, ...]) -> tuple[tuple[int, int, float], ...]:
    """How the last words of a heading can stand for the last words of a title: (used, covered, worth)."""
    ways = []
    word = said[-1]
    likeness = fuzz.ratio(word, meant[-1]) / 100
    if likeness >= LEAST_WORD:
        ways.append((1, 1, likeness))
    for covered in range(2, min(MOST_INITIALS, len(meant)) + 1):
        tail = meant[-covered:]
        if len(word) == covered and word == "".join(w[0] for w in tail):
            ways.append((1, covered, INITIALS_WORTH))
        joined = fuzz.ratio(word, "".join(tail)) / 100
        if joined >= LEAST_WORD + 0.1:
            ways.append((1, covered, joined * JOINED_WORTH))
    if len(said) > 1:
        broken = fuzz.ratio("".join(said[-2:]), meant[-1]) / 100
        if broken >= LEAST_WORD + 0.1:
            ways.append((2, 1, broken * JOINED_WORTH))
    return tuple(ways)
