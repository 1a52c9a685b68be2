"""Which words are figures, however a reader spelt them."""

from __future__ import annotations

import re

FIGURE = re.compile(r"[\d.,]*\d[\d.,]*%?|[-–—…]+|không", re.IGNORECASE)
"""A number, a percentage, or one of the signs for nought."""


def is_figure(text: str) -> bool:
    """Say whether a word is a figure or a sign for nought, with stray signs of a reader's around it.

    >>> is_figure("1.234"), is_figure("-"), is_figure("(12)"), is_figure("130/00."), is_figure("HTX")
    (True, True, True, True, False)
    """
    bare = text.strip("()[]|'\"_;:<> ")
    if FIGURE.fullmatch(bare):
        return True
    digits = sum(c.isdigit() for c in bare)
    return digits > 0 and digits >= sum(c.isalpha() for c in bare)
