"""Figures that a report tells year by year: "năm 2015: 12; năm 2016: 15", "12 (2015), 15 (2016)".

Years that follow each other closely, each with a number of its own, are a series. What it counts stands
either beside each number or once, in the words that lead up to the first year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.figure_phrases import LITTLE_WORDS, Fit, PhrasedFigure, alike, fit
from extraction.figure_text import FULL_STOP, Candidate, RunningText

LEAST_YEARS = 2
"""One year with a number is no series."""

LEAST_FIT = 0.66
"""Least score of a figure's phrase beside each number."""

LEAST_LEAD = 0.6
"""Share of a phrase's content words that the lead must hold where the numbers stand bare."""

LEAD_WORDS = 25
"""Words before the first year that may say what is counted."""

NEXT_YEAR_WITHIN = 4
"""Words between the end of one year's words and the next year: "; đến năm 2016"."""

AFTER_YEAR = 14
"""Words after a year in which its number stands."""

_RANGE = frozenset({"den", "-", "–", "—", ""})


@dataclass(frozen=True)
class YearNumber:
    """The number that a figure has in one year, and how surely it belongs there."""

    figure: PhrasedFigure
    year: int
    candidate: Candidate
    fit: Fit


@dataclass(frozen=True)
class _Segment:
    """A year and the numbers told of it."""

    year: int
    first: int  # place of the year's token
    candidates: tuple[Candidate, ...]


def yearly_numbers(asked: Sequence[PhrasedFigure], text: RunningText) -> list[YearNumber]:
    """Find the series of a section's figures that the plan asks for year by year.

    Returns:
        For each figure at most one number a year; nothing where fewer than ``LEAST_YEARS`` are told.
    """
    wanted = [phrased for phrased in asked if phrased.figure.years]
    years = {str(year) for phrased in wanted for year in phrased.figure.years}
    found: dict[tuple[str, int], YearNumber] = {}
    for run in _runs(text, years):
        for one in _told_beside(wanted, text, run) or _told_once(wanted, text, run):
            found.setdefault((one.figure.figure.name, one.year), one)
    names = [name for name, _ in found]
    return [one for (name, _), one in found.items() if names.count(name) >= LEAST_YEARS]


def _runs(text: RunningText, years: set[str]) -> list[list[_Segment]]:
    """Years close to each other, each with its numbers, which stand all behind or all before their year."""
    places = [i for i in range(len(text.tokens)) if text.tokens[i].folded in years and not _in_range(text, i)]
    groups: list[list[int]] = []
    for place in places:
        if groups and _follows(text, groups[-1][-1], place):
            groups[-1].append(place)
        else:
            groups.append([place])
    runs = []
    for group in groups:
        behind = [_segment(text, p, p + 1, _end(text, p, group), years) for p in group]
        starts = [max(0, group[0] - NEXT_YEAR_WITHIN), *group]
        before = [_segment(text, p, start, p, years) for start, p in zip(starts, group, strict=False)]
        run = next((r for r in (behind, before) if all(s.candidates for s in r)), None)
        if run and len({s.year for s in run}) == len(run) >= LEAST_YEARS:
            runs.append(run)
    return runs


def _in_range(text: RunningText, place: int) -> bool:
    """Whether a year is an end of "2015 - 2020", "từ năm 2015 đến năm 2020"."""
    tokens = text.tokens
    word = tokens[place].word.text
    if sum(part.isdigit() for part in word.replace("–", "-").split("-")) > 1 or "/" in word:
        return True
    for step in (1, -1):
        near = tokens[place + step : max(0, place + 4 * step) : step]
        linked = False
        for token in near:
            if token.folded.isdigit() and len(token.folded) == 4 and linked:
                return True
            if token.folded not in _RANGE | {"nam"}:
                break
            linked = linked or token.folded == "den" or token.word.text in _RANGE
    return False


def _follows(text: RunningText, one: int, other: int) -> bool:
    """Whether a year stands near the words of the year before it."""
    stops = [i for i in range(one, other) if text.tokens[i].stop >= FULL_STOP]
    told = stops[0] + 1 if stops else other
    return other - told <= NEXT_YEAR_WITHIN and other - one <= AFTER_YEAR + NEXT_YEAR_WITHIN


def _end(text: RunningText, place: int, group: Sequence[int]) -> int:
    later = [p for p in group if p > place]
    end = later[0] if later else min(len(text.tokens), place + AFTER_YEAR)
    stops = [i for i in range(place, end) if text.tokens[i].stop >= FULL_STOP]
    return stops[0] + 1 if stops else end


def _segment(text: RunningText, place: int, start: int, end: int, years: set[str]) -> _Segment:
    inside = tuple(
        c for c in text.candidates if start <= c.first < end and text.tokens[c.first].folded not in years
    )
    return _Segment(int(text.tokens[place].folded), place, inside)


def _told_beside(
    wanted: Sequence[PhrasedFigure], text: RunningText, run: Sequence[_Segment]
) -> list[YearNumber]:
    """Every year says itself what its numbers count."""
    found = []
    for phrased in wanted:
        told = []
        for segment in run:
            fits = [(fit(phrased, text, c), c) for c in segment.candidates]
            best = max(fits, key=lambda pair: pair[0].score)
            if best[0].score >= LEAST_FIT and segment.year in phrased.figure.years:
                told.append(YearNumber(phrased, segment.year, best[1], best[0]))
        found += told if len(told) >= LEAST_YEARS else []
    held = [one.candidate.first for one in found]
    return [one for one in found if held.count(one.candidate.first) == 1]


def _told_once(
    wanted: Sequence[PhrasedFigure], text: RunningText, run: Sequence[_Segment]
) -> list[YearNumber]:
    """Bare numbers, one a year, under words that lead up to the first of them."""
    if any(len(segment.candidates) != 1 for segment in run):
        return []
    first = min(run[0].first, run[0].candidates[0].first)
    lead = [token.folded for token in text.tokens[max(0, first - LEAD_WORDS) : first] if token.folded]
    scores = sorted(((_named(phrased, lead), n) for n, phrased in enumerate(wanted)), reverse=True)
    best = scores[0]
    if best[0] < LEAST_LEAD or (len(scores) > 1 and scores[1][0] == best[0]):
        return []
    phrased = wanted[best[1]]
    share = phrased.percent
    return [
        YearNumber(phrased, segment.year, segment.candidates[0], Fit(best[0], best[0]))
        for segment in run
        if segment.year in phrased.figure.years and segment.candidates[0].percent == share
    ]


def _named(phrased: PhrasedFigure, lead: Sequence[str]) -> float:
    """The share of the weight of a figure's best phrase that the lead holds."""
    best = 0.0
    for phrase in phrased.phrases:
        words = [(w, weight) for w, weight in (*phrase.left, *phrase.right) if w not in LITTLE_WORDS]
        whole = sum(weight for _, weight in words)
        if whole and len(words) > 1:
            held = sum(weight for word, weight in words if any(alike(word, other) for other in lead))
            best = max(best, held / whole)
    return best
