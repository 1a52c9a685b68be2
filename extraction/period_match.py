"""Which period a report is on: by the words of its title and opening, and by the day it was signed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.text import fold

SURE = 0.75
"""Least score of a period that needs no person: its words, or its day and no words against it."""

LEAD = 0.2
"""How far the next period must lie behind."""

WORDS_WEIGHT = 0.65
"""What the words say counts more than the day: reports are late."""

_ID = re.compile(r"^(?P<year>\d{4})(?:-(?P<part>H[12]|Q[1-4]|\d{2}))?$")
_WORDS = (
    (re.compile(r"\b(0?6|sau) thang dau nam\b"), "H1"),
    (re.compile(r"\b(0?6|sau) thang cuoi nam\b"), "H2"),
    (re.compile(r"\bgiua nam\b"), "H1"),
    (re.compile(r"\bquy (i|1|mot)\b"), "Q1"),
    (re.compile(r"\bquy (ii|2|hai)\b"), "Q2"),
    (re.compile(r"\bquy (iii|3|ba)\b"), "Q3"),
    (re.compile(r"\bquy (iv|4|bon|tu)\b"), "Q4"),
    (re.compile(r"\b9 thang\b"), "Q3"),
    (re.compile(r"\b(tong ket|ca) nam\b|\bket qua nam\b|\bcong tac nam\b|\bbao cao nam\b|\bnam \d{4}\b"), ""),
)
_MONTH = re.compile(r"\bthang (\d{1,2})\b(?! dau| cuoi)")
_YEAR = re.compile(r"\bnam (\d{4})\b")


@dataclass(frozen=True, slots=True)
class PeriodMatch:
    """A period of the campaign and how much speaks for it, 0..1."""

    period: str
    score: float


def match_period(
    title: str,
    signed: dt.date | None,
    periods: Sequence[str],
    due: Mapping[str, dt.date | None],
) -> tuple[PeriodMatch, ...]:
    """Rank the periods of a campaign that a report may be on.

    Args:
        title: The report's title and its first lines; the kind of document included.
        signed: The day of its date line, None where it was not read.
        periods: Ids such as ``2024-H1``, ``2024-Q3``, ``2024-09``, ``2024``.
        due: Period -> the last day in time for the unit's level, where there is one.

    Returns:
        All periods, best first; one period alone is certain. Equal scores keep the given order.
    """
    if len(periods) == 1:
        return (PeriodMatch(periods[0], 1.0),)
    said = _said(title)
    nearest = _by_day(signed, periods, due)
    scored = []
    for period in periods:
        words = _words_fit(period, said)
        day = nearest.get(period)
        if words is None and day is None:
            score = 1.0 / len(periods) if periods else 0.0
        elif words is None:
            score = day or 0.0
        elif day is None:
            score = words
        else:
            score = WORDS_WEIGHT * words + (1 - WORDS_WEIGHT) * day
        scored.append(PeriodMatch(period, round(score, 4)))
    return tuple(sorted(scored, key=lambda match: -match.score))


def sure_period(ranked: Sequence[PeriodMatch]) -> str | None:
    """The period that needs no person to say so; None where one has to be asked."""
    if not ranked or ranked[0].score < SURE:
        return None
    lead = ranked[0].score - ranked[1].score if len(ranked) > 1 else 1.0
    return ranked[0].period if lead >= LEAD else None


@dataclass(frozen=True, slots=True)
class _Said:
    parts: frozenset[str]
    years: frozenset[str]


def _said(title: str) -> _Said:
    text = fold(title)
    found = {part for pattern, part in _WORDS if pattern.search(text)}
    found |= {f"{int(month):02d}" for month in _MONTH.findall(text) if 1 <= int(month) <= 12}
    if found - {""}:
        found.discard("")  # "6 tháng đầu năm 2024" names the year as well
    return _Said(frozenset(found), frozenset(_YEAR.findall(text)))


def _words_fit(period: str, said: _Said) -> float | None:
    """1 where the title names this period, 0 where it names another, None where it names none."""
    parsed = _ID.match(period)
    if parsed is None or not said.parts:
        return None
    part = parsed["part"] or ""
    if part not in said.parts:
        return 0.0
    return 1.0 if not said.years or parsed["year"] in said.years else 0.3


def _by_day(
    signed: dt.date | None, periods: Sequence[str], due: Mapping[str, dt.date | None]
) -> dict[str, float]:
    """How near the signed day lies to each period's due day, the nearest first: 1 for it, less for others."""
    days = {p: abs((signed - day).days) for p in periods if signed and (day := due.get(p)) is not None}
    if len(days) < 2:
        return {}
    total = sum(1.0 / (1 + d) for d in days.values())
    return {p: (1.0 / (1 + d)) / total for p, d in days.items()}
