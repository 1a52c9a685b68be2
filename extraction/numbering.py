"""The numbers in front of headings: what was printed, and which ordinal it may stand for.

Vietnamese reports number by "Phần thứ nhất" or "Phần I", then "I." "I-" "I/", "1." "1)" "1-", "2.1."
and "a)". OCR takes one for another ("I-" becomes "1-", "II" becomes "H", "III" becomes "HI"), so a printed
numeral has several readings, and only its place in the sequence tells which one is meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from extraction.text import fold


class NumeralKind(StrEnum):
    """The numbering styles, outermost first."""

    PART = "part"  # Phần thứ nhất, Phần I
    ROMAN = "roman"  # I. I- I/
    ARABIC = "arabic"  # 1. 1- 1)
    DOTTED = "dotted"  # 2.1.
    LETTER = "letter"  # a)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One reading of a printed numeral.

    ``text`` is the numeral without its closing mark, put right for this reading ("II" for a printed
    "H-"); ``ordinal`` counts from 1 within its siblings; ``sure`` is False where letters had to be
    taken for others.
    """

    kind: NumeralKind
    ordinal: int
    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text that opens with a numeral: its readings, likeliest first, and where the words begin."""

    readings: tuple[Numeral, ...]
    start: int


MOST_ROMAN = 15
"""Highest Roman heading considered; beyond it a token is rather a word."""

_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"]
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_WORDS = {"nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7}
# What Tesseract makes of Roman strokes on worn print; each pair is (seen, meant).
_ROMAN_SLIPS = (
    ("H", "II"),
    ("M", "III"),
    ("W", "VI"),
    ("Y", "V"),
    ("U", "II"),
    ("T", "I"),
    ("l", "I"),
    ("L", "I"),
    ("J", "I"),
    ("i", "I"),
    ("1", "I"),
    ("|", "I"),
    ("!", "I"),
    ("Ị", "I"),
    ("Í", "I"),
    ("Ì", "I"),
    ("]", "I"),
    ("[", "I"),
)
_DIGIT_SLIPS = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "Z": "2", "z": "2", "S": "5"})

_MARK = r"\s*[.\-\u2013\u2014)/\u2044:]+\s*"
_PART = re.compile(
    r"^(?:\S{1,2}\s+){0,5}\W{0,3}[Pp][Hh][AaầẦàÀấẤâÂ][Nn](?:\s+|(?=[IVXHl1|!\]]{1,4}\b))(?:[Tt][Hh][ứỨưƯừỪuU]\s+)?(?P<n>[\w|!\]]{1,5})(?P<mark>"
    + _MARK
    + r")?",
)
_DOTTED = re.compile(r"^(?P<n>[\dlI]{1,2}(?:\.[\dlIO]{1,2}){1,3})(?:" + _MARK + r"|\s+)(?=\D)")
_SINGLE = re.compile(r"^\W{0,2}?(?P<n>[\w|!\]\[]{1,5})(?P<mark>" + _MARK + r")(?=\S)")
# The mark is lost more often than the strokes ("I/ Tình hình" becomes "I Tình hình"); Roman only.
# A slash may be read as a digit ("I2 Đặc điểm" for "I/ Đặc điểm").
_UNMARKED = re.compile(r"^\W{0,2}?(?P<n>[IVXHlLJ1|!\]\[ỊÍÌUTY]{1,5})[27?]?\s+(?=\w)")
# A full stop read as a comma, or lost, before a word with a capital: "1, Về tổ chức", "2 Đề nghị".
_WORN = re.compile(
    r"^\W{0,2}?(?P<n>[1-9]\d?|[IVX]{1,4})(?:\s*,\s*|\s+)(?=(?P<first>[^\W\d_])(?P<second>[^\W\d_]))"
)


_NOISE = ("Lm", "Sk", "Mn")  # accents that stand alone: specks above the line


def read_numeral(text: str) -> Numbered | None:
    """Read the numeral that a line opens with.

    Args:
        text: The line as read, in NFC.

    Returns:
        All readings, likeliest first, and the offset in ``text`` where the heading's words begin; None
        if the line opens with none. Whether the line is a heading is not decided here.

    >>> [n.text for n in read_numeral("H- KẾT QUẢ").readings]
    ['II']
    >>> read_numeral("Trên đây là báo cáo") is None
    True
    """
    text = text.replace("¡", "i")
    noise = next((i for i, c in enumerate(text) if unicodedata.category(c) not in _NOISE), 0)
    bare = text[noise:]
    found = (
        _read_part(bare)
        or _read_dotted(bare)
        or _read_single(bare)
        or _read_unmarked(bare)
        or _read_worn(bare)
    )
    return Numbered(found.readings, found.start + noise) if found else None


def roman(ordinal: int) -> str:
    """The Roman numeral of an ordinal from 1 to ``MOST_ROMAN``."""
    return _ROMAN[ordinal - 1]


def roman_reading(token: str) -> tuple[int, bool] | None:
    """The ordinal that a token stands for as a Roman numeral, and whether no letter had to be changed."""
    if token in _ROMAN:
        return _ROMAN.index(token) + 1, True
    meant = token
    for seen, stroke in _ROMAN_SLIPS:
        meant = meant.replace(seen, stroke)
    if meant in _ROMAN:
        return _ROMAN.index(meant) + 1, False
    if meant != token and meant == "IIII":  # "IHI-", "HIJ": a stroke split, or the mark taken for one
        return 3, False
    return None


def _read_part(text: str) -> Numbered | None:
    found = _PART.match(text)
    if not found:
        return None
    token = found["n"]
    ordinal = _WORDS.get(fold(token))
    sure = ordinal is not None
    if ordinal is None:
        reading = roman_reading(token.upper() if token.isalpha() else token) or roman_reading(token)
        if reading:
            ordinal, sure = reading
        elif token.isdigit():
            ordinal, sure = int(token), True
    if not ordinal:
        return None
    return Numbered(
        (Numeral(NumeralKind.PART, ordinal, f"Phần {_part_text(token, ordinal, sure)}", sure),), found.end()
    )


def _part_text(token: str, ordinal: int, sure: bool) -> str:
    if fold(token) in _WORDS:
        return f"thứ {token.lower()}"
    return token if sure or ordinal > MOST_ROMAN else roman(ordinal)


def _read_dotted(text: str) -> Numbered | None:
    found = _DOTTED.match(text)
    if not found:
        return None
    parts = [p.strip().translate(_DIGIT_SLIPS) for p in found["n"].split(".")]
    if not all(p.isdigit() and int(p) > 0 for p in parts):
        return None
    sure = found["n"].replace(".", "").replace(" ", "").isdigit()
    return Numbered((Numeral(NumeralKind.DOTTED, int(parts[-1]), ".".join(parts), sure),), found.end())


def _read_single(text: str) -> Numbered | None:
    found = _SINGLE.match(text)
    if not found:
        return None
    token, closing = found["n"], found["mark"].strip()[:1]
    readings: list[Numeral] = []
    as_roman = roman_reading(token)
    digits = token.translate(_DIGIT_SLIPS)
    # Before more digits only a sure Roman numeral may stand ("I. 05 năm"); else it is a date or a count.
    dated = text[found.end() : found.end() + 1].isdigit()
    if as_roman and (as_roman[1] or not dated):
        readings.extend(_roman_numerals(*as_roman))
    if digits.isdigit() and len(digits) <= 2 and int(digits) > 0 and not dated:
        number = Numeral(NumeralKind.ARABIC, int(digits), str(int(digits)), token.isdigit())
        readings.insert(0 if token.isdigit() else len(readings), number)
    letter = token.lower()
    if len(token) == 1 and token in _LETTERS and closing in ").":
        readings.append(Numeral(NumeralKind.LETTER, _LETTERS.index(letter) + 1, letter, token not in "li"))
    return Numbered(tuple(readings), found.end()) if readings else None


def _read_unmarked(text: str) -> Numbered | None:
    found = _UNMARKED.match(text)
    as_roman = roman_reading(found["n"]) if found else None
    if found is None or as_roman is None:
        return None
    readings = _roman_numerals(as_roman[0], sure=False)
    if found["n"].isdigit():
        readings.append(Numeral(NumeralKind.ARABIC, int(found["n"]), str(int(found["n"])), sure=False))
    return Numbered(tuple(readings), found.end())


def _read_worn(text: str) -> Numbered | None:
    """A numeral whose mark is worn; before capitals a count is likelier ("5 NĂM THỰC HIỆN")."""
    found = _WORN.match(text)
    if found is None or not (found["first"].isupper() and found["second"].islower()):
        return None
    if found["n"] in _ROMAN:
        return Numbered(tuple(_roman_numerals(_ROMAN.index(found["n"]) + 1, sure=True)), found.end())
    if not found["n"].isdigit():
        return None
    return Numbered((Numeral(NumeralKind.ARABIC, int(found["n"]), found["n"], sure=False),), found.end())


def _roman_numerals(ordinal: int, sure: bool) -> list[Numeral]:
    """A Roman numeral; where letters were taken for strokes, also one stroke more or less."""
    near = (ordinal,) if sure else (ordinal, ordinal + 1, ordinal - 1)
    return [Numeral(NumeralKind.ROMAN, n, roman(n), sure) for n in near if 1 <= n <= MOST_ROMAN]
