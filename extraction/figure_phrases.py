"""The phrases of a campaign's figures, and how well one fits the words round a number.

A phrase is compared outward from the number, to its left and to its right, by the best local alignment
anchored at the number: words may be misread, little words and units may come between, and reaching over
punctuation or another number costs something. Words that tell a figure from the others of its section
weigh most.

Source: Smith, Waterman, J. Mol. Biol. 147 (1981), 195-197, anchored at one end.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from rapidfuzz import fuzz

from extraction.campaign import Figure
from extraction.figure_text import Candidate, RunningText
from extraction.text import fold

_LITTLE = (
    "la co dat chiem duoc da cac cua trong tren tong so luong hien gom voi va tu den ty le bang o cho vao "
    "toan dong nhung mot nay do duoi hon khoang ca cung theo tai ve thi them ra lai bao thuc nhu sau doi"
)
LITTLE_WORDS = frozenset(_LITTLE.split())
PEOPLE = frozenset({("dong", "chi"), ("nguoi",), ("truong", "hop"), ("don", "vi")})
"""Units that stand for any other ("bí thư kiêm chủ tịch UBND 03 đồng chí")."""

LITTLE_WEIGHT = 0.25
"""What a little word adds to a phrase, in content words."""

NUMBER_WEIGHT = 2.5
"""A number inside a phrase ("từ 3-5", "100%") tells figures apart like nothing else."""

REACH = 8
"""Words between a phrase's last word and its number that are still looked over."""

SKIP_LITTLE, SKIP_WORD, SKIP_NUMBER, SKIP_NEXT_NUMBER = 0.03, 0.12, 0.2, 0.8
"""What it costs to look over a little word, a content word, a number before, a number after: what follows
the next number belongs to that one."""

CUT_OFF = 0.4
"""What a mark right after the number costs besides: "32, số đảng viên" does not count members."""

OTHER_UNIT = 0.3
"""What it costs that the number is followed by the name of another thing counted in the section."""

LONGEST_WAY = 3.0
"""Where looking over words has cost this much nothing further belongs to the number."""

LIKE = 75.0
"""Least rapidfuzz ratio of two words of four letters and more: one letter in four misread."""

FLIPPED = 0.96
"""A phrase tried the other way round counts a little less."""

SHORTENED = 0.9
"""A band alone, in a list that names the rest of the phrase once, counts less."""

BOUND = 0.45
"""What a bound costs, as in "từ 03 đảng viên trở lên": a condition, seldom a figure."""

STRANGER = 0.07
MOST_STRANGERS = 3
"""What a word next to the number costs that belongs to another figure of the section, and how often."""


Reached: TypeAlias = tuple[tuple[str, float, bool], ...]
"""Words going away from a number: folded, the cost of the mark crossed before it, whether a number."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern taken apart; ``left`` runs outward from the number, its nearest word first."""

    left: tuple[tuple[str, float], ...]
    right: tuple[tuple[str, float], ...]
    factor: float = 1.0

    @property
    def weight(self) -> float:
        return sum(w for _, w in self.left) + sum(w for _, w in self.right)


@dataclass(frozen=True)
class PhrasedFigure:
    """A figure with its phrases, its own words and those that mark other figures of its section."""

    figure: Figure
    phrases: tuple[Phrase, ...]
    strangers: frozenset[str]
    other_units: frozenset[tuple[str, ...]] = frozenset()
    bands: frozenset[tuple[str, str]] = (
        frozenset()
    )  # ("tren", "9"): a number that the phrases themselves hold

    @property
    def percent(self) -> bool:
        return self.figure.unit == "%"


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a figure's best phrase fits a number: ``score`` 0..1 and how much the phrase says, 0..1."""

    score: float
    substance: float

    @property
    def gain(self) -> float:
        """What the pair is worth when numbers are shared out among figures."""
        return self.score * (0.4 + 0.6 * self.substance)


def phrase_figures(figures: Sequence[Figure]) -> tuple[PhrasedFigure, ...]:
    """Prepare the figures of one section for matching."""
    own = [_words_of(figure) for figure in figures]
    shared = Counter(word for words in own for word in words)
    strangers = {word for word in shared if word not in LITTLE_WORDS and shared[word] * 2 <= len(figures)}
    units = {tuple(_split(figure.unit)) for figure in figures if figure.unit and figure.unit != "%"}
    bands = frozenset(pair for figure in figures for pattern in figure.patterns for pair in _bands(pattern))
    phrased = []
    for figure, words in zip(figures, own, strict=True):
        phrases = _phrases(figure, shared, len(figures))
        other = frozenset(unit for unit in units - PEOPLE if not _counts(figure, phrases, unit))
        phrased.append(PhrasedFigure(figure, phrases, frozenset(strangers - words), other, bands))
    return tuple(phrased)


