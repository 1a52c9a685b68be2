"""Which pages of a file belong to which report, and which are missing, repeated, blank or strayed.

Offices feed a whole pile through the scanner. A new report begins where a letterhead stands anew and the
page numbers begin again; a second scan of a first page, or an annex with a number that goes on, does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from extraction.form_code import form_code
from extraction.model import Problem
from extraction.page_order import (
    LEAST_LETTERS,
    SAME_PAGE_LIKENESS,
    is_first_page,
    least_likeness,
    page_numbers,
    printed_number,
)
from extraction.paragraphs import is_kind
from extraction.text import fold
from ocr.model import Page

HEAD_SHARE = 0.45
"""The part of a first page in which its number and its kind stand."""

MOST_BLANK_SHARE = 0.5
"""Blank backs are usual; a report of which more than this is blank was scanned wrongly."""

_NUMBER_LINE = re.compile(r"^so\b")


def split_reports(pages: Sequence[Page]) -> tuple[tuple[int, ...], ...]:
    """Say which pages are one report each.

    Args:
        pages: In file order.

    Returns:
        Page numbers by report, in file order; every page in exactly one of them. One group where nothing
        says clearly that there are several.
    """
    ordered = list(reversed(pages)) if _is_upside_down(pages) else list(pages)
    groups: list[list[Page]] = [[]]
    opened: Page | None = None
    for page in ordered:
        anew = _opens_report(page) and not _is_annexed_form(page, groups[-1])
        if anew and opened is not None and not _is_same_sheet(page, opened):
            groups.append([])
            opened = page
        elif opened is None and _opens_report(page):
            opened = page
        groups[-1].append(page)
    # What lies before the next letterhead is a back or a separating sheet; it stays with its forerunner.
    return tuple(tuple(sorted(page.number for page in group)) for group in groups if group)


def page_faults(pages: Sequence[Page]) -> tuple[Problem, ...]:
    """What a person should know about the pages of one report.

    Args:
        pages: In file order; one report's, as ``split_reports`` gives them.

    Returns:
        ``page_repeated`` for a second scan of a sheet, ``page_stray`` for a sheet with a number that
        another one bears, ``pages_missing`` for numbers that no sheet bears, ``page_blank`` where a blank
        page stands for a missing one, opens the report, or most pages are blank, ``page_turn_unknown``
        for a page that was left as it lies because nothing tells which way up it stands.
    """
    repeated = _repeated(pages)
    again = {page for page, _ in repeated}
    kept = [page for page in pages if page.number not in again]
    problems = [
        Problem("page_repeated", f"the same sheet as page {first}", page, {"first": str(first)})
        for page, first in repeated
    ]
    strayed = _strayed(kept)
    problems += [
        Problem(
            "page_stray", f"bears the number {number}, as page {other} does", page,
            {"number": str(number), "other": str(other)},
        )
        for page, number, other in strayed
    ]  # fmt: skip
    missing = _missing(kept) if not strayed else ()
    if missing:
        listed = ", ".join(str(number) for number in missing)
        problems.append(Problem("pages_missing", f"no sheet bears {listed}", None, {"numbers": listed}))
    problems += [Problem("page_blank", "nothing stands on it", page) for page in _blank(pages, bool(missing))]
    problems += [
        Problem("page_turn_unknown", "too little stands on it to tell which way up it is", page.number)
        for page in pages
        if page.turn_unknown and not page.blank
    ]
    return tuple(problems)


def _opens_report(page: Page) -> bool:
    """A motto at the top, and below it the line of the number or the kind of document; numbered 1 or not."""
    if not is_first_page(page) or printed_number(page) not in (None, 1):
        return False
    head = [line.text for line in page.lines if line.box.top < page.height * HEAD_SHARE]
    return any(is_kind(text) or _NUMBER_LINE.match(fold(text)) for text in head)


def _is_annexed_form(page: Page, group: Sequence[Page]) -> bool:
    """Whether a printed form of ours goes on with the report before it: its head is no letterhead.

    A form follows its covering letter, and its pages follow each other; the first page of another unit's
    form, or the same page once more, is another report.
    """
    code = form_code(page)
    if code is None:
        return False
    before = [other for sheet in group if (other := form_code(sheet)) is not None]
    return all(other.unit == code.unit and other.page < code.page for other in before)


def _is_same_sheet(page: Page, other: Page, *, least: float = SAME_PAGE_LIKENESS) -> bool:
    if form_code(page) != form_code(other):
        return False  # blank forms of two units print alike
    return fuzz.ratio(fold(page.text), fold(other.text)) >= least


def _is_upside_down(pages: Sequence[Page]) -> bool:
    """Whether a pile was scanned from its last sheet to its first: numbers fall from page to page."""
    numbers = [1 if _opens_report(page) else printed_number(page) for page in pages]
    known = [number for number in numbers if number is not None]
    falls = sum(a - b == 1 for a, b in pairwise(known))
    rises = sum(b - a == 1 for a, b in pairwise(known))
    return falls > rises and not (pages and _opens_report(pages[0]))


def _repeated(pages: Sequence[Page]) -> list[tuple[int, int]]:
    """Second scans: page number and that of the first scan of the same sheet."""
    seen: list[Page] = []
    found = []
    for page in pages:
        number = printed_number(page)
        first = next(
            (
                other
                for other in seen
                if len(fold(page.text)) > LEAST_LETTERS
                and _is_same_sheet(page, other, least=least_likeness(number, printed_number(other)))
            ),
            None,
        )
        if first is None:
            seen.append(page)
        else:
            found.append((page.number, first.number))
    return found


def _strayed(pages: Sequence[Page]) -> list[tuple[int, int, int]]:
    """Pages that bear the number of an earlier, different page: page, number, the earlier one."""
    bearers: dict[int, int] = {}
    found = []
    for page, number in zip(pages, page_numbers(pages), strict=True):
        if number is None:
            continue
        if number in bearers:
            found.append((page.number, number, bearers[number]))
        else:
            bearers[number] = page.number
    return found


def _missing(pages: Sequence[Page]) -> tuple[int, ...]:
    """Numbers that no page bears although a higher one is there; unnumbered pages may be them."""
    numbers = page_numbers(pages)
    known = {number for number in numbers if number is not None}
    if not known or max(known) > 2 * len(pages) + 2:
        return ()  # a year or a figure taken for a page number
    lost = sorted(set(range(1, max(known) + 1)) - known)
    unnumbered = sum(number is None and not page.blank for page, number in zip(pages, numbers, strict=True))
    return tuple(lost) if len(lost) > unnumbered else ()


def _blank(pages: Sequence[Page], has_gap: bool) -> list[int]:
    blank = [page.number for page in pages if page.blank]
    most = len(blank) > MOST_BLANK_SHARE * len(pages)
    if has_gap or most:
        return blank
    return [number for number in blank if pages and number == pages[0].number]
