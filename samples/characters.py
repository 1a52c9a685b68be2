"""Character errors of whole pages, whatever order their lines were read in.

Where two columns or the cells of a table stand beside each other, more than one order is right. So every
printed line is looked for in what was read, the longest first, and takes the piece most like it; what no
line took counts as inserted. Spaces between lines count nowhere. A rule set as a row of dashes, as under a
letterhead, is no text: whether it is read as dashes or found as a drawn line counts nowhere either.

Source: Clausner, Pletschacher, Antonacopoulos, "Flexible character accuracy measure for reading-order-
independent evaluation", Pattern Recognition Letters 131 (2020), 390-397, with one pass over the lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from ocr.model import Page

LEAST_LIKE = 50.0  # of 100: a line that nothing read resembles more is missing
MOST_SHIFT = 4  # characters by which the piece found may begin or end elsewhere
MOSTLY_IN_MARK = 0.6  # of a word's box
LEAST_UNMISTAKABLE = 20  # characters: a shorter line may be a piece of a longer one, and waits for its turn
_TAKEN = "\0"
_RULE = re.compile(r"[-_–—=]{3,}")
_FREE = re.compile(rf"[^{_TAKEN}]+")


@dataclass(frozen=True, slots=True)
class CharacterErrors:
    """Characters wrong, lost or inserted, and characters printed."""

    errors: int
    printed: int

    def __add__(self, other: CharacterErrors) -> CharacterErrors:
        return CharacterErrors(self.errors + other.errors, self.printed + other.printed)

    @property
    def rate(self) -> float:
        """Errors per printed character; a page without print has none."""
        return self.errors / self.printed if self.printed else 0.0


@dataclass(frozen=True, slots=True)
class ReadText:
    """What was read, in NFC; ``free`` says of each character whether it may be left over unpunished.

    ``starts`` are the places where lines begin.
    """

    text: str
    free: tuple[bool, ...]
    starts: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.text) != len(self.free):
            raise ValueError("every character is free or not")

    @staticmethod
    def of(page: Page) -> ReadText:
        """The words of a page; those that lie in a found mark, a stamp's own text, may be left over."""
        text, free, starts = "", [], []
        for line in page.lines:
            starts.append(len(text))
            for word in line.words:
                part = unicodedata.normalize("NFC", word.text) + " "
                in_mark = any(word.box.overlap(mark.box) >= MOSTLY_IN_MARK for mark in page.marks)
                text, free = text + part, [*free, *([in_mark] * len(part))]
        return ReadText(text, tuple(free), frozenset(starts))


def character_errors(read: ReadText, printed: Sequence[str]) -> CharacterErrors:
    """Compare what was read on a page with the lines that are printed on it.

    >>> character_errors(ReadText("Tố chức Đảng", (False,) * 12), ["Đảng", "Tổ chức"])
    CharacterErrors(errors=1, printed=11)
    """
    lines = sorted(
        (" ".join(unicodedata.normalize("NFC", p).split()) for p in printed), key=len, reverse=True
    )
    rules = [line for line in lines if _RULE.fullmatch(line)]
    lines = [line for line in lines if line not in rules]
    text, errors, open_lines = read.text, 0, []
    for line in lines:
        place = _find(line, text, read.starts) if len(line) >= LEAST_UNMISTAKABLE else -1
        if place < 0:
            open_lines.append(line)
        else:
            text = _without(text, place, place + len(line))
    for line in open_lines:
        whole = re.search(rf"(?<![^\s{_TAKEN}]){re.escape(line)}(?![^\s{_TAKEN}])", text)
        start, end, distance = (*whole.span(), 0) if whole else _most_like(line, text)
        errors += distance
        text = _without(text, start, end)
    for rule in rules:
        if (place := text.find(rule)) >= 0:
            text = _without(text, place, place + len(rule))
    inserted = sum(
        not (letter == _TAKEN or letter.isspace() or free)
        for letter, free in zip(text, read.free, strict=True)
    )
    return CharacterErrors(errors + inserted, sum(map(len, lines)))


def _find(line: str, text: str, starts: frozenset[int]) -> int:
    """Where a line stands word for word, -1 if nowhere; rather where a read line begins than across two."""
    places = [found.start() for found in re.finditer(re.escape(line), text)]
    return next((place for place in places if place in starts), places[0] if places else -1)


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + _TAKEN * (end - start) + text[end:]


def _most_like(line: str, text: str) -> tuple[int, int, int]:
    """Where the piece of ``text`` most like ``line`` begins and ends, and the errors it has.

    Only what no line took yet is searched, run by run: of a sentence that a page has twice the second one
    would else be looked for where the first was.
    """
    best = (len(line), 0, 0, 0)
    for run in _FREE.finditer(text):
        found = fuzz.partial_ratio_alignment(line, run[0].ljust(len(line)), score_cutoff=LEAST_LIKE)
        if found is None:
            continue
        starts = range(max(0, found.dest_start - MOST_SHIFT), found.dest_start + MOST_SHIFT + 1)
        ends = range(found.dest_end - MOST_SHIFT, min(len(run[0]), found.dest_end + MOST_SHIFT) + 1)
        tried = (
            (
                Levenshtein.distance(line, run[0][start:end]),
                start - end,
                run.start() + start,
                run.start() + end,
            )
            for start in starts
            for end in ends
            if start < end
        )
        best = min(best, min(tried, default=best))
    distance, _, start, end = best
    return start, end, distance