def _bands(pattern: str) -> list[tuple[str, str]]:
    words = _split(pattern.replace("{n}", "_"))
    return [(a, b) for a, b in pairwise(words) if b.isdigit()]


def _counts(figure: Figure, phrases: Sequence[Phrase], unit: tuple[str, ...]) -> bool:
    """Whether a figure may be a number of this unit: by its own unit, or by what follows in a phrase."""
    if figure.unit and tuple(_split(figure.unit)) == unit:
        return True
    return any(tuple(word for word, _ in phrase.right[: len(unit)]) == unit for phrase in phrases)


def fit(phrased: PhrasedFigure, text: RunningText, candidate: Candidate) -> Fit:
    """How well a figure fits a candidate; a share never fits a count and a count never a share."""
    nothing = Fit(0.0, 0.0)
    if phrased.percent != candidate.percent or _is_band(phrased, text, candidate):
        return nothing
    left = _outward(text, range(candidate.first - 1, -1, -1), leftward=True)
    right = _outward(text, range(candidate.end, len(text.tokens)), leftward=False)
    edge = max(token.stop for token in text.tokens[candidate.first : candidate.end])
    edge += CUT_OFF if edge else 0.0
    best = nothing
    for phrase in phrased.phrases:
        here = (
            _none_fit(phrase, right) if candidate.none else _fit(phrase, left, right, edge, candidate.spelt)
        )
        if here.gain > best.gain:
            best = here
    if best.score <= 0:
        return nothing
    cost = STRANGER * min(_strangers_met(phrased, left, right, edge), MOST_STRANGERS)
    if not candidate.none and edge == 0 and _starts_with_any(right, phrased.other_units):
        cost += OTHER_UNIT
    if not any(word == "tro" for phrase in phrased.phrases for word, _ in (*phrase.left, *phrase.right)):
        cost += BOUND * candidate.bound
    return Fit(max(0.0, best.score - cost), best.substance)


def _is_band(phrased: PhrasedFigure, text: RunningText, candidate: Candidate) -> bool:
    """Whether the number is part of a phrase, as in "chi bộ có trên 9 đảng viên", and no figure itself."""
    if not candidate.first:
        return False
    return (text.tokens[candidate.first - 1].folded, text.tokens[candidate.first].folded) in phrased.bands


def _starts_with_any(reached: Reached, units: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(word for word, _, _ in reached[: len(unit)]) == unit for unit in units)


def _outward(text: RunningText, places: range, *, leftward: bool) -> Reached:
    reached: list[tuple[str, float, bool]] = []
    crossed = 0.0
    for place in places:
        token = text.tokens[place]
        if leftward:
            crossed += token.stop
        if token.folded:
            reached.append((token.folded, crossed, token.number))
            crossed = 0.0
        if not leftward:
            crossed += token.stop
        if len(reached) >= 3 * REACH:
            break
    return tuple(reached)


def _fit(phrase: Phrase, left: Reached, right: Reached, edge: float, spelt: bool) -> Fit:
    gained = _aligned(phrase.left, left, 0.0, SKIP_NUMBER)[0]
    right_gain, adjacent = _aligned(phrase.right, right, edge, SKIP_NEXT_NUMBER)
    if spelt and (not adjacent or phrase.factor < 1):  # words are numbers only right before what they count
        return Fit(0.0, 0.0)
    return _as_fit(phrase, gained + right_gain)


def _none_fit(phrase: Phrase, right: Reached) -> Fit:
    """Nought in words stands before the whole phrase: "chưa thành lập chi đoàn", "không có trang trại"."""
    words = (*reversed(phrase.left), *phrase.right)
    gained, adjacent = _aligned(words, right, 0.0, SKIP_NEXT_NUMBER)
    return _as_fit(phrase, gained) if adjacent else Fit(0.0, 0.0)


def _as_fit(phrase: Phrase, gained: float) -> Fit:
    weight = phrase.weight
    return Fit(max(0.0, gained / weight) * phrase.factor, 1.0 - math.exp(-weight / 2.0))


