"""What else people do to the form: other borders, deeper headings, subtotals, percentages, a second table.

Drawn apart from the rest of the report, so that a report without such a kind stays what it was.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from samples.form import COUNTS
from samples.model import FormTable, OtherTable, Report, Row

KINDS_SHARE = 0.35
"""Of the reports with a form."""

RULING_SHARES = {"all": 0.6, "header": 0.12, "rows": 0.1, "box": 0.1, "none": 0.08}
OVER_ALL = ("Số liệu tính đến 30/6/2023", "Kết quả thực hiện", "Tổng số trên địa bàn")
SUBTOTALS = ("Cộng", "Cộng nhóm {n}", "Cộng mục {n}", "Cộng ({n})")
PERCENTS = ("Tỷ lệ đảng viên (%)", "Tỷ lệ (%)", "Tỷ lệ ĐV/LĐ (%)")
OTHER_TITLES = ("Kết quả phát triển đảng viên qua các năm", "Số tổ chức đảng thành lập mới theo năm")
OTHER_HEADINGS = ("TT", "Năm", "Kết nạp mới", "Tỷ lệ (%)")


@dataclass(frozen=True)
class Kinds:
    """What is unusual about a form's table."""

    ruling: str = "all"
    over_all: str = ""  # a heading over all columns of counts, above the others
    subtotals: str = ""  # the label of a row that sums up each group below its members
    percents: str = ""  # the heading of a column of percentages
    other: str = ""  # where a second table stands: "above" or "below"
    amid_text: bool = False
    last_row_alone: bool = False  # on a page of its own


def draw_kinds(rng: random.Random) -> Kinds:
    """What is unusual about one report's table: one thing or several."""

    def perhaps(share: float, *values: str) -> str:
        return rng.choice(values) if rng.random() < share else ""

    return Kinds(
        ruling=rng.choices(list(RULING_SHARES), list(RULING_SHARES.values()))[0],
        over_all=perhaps(0.3, *OVER_ALL),
        subtotals=perhaps(0.25, *SUBTOTALS),
        percents=perhaps(0.3, *PERCENTS),
        other=perhaps(0.3, "above", "below"),
        amid_text=rng.random() < 0.2,
        last_row_alone=rng.random() < 0.25,
    )


def apply_kinds(report: Report, kinds: Kinds, rng: random.Random) -> None:
    """Change the report's form accordingly; its truth follows."""
    table = report.table
    if table is None:
        return
    table.ruling = kinds.ruling
    if kinds.percents:
        _add_percents(table, kinds.percents)
    if kinds.over_all:
        counts = [c for c in table.columns if c in (*COUNTS, "ty_le")]
        table.paths = {c: (kinds.over_all, *p) if c in counts else p for c, p in table.paths.items()}
    if kinds.subtotals and not table.errors:
        _add_subtotals(table, kinds.subtotals)
    if kinds.other:
        table.other = _other_table(rng)
        table.other_above = kinds.other == "above"
    table.amid_text = kinds.amid_text and not table.landscape
    table.last_row_alone = kinds.last_row_alone
    told = {k: v for k, v in kinds.__dict__.items() if v not in ("", False, "all")}
    if told:
        report.defects.append({"type": "table_kinds", **told})


def _add_percents(table: FormTable, heading: str) -> None:
    """Party members as a share of the workers, beside their number."""
    if "so_dang_vien" not in table.columns or "so_lao_dong" not in table.columns:
        return
    table.columns.insert(table.columns.index("so_dang_vien") + 1, "ty_le")
    over = table.paths["so_dang_vien"][:-1]
    table.paths = {**table.paths, "ty_le": (*over, heading)}
    for row in table.rows:
        row.raw = {**row.raw, "ty_le": _share(row.values)}


def _share(values: Mapping[str, Any]) -> str:
    part, whole = values.get("so_dang_vien"), values.get("so_lao_dong")
    return f"{100 * part / whole:.1f}".replace(".", ",") if part and whole else "-"


def _add_subtotals(table: FormTable, label: str) -> None:
    """Move each group's sums from its own row to one below its members."""
    rows: list[Row] = []
    group: Row | None = None
    number = 0
    for row in [*table.rows, None]:
        if group is not None and (row is None or row.level <= 1) and rows[-1] is not group:
            text = label.format(n=number)
            rows.append(replace(group, level=0, stt="", label=text, written_label=text))
            at = next(i for i, r in enumerate(rows) if r is group)
            blank = dict.fromkeys(group.raw, "")
            rows[at] = replace(group, raw=blank, values=dict.fromkeys(group.values))
        if row is not None:
            rows.append(row)
            group = row if row.level == 1 else group if row.level == 2 else None
            number += row.level == 1
    table.rows = rows


def _other_table(rng: random.Random) -> OtherTable:
    first, count = rng.randint(2016, 2019), rng.randint(3, 5)
    years = [
        [
            str(i + 1),
            str(first + i),
            str(rng.randint(2, 48)),
            f"{rng.randint(10, 99) / 10:.1f}".replace(".", ","),
        ]
        for i in range(count)
    ]
    return OtherTable(rng.choice(OTHER_TITLES), [list(OTHER_HEADINGS), *years])
