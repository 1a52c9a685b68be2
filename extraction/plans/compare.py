"""How much of a plan a draft found, against a campaign that a person made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.campaign import Campaign
from extraction.text import fold

ALIKE = 85.0
"""Likeness (0..100) from which two wordings of a title are one; a person shortens, OCR misreads."""

LEAST_SHARED = 12
"""A title that is a part of the other counts as the same only with so many letters."""


SAME_COLUMN = 97.0
"""Likeness of two headings with those over them: a letter of forty may be misread."""


@dataclass(frozen=True)
class Share:
    """Of ``of`` things of a kind that the campaign has, ``found`` are in the draft; the rest by name."""

    found: int
    of: int
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        return self.found / self.of if self.of else 1.0


@dataclass(frozen=True)
class Comparison:
    """What a draft has of the campaign's outline items, form columns and dated deadlines."""

    outline: Share
    columns: Share
    deadlines: Share


def compare_plan(draft: Campaign, campaign: Campaign, text: str = "") -> Comparison:
    """Compare a draft with the campaign that a person made of the same plan.

    An outline item is found where the draft has its id with a title alike; a column with the same headings
    over it; a deadline with its day, level and period. Optional items that ``text`` does not name were added
    by the person ("reports open with ...") and are left out, as are deadlines without a day.
    """
    return Comparison(
        _outline(draft, campaign, fold(text)),
        _matched(_columns(campaign), _columns(draft), alike=SAME_COLUMN),
        _matched(_deadlines(campaign), _deadlines(draft), alike=100.0),
    )


def titles_alike(one: str, other: str) -> bool:
    """Say whether two wordings name one thing: alike as a whole, or one within the other."""
    first, second = fold(one), fold(other)
    if fuzz.ratio(first, second) >= ALIKE:
        return True
    short = min(first, second, key=len)
    return len(short) >= LEAST_SHARED and fuzz.partial_ratio(first, second) >= ALIKE


def _outline(draft: Campaign, campaign: Campaign, text: str) -> Share:
    items = {item.id: item.title for item, _ in draft.items}
    asked = [
        item
        for item, _ in campaign.items
        if item.required or not text or fuzz.partial_ratio(fold(item.title), text) >= ALIKE
    ]
    missed = [i for i in asked if i.id not in items or not titles_alike(items[i.id], i.title)]
    extra = [identity for identity in items if identity not in {item.id for item in asked}]
    return Share(len(asked) - len(missed), len(asked), tuple(i.id for i in missed), tuple(extra))


def _columns(campaign: Campaign) -> list[str]:
    return [
        " / ".join((form.id, *(fold(a) for a in above), fold(leaf.title)))
        for form in campaign.forms
        for leaf, above in form.leaves
    ]


def _deadlines(campaign: Campaign) -> list[str]:
    return [f"{d.level} {d.due} {d.period or ''}".strip() for d in campaign.deadlines if d.due]


def _matched(wanted: Sequence[str], found: Sequence[str], *, alike: float) -> Share:
    rest, missed = list(found), []
    for each in wanted:
        same = next((r for r in rest if fuzz.ratio(r, each) >= alike), None)
        if same is None:
            missed.append(each)
        else:
            rest.remove(same)
    return Share(len(wanted) - len(missed), len(wanted), tuple(missed), tuple(rest))
