"""Reasons to ask a person about a heading, or about an item that seems to have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Hamming

from extraction.campaign import OutlineItem
from extraction.heading_extent import holds_two, is_extent_sure
from extraction.model import HeadingMatch
from extraction.text import fold
from ocr.model import Line

OWN_TITLE = 90.0
"""Likeness (0..100) from which a heading that was left over is an absent item's title."""

UNCLEAR: tuple[tuple[float, float], ...] = ((0.75, 0.1), (0.55, 0.25))
"""Scores and margins: a heading less like its item than the one and less ahead of a rival than the other may
be the wrong one, or the item may be missing and another heading bear its numeral. Of 5,787 headings on the
reports of seeds 9401, 9601 and 9801 the second pair asks about 3 wrong ones and 10 right ones."""

LEAST_LETTERS = 3
"""Of a word that may be another one misread; shorter ones are all alike."""


def answered_doubts(
    match: HeadingMatch, item: OutlineItem, words: Counter[str], *, merged: bool
) -> tuple[str, ...]:
    """What speaks against a heading that answers an item: its extent, a rival, a word that is nobody's.

    Args:
        match: The heading and how well it fits.
        item: The item that it answers.
        words: How often each word, folded, stands in the report.
        merged: The heading answers another item too.
    """
    doubts: list[str] = []
    if not is_extent_sure(match.heading.text, match.heading.lines):
        doubts.append("heading_extent_unsure")
    if not merged and any(match.score < score and match.margin < margin for score, margin in UNCLEAR):
        doubts.append("heading_rivals")
    if _has_odd_word(match.heading.text, item, words):
        doubts.append("heading_word_odd")
    return tuple(doubts)


def absent_doubts(
    item: OutlineItem, matches: Sequence[HeadingMatch], before: HeadingMatch | None, *, number_left_out: bool
) -> tuple[str, ...]:
    """What speaks against an item being absent: its title elsewhere, a number left out, a heading joined on.

    Args:
        item: The item without a heading.
        matches: All headings of the report.
        before: The heading of the last item before it that is answered.
        number_left_out: The numerals around it leave room for its heading (``absence``).
    """
    doubts: list[str] = []
    titles = [fold(title) for title in item.wordings]
    free = [fold(match.heading.text) for match in matches if match.item is None]
    if any(fuzz.ratio(title, text) >= OWN_TITLE for title in titles for text in free):
        doubts.append("heading_elsewhere")
    if before is not None and holds_two(before.heading.text):
        doubts.append("heading_extent_unsure")
    if number_left_out:
        doubts.append("heading_number_skipped")
    return tuple(doubts)


def words_of(lines: Iterable[Line]) -> Counter[str]:
    """How often each word, folded, stands in lines."""
    return Counter(part for line in lines for part in fold(line.text).split())


def _has_odd_word(text: str, item: OutlineItem, words: Counter[str]) -> bool:
    """Whether a word that stands nowhere else in the report is one letter away from a word of the title."""
    known = {part for title in item.wordings for part in fold(title).split()}
    odd = [part for part in fold(text).split() if part not in known and words[part] <= 1]
    return any(
        len(word) == len(part) >= LEAST_LETTERS and Hamming.distance(word, part) == 1
        for word in odd
        for part in known
    )
