"""How a text is set: in capitals or not."""

from __future__ import annotations

import re

from extraction.text import fold

CAPITALS = 0.75
"""Share of capital letters from which a text counts as set in capitals; "của 05" and slips take some."""


def share_of_capitals(text: str) -> float:
    """The share of capitals among the letters of a text, 0 where it has none."""
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) / len(letters) if letters else 0.0


def in_capitals(text: str) -> bool:
    """Say whether a text is set in capitals, a few letters aside."""
    return share_of_capitals(text) > CAPITALS


# A syllable: initial consonants, one to three vowels, final consonants (phonotactics of Vietnamese).
_SYLLABLE = re.compile(
    r"^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$"
)


def is_syllable(word: str) -> bool:
    """Say whether Vietnamese spelling allows a word, tone and vowel marks aside."""
    return bool(_SYLLABLE.match(fold(word)))
