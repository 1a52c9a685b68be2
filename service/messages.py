"""Code -> the sentence on the screen, in Vietnamese and English. The table itself is ``sentences.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from service.sentence import Sentence
from service.sentences import SENTENCES

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


class _Facts(dict[str, Any]):
    """A fact that an older row does not have shows as "…" instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "…"


_QUANTITIES_VI = {
    "bytes": "byte",
    "bytes unpacked": "byte sau khi giải nén",
    "pages": "trang",
    "pixels": "điểm ảnh",
    "files": "tệp",
}
"""What the reading library counts, in Vietnamese; its errors speak English only."""


def _entry(code: str) -> Sentence:
    return SENTENCES.get(code) or SENTENCES["service.unknown_code"]


def title(code: str, language: Language) -> str:
    """A few words for a heading or a badge."""
    entry = _entry(code)
    return entry.title_vi if language == "vi" else entry.title_en


def sentence(code: str, language: Language, facts: Mapping[str, Any] | None = None) -> str:
    """What happened, with the facts of this case filled in; facts are data and never a format."""
    entry = _entry(code)
    pattern = entry.vi if language == "vi" else entry.en
    shown = {"code": code, **(facts or {})}
    shown["what_vi"] = _QUANTITIES_VI.get(str(shown.get("what")), "")
    return pattern.format_map(_Facts(shown)).strip()


def remedy(code: str, language: Language) -> str:
    """What to do about it, "" where there is nothing to do."""
    entry = _entry(code)
    return entry.remedy_vi if language == "vi" else entry.remedy_en


def known(code: str) -> bool:
    return code in SENTENCES
