"""How alike a heading of a report is to an item of the plan's outline, by words alone."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extraction.campaign import OutlineItem
from extraction.text import fold, fold_keep_marks

FILLERS = frozenset(
    [
        "ve",
        "viec",
        "va",
        "cac",
        "nhung",
        "cua",
        "mot",
        "so",
        "trong",
        "thoi",
        "gian",
        "den",
        "toi",
        "co",
        "neu",
        "voi",
        "doi",
        "cho",
        "la",
        "theo",
        "o",
        "tren",
        "nay",
        "duoc",
        "de",
        "ra",
        "nhu",
        "the",
    ]
)
"""Folded words that headings add and drop freely."""

FILLER_WEIGHT = 0.15
"""What a filler counts against a word that occurs once in the outline."""

SHARED_PART = 0.9
"""What a full match by shared words is worth against one letter for letter; order is left out of it."""

CONTAINED = 0.72
"""How much of the shared words' score is the heading's share: reports shorten, they rarely add."""


OWN_SHARE = 0.2
"""Share of a heading that each of two items must have for itself, to say that it names both."""

KNOWN_SHARE = 0.75
"""Share of a heading that the two items together must hold."""


class Wordings:
    """An outline's titles and aliases, prepared for comparing many headings with them."""

    def __init__(self, items: Sequence[OutlineItem]) -> None:
        self._forms = [tuple(dict.fromkeys(item.wordings)) for item in items]
        seen = Counter(token for item in items for token in set(tokens(item.title)))
        self._counts = seen
        self._total = max(1, len(items))
        self._weights: dict[str, float] = {}
        self._likenesses: dict[tuple[str, str], float] = {}

    def likeness(self, heading: str, column: int) -> float:
        """The best likeness (0..1) of a heading to the title or an alias of an item."""
        return max(self.likeness_of(heading, form) for form in self._forms[column])

    def likeness_of(self, heading: str, title: str) -> float:
        """The likeness (0..1) of two wordings: by letters, or by rare words shared in any order."""
        pair = (heading, title)
        if (known := self._likenesses.get(pair)) is None:
            known = max(_by_letters(heading, title), SHARED_PART * self._by_words(heading, title))
            self._likenesses[pair] = known
        return known

    def likeness_of_both(self, heading: str, first: int, second: int) -> float:
        """The likeness of a heading to two items named together."""
        return max(
            self.likeness_of(heading, f"{one} {other}")
            for one in self._forms[first]
            for other in self._forms[second]
        )

    def names_both(self, heading: str, first: int, second: int) -> bool:
        """Say whether a heading has words from each of two items that the other does not have."""
        words = tokens(heading)
        whole = sum(self.weight(word) for word in words)
        one, other = (self._nearest_words(heading, column) for column in (first, second))
        only_first = sum(self.weight(w) for w in words if _among(w, one) and not _among(w, other))
        only_second = sum(self.weight(w) for w in words if _among(w, other) and not _among(w, one))
        known = sum(self.weight(w) for w in words if _among(w, one) or _among(w, other))
        return min(only_first, only_second) >= OWN_SHARE * whole and known >= KNOWN_SHARE * whole

    def _nearest_words(self, heading: str, column: int) -> tuple[str, ...]:
        """The words of the item's wording that is most like the heading."""
        return tokens(max(self._forms[column], key=lambda form: self.likeness_of(heading, form)))

    def weight(self, token: str) -> float:
        """How much a word tells: by its rarity in the outline, fillers nearly nothing."""
        rarity = 1.0 + math.log((self._total + 1) / (1 + self._counts[token]))
        return rarity * (FILLER_WEIGHT if token in FILLERS else 1.0)

    def _by_words(self, heading: str, title: str) -> float:
        of_heading, of_title = self._shares(heading, title)
        if of_heading + of_title == 0:
            return 0.0
        balanced = 2 * of_heading * of_title / (of_heading + of_title)
        # One word in common says little, however well it is contained.
        contained = of_heading if len([t for t in tokens(heading) if t not in FILLERS]) > 2 else balanced
        short = len(tokens(title)) <= 8
        share = CONTAINED / 2 if short else CONTAINED
        return share * contained + (1 - share) * balanced

    def _shares(self, heading: str, title: str) -> tuple[float, float]:
        """The weight of shared words and word pairs over the heading's, and over the title's."""
        one, other = tokens(heading), tokens(title)
        singles = self._shared(one, other)
        pairs = self._shared(_pairs(one), _pairs(other))
        if not pairs:
            return singles or (0.0, 0.0)
        first = singles or (0.0, 0.0)
        return (0.6 * first[0] + 0.4 * pairs[0], 0.6 * first[1] + 0.4 * pairs[1])

    def _shared(self, left: Sequence[str], right: Sequence[str]) -> tuple[float, float] | None:
        if not left or not right:
            return None
        total_left = sum(self._weight_of(unit) for unit in left)
        total_right = sum(self._weight_of(unit) for unit in right)
        free = list(right)
        shared = 0.0
        for unit in left:
            found = next((u for u in free if _same(unit, u)), None)
            if found is not None:
                free.remove(found)
                shared += min(self._weight_of(unit), self._weight_of(found))
        return min(1.0, shared / total_left), min(1.0, shared / total_right)

    def _weight_of(self, unit: str) -> float:
        """The weight of a word or of a pair of words; asked for half a million times in a long outline."""
        if (known := self._weights.get(unit)) is not None:
            return known
        parts = unit.split("+")
        weight = self._weights[unit] = sum(self.weight(part) for part in parts) / len(parts)
        return weight


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a wording, with the usual abbreviations spelt out and bracketed hints left off."""
    spelt = f" {fold(text)} "
    for short, long in _ABBREVIATIONS:
        spelt = spelt.replace(f" {short} ", f" {long} ")
    return tuple(spelt.split())


_ABBREVIATIONS = (
    ("ct xh", "chinh tri xa hoi"),
    ("kt xh", "kinh te xa hoi"),
    ("dn", "doanh nghiep"),
    ("dnnnn", "doanh nghiep ngoai nha nuoc"),
    ("htx", "hop tac xa"),
    ("tht", "to hop tac"),
    ("bcd", "ban chi dao"),
    ("btv", "ban thuong vu"),
    ("tccsd", "to chuc co so dang"),
)


def _among(word: str, words: Sequence[str]) -> bool:
    return any(_same(word, other) for other in words)


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a}+{b}" for a, b in itertools.pairwise(words)]


def _same(one: str, other: str) -> bool:
    """Equal, or one slip apart where the word is long enough for a slip to be likelier than another word."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:
        return False
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1


@lru_cache(maxsize=65536)
def _by_letters(heading: str, title: str) -> float:
    folded = fuzz.ratio(fold(heading), fold(title))
    marked = fuzz.ratio(fold_keep_marks(heading), fold_keep_marks(title))
    turned = fuzz.token_sort_ratio(fold(heading), fold(title)) * 0.97
    return max((folded + marked) / 200, turned / 100 if len(fold(heading).split()) > 2 else 0.0)
