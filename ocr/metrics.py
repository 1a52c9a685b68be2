"""How far a reading is from the truth: character and word error rates."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein


def character_error_rate(read: str, truth: str) -> float:
    """Insertions, deletions and substitutions per character of the truth, runs of white space as one space.

    Vietnamese letters count as one character with all their marks (NFC). May exceed 1; an empty truth
    gives 0 if nothing was read and 1 otherwise.

    >>> round(character_error_rate("Tố chức", "Tổ chức"), 3)
    0.143
    """
    return _rate(_plain(read), _plain(truth))


def word_error_rate(read: str, truth: str) -> float:
    """The same, per word of the truth.

    >>> word_error_rate("Tố chức đảng", "Tổ chức đảng")
    0.3333333333333333
    """
    return _rate(_plain(read).split(), _plain(truth).split())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _rate(read: Sequence[str], truth: Sequence[str]) -> float:
    if not truth:
        return float(bool(read))
    return Levenshtein.distance(read, truth) / len(truth)
