"""Which coding the words of a text layer are in, and what they say in Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ocr.old_fonts import CONVERTERS, Coding, coding_of_font, shows_capitals
from ocr.syllables import share_of_syllables

SURE = 0.8  # least share of converted words that are Vietnamese syllables; names and abbreviations are none
GAIN = 0.25  # least rise of that share by converting, where no font's name tells the coding
FEWEST_WORDS = 10  # with fewer, the share says nothing
OLD_SHARE = 0.01  # of the letters in old fonts: a page has bullets and signs in strange fonts
_BEYOND_LATIN_1 = 0x100
_GREEK_MU = "\u03bc"  # what some programs make of the micro sign, which is a letter of TCVN3


@dataclass(frozen=True)
class Decoder:
    """The words' texts in Unicode, NFC. ``coding`` is the old one they were in, None for Unicode.

    ``doubt`` says why the texts are not to be believed, None where they are.
    """

    texts: tuple[str, ...]
    coding: Coding | None = None
    doubt: str | None = None

    @property
    def described(self) -> str:
        """Where the text comes from, for the page's record."""
        if self.coding is None:
            return "typed text in Unicode"
        return f"typed in an old {self.coding} font, converted to Unicode"

    @staticmethod
    def of(words: Sequence[Mapping[str, Any]]) -> Decoder:
        """Decode pdfplumber's words, which carry their ``chars`` with ``text`` and ``fontname``.

        Fonts' names tell the coding; where they tell nothing, the one under which the words become
        Vietnamese. Where a font has an old name and its letters are in Unicode already, they stay.
        """
        plain = tuple(_nfc(str(word["text"])) for word in words)
        fonts = _old_fonts(words)
        if not fonts:
            return _guessed(plain)
        coding = max(Coding, key=list(fonts.values()).count)
        texts = _mend_capitals([_converted(word, fonts) for word in words])
        sure = share_of_syllables(texts)
        if len(texts) >= FEWEST_WORDS and sure < SURE:
            return Decoder(
                plain, coding, f"typed in an old {coding} font, and only {sure:.0%} of it converts"
            )
        return Decoder(texts, coding)


def _guessed(plain: tuple[str, ...]) -> Decoder:
    """For fonts without a telling name: the coding that turns gibberish into Vietnamese."""
    if len(plain) < FEWEST_WORDS or any(ord(c) >= _BEYOND_LATIN_1 and c.isalpha() for t in plain for c in t):
        return Decoder(plain)
    before = share_of_syllables(plain)
    tried = {coding: [convert(text) for text in plain] for coding, convert in CONVERTERS.items()}
    best = max(tried, key=lambda coding: share_of_syllables(tried[coding]))
    after = share_of_syllables(tried[best])
    if after < SURE or after < before + GAIN:
        return Decoder(plain)
    return Decoder(_mend_capitals(tried[best]), best)


def _old_fonts(words: Sequence[Mapping[str, Any]]) -> dict[str, Coding]:
    """The page's fonts whose letters are in an old coding by their names; none for a stray sign or two.

    A font of an old name with letters beyond Latin-1 has been brought to Unicode by some program.
    """
    letters = [(str(c["fontname"]), str(c["text"])) for word in words for c in word["chars"]]
    letters = [(font, text) for font, text in letters if text.isalpha()]
    new = {font for font, text in letters if any(ord(c) >= _BEYOND_LATIN_1 and c != _GREEK_MU for c in text)}
    old = {font: coding for font, _ in letters if font not in new and (coding := coding_of_font(font))}
    in_old = sum(font in old for font, _ in letters)
    return old if in_old > OLD_SHARE * len(letters) else {}


def _converted(word: Mapping[str, Any], fonts: Mapping[str, Coding]) -> str:
    """A word, each run of letters of one font by that font's coding."""
    out = []
    for font, run in groupby(word["chars"], key=lambda c: str(c["fontname"])):
        text = "".join(str(c["text"]) for c in run)
        if font in fonts:
            text = CONVERTERS[fonts[font]](text)
            text = text.upper() if shows_capitals(font) else text
        out.append(text)
    return _nfc("".join(out))


def _mend_capitals(texts: Sequence[str]) -> tuple[str, ...]:
    """Small toned letters among capitals as capitals: TCVN3 has no codes for toned capitals.

    "ĐảNG ủY" is meant as "ĐẢNG ỦY"; a word without other small letters, "Xã", follows its neighbours.
    """
    mended = [text.upper() if _has_inner_capital(text) else text for text in texts]
    for place, text in enumerate(mended):
        beside = [mended[i] for i in (place - 1, place + 1) if 0 <= i < len(mended)]
        small = [c for c in text if c.islower()]
        if (
            small
            and not any(c.isascii() for c in small)
            and len(beside) == 2
            and all(_is_capitals(other) for other in beside)
        ):
            mended[place] = text.upper()
    return tuple(mended)


def _has_inner_capital(text: str) -> bool:
    return any(c.isupper() for c in text[1:]) and any(c.islower() and ord(c) > 127 for c in text)


def _is_capitals(text: str) -> bool:
    return text.isupper() and sum(c.isalpha() for c in text) > 1


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
