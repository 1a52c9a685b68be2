"""The code on a printed form: which campaign and unit it was printed for, and which page it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr.model import Page

PREFIX = "TH1"
"""Ours, first version; a code that begins otherwise is somebody else's."""

_PARTS = re.compile(rf"{PREFIX}\|([^|]+)\|([^|]*)\|(\d{{1,6}})\|(\d{{1,3}})/(\d{{1,3}})")


@dataclass(frozen=True, slots=True)
class FormCode:
    """What a form's QR code says. ``campaign`` and ``unit`` are ids in plain letters; "" is no unit.

    >>> FormCode("01-KH/BCĐ", "mo-duc", 3, 1, 2).text
    'TH1|01-KH/BCD|mo-duc|3|1/2'
    """

    campaign: str
    unit: str
    version: int
    page: int
    pages: int

    @property
    def text(self) -> str:
        return f"{PREFIX}|{plain(self.campaign)}|{plain(self.unit)}|{self.version}|{self.page}/{self.pages}"


def parse_form_code(text: str) -> FormCode | None:
    """The code that a text is, None for any other text.

    >>> parse_form_code("TH1|205-KH/TU|mo-duc|3|1/2")
    FormCode(campaign='205-KH/TU', unit='mo-duc', version=3, page=1, pages=2)
    """
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    campaign, unit, version, page, pages = found.groups()
    return FormCode(campaign, unit, int(version), int(page), int(pages))


def first_form_code(pages: Sequence[Page]) -> FormCode | None:
    """The code on the first page with print; None where it has none, or two that disagree.

    A code further back may be on a sheet that strayed in, and decides nothing.
    """
    first = next((page for page in pages if not page.blank), None)
    return form_code(first) if first else None


def form_code(page: Page) -> FormCode | None:
    """The code on a page; None where it has none, or two that disagree."""
    found = {code for text in page.codes if (code := parse_form_code(text))}
    return found.pop() if len(found) == 1 else None


def named_by(coded: str, ids: Iterable[str]) -> str | None:
    """The id that a code names; None where none or several are written with the same plain letters."""
    found = [key for key in ids if plain(key) == plain(coded)]
    return found[0] if coded and len(found) == 1 else None


def plain(text: str) -> str:
    """An id in ASCII, which every reader of codes decodes alike, without the sign that parts our fields.

    >>> plain("34-KH/TƯ|Đ")
    '34-KH/TUD'
    """
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if " " <= c <= "~" and c != "|")
