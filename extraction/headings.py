"""Paragraphs -> the report's headings, and the headings against the plan's outline.

``match_headings`` lives in ``outline_match`` and is named here too, because the two belong together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.heading_extent import extent
from extraction.lettering import CAPITALS, in_capitals, share_of_capitals
from extraction.model import Heading
from extraction.numbering import Numbered, Numeral, NumeralKind, read_numeral
from extraction.outline_match import match_headings
from extraction.page_order import in_reading_order
from extraction.paragraphs import Paragraph, is_kind, page_paragraphs
from extraction.text import fold, nfc
from ocr.model import BoundingBox, Line, Page, Word

__all__ = ["find_headings", "match_headings"]

MOST_WORDS = 60
"""A heading that is a whole sentence of a plan has up to 50 words; longer paragraphs are body."""

UNNUMBERED_MOST_WORDS = 25
"""Headings without a number ("MỞ ĐẦU", the title below "Phần I") are short ..."""

BOLD_CAPITALS_MOST_WORDS = 45
"""... but for one in bold capitals whose number was lost, which no other text is set in."""

BOLD_FROM = 0.7
"""Likelihood of bold type, over a paragraph's words, from which it may be a heading without a number."""

MOST_SCRAPS = 2
"""Tokens that a misread numeral with its closing mark falls into."""

_AROUND_WORDS = ".,;:!?()\"'“”‘’-–—"
_CLOSING = re.compile(r"[\s.:;,*\-–—_/\\|'`\"“”‘’~^=]+$")
_OPENING = re.compile(r"^[\s.:;,*\-–—_/\\|'`~^=]+")


@dataclass(frozen=True)
class _Candidate:
    paragraph: Paragraph
    numbered: Numbered | None
    words: tuple[tuple[int, Line, Word], ...]  # of the heading, without its numeral
    run_in: bool
    strength: float
    joined: tuple[tuple[int, Line], ...]

    @property
    def text(self) -> str:
        return clean(" ".join(word.text for _, _, word in self.words))


def find_headings(pages: Sequence[Page]) -> tuple[Heading, ...]:
    """Find the headings of a report by numbering, type and place.

    Every paragraph that opens with a numeral, and every centred or bold short one, may be a heading.
    Where it ends is told by the change from bold to plain type, else by the first colon or full stop,
    else by the end of the paragraph. Numerals that OCR reads in two ways ("1-" for "I-") are settled by
    the sequence that they stand in.

    Args:
        pages: In file order; second scans of a page are left out and pages are put in printed order.

    Returns:
        In reading order, text in NFC without its numeral; body paragraphs that begin with a number are
        among them with a low ``strength``, for the outline to choose from.
    """
    order = in_reading_order(pages).pages
    candidates = [c for page in order for p in page_paragraphs(page) if (c := _candidate(p)) is not None]
    candidates = _with_part_titles(candidates)
    numerals = settle_numerals([(c.numbered, share_of_capitals(c.text)) for c in candidates])
    return tuple(_heading(c, n) for c, n in zip(candidates, numerals, strict=True) if c.text)


def clean(text: str) -> str:
    """A heading's words in NFC without the marks around them."""
    text = nfc(text)
    return _OPENING.sub("", _CLOSING.sub("", text))


def settle_numerals(
    numbered: Sequence[tuple[Numbered | None, float]],
) -> list[Numeral | None]:
    """Choose one reading of each numeral so that the sequence counts on.

    Args:
        numbered: In reading order: the numeral's readings, None for a heading without a numeral, and
            the share of capitals in the heading's words (capitals go with Roman numerals).

    Returns:
        One numeral, or None, for each.
    """
    last: dict[NumeralKind, int] = {}
    roman_in_capitals = any(
        n is not None and n.readings[0].kind is NumeralKind.ROMAN and n.readings[0].sure and caps > CAPITALS
        for n, caps in numbered
    )
    chosen: list[Numeral | None] = []
    for readings, caps in numbered:
        if readings is None:
            chosen.append(None)
            continue

        def cost(reading: Numeral, caps: float = caps) -> float:
            expected = last.get(reading.kind, 0) + 1
            off = 0.0 if reading.ordinal == expected else 0.3 if reading.ordinal == 1 else 1.0
            odd = roman_in_capitals and (reading.kind is NumeralKind.ROMAN) != (caps > CAPITALS)
            return off + (0.0 if reading.sure else 0.4) + (0.8 if odd else 0.0)

        best = min(readings.readings, key=cost)
        chosen.append(best)
        kinds = list(NumeralKind)
        for deeper in kinds[kinds.index(best.kind) + 1 :]:
            last.pop(deeper, None)
        last[best.kind] = best.ordinal
    return _with_missing_roman([n for n, _ in numbered], chosen)