def _aligned(
    words: Sequence[tuple[str, float]], reached: Reached, edge: float, skip_number: float
) -> tuple[float, bool]:
    """The best gain of a phrase's words along the words reached, and whether it began right at the number.

    Words of the phrase may be left out, which only forgoes their weight; words of the text may be looked
    over, and marks crossed, at their cost. ``row[i]`` is the best with the first i phrase words settled.
    """
    row = [(-edge, False)] * (len(words) + 1)
    best = (0.0, False)
    beginning = True
    for text, crossed, number in reached[: len(words) + REACH]:
        little = text in LITTLE_WORDS
        skip = crossed + (skip_number if number else SKIP_LITTLE if little else SKIP_WORD)
        new = [(row[0][0] - skip, False)]
        for i, (word, weight) in enumerate(words, start=1):
            options = [(row[i][0] - skip, row[i][1]), new[i - 1]]
            if alike(word, text):
                options.append((row[i - 1][0] - crossed + weight, row[i - 1][1] or beginning))
            new.append(max(options))
        beginning = beginning and little
        row = new
        best = max(best, row[-1])
        if row[0][0] < -LONGEST_WAY:
            break
    return best


@lru_cache(maxsize=65536)
def alike(word: str, text: str) -> bool:
    """Two folded words that may be the same one misread; short words and numbers must be equal."""
    if word == text:
        return True
    if min(len(word), len(text)) < 4 or word[0].isdigit() or text[0].isdigit():
        return False
    return fuzz.ratio(word, text, score_cutoff=LIKE) > 0


def _strangers_met(phrased: PhrasedFigure, left: Reached, right: Reached, edge: float) -> int:
    """How many words right beside the number, up to a mark or the next number, speak for another figure."""
    met = set()
    for reached, crossed in ((left, 0.0), (right, edge)):
        for text, stop, number in reached[:REACH]:
            crossed += stop
            if number or crossed > 0:
                break
            if text in phrased.strangers:
                met.add(text)
    return len(met)


def _words_of(figure: Figure) -> frozenset[str]:
    texts = [figure.title, *(p.replace("{n}", " ") for p in figure.patterns), figure.unit or ""]
    return frozenset(word for text in texts for word in _split(text))


def _split(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split():
        band = re.fullmatch(r"[(]?(\d{1,2})[-–](\d{1,2})[),.;:]?", word)
        words += [f"{band[1]}-{band[2]}"] if band else [w for w in fold(word).split() if w != "%"]
    return [w.lstrip("0").rstrip("%") or w for w in words]


def _phrases(figure: Figure, shared: Counter[str], figures: int) -> tuple[Phrase, ...]:
    phrases: dict[Phrase, None] = {}
    core = re.sub(r"(?i)^(tổng số|số lượng|số|tỷ lệ)\s+(các\s+)?", "", figure.title)
    for pattern in (*figure.patterns, f"{core} {{n}}"):
        before, _, after = pattern.partition("{n}")
        left = _weighed(list(reversed(_split(before))), shared, figures)
        right = _weighed(_split(after.lstrip("%")), shared, figures)
        phrases[Phrase(left, right)] = None
        if not left and right:
            phrases[Phrase(tuple(reversed(right)), (), FLIPPED)] = None
        elif left and not right:
            phrases[Phrase((), tuple(reversed(left)), FLIPPED)] = None
        bands = tuple((word, weight) for word, weight in (*left, *right) if "-" in word)
        if bands:  # "chi bộ có từ 3-5 đảng viên: 15; từ 5-7: 11": the rest is said once
            phrases[Phrase(bands, (), SHORTENED)] = None
    return tuple(phrase for phrase in phrases if phrase.weight > 0)


def _weighed(words: Sequence[str], shared: Counter[str], figures: int) -> tuple[tuple[str, float], ...]:
    """A word that few figures of the section use weighs up to 1.5, one that all use 0.5."""
    weighed = []
    for word in words:
        if word[0].isdigit():
            weight = NUMBER_WEIGHT
        elif word in LITTLE_WORDS:
            weight = LITTLE_WEIGHT
        else:
            others = max(0, shared[word] - 1) / max(1, figures - 1)
            weight = 1.5 - others if figures > 1 else 1.0
        weighed.append((word, weight))
    return tuple(weighed)
