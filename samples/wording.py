"""How people write what a plan asked for: tone placement, slips of the hand, numerals and numbers."""

from __future__ import annotations

import random
import re
import unicodedata

OLD_TONE = re.compile(r"(?i)(?<![q])([oòóỏõọ])([aàáảãạeèéẻẽẹ])\b|(?<![q])([uùúủũụ])([yỳýỷỹỵ])\b")
TONES = "\u0300\u0301\u0303\u0309\u0323"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERS = "abcdđeghiklmn"


def new_tone_placement(text: str) -> str:
    """Move tones from the first to the second vowel of open oa, oe, uy: "ủy" becomes "uỷ"."""

    def move(match: re.Match[str]) -> str:
        first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
        letters = unicodedata.normalize("NFD", first)
        tones = "".join(c for c in letters if c in TONES)
        return unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES) + second + tones)

    return OLD_TONE.sub(move, text)


def upper(text: str) -> str:
    """Upper case for Vietnamese, composed."""
    return unicodedata.normalize("NFC", text).upper()


def with_typo(text: str, rng: random.Random) -> str:
    """One slip in one word: two letters swapped, a letter doubled, dropped or without its tone mark."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) > 3 and w.isalpha()]
    if not long:
        return text
    at = rng.choice(long)
    word = words[at]
    i = rng.randrange(1, len(word) - 1)
    kind = rng.choice(["swap", "double", "drop", "tone"])
    if kind == "swap":
        word = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    elif kind == "double":
        word = word[:i] + word[i] + word[i:]
    elif kind == "drop":
        word = word[:i] + word[i + 1 :]
    else:
        letters = unicodedata.normalize("NFD", word)
        marks = [j for j, c in enumerate(letters) if c in TONES]
        if marks:
            j = rng.choice(marks)
            word = unicodedata.normalize("NFC", letters[:j] + letters[j + 1 :])
        else:
            word = word[:i] + word[i + 1 :]
    words[at] = word
    return " ".join(words)


def numeral(pattern: str, index: int, parent: str) -> tuple[str, str]:
    """A heading's own number and how it is printed.

    ``pattern`` holds one of the marks ``R`` (roman), ``1`` (arabic), ``P1`` (the parent's number before
    it) or ``a`` (letter), and what stands round it: "Phần R.", "1)", "P1.", "a)".

    >>> numeral("R-", 3, "")
    ('III', 'III-')
    >>> numeral("P1.", 2, "2")
    ('2.2', '2.2.')
    """
    own = {
        "R": ROMAN[min(index, len(ROMAN)) - 1],
        "P1": f"{parent}.{index}" if parent else str(index),
        "1": str(index),
        "a": LETTERS[(index - 1) % len(LETTERS)],
    }
    for mark in ("P1", "R", "1", "a"):
        before, found, after = pattern.rpartition(mark)
        if found:
            number = f"{before}{own[mark]}"
            return number, number + after
    raise ValueError(f"no mark in {pattern!r}")


def count_text(value: int, *, thousands: str, pad: bool) -> str:
    """A count as written: "03", "1.234" or "1234"."""
    if value < 10:
        return f"{value:02d}" if pad and value else str(value)
    return f"{value:,}".replace(",", thousands)


def percent_text(value: float) -> str:
    """A percentage the Vietnamese way, with as many decimals as it has: "6,41%", "40%"."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "%"
