"""Text typed before Unicode: the codes of the .VnTime (TCVN3, "ABC") and VNI fonts to Vietnamese letters.

Such fonts put Vietnamese shapes at Latin-1 codes, so that the text copies as "Hµ Néi" (TCVN3) or "Haø Noäi"
(VNI). Sources: TCVN 5712:1993, table VN3; VNI Software Co., "VNI Windows" font layout. Both were compared
with the tables of free converters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

_TONES = {"\u0301": "acute", "\u0300": "grave", "\u0309": "hook", "\u0303": "tilde", "\u0323": "dot"}
_TCVN3_RUNS = (
    # From this code on, one letter a code; a full stop stands for a code that is none of VN3's letters.
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ.ằẳẵắ"),
    (0xC6, "ặầẩẫấậè.ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"),
)
_VNI_MARKS = (
    # Letters that take marks as a second code, with the codes for acute, grave, hook, tilde and dot below.
    ("aeouy", "ùøûõï"),
    ("âêô", "áàåãä"),
    ("ă", "éèúüë"),
    ("ơư", "ùøûõï"),
)
_VNI_BASES = {"â": "aâ", "ê": "eâ", "ô": "oâ", "ă": "aê", "ơ": "ô", "ư": "ö", "đ": "ñ"}
_VNI_CARRIERS = {"â": "a", "ê": "e", "ô": "o", "ă": "a", "ơ": "ô", "ư": "ö"}  # before a tone's code
_VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


class Coding(StrEnum):
    TCVN3 = "TCVN3"
    VNI = "VNI"


def _tcvn3_codes() -> dict[str, str]:
    return {
        letter: chr(start + place)
        for start, letters in _TCVN3_RUNS
        for place, letter in enumerate(letters)
        if letter != "."
    }


def _vni_codes() -> dict[str, str]:
    """Vietnamese letter -> one or two VNI codes, small letters and capitals."""
    codes = dict(_VNI_BASES) | _VNI_ALONE
    for letters, marks in _VNI_MARKS:
        for letter in letters:
            for tone, mark in zip(_TONES, marks, strict=True):
                toned = unicodedata.normalize("NFC", letter + tone)
                codes.setdefault(toned, _VNI_CARRIERS.get(letter, letter) + mark)
    return codes | {letter.upper(): code.upper() for letter, code in codes.items()}


_TO_TCVN3 = _tcvn3_codes()
_FROM_TCVN3 = {code: letter for letter, code in _TO_TCVN3.items()} | {"\u03bc": "à"}  # micro sign as Greek
_TO_VNI = _vni_codes()
_FROM_VNI = {code: letter for letter, code in _TO_VNI.items()} | {
    # People leave the capital lock on for the letter and off for its mark.
    code[0] + code[1].lower(): letter
    for letter, code in _TO_VNI.items()
    if len(code) > 1 and code.isupper()
}


def from_tcvn3(text: str) -> str:
    """Letters of text that was typed in a .Vn font.

    >>> from_tcvn3("Hµ Néi, TØnh ñy")
    'Hà Nội, Tỉnh ủy'
    """
    return "".join(_FROM_TCVN3.get(c, c) for c in text)


def to_tcvn3(text: str) -> str:
    """The codes of a text in a .Vn font; a toned capital has none and stays as it is."""
    return "".join(_TO_TCVN3.get(c, c) for c in unicodedata.normalize("NFC", text))


def from_vni(text: str) -> str:
    """Letters of text that was typed in a VNI font.

    >>> from_vni("Haø Noäi, TÆNH ÖÛY")
    'Hà Nội, TỈNH ỬY'
    """
    out = []
    place = 0
    while place < len(text):
        pair = text[place : place + 2]
        if len(pair) == 2 and pair in _FROM_VNI:
            out.append(_FROM_VNI[pair])
            place += 2
        else:
            out.append(_FROM_VNI.get(text[place], text[place]))
            place += 1
    return "".join(out)


def to_vni(text: str) -> str:
    """The codes of a text in a VNI font."""
    return "".join(_TO_VNI.get(c, c) for c in unicodedata.normalize("NFC", text))


CONVERTERS: Mapping[Coding, Callable[[str], str]] = {Coding.TCVN3: from_tcvn3, Coding.VNI: from_vni}

_TCVN3_FONT = re.compile(r"[._]?Vn[A-Z0-9]")
_TCVN3_CAPITALS = re.compile(r"[._]?Vn\w*?H(?![a-z])")
_VNI_FONT = re.compile(r"VNI[-_ A-Z]", re.IGNORECASE)


def coding_of_font(name: str) -> Coding | None:
    """The coding that a font's name tells, None for fonts of other families.

    >>> coding_of_font("ABCDEF+.VnTimeH"), coding_of_font("VNI-Times,Bold"), coding_of_font("Times")
    (<Coding.TCVN3: 'TCVN3'>, <Coding.VNI: 'VNI'>, None)
    """
    plain = name.rpartition("+")[2]
    if _VNI_FONT.match(plain):
        return Coding.VNI
    return Coding.TCVN3 if _TCVN3_FONT.match(plain) else None


def shows_capitals(name: str) -> bool:
    """Say whether a font draws small letters as capitals: .VnTimeH and its like."""
    return _TCVN3_CAPITALS.match(name.rpartition("+")[2]) is not None
