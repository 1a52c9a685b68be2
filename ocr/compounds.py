"""Which Vietnamese words of two syllables there are: the only module that knows the list of words.

Set-up puts the list beside Tesseract's model; where it is not, nothing is known and nothing is set right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORD_LIST = "vie.words.txt"  # one word a line, UTF-8
GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = frozenset((GRAVE, ACUTE, TILDE, HOOK, DOT))
LEVEL = ""  # no mark


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable, its tone apart, so that "uỷ" and "ủy" are the same. ``letters`` are small, in NFC."""

    letters: str
    tone: str

    def with_tone(self, tone: str) -> Syllable:
        return Syllable(self.letters, tone)


@dataclass(frozen=True)
class Compounds:
    """Words of two syllables."""

    pairs: frozenset[tuple[Syllable, Syllable]] = frozenset()

    @staticmethod
    def of(words: Iterable[str]) -> Compounds:
        """The words of two syllables among these; all others tell nothing."""
        pairs = set()
        for word in words:
            match [syllable_of(part) for part in word.split()]:
                case [Syllable() as first, Syllable() as second]:
                    pairs.add((first, second))
        return Compounds(frozenset(pairs))

    def __contains__(self, pair: tuple[Syllable | None, Syllable | None]) -> bool:
        return pair in self.pairs


@lru_cache(maxsize=65536)
def syllable_of(text: str) -> Syllable | None:
    """A syllable as written; None for what has two tones, or other signs than letters.

    >>> syllable_of("Uỷ") == syllable_of("ủy")
    True
    """
    if not text.isalpha():
        return None
    signs = unicodedata.normalize("NFD", text.lower())
    tones = [sign for sign in signs if sign in TONES]
    if len(tones) > 1:
        return None
    letters = "".join(sign for sign in signs if sign not in TONES)
    return Syllable(unicodedata.normalize("NFC", letters), tones[0] if tones else LEVEL)


@lru_cache(maxsize=4)
def load_compounds(folder: str | None) -> Compounds:
    """The list in a folder of models; an empty one where there is none."""
    path = Path(folder) / WORD_LIST if folder else None
    if path is None or not path.is_file():
        return Compounds()
    return Compounds.of(path.read_text(encoding="utf-8").splitlines())
