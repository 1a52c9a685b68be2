"""A form of a campaign as a sheet: the plan's merged header, each unit's rows as on its paper, live sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from extraction.campaign import Campaign, Column, ColumnType, Form
from service.compiling.rows import group_of, is_numbered, is_total
from service.exporting.styles import STATUS_VI, Styles
from service.views import FieldView

HEADER_ROW = 3  # title, note, a blank row, then the header
UNKNOWN_GROUP = "chưa rõ nhóm"
_WORST_FIRST = ("review", "missing", "corrected", "confirmed", "accepted")
_BEFORE, _AFTER = ("Đơn vị",), ("Trạng thái", "Nhóm", "Báo cáo số")


@dataclass(frozen=True)
class Report:
    """One submission's fields by path, under the name of its unit."""

    unit: str
    submission_id: int
    fields: Mapping[str, FieldView]


def write_form(sheet: Any, styles: Styles, form: Form, campaign: Campaign, reports: Iterable[Report]) -> None:
    """Write one sheet.

    Values are those of the reports, a person's over the machine's, never replaced by a formula. At the end
    stand the sums over all units, one row a group and one for all: live formulas over the column "Nhóm",
    so that correcting a cell in the sheet moves them.
    """
    leaves = [leaf for leaf, _ in form.leaves]
    depth = _depth(form.columns)
    width = len(_BEFORE) + len(leaves) + len(_AFTER)
    _set_widths(sheet, leaves)
    sheet.write_string(0, 0, form.title, styles.title)
    sheet.write_string(1, 0, f"{campaign.id} – {campaign.title}", styles.note)
    merges = _write_header(sheet, styles, form, depth, width)
    sheet.freeze_panes(HEADER_ROW + depth, len(_BEFORE) + 2)
    first = row = HEADER_ROW + depth
    for report in reports:
        for number in _row_numbers(form, report):
            _write_row(sheet, styles, form, leaves, report, number, row)
            row += 1
    _write_sums(sheet, styles, form, leaves, first, row)
    # Rows are streamed, and merge_range writes the cells of two rows in turn, which streaming refuses; the
    # cells are written above, so only the list of merged ranges is added to.
    sheet.merge.extend(merges)


def _write_header(
    sheet: Any, styles: Styles, form: Form, depth: int, width: int
) -> list[tuple[int, int, int, int]]:
    """Write the header's cells row by row; the ranges that are to be merged."""
    places: list[tuple[int, int, int, int, str]] = []
    _place(form.columns, 0, len(_BEFORE), depth, places)
    for index, title in [(0, _BEFORE[0]), *enumerate(_AFTER, width - len(_AFTER))]:
        places.append((0, index, depth - 1, index, title))
    texts = {(top, left): title for top, left, _, _, title in places}
    for level in range(depth):
        for column in range(width):
            sheet.write_string(HEADER_ROW + level, column, texts.get((level, column), ""), styles.header)
    return [
        (HEADER_ROW + top, left, HEADER_ROW + bottom, right)
        for top, left, bottom, right, _ in places
        if (top, left) != (bottom, right)
    ]


def _place(
    columns: Sequence[Column], level: int, left: int, depth: int, places: list[tuple[int, int, int, int, str]]
) -> None:
    for column in columns:
        span = sum(1 for _ in column.leaves())
        bottom = level if column.children else depth - 1
        places.append((level, left, bottom, left + span - 1, column.title))
        _place(column.children, level + 1, left, depth, places)
        left += span


def _write_row(
    sheet: Any, styles: Styles, form: Form, leaves: Sequence[Column], report: Report, number: int, row: int
) -> None:
    start = f"table.{form.id}.{number}."
    label = report.fields.get(start + "label")
    group = group_of(form, str(label.value or "")) if label else None
    ordinal = report.fields.get(start + "stt")
    group_title = group.title if group else UNKNOWN_GROUP if _is_top_level(ordinal, label) else ""
    is_group = bool(group_title)
    sheet.write_string(row, 0, report.unit, styles.cell("", group=is_group))
    statuses = []
    for column, leaf in enumerate(leaves, len(_BEFORE)):
        field = report.fields.get(start + _key(leaf))
        status = field.status if field else ""
        statuses.append(status)
        styles.write(sheet, row, column, field.value if field else None, styles.cell(status, group=is_group))
    worst = next((s for s in _WORST_FIRST if s in statuses), "")
    last = len(_BEFORE) + len(leaves)
    sheet.write_string(row, last, STATUS_VI.get(worst, ""), styles.cell(worst, group=is_group))
    sheet.write_string(row, last + 1, group_title, styles.cell("", group=is_group))
    sheet.write_number(row, last + 2, report.submission_id, styles.cell("", group=is_group))


def _write_sums(
    sheet: Any, styles: Styles, form: Form, leaves: Sequence[Column], first: int, end: int
) -> None:
    if end == first:
        return
    group_column = xl_col_to_name(len(_BEFORE) + len(leaves) + 1)
    groups = f"${group_column}${first + 1}:${group_column}${end}"
    lines = [(f"Tổng: {group.title}", group.title) for group in form.groups]
    if lines:
        lines.append((f"Tổng: {UNKNOWN_GROUP}", UNKNOWN_GROUP))
    for offset, (title, wanted) in enumerate([*lines, ("Tổng cộng", None)]):
        row = end + offset
        sheet.write_string(row, 0, title, styles.total)
        for column, leaf in enumerate(leaves, len(_BEFORE)):
            letter = xl_col_to_name(column)
            values = f"{letter}{first + 1}:{letter}{end}"
            if leaf.type is not ColumnType.COUNT:
                sheet.write_blank(row, column, None, styles.total)
            elif wanted is None and lines:
                sheet.write_formula(
                    row, column, f"=SUM({letter}{end + 1}:{letter}{end + len(lines)})", styles.total
                )
            elif wanted is None:
                sheet.write_formula(row, column, f"=SUM({values})", styles.total)
            else:
                criterion = wanted.replace('"', '""')
                formula = f'=SUMIF({groups},"{criterion}",{values})'
                sheet.write_formula(row, column, formula, styles.total)


def _is_top_level(ordinal: FieldView | None, label: FieldView | None) -> bool:
    """A row numbered as a group is, whose label names none: it must not fall out of the sums unseen."""
    is_sum = label is not None and is_total(str(label.value or ""))
    return not is_sum and ordinal is not None and is_numbered(str(ordinal.value or ""))


def _row_numbers(form: Form, report: Report) -> list[int]:
    start = f"table.{form.id}."
    numbers = {path.removeprefix(start).split(".")[0] for path in report.fields if path.startswith(start)}
    return sorted(int(n) for n in numbers if n.isdigit())


def _key(leaf: Column) -> str:
    """Ordinal and label columns have fixed keys in paths."""
    return {ColumnType.ORDINAL: "stt", ColumnType.LABEL: "label"}.get(leaf.type, leaf.key)


def _depth(columns: Sequence[Column]) -> int:
    return max((1 + _depth(c.children) for c in columns), default=0)


def _set_widths(sheet: Any, leaves: Sequence[Column]) -> None:
    sheet.set_column(0, 0, 34)
    widths = {ColumnType.ORDINAL: 7, ColumnType.LABEL: 40, ColumnType.TEXT: 28}
    for column, leaf in enumerate(leaves, len(_BEFORE)):
        sheet.set_column(column, column, widths.get(leaf.type, 13))
    last = len(_BEFORE) + len(leaves)
    sheet.set_column(last, last, 16)
    sheet.set_column(last + 1, last + 1, 30)
    sheet.set_column(last + 2, last + 2, 11)
