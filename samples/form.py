"""Fills in the statistics form of plan 205-KH/TU as units do, with their slips, and keeps the truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from samples.model import FormTable, Row, Style
from samples.wording import ROMAN, count_text

COUNTS = ("so_luong", "so_lao_dong", "to_chuc_dang", "so_dang_vien", "to_chuc_doan_the", "so_hoi_vien")
MEMBERS_AT_MOST = {"commune": 4, "district": 9}
LARGE_LABOUR_SHARE = 0.04  # so that figures over a thousand occur


def members(group: Mapping[str, Any], rng: random.Random, level: str) -> int:
    if group["key"] == "kinh_te_trang_trai" and rng.random() < 0.45:
        return 0
    least = 0 if group["key"] == "kinh_te_hop_tac" else 1
    return rng.randint(least, MEMBERS_AT_MOST.get(level, 4))


def member_values(group: Mapping[str, Any], rng: random.Random) -> dict[str, int]:
    """Plausible figures of one unit: a Party cell needs three members, unions come with people."""
    labour = rng.randint(*group["labour"])
    if rng.random() < LARGE_LABOUR_SHARE:
        labour = rng.randint(1003, 2890)
    has_cell = rng.random() < 0.35
    unions = rng.choice([0, 0, 1, 1, 2, 3])
    return {
        "so_luong": 1,
        "so_lao_dong": labour,
        "to_chuc_dang": int(has_cell),
        "so_dang_vien": rng.randint(3, 26) if has_cell else rng.choice([0, 0, 1, 2, 2, 4]),
        "to_chuc_doan_the": unions,
        "so_hoi_vien": rng.randint(5, 60) * unions,
    }


def count_columns(rng: random.Random) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns in this sender's order, and what is unusual about them."""
    columns, defects = list(COUNTS), []
    if rng.random() < 0.14:
        i = rng.choice([0, 2, 4])
        columns[i], columns[i + 1] = columns[i + 1], columns[i]
        defects.append({"type": "columns_reordered", "columns": columns[i : i + 2]})
    elif rng.random() < 0.08:
        columns = [*columns[:2], *columns[4:], *columns[2:4]]
        defects.append({"type": "columns_reordered", "columns": columns[2:]})
    if rng.random() < 0.1:
        lost = rng.choice(COUNTS[1:])
        columns.remove(lost)
        defects.append({"type": "column_missing", "column": lost})
    return columns, defects


def headings(columns: list[str], words: Mapping[str, Any], rng: random.Random) -> dict[str, tuple[str, ...]]:
    """The printed headings over every column: two rows with a common heading, or all in one row."""
    written = {c: rng.choice([words["columns"][c][0], *words["columns"][c]]) for c in columns}
    over: dict[str, str] = {}
    if rng.random() < 0.85:
        over |= dict.fromkeys(("so_luong", "so_lao_dong"), rng.choice(words["over_totals"]))
    if rng.random() < 0.12:
        over |= dict.fromkeys(("to_chuc_dang", "so_dang_vien"), rng.choice(words["over_party"]))
        over |= dict.fromkeys(("to_chuc_doan_the", "so_hoi_vien"), rng.choice(words["over_unions"]))
    return {c: (over[c], written[c]) if c in over else (written[c],) for c in columns}


class CellWriter:
    """Writes counts into cells the way this sender does."""

    def __init__(self, style: Style, rng: random.Random) -> None:
        self.style, self.rng = style, rng

    def __call__(self, value: int) -> str:
        if value:
            return count_text(value, thousands=self.style.thousands, pad=self.style.pad)
        nought = self.style.nought
        return self.rng.choice(["-", "0", "", "không"]) if nought == "mixed" else nought


def as_value(raw: str, value: int) -> int | None:
    return None if raw == "" else value


