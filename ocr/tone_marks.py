"""Tone marks that Tesseract mistook for one another, set right where only one reading makes a word.

Its model takes a hook for an acute ("tố chức" for "tổ chức") and a dot for a hook ("chỉ bộ" for "chi bộ"), in
good scans too: both are syllables, so nothing in its own words tells. Two syllables that make no word
together, of which one makes a word with the other mark, tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ocr.compounds import ACUTE, GRAVE, HOOK, LEVEL, TILDE, TONES, Compounds, Syllable, syllable_of
from ocr.model import Line, Word

MISTAKEN = ((ACUTE, HOOK), (TILDE, HOOK), (TILDE, GRAVE))
"""Pairs (read, printed) of what small print loses: of 120 generated reports nine tenths of wrong marks."""

TAKEN_FOR_DOT = (HOOK, ACUTE, GRAVE, TILDE)  # what the dot of an i is read as
DOTTED = "i"
MOST_GAP_HEIGHTS = 1.5  # letter heights between the syllables of a word; cells and columns are further apart
_PARTS = re.compile(r"(\W*)(\w+)(\W*)")


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a line: what stands before, its letters, what stands after; None for no syllable."""

    before: str
    letters: str
    after: str
    syllable: Syllable | None

    @property
    def is_name_like(self) -> bool:
        return self.letters[:1].isupper() and not (len(self.letters) > 1 and self.letters.isupper())


def settle_tone_marks(lines: Iterable[Line], compounds: Compounds) -> tuple[Line, ...]:
    """Set wrong tone marks right; the first reading stays among a word's candidates.

    A syllable is changed only if it makes no word with either neighbour as it was read, exactly one other
    mark that is easily mistaken for its own makes one, and that neighbour has no other partner. Names are
    left alone, and so is what stands in different cells.

    Args:
        lines: Of a page as read from pixels.
        compounds: Words of two syllables; without any, the lines come back as they are.

    Returns:
        The same lines with the same boxes.
    """
    if not compounds.pairs:
        return tuple(lines)
    return tuple(_settle_line(line, compounds) for line in lines)


def _settle_line(line: Line, compounds: Compounds) -> Line:
    parts = [_part_of(word.text) for word in line.words]
    near = [_is_near(one, other) for one, other in zip(line.words, line.words[1:], strict=False)]
    words = list(line.words)
    for i, part in enumerate(parts):
        right = _better(parts, near, i, compounds)
        if right is None:
            continue
        letters = with_tone(part.letters, right.tone)
        parts[i] = replace(part, letters=letters, syllable=right)
        text = part.before + letters + part.after
        words[i] = replace(words[i], text=text, candidates=(words[i].text, *words[i].candidates))
    return Line(tuple(words))


def _part_of(text: str) -> _Part:
    found = _PARTS.fullmatch(unicodedata.normalize("NFC", text))
    if found is None:
        return _Part("", text, "", None)
    before, letters, after = found.groups()
    return _Part(before, letters, after, syllable_of(letters))


def _is_near(one: Word, other: Word) -> bool:
    height = max(one.box.height, other.box.height)
    return other.box.left - one.box.right <= MOST_GAP_HEIGHTS * height


def _better(parts: Sequence[_Part], near: Sequence[bool], i: int, compounds: Compounds) -> Syllable | None:
    """What syllable ``i`` must be; None to leave it."""

    def makes_word(first: int, one: Syllable | None = None, other: Syllable | None = None) -> bool:
        if not 0 <= first < len(near) or not near[first]:
            return False
        left, right = parts[first], parts[first + 1]
        if left.after or right.before:
            return False
        return (one or left.syllable, other or right.syllable) in compounds

    read = parts[i].syllable
    if read is None or makes_word(i - 1) or makes_word(i):
        return None
    found = []
    for tone in _mistaken_for(read):
        other = read.with_tone(tone)
        with_next = makes_word(i, one=other) and not makes_word(i + 1) and not parts[i + 1].is_name_like
        with_last = makes_word(i - 1, other=other) and not makes_word(i - 2) and _may_begin_word(parts, i - 1)
        if with_next or (with_last and not parts[i].is_name_like):
            found.append(other)
    return found[0] if len(found) == 1 else None


def _may_begin_word(parts: Sequence[_Part], i: int) -> bool:
    """Say whether a part is the first syllable of a common word: of small letters, or where a line begins."""
    return i == 0 or not parts[i].is_name_like


def _mistaken_for(read: Syllable) -> tuple[str, ...]:
    """The tones that may have been printed where this one was read."""
    tones = [printed for mark, printed in MISTAKEN if mark == read.tone]
    if DOTTED in read.letters and read.tone in TAKEN_FOR_DOT:
        tones.append(LEVEL)
    return tuple(tones)


def with_tone(letters: str, tone: str) -> str:
    """Put another tone on the letter that has one, or take it off.

    >>> with_tone("CHỈ", LEVEL), with_tone("tố", HOOK)
    ('CHI', 'tổ')
    """
    out = []
    for letter in unicodedata.normalize("NFC", letters):
        signs = unicodedata.normalize("NFD", letter)
        bare = "".join(sign for sign in signs if sign not in TONES)
        out.append(bare + tone if len(bare) < len(signs) else letter)
    return unicodedata.normalize("NFC", "".join(out))
