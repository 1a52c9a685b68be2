"""Is a wording a name that we do not know yet, or only a misspelling of one that we do?"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from extraction.text import fold

SAME_NAME = 90.0
"""Likeness (0..100, folded) from which two wordings are one name with a letter or two misread: matching finds
it without our help."""

SHORT_NAME = 6
"""Letters up to which a name must be equal to be the same: "Số LĐ" is not "Số ĐV"."""


def is_new_name(text: str, known: Iterable[str]) -> bool:
    """Whether a wording differs from all known names by more than a slip of pen or reader.

    >>> is_new_name("Hop tác xã", ["Hợp tác xã"]), is_new_name("HTX các loại", ["Hợp tác xã"])
    (False, True)
    """
    folded = fold(text)
    if not any(c.isalpha() for c in folded):
        return False
    return all(not _same(folded, fold(name)) for name in known)


def _same(one: str, other: str) -> bool:
    if min(len(one), len(other)) <= SHORT_NAME:
        return one == other
    return fuzz.ratio(one, other) >= SAME_NAME
