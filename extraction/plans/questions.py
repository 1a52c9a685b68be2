"""What does not fit in a plan: questions to its owner, found in the campaign and in the plan's own words."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from extraction.campaign import Campaign, Deadline
from extraction.dates import format_date
from extraction.plans.dates import bare
from extraction.text import fold, nfc

LEVELS = ("grassroots", "district", "province")
"""Whose report goes into whose: each is due before the next."""

MOST_BAND = 1900
"""Bands of numbers end below; above it stand years ("2015-2020")."""

_BAND = re.compile(r"(?<![\d/.\-])(\d{1,4})\s?[-–]\s?(\d{1,4})(?![\d/.\-]|-?[A-ZĐ])")
_FORM_ATTACHED = re.compile(
    r"\bbieu\b[^.;]{0,40}\b(?:gui |ban hanh )?kem|\bkem theo[^.;]{0,30}\bbieu (?:mau|so)\b"
)
_OUTLINE_ATTACHED = re.compile(
    r"\bde cuong\b[^.;]{0,40}\b(?:gui |ban hanh )?kem|\bkem theo[^.;]{0,30}\bde cuong\b"
)
_OUTLINE_THERE = re.compile(r"^\W*ĐỀ CƯƠNG\b", re.MULTILINE)
_YEARS = re.compile(r"\btu nam (20\d\d)\s?[-–]\s?(?:nam )?(20\d\d)\b")


@dataclass(frozen=True)
class PlanQuestion:
    """Something that the plan's owner should settle; ``facts`` are what its sentence quotes."""

    code: str
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def plan_questions(campaign: Campaign, text: str = "") -> tuple[PlanQuestion, ...]:
    """Find contradictions and gaps in a plan.

    Args:
        campaign: The plan in machine form.
        text: The plan's own words, "" where they are not at hand; then only what the campaign itself shows.

    Returns:
        Each question once, those about dates first.
    """
    found = [
        *_as_of_when_due(campaign),
        *_lower_after_upper(campaign),
        *_due_before_period_ends(campaign),
        *_days_not_named(campaign),
        *_same_headings(campaign),
        *_bands(campaign, text),
        *_not_attached(campaign, text),
        *_years(text),
    ]
    unique: dict[tuple[str, tuple[tuple[str, str], ...]], PlanQuestion] = {}
    for question in found:
        unique.setdefault((question.code, tuple(sorted(question.facts.items()))), question)
    return tuple(unique.values())


def _as_of_when_due(campaign: Campaign) -> Iterator[PlanQuestion]:
    """A report that must be in on the day its figures describe, or before, cannot have them."""
    for deadline in _reports(campaign):
        if campaign.as_of and deadline.due and deadline.due <= campaign.as_of:
            yield _question(
                "as_of_when_due",
                as_of=format_date(campaign.as_of),
                due=format_date(deadline.due),
                sender=deadline.sender,
            )


def _lower_after_upper(campaign: Campaign) -> Iterator[PlanQuestion]:
    for period in {d.period for d in campaign.deadlines}:
        of_period = [d for d in _reports(campaign) if d.period == period and d.due]
        for lower, upper in pairwise(LEVELS):
            low = [d for d in of_period if d.level == lower]
            high = [d for d in of_period if d.level == upper]
            if not low or not high:
                continue
            last = max(low, key=lambda d: d.due or dt.date.min)
            latest = max(high, key=lambda d: d.due or dt.date.min)
            if last.due and latest.due and last.due > latest.due:
                yield _question(
                    "lower_after_upper",
                    lower=last.sender,
                    lower_due=format_date(last.due),
                    upper=latest.sender,
                    upper_due=format_date(latest.due),
                )


def _due_before_period_ends(campaign: Campaign) -> Iterator[PlanQuestion]:
    for deadline in _reports(campaign):
        end = period_end(deadline.period or "")
        if end and deadline.due and deadline.due <= end:
            yield _question(
                "due_before_period_ends",
                due=format_date(deadline.due),
                end=format_date(end),
                sender=deadline.sender,
            )


def period_end(period: str) -> dt.date | None:
    """The last day of a period such as "2024", "2024-H1", "2024-Q3" or "2024-M9"; None for another word.

    >>> period_end("2024-H1").isoformat()
    '2024-06-30'
    """
    found = re.fullmatch(r"(\d{4})(?:-(H1|H2|Q[1-4]|M\d{1,2}))?", period)
    if not found:
        return None
    year, part = int(found[1]), found[2] or ""
    if part.startswith("Q"):
        month = 3 * int(part[1])
    elif part.startswith("M"):
        month = int(part[1:])
    else:
        month = 6 if part == "H1" else 12
    if not 1 <= month <= 12:
        return None
    return (dt.date(year + month // 12, month % 12 + 1, 1)) - dt.timedelta(days=1)


def _days_not_named(campaign: Campaign) -> Iterator[PlanQuestion]:
    if not _reports(campaign):
        yield _question("no_deadline")
    for deadline in campaign.deadlines:
        if deadline.due is None:
            yield _question("day_not_named", words=deadline.words, sender=deadline.sender)
        elif deadline.reading:
            yield _question(
                "day_vague", words=deadline.words, day=format_date(deadline.due), reading=deadline.reading
            )


def _same_headings(campaign: Campaign) -> Iterator[PlanQuestion]:
    titles = Counter(fold(item.title) for item, _ in campaign.items)
    for folded, count in titles.items():
        if count > 1 and folded:
            items = [item for item, _ in campaign.items if fold(item.title) == folded]
            yield _question("same_headings", title=items[0].title, items=", ".join(i.id for i in items))


def _bands(campaign: Campaign, text: str) -> Iterator[PlanQuestion]:
    """Bands that share a number ("3-5, 5-7"): what stands on the border is counted twice."""
    sources = [nfc(line) for line in text.splitlines()]
    sources += [
        ", ".join(f.title for f in campaign.figures if f.section == item.id) for item, _ in campaign.items
    ]
    for source in sources:
        bands = [(int(m[1]), int(m[2])) for m in _BAND.finditer(source)]
        bands = [b for b in bands if b[0] < b[1] < MOST_BAND]
        shared = [(a, b) for a, b in pairwise(bands) if a[0] < b[0] <= a[1]]
        if shared:
            named = dict.fromkeys(band for pair in shared for band in pair)
            yield _question("bands_overlap", bands=", ".join(f"{a}-{b}" for a, b in named))


def _not_attached(campaign: Campaign, text: str) -> Iterator[PlanQuestion]:
    plain = bare(nfc(text))
    if not campaign.forms and _FORM_ATTACHED.search(plain):
        yield _question("form_not_attached")
    if _OUTLINE_ATTACHED.search(plain) and not _OUTLINE_THERE.search(text):
        yield _question("outline_not_attached")


def _years(text: str) -> Iterator[PlanQuestion]:
    for m in _YEARS.finditer(bare(nfc(text))):
        yield _question("years_unclear", years=f"{m[1]}-{m[2]}")


def _reports(campaign: Campaign) -> list[Deadline]:
    return [d for d in campaign.deadlines if d.level != "milestone"]


def _question(code: str, **facts: str) -> PlanQuestion:
    return PlanQuestion(f"plan.{code}", MappingProxyType(facts))
