from __future__ import annotations

import copy
import io
import json
import random
from pathlib import Path

import pdfplumber
import pytest

pytest.importorskip("reportlab")

from samples import marks
from samples.content import compose
from samples.form import COUNTS
from samples.generate import Order, make
from samples.layout import lay_out
from samples.model import Report
from samples.table_kinds import OVER_ALL, Kinds, apply_kinds, draw_kinds

needs_font = pytest.mark.skipif(
    not (marks.FONT_FOLDER / "Tinos-Regular.ttf").exists(), reason="Debian's fonts-croscore is not installed"
)


def report_with(kinds: Kinds, seed: int = 3) -> Report:
    """A report with a form of the usual columns, done to as told."""
    for more in range(50):
        report = compose("205", "r001", random.Random(seed + 100 * more))
        table = report.table
        if table and not table.errors and set(COUNTS) <= set(table.columns):
            apply_kinds(report, kinds, random.Random(seed))
            return report
    raise AssertionError("no such report")


def test_every_kind_is_drawn() -> None:
    drawn = [draw_kinds(random.Random(seed)) for seed in range(200)]
    for name in Kinds().__dict__:
        assert len({getattr(kinds, name) for kinds in drawn}) > 1


def test_subtotals_take_the_sums_of_their_groups() -> None:
    plain, report = report_with(Kinds()), report_with(Kinds(subtotals="Cộng ({n})"))
    assert plain.table and report.table
    sums = [r.values for r in plain.table.rows if r.level == 1]
    rows = report.table.rows
    for at, row in enumerate(rows):
        if row.level != 1 or rows[at + 1].level != 2:
            continue
        below = next(r for r in rows[at + 1 :] if r.level == 0)
        assert not any(row.raw.values())
        assert below.values in sums
        assert below.written_label.startswith("Cộng (")


def test_percentages_stand_beside_the_members_and_are_no_count() -> None:
    table = report_with(Kinds(percents="Tỷ lệ (%)")).table
    assert table
    at = table.columns.index("ty_le")
    assert table.columns[at - 1] == "so_dang_vien"
    assert all("ty_le" not in row.values for row in table.rows)
    for row in table.rows:
        part, whole = row.values["so_dang_vien"], row.values["so_lao_dong"]
        if part and whole:
            assert float(row.raw["ty_le"].replace(",", ".")) == pytest.approx(100 * part / whole, abs=0.06)  # type: ignore[operator]


@needs_font
def test_a_heading_over_all_counts_makes_the_header_deeper() -> None:
    report = report_with(Kinds(over_all=OVER_ALL[0]))
    assert report.table
    over = [path for path in report.table.paths.values() if path[0] == OVER_ALL[0]]
    assert len(over) == len(COUNTS)
    with pdfplumber.open(io.BytesIO(lay_out(report, random.Random(1)).pdf)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert text.count(OVER_ALL[0]) >= 1


@needs_font
def test_the_last_row_can_stand_alone_on_the_next_page() -> None:
    report = report_with(Kinds(last_row_alone=True))
    assert report.table
    pdf = lay_out(report, random.Random(1)).pdf
    assert len(report.table.pages) == 2
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        last = opened.pages[report.table.pages[1] - 1].extract_text()
    told = [r for r in report.table.rows if r.written_label.split()[0] in last and r.written_label in last]
    assert report.table.rows[-1] in told or report.table.rows[-1].written_label.split()[-1] in last


@needs_font
def test_a_table_longer_than_a_page_is_left_to_break_where_it_does() -> None:
    report = report_with(Kinds(last_row_alone=True))
    table = report.table
    assert table
    table.rows = [copy.deepcopy(row) for _ in range(12) for row in table.rows]
    lay_out(report, random.Random(1))
    assert len(table.pages) > 2


@needs_font
@pytest.mark.parametrize("where", ["above", "below"])
def test_another_table_stands_beside_the_form(where: str) -> None:
    report = report_with(Kinds(other=where))
    table = report.table
    assert table and table.other
    with pdfplumber.open(io.BytesIO(lay_out(report, random.Random(1)).pdf)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert (text.index(table.other.title) < text.index(table.title + "\n")) == (where == "above")


@needs_font
def test_a_form_amid_the_text_comes_before_the_signature(tmp_path: Path) -> None:
    report = report_with(Kinds(amid_text=True), seed=5)
    table = report.table
    assert table
    lay_out(report, random.Random(1))
    assert table.amid_text != table.landscape
    assert table.landscape or table.pages[0] < report.page_count or report.page_count == 1


@needs_font
def test_a_report_that_draws_no_kind_stays_what_it_was(tmp_path: Path) -> None:
    for index in range(1, 6):
        truth = make(Order(index, 3, "205", "born", light=True), tmp_path)
        assert "table_kinds" not in {d["type"] for d in json.loads(truth.read_text("utf-8"))["defects"]}
