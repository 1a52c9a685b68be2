"""How a text is set: in capitals or not."""

from __future__ import annotations

CAPITALS = 0.75
"""Share of capital letters from which a text counts as set in capitals; "của 05" and slips take some."""


def share_of_capitals(text: str) -> float:
    """The share of capitals among the letters of a text, 0 where it has none."""
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) / len(letters) if letters else 0.0


def in_capitals(text: str) -> bool:
    """Say whether a text is set in capitals, a few letters aside."""
    return share_of_capitals(text) > CAPITALS
