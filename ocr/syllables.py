"""Vietnamese syllables by their grammar: which words can be Vietnamese at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# On a vowel only: the tilde of a foreign letter, such as that of TCVN3's and VNI's codes, is no tone.
_TONES = re.compile("(?<=[aeiouy\u0302\u0306\u031b])[\u0300\u0301\u0303\u0309\u0323]")
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
_NUCLEUS = (
    "iêu|yêu|oai|oay|uây|uôi|ươi|ươu|uya|uyê|uyu|oeo|oao|iê|yê|ia|ya|uô|ua|ươ|ưa|uê|uy|oa|oă|oe|uâ|uơ|"
    "ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|oo|[aăâeêioôơuưy]"
)
_CODA = "ng|nh|ch|[cmnpt]"
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:{_CODA})?")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def is_syllable(word: str) -> bool:
    """Say whether a word keeps the grammar of Vietnamese syllables, tones aside.

    >>> is_syllable("Nghiệp"), is_syllable("nghiÖp")
    (True, False)
    """
    bare = _TONES.sub("", unicodedata.normalize("NFD", word.lower()))
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def share_of_syllables(words: Iterable[str]) -> float:
    """The share of words of letters that are syllables, 0..1; 0 if there are none.

    Signs around a word do not count; words with digits or signs inside, such as numbers, are passed over.
    """
    bare = [_EDGES.sub("", word) for word in words]
    letters = [word for word in bare if word.isalpha()]
    return sum(is_syllable(word) for word in letters) / len(letters) if letters else 0.0
