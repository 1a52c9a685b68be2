"""In which order the pages of a submission are to be read.

Sheets are scanned out of order or twice. The printed page numbers tell; where they say nothing clear,
the order of the file stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from extraction.text import fold
from ocr.model import Page

NUMBER_BAND = 0.09
"""Share of the page's height, at the top and at the bottom, where page numbers stand."""

SAME_PAGE_LIKENESS = 90.0
"""Likeness (0..100) of the words of two scans of one sheet; different pages of one report stay below 60."""

SAME_SCAN_LIKENESS = 97.0
"""Likeness from which two scans are of one sheet though their numbers differ: one number was misread."""

LEAST_LETTERS = 200
"""Pages with less text than this are not compared: two forms may hold nothing but the same heading."""

_NUMBER = re.compile(r"^\W*(\d{1,3})\W*$")


@dataclass(frozen=True)
class ReadingOrder:
    """Pages in the order to read them, each sheet once; ``gaps`` counts sheets that seem to be missing."""

    pages: tuple[Page, ...]
    gaps: int = 0


def printed_number(page: Page) -> int | None:
    """The page number printed alone in the head or foot of a page, None if there is none."""
    for line in page.lines:
        y = line.box.centre[1]
        if NUMBER_BAND * page.height < y < (1 - NUMBER_BAND) * page.height:
            continue
        found = _NUMBER.match(line.text)
        centred = abs(line.box.centre[0] - page.width / 2) < page.width / 4
        if found and centred:
            return int(found[1])
    return None


def in_reading_order(pages: Sequence[Page]) -> ReadingOrder:
    """Put pages into the order of their printed numbers, and leave out second scans of one sheet.

    Numbers are believed only where they are all different once second scans are out, and lie in the
    range that so many sheets can have; one that both its neighbours contradict was misread; a first
    page without a number is page 1, a later page without one (a form, a blank back) stays behind the
    page that it follows in the file.

    Args:
        pages: In file order.

    Returns:
        The pages to read and how many numbers are missing between them.
    """
    kept = _without_second_scans(pages)
    numbers = page_numbers(kept)
    known = [n for n in numbers if n is not None]
    if len(set(known)) != len(known) or any(n > 2 * len(pages) + 2 for n in known):
        return ReadingOrder(tuple(kept))
    keys: list[tuple[int, int]] = []
    last = 0
    for place, number in enumerate(_with_places(numbers)):
        last = number if number is not None else last
        keys.append((last, place))
    ordered = [page for _, page in sorted(zip(keys, kept, strict=True), key=lambda pair: pair[0])]
    gaps = max(known) - min(known) + 1 - len(known) if known else 0
    unnumbered = sum(1 for n in numbers if n is None)
    return ReadingOrder(tuple(ordered), max(0, gaps - unnumbered))


def _with_places(numbers: Sequence[int | None]) -> list[int | None]:
    """The numbers; where sheets are swapped, pages without one take that of their place in the file.

    Behind a swapped sheet "after the page before it" is the wrong place for a page whose number was not read.
    Where one such page and one number are left over, they belong together.
    """
    known = [(place, number) for place, number in enumerate(numbers) if number is not None]
    if known == sorted(known, key=lambda pair: pair[1]) and not _is_crowded(known):
        return list(numbers)
    shift = Counter(number - place for place, number in known).most_common(1)[0][0]
    taken = {number for _, number in known}
    placed = [
        place + shift if number is None and place + shift not in taken else number
        for place, number in enumerate(numbers)
    ]
    left = set(range(min(taken), max(taken))) - set(placed)
    if placed.count(None) == 1 and len(left) == 1:
        placed[placed.index(None)] = left.pop()
    return placed


def _is_crowded(known: Sequence[tuple[int, int]]) -> bool:
    """Whether pages without a number stand between two that leave no room, and others have room for them.

    So it is in 1, 4, ?, ?, 5: the numbers rise, and yet the pages 2 and 3 stand behind page 4. ``known`` are
    places in the file with their numbers.
    """
    rooms = [
        (after - before) - (place_after - place_before)
        for (place_before, before), (place_after, after) in pairwise(known)
    ]
    return min(rooms, default=0) < 0 < max(rooms, default=0)


def page_numbers(pages: Sequence[Page]) -> list[int | None]:
    """The printed number of each page, a misread one put right, 1 for a first page without one."""
    numbers = [printed_number(page) for page in pages]
    if 1 not in numbers:
        opening = [i for i, page in enumerate(pages) if numbers[i] is None and is_first_page(page)]
        if opening:
            numbers[opening[0]] = 1
    return _put_right(numbers)


def _put_right(numbers: Sequence[int | None]) -> list[int | None]:
    """Numbers with a misread one put right: between 4 and 6 stands 5, if no other page bears it."""
    mended = list(numbers)
    for place in range(1, len(numbers) - 1):
        before, own, after = numbers[place - 1 : place + 2]
        if before is None or own is None or after is None:
            continue
        if after - before == 2 and own != before + 1 and before + 1 not in numbers:
            mended[place] = before + 1
    return mended


def is_first_page(page: Page) -> bool:
    """Say whether a page opens a document: the Party's or the State's motto stands at its top."""
    top = [line for line in page.lines if line.box.top < page.height * 0.3]
    return any(is_motto(line.text) for line in top)


def is_motto(text: str) -> bool:
    """Say whether a line holds the title that official papers carry at the top right."""
    folded = fold(text)
    return any(
        fuzz.partial_ratio(motto, folded) >= 85
        for motto in ("dang cong san viet nam", "cong hoa xa hoi chu nghia", "doc lap tu do hanh phuc")
        if len(folded) >= len(motto) - 3
    )


def least_likeness(number: int | None, other: int | None) -> float:
    """How alike (0..100) the words of two scans with these printed numbers must be for one sheet."""
    agree = number is None or other is None or number == other
    return SAME_PAGE_LIKENESS if agree else SAME_SCAN_LIKENESS


def _without_second_scans(pages: Sequence[Page]) -> list[Page]:
    """Pages without those that say the same as an earlier one and do not bear another number."""
    kept: list[tuple[Page, int | None, str]] = []
    for page in pages:
        text, number = fold(page.text), printed_number(page)
        again = len(text) > LEAST_LETTERS and any(
            fuzz.ratio(text, other, score_cutoff=least_likeness(number, other_number)) > 0
            for _, other_number, other in kept
        )
        if not again:
            kept.append((page, number, text))
    return [page for page, _, _ in kept]
