"""The data rows of a form: what each is about, and which belong under which.

A report numbers its groups I, II, III or 1, 2, 3 and their members 1.1, 1, a, "-" or not at all. What a row
is shows in its label first (it names a group of the form, or a total), then by its number, then by bold type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extraction.campaign import ColumnType, Form, RowGroup
from extraction.row_labels import Sum, named_group, sum_of
from extraction.row_levels import RowSigns, tell_groups
from extraction.row_tree import Level, RowFigures, RowTree, likeliest_tree
from extraction.text import nfc
from extraction.values import parse_count
from ocr.model import BoundingBox, Reading

BOLD_FROM = 0.5
_ROMAN = re.compile(r"[IVX]{1,5}")
_ARABIC = re.compile(r"\d{1,3}")
_DOTTED = re.compile(r"(?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,3})+")
_LETTER = re.compile(r"[a-zđ]")
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese alphabet's order in lists
_DASH = re.compile(r"[-–+*•]")

UNSAID_SUM = 1.0
"""What speaks against a row without a label being a sum, in the units of the costs in ``row_levels``."""

BLANK_SHARE = 0.2
"""Of the columns of counts: a row with figures in no more of them has specks there, not figures."""


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
    """A data row with its place: ``group`` is the form's group it names or stands under, None if none.

    ``tellers`` are the indexes of the rows that tell its figures, where it does not itself: the subtotal of a
    group, or its members.
    """

    row: BodyRow
    level: Level
    group: RowGroup | None
    parent: int | None  # index of the row it is a part of; a subtotal's group
    tellers: tuple[int, ...] = ()


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


def arrange_rows(rows: Sequence[BodyRow], form: Form) -> tuple[FormRow, ...]:
    """Say for every data row whether it is a group, a member or a sum, and what it is a part of.

    Groups, members and sums show in the form's names, the numbers and bold type (``row_levels``), and in
    labels (``row_labels``); where these leave a doubt, the figures decide (``row_tree``).
    """
    sums = [sum_of(row.label_text, form) for row in rows]
    named = [
        None if kind is not Sum.NONE else named_group(row.label_text, form)
        for row, kind in zip(rows, sums, strict=True)
    ]
    figures = _figures(rows, form)
    unsaid = [i for i, row in enumerate(rows) if not row.label_text and not row.stt_text]
    tree, cost = likeliest_tree(_arrangements(rows, named, sums), sums, figures)
    if unsaid:
        also = [Sum.SOME if i in unsaid else kind for i, kind in enumerate(sums)]
        other, other_cost = likeliest_tree(_arrangements(rows, named, also), also, figures)
        if other_cost + UNSAID_SUM * len(unsaid) < cost:
            tree = other
    return _in_tree(rows, tree, form, named)


def _figures(rows: Sequence[BodyRow], form: Form) -> list[RowFigures]:
    """The counts of every row. A head's blank cells may have specks that were read as figures."""
    keys = [leaf.key for leaf, _ in form.leaves if leaf.type is ColumnType.COUNT]
    figures = []
    for row in rows:
        texts = [row.cells[key].text if key in row.cells else "" for key in keys]
        parsed = [parse_count(text) for text in texts]
        told = sum(p.value is not None and p.format_ok for p in parsed)
        blank = bool(row.cells) and told <= BLANK_SHARE * sum(key in row.cells for key in keys)
        counts = tuple(
            0 if not text else int(p.value) if p.value is not None and p.format_ok else None
            for text, p in zip(texts, parsed, strict=True)
        )
        figures.append(RowFigures(counts, blank))
    return figures


def _arrangements(
    rows: Sequence[BodyRow], named: Sequence[RowGroup | None], sums: Sequence[Sum]
) -> list[tuple[list[Level], float]]:
    """The likeliest levels of all rows with their costs, the sums being known."""
    style, member_style = _styles(rows, named, sums)
    bold_tells = _bold_tells(rows, named)
    signs = [
        _signs(row, group is not None, bold_tells)
        for row, group, kind in zip(rows, named, sums, strict=True)
        if kind is Sum.NONE
    ]
    ways = []
    for arrangement in tell_groups(signs, style, member_style):
        told = iter(arrangement.groups)
        levels = [
            Level.TOTAL if kind is not Sum.NONE else Level.GROUP if next(told) else _depth(row)
            for row, kind in zip(rows, sums, strict=True)
        ]
        ways.append((levels, arrangement.cost))
    return ways


def _in_tree(
    rows: Sequence[BodyRow], tree: RowTree, form: Form, named: Sequence[RowGroup | None]
) -> tuple[FormRow, ...]:
    """Every row with its place in the tree; a part belongs to the group of its whole."""
    groups: list[RowGroup | None] = [
        (group or named_group(row.label_text, form)) if level is Level.GROUP else None
        for row, level, group in zip(rows, tree.levels, named, strict=True)
    ]
    for i, parent in enumerate(tree.parents):
        if tree.levels[i] is not Level.GROUP and parent is not None:
            groups[i] = groups[parent]
    return tuple(
        FormRow(row, tree.levels[i], groups[i], tree.parents[i], tree.tellers[i])
        for i, row in enumerate(rows)
    )


def _signs(row: BodyRow, named: bool, bold_tells: bool) -> RowSigns:
    text = row.stt_text
    style = numbering(text)
    prefix = int(text.split(".")[0]) if style is Numbering.DOTTED and text.split(".")[0].isdigit() else None
    return RowSigns(named, _style_name(style), _value(text), prefix, _is_bold(row) if bold_tells else None)


def _style_name(style: Numbering) -> str:
    return "" if style is Numbering.NONE else str(style)


def _styles(
    rows: Sequence[BodyRow], groups: Sequence[RowGroup | None], sums: Sequence[Sum]
) -> tuple[str, str]:
    """The usual numbering of rows that name a group, and of those that do not; "" for none."""
    named = Counter(numbering(r.stt_text) for r, g in zip(rows, groups, strict=True) if g)
    others = Counter(
        numbering(r.stt_text)
        for r, g, kind in zip(rows, groups, sums, strict=True)
        if not g and kind is Sum.NONE
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


def row_sums(rows: Sequence[FormRow]) -> Mapping[int, tuple[int, ...]]:
    """The rows that are a sum, by index, each with the rows that add up to it."""
    return RowTree(
        tuple(row.level for row in rows),
        tuple(row.parent for row in rows),
        tuple(row.tellers or (i,) for i, row in enumerate(rows)),
    ).sums