def _with_missing_roman(
    numbered: Sequence[Numbered | None], chosen: Sequence[Numeral | None]
) -> list[Numeral | None]:
    """Take "1." for the "I." that is missing before a "II.", unless a "2." goes on from it.

    An "I" is easily read as "1", which by itself is as good a numeral; only what follows tells.
    """
    settled = list(chosen)
    romans = [(place, n.ordinal) for place, n in enumerate(chosen) if n and n.kind is NumeralKind.ROMAN]
    for (before, ordinal), (after, following) in itertools.pairwise([(-1, 0), *romans]):
        if following != ordinal + 2:
            continue
        between = range(before + 1, after)
        if any(n and n.kind is NumeralKind.ARABIC and n.ordinal == 2 for n in settled[before + 1 : after]):
            continue
        for place in between:
            readings = numbered[place].readings if numbered[place] else ()  # type: ignore[union-attr]
            meant = [r for r in readings if r.kind is NumeralKind.ROMAN and r.ordinal == ordinal + 1]
            if meant:
                settled[place] = meant[0]
                break
    return settled


def _candidate(paragraph: Paragraph) -> _Candidate | None:
    text = nfc(paragraph.lines[0][1].text)
    numbered = read_numeral(text)
    words = [(page, line, word) for page, line in paragraph.lines for word in line.words]
    if numbered:
        words = _without_numeral(words, numbered.start)
        if not words:
            return _numeral_alone(paragraph, numbered)
        first = next((c for c in words[0][2].text if c.isalnum()), "")
        if not first or first.islower():
            return None
    else:
        words = _without_scraps(words)
    end = extent([word for _, _, word in words], whole_is_centred=paragraph.centred)
    if end.words == 0 or end.words > MOST_WORDS:
        return None
    if not numbered and not _may_stand_unnumbered(words[: end.words], end.bold):
        return None
    return _Candidate(
        paragraph,
        numbered,
        tuple(words[: end.words]),
        run_in=end.words < len(words),
        strength=_strength(paragraph, numbered, words[: end.words], end.bold, end.words < len(words)),
        joined=paragraph.lines,
    )


def _numeral_alone(paragraph: Paragraph, numbered: Numbered) -> _Candidate | None:
    if numbered.readings[0].kind is not NumeralKind.PART:
        return None
    return _Candidate(paragraph, numbered, (), run_in=False, strength=1.0, joined=paragraph.lines)


def _without_numeral(words: list[tuple[int, Line, Word]], start: int) -> list[tuple[int, Line, Word]]:
    """Drop the words that the numeral takes up; a word that it only begins is cut after it."""
    at = 0
    for place, (page, line, word) in enumerate(words):
        length = len(nfc(word.text))
        if at >= start:
            return words[place:]
        if at + length > start:
            rest = nfc(word.text)[start - at :]
            share = len(rest) / max(1, length)
            left = word.box.right - word.box.width * share
            box = BoundingBox(left, word.box.top, word.box.right, word.box.bottom)
            cut = Word(rest, box, word.confidence, word.bold, word.italic)
            return [(page, line, cut), *words[place + 1 :]]
        at += length + 1
    return []


