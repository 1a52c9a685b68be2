"""The data rows of a form: what each is about, and which belong under which.

A report numbers its groups I, II, III or 1, 2, 3 and their members 1.1, 1, a, "-" or not at all. What a row
is shows in its label first (it names a group of the form, or a total), then by its number, then by bold type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from rapidfuzz import fuzz

from extraction.campaign import Form, RowGroup
from extraction.heading_words import Weights, heading_score, word_weights
from extraction.row_levels import RowSigns, tell_groups
from extraction.text import fold, nfc
from ocr.model import BoundingBox, Reading

GROUP_CUTOFF = 0.88
"""Least likeness of a label and a group's title: "Tổ hợp tác nuôi tôm" must stay a member."""

INTRODUCING = ("cac", "nhung", "mo", "hinh", "loai", "nhom", "khoi", "linh", "vuc", "chung", "cong")
"""Words before a group's name: "Các mô hình kinh tế hợp tác"."""

BOLD_FROM = 0.5
_ROMAN = re.compile(r"[IVX]{1,5}")
_ARABIC = re.compile(r"\d{1,3}")
_DOTTED = re.compile(r"(?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,3})+")
_LETTER = re.compile(r"[a-zđ]")
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese alphabet's order in lists
_DASH = re.compile(r"[-–+*•]")
_TOTAL = re.compile(
    r"(?:tong(?: cong| so)*|cong)(?: chung| toan .*| cac .*| [ivx0-9 ]+)?"
    r"|toan (?:huyen|xa|tinh|thi xa|thanh pho|dang bo).*"
)
_ASIDE = re.compile(r"\([^()]*\)")


class Level(IntEnum):
    """How deep a row stands: sums run from each level to the one below."""

    TOTAL = 0
    GROUP = 1
    MEMBER = 2
    SUBMEMBER = 3


class Numbering(StrEnum):
    ROMAN = "roman"
    ARABIC = "arabic"
    DOTTED = "dotted"
    LETTER = "letter"
    DASH = "dash"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CellText:
    """What stands in a cell of a data row: text, where, how sure, and the closer look if there was one.

    ``certain`` is True for words of a text layer, which need no second reader. ``page_text`` is what the
    page's own reading has there.
    """

    text: str
    box: BoundingBox
    page: int
    confidence: float
    reading: Reading | None = None
    certain: bool = False
    bold: float | None = None
    page_text: str = ""
    merged: bool = False  # the cell is a part of a larger one, or itself covers several
    tall: bool = False  # it covers several rows


@dataclass(frozen=True)
class BodyRow:
    """A row of the table's body: its cells by the key of the form's column."""

    page: int
    cells: Mapping[str, CellText]
    stt: CellText | None
    label: CellText | None

    @property
    def stt_text(self) -> str:
        return ordinal(self.stt) if self.stt else ""

    @property
    def label_text(self) -> str:
        return nfc(self.label.text) if self.label else ""

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells.values())


@dataclass(frozen=True)
class FormRow:
    """A data row with its place: ``group`` is the form's group it names or stands under, None if none."""

    row: BodyRow
    level: Level
    group: RowGroup | None
    parent: int | None  # index of the row it is a part of; a subtotal's group


def ordinal(cell: CellText) -> str:
    """The row's number as printed, without dots and brackets; the likeliest reading that is a number."""
    readings = (cell.text, *(cell.reading.candidates if cell.reading else ()))
    for text in readings:
        bare = _bare_ordinal(text)
        if numbering(bare) is not Numbering.NONE:
            return bare
    return _bare_ordinal(cell.text)


def _bare_ordinal(text: str) -> str:
    bare = nfc(text).replace(",", ".").replace(" ", "").strip(".()[]:;\"'_|")
    if re.fullmatch(r"[IVXl1|]{1,5}", bare) and re.search(r"[IVX]", bare):
        return bare.replace("l", "I").replace("1", "I").replace("|", "I")
    return bare.replace("—", "-").replace("–", "-")


def numbering(text: str) -> Numbering:
    """Which style of numbering an ordinal follows."""
    for style, pattern in (
        (Numbering.DOTTED, _DOTTED),
        (Numbering.ARABIC, _ARABIC),
        (Numbering.ROMAN, _ROMAN),
        (Numbering.LETTER, _LETTER),
        (Numbering.DASH, _DASH),
    ):
        if pattern.fullmatch(text):
            return style
    return Numbering.NONE


def is_total(label: str) -> bool:
    """Say whether a label names the sum of everything above or below it."""
    return _TOTAL.fullmatch(fold(_ASIDE.sub(" ", label))) is not None


def named_group(label: str, form: Form) -> RowGroup | None:
    """The group of the form that a label names, however shortened; None for a member's name."""
    words = word_weights(group.title for group in form.groups)
    # Every word of a title counts, "hợp tác" alone names no group; words that only introduce it do not.
    flat = {**dict.fromkeys(INTRODUCING, 0.1), **dict.fromkeys(words, 1.0)}
    wordings = [label, _ASIDE.sub(" ", label)]
    best, best_score = None, GROUP_CUTOFF
    for group in form.groups:
        for title in (group.title, *group.aliases):
            score = max(_says(wording, title, flat) for wording in wordings)
            if score > best_score:
                best, best_score = group, score
    return best


def _says(label: str, title: str, weights: Weights) -> float:
    """By words, or letter by letter where OCR broke the words."""
    return max(heading_score(label, title, weights), fuzz.ratio(fold(label), fold(title)) / 100)


