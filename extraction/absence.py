"""How sure it is that a report leaves an outline item out: what speaks for and against, as signals.

Nobody looks at an item that is said to be absent, so a heading that was not read must not pass for one that
was not written. Numbers that skip, lines that resemble the title, pages that read badly and sections that are
too long tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from extraction.campaign import OutlineItem
from extraction.model import HeadingMatch
from extraction.numbering import read_numeral
from extraction.outline_match import kind_and_ordinal
from extraction.text import fold
from ocr.model import Line, Page

READABLE_CONFIDENCE = 0.75
"""Mean confidence of a page's words from which its headings cannot have been missed for bad print."""

SKIPS, COUNTS_ON, SAYS_NOTHING = 1.0, 0.0, 0.5
"""What the numerals before and after an absent item say of a heading between them."""

LEAST_TITLE = 10
"""Letters of a title from which a line is compared with it; fewer stand in any text."""

LONGEST_USUAL = 3.0
"""A section this many times as long as the usual one is as long as can be told."""


@dataclass(frozen=True)
class Surroundings:
    """What an absent item is judged by.

    ``items`` are the outline's in the plan's order, ``matches`` the headings found in reading order,
    ``lines`` all lines of running text with their page's number, ``starts`` the place among these at which
    the section of each answered item begins, and ``pages`` the pages that were read.
    """

    items: Sequence[OutlineItem]
    matches: Sequence[HeadingMatch]
    lines: Sequence[tuple[int, Line]]
    starts: Mapping[str, int]
    pages: Sequence[Page]

    @cached_property
    def by_item(self) -> dict[str, HeadingMatch]:
        return {match.item.id: match for match in self.matches if match.item}

    @cached_property
    def clarity(self) -> dict[int, float]:
        """The mean confidence of each page's words; 1 for a page without any."""
        return {
            page.number: sum(w.confidence for w in page.words) / len(page.words) if page.words else 1.0
            for page in self.pages
        }

    @cached_property
    def folded(self) -> list[str]:
        """Each line of running text, folded, its numeral left off."""
        out = []
        for _, line in self.lines:
            numbered = read_numeral(line.text)
            out.append(fold(line.text[numbered.start :] if numbered else line.text))
        return out

    @cached_property
    def usual_length(self) -> float:
        """The median number of lines of an answered section; 1 where none is answered."""
        bounds = sorted({*self.starts.values(), len(self.lines)})
        lengths = [end - start for start, end in pairwise(bounds)]
        return float(median(lengths)) if lengths else 1.0


def absence_signals(place: int, around: Surroundings) -> dict[str, float]:
    """The signals of the absent item at ``place`` of the outline, 0..1 each, named ``..._if_absent``."""
    item = around.items[place]
    start, end = _span(place, around)
    return {
        "neighbours_if_absent": neighbours(place, around.items, around.by_item),
        "rival_if_absent": max((m.score for m in around.matches if m.item is None), default=0.0),
        "children_if_absent": _children(item, around.by_item),
        "kin_if_absent": _kin(item, place, around),
        "optional_if_absent": 0.0 if item.required else 1.0,
        "skip_if_absent": _skip(place, around),
        "run_if_absent": _run(place, around) / len(around.items),
        "line_if_absent": _likest_line(item, around.folded[start:end]),
        "clear_if_absent": _clarity(start, end, around),
        "long_if_absent": min(1.0, (end - start) / (LONGEST_USUAL * max(1.0, around.usual_length))),
    }


def neighbours(place: int, items: Sequence[OutlineItem], by_item: Mapping[str, HeadingMatch]) -> float:
    """The share of the two items before and after in the plan that the report answers."""
    near = [i for i in (place - 1, place + 1) if 0 <= i < len(items)]
    return sum(items[i].id in by_item for i in near) / max(1, len(near))


