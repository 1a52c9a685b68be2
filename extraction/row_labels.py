"""What the label of a data row says by itself: a group of the form, a sum of rows, or a name."""

from __future__ import annotations

import re
from enum import StrEnum

from rapidfuzz import fuzz

from extraction.campaign import Form, RowGroup
from extraction.heading_words import Weights, heading_score, word_weights
from extraction.text import fold

GROUP_CUTOFF = 0.88
"""Least likeness of a label and a group's title: "Tổ hợp tác nuôi tôm" must stay a member."""

INTRODUCING = ("cac", "nhung", "mo", "hinh", "loai", "nhom", "khoi", "linh", "vuc", "chung", "cong")
"""Words before a group's name: "Các mô hình kinh tế hợp tác"."""

SUM_TITLES = ("Tổng cộng", "Tổng số", "Cộng", "Tiểu cộng")
"""What rows of sums are called in any form."""

_ASIDE = re.compile(r"\([^()]*\)")
_SUM = re.compile(r"(?:tieu cong|tong cong|tong so|cong so|tong|cong)\b")
_EVERYWHERE = re.compile(r"toan (?:huyen|xa|tinh|thi xa|thi tran|phuong|thanh pho|dang bo)\b.*")
_ORDINAL = re.compile(r"(?:[ivxl]{1,5}|\d{1,2}|[a-z])(?:\.\d{1,2})*")
_ONE_ORDINAL = re.compile(r"\(\s*(?:[IVXl]{1,5}|\d{1,2}|[a-zđ])\s*\)")
_PARTIAL = frozenset(("nhom", "muc", "phan", "loai", "khoi"))
_FILLERS = frozenset(
    ("so", "cong", "chung", "cac", "toan", "bo", "tat", "ca", "tren", "trong", "cua", "o", "va")
)
_EXTENTS = frozenset(
    ("hinh", "mo", "don", "vi", "dia", "ban", "huyen", "xa", "tinh", "thi", "tran", "phuong", "pho", "dang")
)


class Sum(StrEnum):
    """Of what a label says that its row is the sum."""

    NONE = "none"  # of nothing: a name
    PART = "part"  # of one group: "Cộng nhóm 1", "Cộng (I)", "Tổng HTX"
    SOME = "some"  # it does not say: "Cộng"
    WHOLE = "whole"  # of everything: "Tổng cộng", "Toàn huyện"


def sum_of(label: str, form: Form) -> Sum:
    """Say what a label sums up, by a grammar of such labels.

    A word for a sum is followed only by words that tell its extent, a group's words, or numbers; a
    name goes on otherwise ("Tổng công ty Lâm nghiệp", "Công ty").
    """
    bare = fold(_ASIDE.sub(" ", label))
    if _EVERYWHERE.fullmatch(bare):
        return Sum.WHOLE
    begun = _SUM.match(bare)
    if not begun:
        return Sum.NONE
    rest = re.findall(r"[\w.]+", bare[begun.end() :])
    rest = [word.strip(".") for word in rest if word.strip(".")]
    named = [w for w in rest if w not in _FILLERS and w not in _EXTENTS]
    groups = _group_words(form)
    if any(not (w in _PARTIAL or w in groups or _ORDINAL.fullmatch(w)) for w in named):
        return Sum.NONE
    numbers = sum(_ORDINAL.fullmatch(w) is not None for w in named)
    if numbers > 1:  # "Tổng cộng I + II + III"
        return Sum.WHOLE
    if named or begun[0] == "tieu cong" or _ONE_ORDINAL.search(label):
        return Sum.PART
    return Sum.SOME if begun[0] == "cong" and not rest else Sum.WHOLE


def _group_words(form: Form) -> frozenset[str]:
    titles = (title for group in form.groups for title in group.wordings)
    return frozenset(word for title in titles for word in fold(title).split())


def named_group(label: str, form: Form) -> RowGroup | None:
    """The group of the form that a label names, however shortened; None for a member's name."""
    words = word_weights(group.title for group in form.groups)
    # Every word of a title counts, "hợp tác" alone names no group; words that only introduce it do not.
    flat = {**dict.fromkeys(INTRODUCING, 0.1), **dict.fromkeys(words, 1.0)}
    wordings = [label, _ASIDE.sub(" ", label)]
    best, best_score = None, GROUP_CUTOFF
    for group in form.groups:
        for title in group.wordings:
            score = max(_says(wording, title, flat) for wording in wordings)
            if score > best_score:
                best, best_score = group, score
    return best


def _says(label: str, title: str, weights: Weights) -> float:
    """By words, or letter by letter where OCR broke the words."""
    return max(heading_score(label, title, weights), fuzz.ratio(fold(label), fold(title)) / 100)
