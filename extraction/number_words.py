"""Vietnamese number words: "ba", "mười hai", "một trăm linh năm", and back.

Reports spell small counts out, often beside the digits ("03 (ba) tổ hợp tác"). Words are read with tone
marks or without, because OCR loses marks before letters; without them "mươi" and "mười" are the same and
the place in the number tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from extraction.text import fold

_DIGITS = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_SPOKEN = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LINKS = {"linh", "le"}
_SCALES = (("trieu", 1_000_000), ("nghin", 1000), ("ngan", 1000))
_TEN, _HUNDRED = {"muoi", "chuc"}, "tram"
NUMBER_WORDS = frozenset(_DIGITS) | _LINKS | _TEN | {_HUNDRED} | {word for word, _ in _SCALES}
LARGEST_SPELT = 999_999_999


def parse_number_words(text: str) -> int | None:
    """The number that a phrase spells out, None if it spells none.

    >>> parse_number_words("hai mươi mốt"), parse_number_words("một trăm linh năm")
    (21, 105)
    """
    return _with_scales(tuple(fold(text).split()))


def _with_scales(words: Sequence[str]) -> int | None:
    if not words:
        return None
    total = 0
    for scale_word, scale in _SCALES:
        if scale_word in words:
            at = words.index(scale_word)
            head = _below_thousand(words[:at])
            if not head or head * scale + total > LARGEST_SPELT:
                return None
            total += head * scale
            words = words[at + 1 :]
            if not words:
                return total
    tail = _below_thousand(words)
    return None if tail is None else total + tail


def _below_thousand(words: Sequence[str]) -> int | None:
    if len(words) > 1 and words[1] == _HUNDRED and words[0] in _DIGITS:
        hundreds, words = _DIGITS[words[0]] * 100, words[2:]
        if not words:
            return hundreds
        if words[0] in _LINKS:
            words = words[1:]
            return hundreds + _DIGITS[words[0]] if len(words) == 1 and words[0] in _DIGITS else None
        rest = _below_hundred(words)
        return None if rest is None else hundreds + rest
    if len(words) == 2 and words[0] in _LINKS and words[1] in _DIGITS:
        return _DIGITS[words[1]]
    return _below_hundred(words)


def _below_hundred(words: Sequence[str]) -> int | None:
    digits = [_DIGITS.get(w) for w in words]
    match len(words):
        case 1:
            return 10 if words[0] in _TEN else digits[0]
        case 2 if words[0] in _TEN and digits[1]:  # mười hai
            return 10 + digits[1]
        case 2 if words[1] in _TEN and digits[0]:  # hai mươi
            return digits[0] * 10
        case 3 if words[1] in _TEN and digits[0] and digits[2]:  # hai mươi mốt
            return digits[0] * 10 + digits[2]
    return None


def format_number_words(number: int) -> str:
    """Spell a number the way the north writes it: "hai mươi mốt", "một trăm linh năm".

    Raises:
        ValueError: The number is negative or above ``LARGEST_SPELT``.
    """
    if not 0 <= number <= LARGEST_SPELT:
        raise ValueError(f"only 0 to {LARGEST_SPELT} are spelt out, not {number}")
    if number == 0:
        return _SPOKEN[0]
    parts: list[str] = []
    for scale, name in ((1_000_000, "triệu"), (1000, "nghìn")):
        head, number = divmod(number, scale)
        if head:
            parts += [*_spell_below_thousand(head, bool(parts)), name]
    if number:
        parts += _spell_below_thousand(number, bool(parts))
    return " ".join(parts)


def _spell_below_thousand(number: int, after_scale: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    parts = [_SPOKEN[hundreds], "trăm"] if hundreds or after_scale else []
    tens, units = divmod(rest, 10)
    if tens:
        parts += ["mười"] if tens == 1 else [_SPOKEN[tens], "mươi"]
    elif units and parts:
        parts.append("linh")
    if units == 1 and tens > 1:
        parts.append("mốt")
    elif units == 5 and tens:
        parts.append("lăm")
    elif units:
        parts.append(_SPOKEN[units])
    return parts
