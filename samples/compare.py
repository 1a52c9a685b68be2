"""When a value that was read counts as right: the rules of the project's packs, in our own words.

Numbers are read the Vietnamese way; tone placement, case, spaces and dashes never matter, tones do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

NOTE_LIKENESS = 85
LABEL_LIKENESS = 90
TEXT_LIKENESS = 90  # issuer and headings
COUNT_KEYS = ("so_luong", "so_lao_dong", "to_chuc_dang", "so_dang_vien", "to_chuc_doan_the", "so_hoi_vien")
NOTE_KEY = "ghi_chu"
DASHES = ("-", "–")
TONES = "\u0300\u0301\u0303\u0309\u0323"
HEADING_NUMBER = re.compile(
    r"^((phần\s+)?(thứ\s+\w+|[ivx]+|\d+(\.\d+)*|[a-zđ])\s*[.\-)/:]\s*)"
)  # "phần thứ nhất.", "ii-", "2.1." and the like, at the start of a folded heading
PERSON_TITLE = re.compile(r"^(đ/c|đồng chí)\s+")
GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")


def folded(text: object) -> str:
    """Lower case, one tone placement, plain dashes and spaces, no full stop or colon at the ends."""
    lower = unicodedata.normalize("NFD", str(text).lower().replace("\u00a0", " ").replace("–", "-"))
    # The tone of open oa, oe, uy moves to the first vowel ("uỷ" to "ủy"), whatever stands before it.
    moved = re.sub(rf"(o)([ae])([{TONES}])(?!\w)|(u)(y)([{TONES}])", _tone_first, lower)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", moved)).strip(" .:;*")


def _tone_first(match: re.Match[str]) -> str:
    first, second, tone = (g for g in match.groups() if g)
    return first + tone + second


def bare(text: object) -> str:
    """Letters and digits without any mark."""
    letters = unicodedata.normalize("NFD", folded(text).replace("đ", "d"))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def as_number(value: object) -> float | None:
    """A figure as a number; "-" and "không" are nought, None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip().rstrip("%").strip().replace(" ", "")
    if text in DASHES or text.lower() in ("không", "khong"):
        return 0.0
    if GROUPED.fullmatch(text):
        text = text.replace(".", "")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def same_number(truth: float, value: object) -> bool:
    read = as_number(value)
    return read is not None and abs(float(truth) - read) < 1e-6


def alike(truth: object, value: object, at_least: float) -> bool:
    return bool(fuzz.ratio(folded(truth), folded(value)) >= at_least)


def cell_right(key: str, truth: Any, raw: str, value: object) -> bool:
    """A cell: figures equal, a dash as 0 or nothing, blank as nothing, a note by likeness."""
    if truth in (None, ""):
        return value in (None, "")
    if key == NOTE_KEY:
        return value is not None and alike(truth, value, NOTE_LIKENESS)
    if truth == 0 and raw in DASHES:
        return value in (None, "", "-") or same_number(0, value)
    return value is not None and same_number(truth, value)


def label_right(truth: str, value: object) -> bool:
    return value is not None and alike(truth, value, LABEL_LIKENESS)


def heading_right(truth: str, value: object) -> bool:
    """A heading, with or without its number."""
    if not value:
        return False
    return alike(truth, value, TEXT_LIKENESS) or alike(
        truth, HEADING_NUMBER.sub("", folded(value)), TEXT_LIKENESS
    )


def document_number(text: object) -> str:
    letters = re.sub(r"\s+", "", folded(text))
    return letters.removeprefix("số:").removeprefix("số").lstrip("0")


def role(text: object, authority: str) -> str:
    """A role without the "T/M ..." before it."""
    said = folded(text)
    for prefix in (folded(authority), "t/m", "k/t", "t/l", "tm", "kt", "tl", "tuq"):
        if prefix and said.startswith(prefix):
            return said[len(prefix) :].strip(" .,;:/-")
    return said


def document_right(key: str, document: Mapping[str, Any], value: object) -> bool:
    """A field of letterhead or signature block; null must come back as nothing."""
    truth: str | bool | None = document[key]
    if truth is None:
        return value in (None, "")
    if value is None:
        return False
    if key in ("signed", "sealed"):
        return value is truth
    if key == "date":
        return str(value)[:10] == truth
    if key == "issuer":
        return alike(truth, value, TEXT_LIKENESS)
    if key == "number":
        return document_number(truth) == document_number(value)
    if key == "kind":
        return folded(value).startswith(folded(truth))
    if key == "signatory_name":
        return PERSON_TITLE.sub("", folded(value)) == folded(truth)
    if key == "signatory_role":
        return role(value, document.get("signatory_authority") or "") == folded(truth)
    return folded(truth) == folded(value)
