"""A form of a campaign as a sheet: the plan's merged header, each unit's rows as on its paper, live sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from extraction.campaign import Campaign, Column, ColumnType, Form
from extraction.row_labels import Sum, sum_of
from service.compiling.rows import group_of, is_numbered
from service.exporting.long import LongField, LongReport
from service.exporting.row_stream import RowStream
from service.exporting.styles import STATUS_VI, Styles

HEADER_ROW = 3  # title, note, a blank row, then the header
UNKNOWN_GROUP = "chưa rõ nhóm"
_WORST_FIRST = ("review", "missing", "corrected", "confirmed", "accepted")
_LABELS = 4_096  # row labels whose group is remembered
_BEFORE, _AFTER = ("Đơn vị",), ("Trạng thái", "Nhóm", "Báo cáo số")


class FormSheet:
    """A form's sheet being written: the header at once, each report's rows as they come, the sums at the end.

    Values are those of the reports, a person's over the machine's, never replaced by a formula. At the end
    stand the sums over all units, one row a group and one for all: live formulas over the column "Nhóm",
    so that correcting a cell in the sheet moves them.
    """

    def __init__(self, sheet: Any, styles: Styles, form: Form, campaign: Campaign) -> None:
        self._sheet, self._styles, self._form = sheet, styles, form
        self._leaves = [leaf for leaf, _ in form.leaves]
        self._keys = [_key(leaf) for leaf in self._leaves]
        self._counts = [leaf.key for leaf in self._leaves if leaf.type is ColumnType.COUNT]
        self._prefix = f"table.{form.id}."
        self._group_of = lru_cache(maxsize=_LABELS)(lambda label: group_of(form, label))
        self._sum_of = lru_cache(maxsize=_LABELS)(lambda label: sum_of(label, form))
        depth = _depth(form.columns)
        width = len(_BEFORE) + len(self._leaves) + len(_AFTER)
        _set_widths(sheet, self._leaves)
        sheet.write_string(0, 0, form.title, styles.title)
        sheet.write_string(1, 0, f"{campaign.id} – {campaign.title}", styles.note)
        self._merges = _write_header(sheet, styles, form, depth, width)
        sheet.freeze_panes(HEADER_ROW + depth, len(_BEFORE) + 2)
        self._first = HEADER_ROW + depth
        self._rows = RowStream(sheet, self._first, width)

    def add(self, report: LongReport) -> None:
        """Write the rows of one report under the name of its sender."""
        rows: dict[int, dict[str, LongField]] = {}
        for field in report.fields:
            if field.path.startswith(self._prefix):
                number, _, key = field.path[len(self._prefix) :].partition(".")
                if number.isdigit():
                    rows.setdefault(int(number), {})[key] = field
        if rows:
            unit = str(report.value("document.issuer") or report.name)
            ordered = [rows[row] for row in sorted(rows)]
            for row, title in zip(ordered, self._groups(ordered), strict=True):
                self._add_row(unit, report.id, row, title)

    def close(self) -> None:
        end = self._rows.close()
        _write_sums(self._sheet, self._styles, self._form, self._leaves, self._first, end)
        # Rows are streamed, and merge_range writes the cells of two rows in turn, which streaming refuses;
        # the cells are written above, so only the list of merged ranges is added to.
        self._sheet.merge.extend(self._merges)

    def _groups(self, rows: Sequence[Mapping[str, LongField]]) -> list[str]:
        """For each row the group whose figures it tells, "" for none.

        That is the group's own row or, where that is blank, the row below its members that sums them up.
        """
        titles: list[str] = []
        untold = ""
        for fields in rows:
            label = fields.get("label")
            text = str(label.value or "") if label else ""
            kind, title = self._sum_of(text), ""
            if kind is Sum.NONE:
                group = self._group_of(text)
                is_open = is_numbered(str(fields["stt"].value or "")) if "stt" in fields else False
                title = group.title if group else UNKNOWN_GROUP if is_open else ""
                if title:
                    untold = "" if any(_is_told(fields.get(key)) for key in self._counts) else title
            elif kind is not Sum.WHOLE:
                title, untold = untold, ""
            titles.append(title)
        return titles

    def _add_row(self, unit: str, report: int, fields: Mapping[str, LongField], group_title: str) -> None:
        is_group = bool(group_title)
        rows, style = self._rows, self._styles.cell_number
        rows.text(0, unit, style("", group=is_group))
        statuses = set()
        for column, key in enumerate(self._keys, len(_BEFORE)):
            field = fields.get(key)
            status = field.status if field else ""
            statuses.add(status)
            value = field.value if field else None
            if value is None or value == "":
                rows.blank(column, style(status, group=is_group))
            else:
                rows.value(column, value, style(status, group=is_group))
        worst = next((s for s in _WORST_FIRST if s in statuses), "")
        last = len(_BEFORE) + len(self._keys)
        rows.text(last, STATUS_VI.get(worst, ""), style(worst, group=is_group))
        rows.text(last + 1, group_title, style("", group=is_group))
        rows.number(last + 2, report, style("", group=is_group))
        rows.end_row()


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


def _is_told(field: LongField | None) -> bool:
    return field is not None and field.value not in (None, "")


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