def fill_form(
    words: Mapping[str, Any],
    style: Style,
    level: str,
    rng: random.Random,
    place: Callable[[], str],
    person: Callable[[], str],
) -> tuple[FormTable, dict[str, dict[str, int]], list[dict[str, Any]]]:
    """A filled-in form, the true totals of each group, and its defects.

    The totals hold what the parts add up to, before any arithmetic error is put into the table.
    """
    columns, defects = count_columns(rng)
    write = CellWriter(style, rng)
    numbering = rng.choice(["1.1", "1", "-", "", "a"])
    roman = rng.random() < 0.35
    rows: list[Row] = []
    totals: dict[str, dict[str, int]] = {}
    with_notes = rng.random() < 0.75
    for number, group in enumerate(words["groups"], 1):
        parts = [member_values(group, rng) for _ in range(members(group, rng, level))]
        if group["key"] == "kinh_te_trang_trai" and not parts:
            continue
        total = {c: sum(p[c] for p in parts) for c in COUNTS}
        totals[group["key"]] = total
        stt = ROMAN[number - 1] if roman else str(number)
        rows.append(make_row(1, stt, group["label"], rng.choice(group["written"]), total, columns, write))
        for i, part in enumerate(parts, 1):
            label = rng.choice(group["members"]).format(noi=place(), nguoi=person())
            own = {"1.1": f"{stt}.{i}", "1": str(i), "-": "-", "": "", "a": "abcdeghikl"[i - 1]}[numbering]
            row = make_row(2, own, label, label, part, columns, write)
            if with_notes and rng.random() < 0.2:
                note = rng.choice(words["notes"])
                row.raw["ghi_chu"], row.values["ghi_chu"] = note, note
            rows.append(row)
    if rng.random() < 0.4:
        grand = {c: sum(t[c] for t in totals.values()) for c in COUNTS}
        total_row = make_row(0, "", "Tổng cộng", rng.choice(words["total"]), grand, columns, write)
        rows.insert(0, total_row) if rng.random() < 0.15 else rows.append(total_row)
    printed = ["stt", "label", *columns]
    other = rng.choice(words["columns"]["other"]) if rng.random() < 0.08 else None
    if other:
        printed.append("other")
        defects.append({"type": "column_extra", "written": other.replace("\n", " ")})
    if with_notes or rng.random() < 0.5:
        printed.append("ghi_chu")
    paths = headings(printed, {**words, "columns": {**words["columns"], "other": [other]}}, rng)
    for row in rows:
        row.raw = {c: row.raw.get(c, "") for c in printed if c not in ("stt", "label", "other")}
        row.values = {c: row.values.get(c) for c in row.raw}
        if "ghi_chu" in row.raw:
            row.values["ghi_chu"] = row.raw["ghi_chu"] or None
    table = FormTable(
        title=rng.choice(words["titles"]),
        subtitle=rng.choice(words["subtitles"]),
        columns=printed,
        paths=paths,
        rows=rows,
        landscape=rng.random() < 0.55,
        number_row=rng.random() < 0.25,
        repeat_header=rng.random() < 0.7,
    )
    return table, totals, defects


def make_row(
    level: int,
    stt: str,
    label: str,
    written: str,
    counts: Mapping[str, int],
    columns: list[str],
    write: CellWriter,
) -> Row:
    raw = {c: write(counts[c]) for c in columns}
    values: dict[str, float | str | None] = {c: as_value(raw[c], counts[c]) for c in columns}
    return Row(level, stt, label, written, values, raw)


def spoil_sum(table: FormTable, write: CellWriter, rng: random.Random) -> list[dict[str, Any]]:
    """Write a wrong sum into one group row; the truth keeps what is written and what was right."""
    choices = [
        (i, c)
        for i, row in enumerate(table.rows)
        if row.level == 1 and i + 1 < len(table.rows) and table.rows[i + 1].level == 2
        for c in row.values
        if c in COUNTS and row.values[c]
    ]
    if not choices:
        return []
    at, column = rng.choice(choices)
    row = table.rows[at]
    right = int(row.values[column] or 0)
    wrong = max(1, right + rng.choice([-3, -2, -1, 1, 2, 3, 10]))
    if wrong == right:
        wrong += 1
    row.values[column], row.raw[column] = wrong, write(wrong)
    error = {
        "row": at + 1,
        "label": row.label,
        "column": column,
        "written": wrong,
        "expected": right,
        "kind": "group_vs_members",
    }
    table.errors.append(error)
    return [{"type": "arithmetic_error", **error}]
