"""One report's form as answers at the campaign's places: its rows under the form's groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from extraction.campaign import Campaign, ColumnType, Form, RowGroup
from extraction.row_labels import Sum, sum_of
from extraction.text import fold
from service.compiling.model import FIGURES, OTHER_LINE, Cell, Place, Sheet, SheetColumn, SheetLine, Status
from service.mapping import json_value

GROUP_LIKENESS = 85  # of 100, between a row's label and a group's title or alias
OTHER_TITLE = "Dòng khác (chưa rõ nhóm)"
TOTAL_LINE = ""
"""The one line of a form without printed groups."""

_BRACKETED = re.compile(r"\([^)]*\)")

Row = Mapping[str, Cell]
"""A data row's cells by column key."""


def sheets_of(campaign: Campaign) -> tuple[Sheet, ...]:
    """A sheet for each form, and one for the figures of the text where the plan asks for any."""
    sheets = [_form_sheet(form) for form in campaign.forms]
    if campaign.figures:
        sections = {item.id: item.title for item, _ in campaign.items}
        columns = tuple(
            SheetColumn(
                key=f"{figure.section}.{figure.name}",
                title=figure.title,
                above=(f"{figure.section}. {sections.get(figure.section, '')}".strip(". "),),
                type=ColumnType.PERCENT if figure.unit == "%" else ColumnType.COUNT,
                unit=figure.unit,
                same_as=figure.same_as,
            )
            for figure in campaign.figures
        )
        sheets.append(Sheet(FIGURES, "Số liệu trong lời văn", columns, (SheetLine("", ""),)))
    return tuple(sheets)


def group_of(form: Form, label: str) -> RowGroup | None:
    """The printed row of the form that a label names; what stands in brackets does not count."""
    folded = fold(_BRACKETED.sub(" ", label)).strip()
    scored = [
        (fuzz.ratio(folded, fold(name)), -index)
        for index, group in enumerate(form.groups)
        for name in group.wordings
    ]
    best, index = max(scored, default=(0.0, 0))
    return form.groups[-index] if best >= GROUP_LIKENESS else None


def is_numbered(ordinal: str) -> bool:
    """Whether a row is numbered as a group is: "1", "II." and not "-" or "1.2"."""
    number = ordinal.strip(" .")
    return number.isdigit() or (bool(number) and not number.strip("IVX"))


def form_answers(form: Form, rows: Sequence[Row], find_group: Callable[[str], RowGroup | None]) -> Row:
    """The answers of one report at a form's places, by "line.column".

    A group's own row is what counts. Where it is left empty and rows stand below it, those are added up. A
    group that stands twice is an open question, because nobody can tell which of its rows was meant.

    Args:
        form: The form.
        rows: The report's data rows in reading order; ordinals and labels under "stt" and "label".
        find_group: ``group_of`` for this form, perhaps remembered.
    """
    found: dict[str, Cell] = {}
    blocks = _blocks(form, rows, find_group)
    for column in _value_columns(form):
        for line, head, members in blocks:
            answer = _answer(head.get(column), [m[column] for m in members if column in m])
            if answer is None:
                continue
            key = f"{line}.{column}"
            before = found.get(key)
            if before is None:
                found[key] = answer
            elif line == OTHER_LINE or not form.groups:
                found[key] = _added([before, answer], before)
            else:
                found[key] = before._replace(status=Status.TWICE.value)
    return found


def _form_sheet(form: Form) -> Sheet:
    columns = tuple(
        SheetColumn(leaf.key, leaf.title, above, leaf.type, leaf.unit)
        for leaf, above in form.leaves
        if leaf.type not in (ColumnType.ORDINAL, ColumnType.LABEL)
    )
    lines = [SheetLine(group.key, group.title) for group in form.groups]
    lines += [SheetLine(OTHER_LINE, OTHER_TITLE)] if lines else [SheetLine(TOTAL_LINE, "")]
    return Sheet(form.id, form.title, columns, tuple(lines))


def _value_columns(form: Form) -> list[str]:
    return [c.key for c, _ in form.leaves if c.type not in (ColumnType.ORDINAL, ColumnType.LABEL)]


def _blocks(
    form: Form, rows: Sequence[Row], find_group: Callable[[str], RowGroup | None]
) -> list[tuple[str, Row, list[Row]]]:
    """Lines with their own row and the rows below it; the report's own sums are left out."""
    sums = [sum_of(_text(row, "label"), form) for row in rows]
    totals = [row for row, kind in zip(rows, sums, strict=True) if kind in (Sum.SOME, Sum.WHOLE)]
    others = [row for row, kind in zip(rows, sums, strict=True) if kind is Sum.NONE]
    if not form.groups:
        return [(TOTAL_LINE, row, []) for row in (totals[-1:] or others)]
    blocks: list[tuple[str, Row, list[Row]]] = []
    for row in others:
        group = find_group(_text(row, "label"))
        if group is not None:
            blocks.append((group.key, row, []))
        elif is_numbered(_text(row, "stt")) or not blocks:
            blocks.append((OTHER_LINE, row, []))
        else:
            blocks[-1][2].append(row)
    return blocks


def _answer(own: Cell | None, members: Sequence[Cell]) -> Cell | None:
    is_blank = own is None or (own.counts and own.value is None)
    numbers = [m for m in members if m.number is not None or not m.counts]
    if not is_blank or not numbers:
        return own
    return _added(numbers, numbers[0])._replace(from_members=True)


def _added(cells: Sequence[Cell], first: Cell) -> Cell:
    """The sum of cells; open while one of them is, and unknown while one of those holds no number."""
    status = next((c.status for c in cells if not c.counts), first.status)
    if any(c.number is None and not c.counts for c in cells):
        return first._replace(value=None, status=status)
    total = sum((c.number for c in cells if c.number is not None), Decimal(0))
    return first._replace(value=json_value(total), status=status)


def _text(row: Row, key: str) -> str:
    return str(row[key].value or "") if key in row else ""


def place_of_figure(path: str) -> Place:
    """Where the field "figure.<section>.<name>" stands.

    >>> place_of_figure("figure.II.2.so_dang_vien")
    Place(sheet='figures', line='', column='II.2.so_dang_vien')
    """
    return Place(FIGURES, "", path.removeprefix("figure."))
