"""What stands in the number cells of reports, made up."""

from __future__ import annotations

import random

WORDS = ("không", "Không", "KHÔNG", "không có", "Không có", "chưa", "Chưa", "chưa có", "Chưa có", "ko", "Ko")
# Other words stray into number cells; the network learns to call their letters unknown.
OTHER_WORDS = (
    "người",
    "đ/c",
    "HTX",
    "đồng chí",
    "tổ chức",
    "Tốt",
    "xã",
    "đạt",
    "Đảng viên",
    "triệu",
    "cơ sở",
    "x",
    "nt",
)
UNKNOWN = "?"
"""Stands for every letter that is not of ``SIGNS``."""

SIGNS = "0123456789.,-%/()+ " + "".join(sorted(set("".join(WORDS)) - {" "}))
"""The signs that the network tells apart, ``UNKNOWN`` besides."""

DIGITS_SHARES = {1: 30, 2: 28, 3: 18, 4: 14, 5: 6, 6: 4}


def label_of(text: str) -> str:
    """The text as the network is to read it: letters that it does not know are unknown.

    >>> label_of("12 người")
    '12 ngư?i'
    """
    return "".join(sign if sign in SIGNS else UNKNOWN for sign in text)


def cell_text(rng: random.Random) -> str:
    """A number as people write it, seldom a word."""
    luck = rng.random()
    if luck < 0.50:
        return count_text(rng)
    if luck < 0.62:
        return grouped(rng)
    if luck < 0.74:
        return decimal_text(rng)
    if luck < 0.80:
        return decimal_text(rng) + rng.choice(["%", "%", " %"])
    if luck < 0.84:
        return f"{rng.randint(1, 31)}/{rng.randint(1, 999)}"
    if luck < 0.88:
        return f"({count_text(rng)})"
    if luck < 0.91:
        return rng.choice(["-", "+", "- "]) + count_text(rng)
    if luck < 0.93:
        return f"{rng.randint(1, 99)}{rng.choice(['-', ' - '])}{rng.randint(1, 99)}"
    if luck < 0.97:
        return rng.choice(WORDS)
    return rng.choice(["", "", f"{rng.randint(1, 99)} "]) + rng.choice(OTHER_WORDS)


def count_text(rng: random.Random) -> str:
    """A count without separators; small ones sometimes with a nought before."""
    length = rng.choices(list(DIGITS_SHARES), list(DIGITS_SHARES.values()))[0]
    value = digits(rng, length)
    if length == 1 and rng.random() < 0.3:
        return "0" + value
    return value


def digits(rng: random.Random, length: int) -> str:
    """Digits, with runs of the same one more often than by chance: those are what readers lose."""
    same = rng.random() < 0.1
    first = rng.choice("0123456789" if length == 1 else "123456789")
    return first * length if same else first + "".join(rng.choice("0123456789") for _ in range(length - 1))


def grouped(rng: random.Random) -> str:
    """A number of thousands with a separator."""
    sign = rng.choice("...., ")
    groups = [
        digits(rng, rng.randint(1, 3)),
        *(f"{rng.randint(0, 999):03}" for _ in range(rng.choice([1, 1, 1, 2]))),
    ]
    return sign.join(groups)


def decimal_text(rng: random.Random) -> str:
    """A number with one to three decimals."""
    return digits(rng, rng.randint(1, 3)) + rng.choice(",,.") + digits(rng, rng.choice([1, 1, 2, 2, 3]))