def _span(place: int, around: Surroundings) -> tuple[int, int]:
    """The lines among which the heading would stand: from the answered item before to the one after."""
    ids = [item.id for item in around.items]
    before = [around.starts[i] for i in ids[:place] if i in around.starts]
    start = max(before, default=0)
    after = [around.starts[i] for i in ids[place + 1 :] if around.starts.get(i, -1) > start]
    return start, min(after, default=len(around.lines))


def number_left_out(place: int, around: Surroundings) -> bool:
    """Whether the numerals of the answered siblings around an item leave one out for each absent between."""
    gap = _gap(place, around)
    return gap is not None and gap.numbers >= gap.items


def _skip(place: int, around: Surroundings) -> float:
    """Whether the numerals of the answered siblings around the item leave room for it."""
    gap = _gap(place, around)
    if gap is None:
        return SAYS_NOTHING
    return COUNTS_ON if gap.numbers == 0 else SKIPS


@dataclass(frozen=True, slots=True)
class _Gap:
    """Between two answered siblings: how many numbers are left out, and how many items are absent."""

    numbers: int
    items: int


def _gap(place: int, around: Surroundings) -> _Gap | None:
    parent = _parent(around.items[place].id)
    siblings = [i for i, item in enumerate(around.items) if _parent(item.id) == parent]
    before = [i for i in siblings if i < place and around.items[i].id in around.by_item]
    after = [i for i in siblings if i > place and around.items[i].id in around.by_item]
    if not after:
        return None
    following = _ordinal(around.items[after[0]], around)
    preceding = _ordinal(around.items[before[-1]], around) if before else 0
    if following is None or preceding is None or following <= preceding:
        return None
    absent = [i for i in siblings if (before[-1] if before else -1) < i < after[0]]
    return _Gap(following - preceding - 1, len(absent))


def _ordinal(item: OutlineItem, around: Surroundings) -> int | None:
    return kind_and_ordinal(around.by_item[item.id].heading)[1]


def _parent(item_id: str) -> str:
    return item_id.rpartition(".")[0]


def _run(place: int, around: Surroundings) -> int:
    """How many items in a row, this one among them, are absent."""
    answered = [item.id in around.by_item for item in around.items]
    first, last = place, place
    while first > 0 and not answered[first - 1]:
        first -= 1
    while last + 1 < len(answered) and not answered[last + 1]:
        last += 1
    return last - first + 1


def _likest_line(item: OutlineItem, lines: Sequence[str]) -> float:
    """How far the beginning of some line where the heading would stand says the title."""
    titles = [title for title in map(fold, item.wordings) if len(title) >= LEAST_TITLE]
    best = 0.0
    for line in lines:
        for title in titles:
            length = min(len(line), len(title))
            if length >= LEAST_TITLE:
                best = max(best, fuzz.ratio(line[:length], title[:length], score_cutoff=best))
    return best / 100


def _clarity(start: int, end: int, around: Surroundings) -> float:
    """The clarity of the worst page on which the heading would stand; of all pages where none is known."""
    numbers = {page for page, _ in around.lines[start:end]} or set(around.clarity)
    return min((around.clarity.get(number, 1.0) for number in numbers), default=0.0)


def _children(item: OutlineItem, by_item: Mapping[str, HeadingMatch]) -> float:
    """1 if the report answers items below this one: their heading must then stand somewhere too."""
    return 1.0 if any(other.startswith(f"{item.id}.") for other in by_item) else 0.0


def _kin(item: OutlineItem, place: int, around: Surroundings) -> float:
    """How far a neighbour's heading says this item too, as where a unit answers both under one (0..1)."""
    near = [around.items[i].id for i in (place - 1, place + 1) if 0 <= i < len(around.items)]
    headings = [around.by_item[key].heading.text for key in near if key in around.by_item]
    titles = [fold(title) for title in item.wordings]
    return max((fuzz.token_set_ratio(t, fold(h)) / 100 for t in titles for h in headings), default=0.0)
