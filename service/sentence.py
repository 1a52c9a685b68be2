"""One code in words."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """Title, sentence and remedy in both languages; ``{facts}`` are filled in when it is said."""

    title_vi: str
    title_en: str
    vi: str
    en: str
    remedy_vi: str = ""
    remedy_en: str = ""
