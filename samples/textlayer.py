"""Text layers that lie: TCVN3 bytes from the years before Unicode, and OCR in the wrong language."""

from __future__ import annotations

import io
import random
import unicodedata
from dataclasses import dataclass

import pdfplumber

# TCVN 5712:1993 (VN3), the coding of the .VnTime fonts, lower case; capitals without tone marks follow.
_TCVN3 = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD,
    "ắ": 0xBE, "ặ": 0xC6, "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "đ": 0xAE,
    "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ê": 0xAA, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4,
    "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1,
    "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ô": 0xAB, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2,
    "ú": 0xF3, "ụ": 0xF4, "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA,
    "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
CONFUSIONS = {
    "đ": ["d", "ct", "đ"], "ư": ["u", "ir", "tr"], "ơ": ["o", "a"], "ệ": ["~", "e"], "ộ": ["ç", "o"],
    "ạ": ["@", "a"], "1": ["l", "1", "1"], "0": ["O", "0", "0"], "5": ["S", "5", "5"],
}  # fmt: skip


@dataclass(frozen=True)
class LayerWord:
    """A word and where it stands on its page, in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(pdf: bytes) -> list[list[LayerWord]]:
    """The words of a born-digital PDF, page by page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [
            [LayerWord(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in page.extract_words()]
            for page in document.pages
        ]


def as_tcvn3(text: str) -> str:
    """The text as one sees it who takes TCVN3 bytes for Latin-1.

    Capitals with tones become small letters, which the capitals' own font .VnTimeH shows as capitals.

    >>> as_tcvn3("Tỉnh ủy")
    'TØnh ñy'
    """
    out = []
    for letter in unicodedata.normalize("NFC", text):
        code = _TCVN3.get(letter) or _TCVN3.get(letter.lower())
        out.append(chr(code) if code else letter)
    return "".join(out)


def small_capitals(word: str) -> str:
    """A word in capitals as the capitals' own font .VnTimeH stores it: small letters."""
    return word.lower() if word.isalpha() and word.isupper() and len(word) > 1 else word


def misread(text: str, rng: random.Random, badness: float) -> str:
    """The text as an OCR program for another language would have it."""
    out = []
    for letter in text:
        if rng.random() < badness and letter.lower() in CONFUSIONS:
            out.append(rng.choice(CONFUSIONS[letter.lower()]))
            continue
        bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
        out.append(bare.replace("đ", "d").replace("Đ", "D") if rng.random() < 0.85 else letter)
    return "".join(out)