def arrange_rows(rows: Sequence[BodyRow], form: Form) -> tuple[FormRow, ...]:
    """Say for every data row whether it is a group, a member or a total, and what it is a part of.

    Totals are told by their label; groups and members together, by the form's names, the numbers and bold
    type (``row_levels``).
    """
    totals = [is_total(row.label_text) for row in rows]
    groups = [
        None if total else named_group(row.label_text, form) for row, total in zip(rows, totals, strict=True)
    ]
    style, member_style = _styles(rows, groups)
    bold_tells = _bold_tells(rows, groups)
    signs = [
        _signs(row, group is not None, bold_tells)
        for row, group, total in zip(rows, groups, totals, strict=True)
        if not total
    ]
    told = iter(tell_groups(signs, style, member_style))
    levels = []
    for row, total in zip(rows, totals, strict=True):
        levels.append(Level.TOTAL if total else Level.GROUP if next(told) else _depth(row))
    groups = [g if level is Level.GROUP else None for g, level in zip(groups, levels, strict=True)]
    return _with_parents(rows, groups, levels)


def _signs(row: BodyRow, named: bool, bold_tells: bool) -> RowSigns:
    text = row.stt_text
    style = numbering(text)
    prefix = int(text.split(".")[0]) if style is Numbering.DOTTED and text.split(".")[0].isdigit() else None
    return RowSigns(named, _style_name(style), _value(text), prefix, _is_bold(row) if bold_tells else None)


def _style_name(style: Numbering) -> str:
    return "" if style is Numbering.NONE else str(style)


def _styles(rows: Sequence[BodyRow], groups: Sequence[RowGroup | None]) -> tuple[str, str]:
    """The usual numbering of rows that name a group, and of those that do not; "" for none."""
    named = Counter(numbering(r.stt_text) for r, g in zip(rows, groups, strict=True) if g)
    others = Counter(
        numbering(r.stt_text)
        for r, g in zip(rows, groups, strict=True)
        if not g and not is_total(r.label_text)
    )
    return tuple(_style_name(c.most_common(1)[0][0]) if c else "" for c in (named, others))  # type: ignore[return-value]


def _bold_tells(rows: Sequence[BodyRow], groups: Sequence[RowGroup | None]) -> bool:
    """Bold type tells groups from members if named groups have it and most other rows do not."""
    named = [_is_bold(r) for r, g in zip(rows, groups, strict=True) if g]
    others = [_is_bold(r) for r, g in zip(rows, groups, strict=True) if not g]
    return bool(named) and all(named) and sum(others) < len(others) / 2


def _is_bold(row: BodyRow) -> bool:
    return row.label is not None and row.label.bold is not None and row.label.bold >= BOLD_FROM


def _depth(row: BodyRow) -> Level:
    """A member numbered by three levels ("1.2.1") is a part of the member before it."""
    return Level.SUBMEMBER if row.stt_text.count(".") >= 2 else Level.MEMBER


def _value(text: str) -> int | None:
    style = numbering(text)
    if style is Numbering.ARABIC:
        return int(text)
    if style is Numbering.DOTTED:
        return int(text.rsplit(".", 1)[1])
    if style is Numbering.LETTER:
        return _LETTERS.index(text) + 1 if text in _LETTERS else None
    if style is Numbering.ROMAN:
        digits = {"I": 1, "V": 5, "X": 10}
        values = [digits[c] for c in text]
        return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    return None


def _with_parents(
    rows: Sequence[BodyRow], groups: Sequence[RowGroup | None], levels: Sequence[Level]
) -> tuple[FormRow, ...]:
    """Each row under the nearest row above it of a higher level; rows of the top level under the total."""
    has_groups = Level.GROUP in levels
    subtotals = _subtotals(rows, levels)
    totals = (i for i, level in enumerate(levels) if level is Level.TOTAL and i not in subtotals)
    total = next(totals, None)
    arranged: list[FormRow] = []
    for i, (row, level) in enumerate(zip(rows, levels, strict=True)):
        parent = None
        if level is Level.SUBMEMBER or (level is Level.MEMBER and has_groups):
            above = (j for j in range(i - 1, -1, -1) if levels[j] is not Level.TOTAL and levels[j] < level)
            parent = next(above, None)
        elif level in (Level.GROUP, Level.MEMBER):
            parent = total
        else:
            parent = subtotals.get(i)
        group = groups[i]
        if group is None and parent is not None and levels[parent] is not Level.TOTAL:
            group = arranged[parent].group
        arranged.append(FormRow(row, level, group, parent))
    return tuple(arranged)


def _subtotals(rows: Sequence[BodyRow], levels: Sequence[Level]) -> dict[int, int]:
    """Rows that sum up a group below its members, by index, with the group's: its own row tells no figure."""
    found: dict[int, int] = {}
    group: int | None = None
    for i, level in enumerate(levels):
        if level is Level.GROUP:
            group = i if rows[i].figures and not any(rows[i].figures) else None
        elif level is Level.TOTAL:
            if group is not None and group < i - 1:
                found[i] = group
            group = None
    return found


def telling_rows(rows: Sequence[FormRow]) -> dict[int, int]:
    """Groups whose sums stand in a subtotal below their members, by index, with the index of that."""
    return {
        row.parent: i for i, row in enumerate(rows) if row.level is Level.TOTAL and row.parent is not None
    }
