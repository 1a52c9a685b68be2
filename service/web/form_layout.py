"""A statistics form as the plan prints it: merged header, rows, each cell with its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extraction.campaign import Column, ColumnType, Form
from extraction.text import fold

ORDINAL_KEY = "stt"
LABEL_KEY = "label"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A heading over ``columns`` columns and ``rows`` header rows."""

    title: str
    columns: int
    rows: int
    leaf: bool


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: its text, its colour classes, and its field where there is one."""

    text: str
    look: str = ""
    note: str = ""
    words: bool = False
    heads_row: bool = False
    field: Any = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    group: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class ShownTable:
    """A form ready to be drawn by ``_form_table.html``."""

    id: str
    title: str
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[ShownRow, ...] = ()


@dataclass(frozen=True)
class CellStyle:
    """How cells are worded: the text of a field, and the note that a pointer or a screen reader gets."""

    text: Callable[[Any], str]
    note: Callable[[Any, bool], str]
    failing: frozenset[str] = field(default_factory=frozenset)


def depth(columns: Iterable[Column]) -> int:
    """How many header rows a list of columns needs."""
    return max((1 + depth(c.children) for c in columns), default=0)


def header_rows(form: Form) -> tuple[tuple[HeaderCell, ...], ...]:
    """The merged header, row by row; a column without children reaches down to the last row."""
    rows: list[list[HeaderCell]] = [[] for _ in range(depth(form.columns))]

    def put(columns: Sequence[Column], level: int) -> None:
        for column in columns:
            below = len(rows) - level
            width = sum(1 for _ in column.leaves())
            leaf = not column.children
            rows[level].append(HeaderCell(column.title, width, below if leaf else 1, leaf))
            put(column.children, level + 1)

    put(form.columns, 0)
    return tuple(tuple(row) for row in rows)


def column_key(column: Column) -> str:
    """The last part of the paths of a column's cells; ordinal and label columns have fixed ones."""
    if column.type is ColumnType.ORDINAL:
        return ORDINAL_KEY
    return LABEL_KEY if column.type is ColumnType.LABEL else column.key


def lay_out(form: Form, fields: Mapping[str, Any], style: CellStyle) -> ShownTable:
    """Put the fields of one form (by path) into its layout, rows in reading order."""
    prefix = f"table.{form.id}."
    numbers = {
        int(n)
        for n in (p[len(prefix) :].split(".")[0] for p in fields if p.startswith(prefix))
        if n.isdigit()
    }
    groups = {fold(name) for group in form.groups for name in group.wordings}
    rows = tuple(_row(form, fields, f"{prefix}{n}.", groups, style) for n in sorted(numbers))
    return ShownTable(form.id, form.title, header_rows(form), rows)


def blank_form(form: Form) -> ShownTable:
    """The form as the plan prints it, without figures: one row for each printed group."""
    rows = []
    for position, group in enumerate(form.groups, start=1):
        texts = {ORDINAL_KEY: str(position), LABEL_KEY: group.title}
        cells = tuple(
            ShownCell(texts.get(key, ""), words=key == LABEL_KEY, heads_row=key == LABEL_KEY, field=None)
            for key in (column_key(column) for column, _ in form.leaves)
        )
        rows.append(ShownRow(True, cells))
    return ShownTable(form.id, form.title, header_rows(form), tuple(rows))


def _row(form: Form, fields: Mapping[str, Any], start: str, groups: set[str], style: CellStyle) -> ShownRow:
    label = fields.get(start + LABEL_KEY)
    group = label is not None and fold(str(label.value or "")) in groups
    return ShownRow(group, tuple(_cell(column, fields, start, style) for column, _ in form.leaves))


def _cell(column: Column, fields: Mapping[str, Any], start: str, style: CellStyle) -> ShownCell:
    key = column_key(column)
    found = fields.get(start + key)
    words = column.type in (ColumnType.LABEL, ColumnType.TEXT)
    if found is None:
        return ShownCell("", words=words)
    fails = found.path in style.failing
    looks = [f"cell-{found.status}"] if found.status != "accepted" else []
    return ShownCell(
        text=style.text(found),
        look=" ".join([*looks, *(["cell-fails"] if fails else [])]),
        note=style.note(found, fails),
        words=words,
        heads_row=column.type is ColumnType.LABEL,
        field=found,
    )
