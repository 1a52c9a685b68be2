"""Which numbers a reader takes for each other: one slip of the eye apart."""

from __future__ import annotations

import re

_LOOK_ALIKE = frozenset(
    frozenset(pair)
    for pair in ("06", "08", "09", "14", "17", "27", "35", "38", "39", "49", "56", "58", "68", "69", "89")
)
"""Digits that print alike; seen swapped in readings of blurred scans and faxes."""


def is_likely_misread(read: str, meant: str) -> bool:
    """Whether one number may have been read as the other: one digit for another like it, lost or added.

    >>> is_likely_misread("1.284", "1.254"), is_likely_misread("12", "1234"), is_likely_misread("10", "11")
    (True, False, False)
    """
    read, meant = (re.sub(r"\D", "", text).lstrip("0") for text in (read, meant))
    if not read or not meant or read == meant:
        return False
    if len(read) == len(meant):
        differing = [frozenset(pair) for pair in zip(read, meant, strict=True) if pair[0] != pair[1]]
        return len(differing) == 1 and differing[0] in _LOOK_ALIKE
    shorter, longer = sorted((read, meant), key=len)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
