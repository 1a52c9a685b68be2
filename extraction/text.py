"""Vietnamese text: normal form, folding for comparison.

Two spellings of one word must compare equal, so matching works on folded text while everything shown
keeps what was written. Unicode UAX #15; "đ" has no decomposition and is folded by hand.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w%]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# Old and new tone placement (hòa/hoà, ủy/uỷ): the tone mark belongs to the syllable, so for comparison
# it is moved to the end of these vowel pairs.
_TONED_PAIR = re.compile(r"([ou])([\u0300\u0301\u0303\u0309\u0323])([aey])")
_TONES = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))


def nfc(text: str) -> str:
    """Canonical composition, no-break spaces made plain, runs of white space folded."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).replace("\u00a0", " ")).strip()


@lru_cache(maxsize=65536)
def fold_tone_placement(text: str) -> str:
    """Lower case with tone marks in one place, so that "Ủy" and "Uỷ" compare equal; tones still count.

    >>> fold_tone_placement("Uỷ ban HOÀ") == fold_tone_placement("Ủy ban hòa")
    True
    """
    decomposed = unicodedata.normalize("NFD", nfc(text).lower())
    return unicodedata.normalize("NFC", _TONED_PAIR.sub(r"\1\3\2", decomposed))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Letters and digits only, lower case, no tone or vowel marks: what OCR rarely gets wrong.

    >>> fold("Tổ chức ĐẢNG – uỷ viên")
    'to chuc dang uy vien'
    """
    # A reader may take "đ" for the Icelandic letter of the same shape.
    plain = nfc(text).lower().replace("đ", "d").replace("\u00f0", "d")
    decomposed = unicodedata.normalize("NFD", plain)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", _DASHES.sub("-", bare))).replace("_", " ").strip()


@lru_cache(maxsize=65536)
def fold_keep_marks(text: str) -> str:
    """Letters and digits only, lower case, marks kept, tone placement folded."""
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", fold_tone_placement(text))).replace("_", " ").strip()