def _without_scraps(words: list[tuple[int, Line, Word]]) -> list[tuple[int, Line, Word]]:
    """Drop what a misread numeral left before the words ("IHI¿ ĐÁNH GIÁ", "¡2- Chi bộ", "Phần ĐÁNH GIÁ")."""
    opening = 1 if _is_part_alone([word.text for _, _, word in words]) else 0
    while opening < min(MOST_SCRAPS, len(words) - 1) and not _is_word(words[opening][2].text):
        opening += 1
    return words[opening:] if _is_word(words[opening][2].text) else words


def _is_part_alone(words: Sequence[str]) -> bool:
    """Whether "Phần" stands before a title in capitals without its number, which was not read."""
    rest = " ".join(words[1:])
    return fold(words[0]) == "phan" and not in_capitals(words[0]) and len(words) > 2 and in_capitals(rest)


def _is_word(token: str) -> bool:
    """Whether a token may open a title: letters or figures alone, marks at its ends left off.

    A lone consonant is no word; abbreviations ("HTX") and counts ("05 năm") are.
    """
    core = token.strip(_AROUND_WORDS)
    if len(core) == 1 and core.isalpha():
        return fold(core) in "aeiouy"
    return core.isalpha() or core.isdigit()


def _may_stand_unnumbered(words: Sequence[tuple[int, Line, Word]], bold: float | None) -> bool:
    text = " ".join(word.text for _, _, word in words)
    letters = sum(c.isalpha() for c in text)
    capitals = in_capitals(text)
    most = BOLD_CAPITALS_MOST_WORDS if capitals and (bold or 0.0) > BOLD_FROM else UNNUMBERED_MOST_WORDS
    if len(words) > most or letters < 4 or is_kind(text) or text.lstrip()[:1] in "-–—+*(":
        return False
    return len(words) > 1 and (capitals or (bold or 0.0) > BOLD_FROM)


def _strength(
    paragraph: Paragraph,
    numbered: Numbered | None,
    words: Sequence[tuple[int, Line, Word]],
    bold: float | None,
    run_in: bool,
) -> float:
    """How much type and place look like a heading: numeral, bold or capitals, shortness, standing alone."""
    text = " ".join(word.text for _, _, word in words)
    typed = max(bold if bold is not None else 0.5, 1.0 if in_capitals(text) else 0.0)
    short = max(0.0, 1.0 - len(words) / MOST_WORDS)
    numeral = 1.0 if numbered else 0.3 if paragraph.centred else 0.0
    return round(0.3 * numeral + 0.4 * typed + 0.2 * short + 0.1 * (0.0 if run_in else 1.0), 3)


def _with_part_titles(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Join "Phần thứ nhất" on a line of its own with the title that follows it."""
    joined: list[_Candidate] = []
    waiting: _Candidate | None = None
    for candidate in candidates:
        if waiting is not None and candidate.numbered is None:
            candidate = _Candidate(
                candidate.paragraph,
                waiting.numbered,
                candidate.words,
                candidate.run_in,
                1.0,
                (*waiting.joined, *candidate.joined),
            )
        waiting = None
        if candidate.numbered and not candidate.words:
            waiting = candidate
            continue
        joined.append(candidate)
    return joined


def _heading(candidate: _Candidate, numeral: Numeral | None) -> Heading:
    words = [word for _, _, word in candidate.words]
    page = candidate.joined[0][0]
    lines = _own_lines(candidate)
    letters = sum(len(word.text) for word in words)
    return Heading(
        text=candidate.text,
        numeral=numeral.text if numeral else "",
        page=page,
        box=BoundingBox.around(line.box for p, line in lines if p == page),
        lines=tuple(line for _, line in lines),
        run_in=candidate.run_in,
        strength=candidate.strength,
        confidence=sum(word.confidence * len(word.text) for word in words) / max(1, letters),
    )


def _own_lines(candidate: _Candidate) -> list[tuple[int, Line]]:
    """The heading's lines with its numeral; of the last one only the words that belong to the heading."""
    _, last, end = candidate.words[-1]
    own: list[tuple[int, Line]] = []
    for page, line in candidate.joined:
        if line is not last:
            own.append((page, line))
            continue
        kept = tuple(word for word in line.words if word.box.right <= end.box.right)
        own.append((page, Line(kept or line.words[:1])))
        break
    return own
