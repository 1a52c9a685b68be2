"""What a person typed into the search box, and where it stands in a text.

A word typed without tone marks is compared without them; one typed with marks must bear them. The last word
of a term may be the beginning of a longer one, since people search while they type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extraction.text import fold, fold_keep_marks, fold_tone_placement, nfc

MOST_TERMS = 12  # further words of a pasted sentence are not looked for
SNIPPET_CHARACTERS = 150
MOST_STARTS = 50  # a word on every line of a page: the first lines will do
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Term:
    """Words that stand side by side; ``marked`` where tone marks count. The last may go on."""

    words: tuple[str, ...]
    marked: bool


@dataclass(frozen=True)
class Snippet:
    """A piece of a report; ``page`` is None for its names and fields. Parts are (text, is it a hit)."""

    page: int | None
    parts: tuple[tuple[str, bool], ...]


def words_of(text: str, *, marked: bool) -> tuple[str, ...]:
    """The words of a text as they are compared; NFC, lower case, with tone marks or without.

    >>> words_of("Số 205-KH/TU của Tỉnh ủy", marked=False)
    ('so', '205', 'kh', 'tu', 'cua', 'tinh', 'uy')
    """
    folded = fold_keep_marks(text) if marked else fold(text)
    return tuple(folded.replace("%", " ").split())


@lru_cache(maxsize=1024)
def terms_of(text: str) -> tuple[Term, ...]:
    """The terms of what was typed; what stands in quotation marks is one term.

    >>> [(t.words, t.marked) for t in terms_of('"chi bo" Đảng 12-BC')]
    [(('chi', 'bo'), False), (('đảng',), True), (('12', 'bc'), False)]
    """
    found = []
    for quoted, plain in _QUOTED.findall(nfc(text)):
        bare, kept = words_of(quoted or plain, marked=False), words_of(quoted or plain, marked=True)
        if bare:
            found.append(Term(kept, True) if bare != kept else Term(bare, False))
    return tuple(dict.fromkeys(found))[:MOST_TERMS]


def hits(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where terms stand in a text, as (start, end) of whole words, in order, none overlapping.

    >>> [ "Chi bộ Đông"[a:b] for a, b in hits("Chi bộ Đông", terms_of("bo"))]
    ['bộ']
    """
    text = nfc(text)
    spans: list[tuple[int, int]] = []
    for marked in (False, True):
        patterns = [_pattern(term) for term in terms if term.marked is marked]
        compared = _compared(text, marked) if patterns else ""
        spans += [found.span() for pattern in patterns for found in pattern.finditer(compared)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def snippet(
    pages: Iterable[tuple[int | None, str]], terms: Sequence[Term], *, width: int = SNIPPET_CHARACTERS
) -> Snippet | None:
    """The place where most terms stand together; of equal ones the first. None where there is none."""
    best: tuple[int, Snippet] | None = None
    for page, written in pages:
        text = nfc(written)
        found = hits(text, terms)
        for start, _ in found[:MOST_STARTS]:
            inside = {text[a:b].lower() for a, b in found if start <= a and b <= start + width}
            if best is None or len(inside) > best[0]:
                best = (len(inside), Snippet(page, _parts(text, found, start, width)))
            if best[0] >= len(terms):
                return best[1]
    return best[1] if best else None


def _parts(text: str, found: list[tuple[int, int]], start: int, width: int) -> tuple[tuple[str, bool], ...]:
    left = max(0, start - width // 3)
    right = min(len(text), start + width)
    if left:
        left = text.find(" ", left, start) + 1 or start
    if right < len(text):
        inside = max((b for _, b in found if b <= right), default=start)
        right = max(text.rfind(" ", start, right), inside)
    parts, at = [("… " if left else "", False)], left
    for a, b in found:
        if left <= a and b <= right:
            parts += [(text[at:a], False), (text[a:b], True)]
            at = b
    parts += [(text[at:right], False), (" …" if right < len(text) else "", False)]
    return tuple((piece, hit) for piece, hit in parts if piece)


def _compared(text: str, marked: bool) -> str:
    """The text as it is compared, letter for letter, so that a place in it is a place in the text."""
    if marked:
        folded = fold_tone_placement(text)
        return folded if len(folded) == len(text) else text.lower().ljust(len(text))[: len(text)]
    return text.translate(_BARE)


class _Bare(dict[int, str]):
    """Each letter without its marks; looked up once."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_BARE = _Bare()


@lru_cache(maxsize=1024)
def _pattern(term: Term) -> re.Pattern[str]:
    between = r"[^\w]+"
    return re.compile(r"(?<!\w)" + between.join(map(re.escape, term.words)) + r"\w*")
