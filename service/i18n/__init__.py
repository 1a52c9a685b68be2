"""The words of the pages, Vietnamese and English side by side, so that neither can be forgotten.

Sentences about errors, doubts and checks belong to ``service.messages``; here stand labels, headings and
instructions.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from service.i18n import (
    access,
    administration,
    audit,
    compiled,
    desk,
    frame,
    house,
    names,
    pages,
    placing,
    plans,
    quality,
    retention,
    settings,
    tracking,
    tray,
    ways,
)

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT: Language = "vi"

CATALOGUE: dict[str, tuple[str, str]] = {
    **frame.WORDS,
    **administration.WORDS,
    **retention.WORDS,
    **settings.WORDS,
    **house.WORDS,
    **pages.WORDS,
    **desk.WORDS,
    **ways.WORDS,
    **compiled.WORDS,
    **tracking.WORDS,
    **tray.WORDS,
    **placing.WORDS,
    **names.WORDS,
    **plans.WORDS,
    **audit.WORDS,
    **access.WORDS,
    **quality.WORDS,
}
"""Key -> (Vietnamese, English)."""


def translate(key: str, language: Language, **facts: object) -> str:
    """The words behind a key with facts filled in; KeyError for an unknown key, so that tests find it.

    >>> translate("common.page_n", "vi", n=3)
    'Trang 3'
    """
    vi, en = CATALOGUE[key]
    words = vi if language == "vi" else en
    return words.format(**facts) if facts else words


def language_of(text: str | None) -> Language:
    """The language that a cookie or a form names; Vietnamese for anything else."""
    return "en" if text == "en" else "vi"
