from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from extraction.campaign import Campaign, Form, PartRule
from extraction.checks import run_checks
from extraction.model import Check, Finding
from extraction.rows import FormRow, arrange_rows
from tests.extraction.table_builders import FORM, make_row

LABELS = (("1", "Hợp tác xã"), ("1.1", "HTX A"), ("1.2", "HTX B"), ("", "Tổng cộng"))
ROWS = arrange_rows([make_row(stt, label) for stt, label in LABELS], FORM)


CAMPAIGN = Campaign("1-KH/TU", None, "Tỉnh ủy", "Quảng Ngãi", None, "Tổng kết", (), (FORM,))


def figure(row: int, raw: str, *others: str, column: str = "so_luong", agree: float = 1.0) -> Finding:
    value = Decimal(0) if raw == "-" else Decimal(raw) if raw else None
    signals = MappingProxyType({"ocr": 0.9, "agree": agree})
    return Finding(f"table.bieu-1.{row}.{column}", "cell", value, raw, 1, None, (raw, *others), signals)


def run(*findings: Finding, rows: tuple[FormRow, ...] = ROWS, form: Form = FORM) -> tuple[Check, ...]:
    return run_checks(replace(CAMPAIGN, forms=(form,)), findings, {"bieu-1": rows})


def checks_of(*findings: Finding) -> dict[str, Check]:
    return {c.name: c for c in run(*findings)}


def test_members_add_up_to_their_group_and_groups_to_the_total() -> None:
    findings = [figure(1, "12"), figure(2, "7"), figure(3, "5"), figure(4, "12")]
    assert [c.ok for c in run(*findings)] == [True, True]


def test_blank_and_dash_count_as_nought() -> None:
    checks = checks_of(figure(1, "7"), figure(2, "7"), figure(3, ""), figure(4, "7"))
    assert all(c.ok for c in checks.values())


def test_a_misread_figure_is_repaired_by_the_reading_that_makes_all_sums_true() -> None:
    checks = checks_of(figure(1, "12"), figure(2, "1", "7", agree=0), figure(3, "5"), figure(4, "12"))
    check = checks["sum:bieu-1.so_luong.hop-tac-xa"]
    assert not check.ok
    assert check.repair == (("table.bieu-1.2.so_luong", "7"),)
    assert check.facts["verdict"] == "misread"
    assert (check.facts["whole"], check.facts["parts"]) == ("12", "6")


def test_a_misread_group_that_two_sums_ask_for_alike_is_repaired() -> None:
    checks = checks_of(figure(1, "13", agree=0), figure(2, "7"), figure(3, "8"), figure(4, "15"))
    repairs = {name: check.repair for name, check in checks.items()}
    assert set(repairs) == {"sum:bieu-1.so_luong.hop-tac-xa", "sum:bieu-1.so_luong.total"}
    assert set(repairs.values()) == {(("table.bieu-1.1.so_luong", "15"),)}


def test_a_paper_that_does_not_add_up_is_said_so() -> None:
    checks = checks_of(figure(1, "4"), figure(2, "1"), figure(3, "1"))
    check = checks["sum:bieu-1.so_luong.hop-tac-xa"]
    assert (check.ok, check.repair, check.facts["verdict"]) == (False, (), "paper")


def test_sums_that_fail_in_many_columns_doubt_the_rows_first() -> None:
    columns = ("so_luong", "so_lao_dong", "so_dang_vien")
    cells = [figure(n, raw, column=c) for c in columns for n, raw in ((1, "4"), (2, "1"), (3, "1"))]
    assert {c.facts["verdict"] for c in run(*cells)} == {"rows"}
    assert {c.facts["verdict"] for c in run(*cells[:6])} == {"paper"}


def test_two_repairs_alike_are_left_to_a_person() -> None:
    checks = checks_of(figure(1, "12"), figure(2, "1", "7", agree=0), figure(3, "5", "11", agree=0))
    check = checks["sum:bieu-1.so_luong.hop-tac-xa"]
    assert (check.repair, check.facts["verdict"]) == ((), "several")


def test_a_group_without_broken_down_figures_is_not_checked() -> None:
    assert checks_of(figure(1, "4"), figure(2, ""), figure(3, "")) == {}
    assert checks_of(figure(1, ""), figure(2, "3"), figure(3, "1")) == {}


def test_a_figure_that_could_not_be_read_leaves_its_sum_open() -> None:
    unread = replace(figure(2, "7"), value=None, raw="7?")
    assert checks_of(figure(1, "12"), unread, figure(3, "5")) == {}


def test_parts_may_not_exceed_their_whole() -> None:
    form = replace(FORM, sums=(), parts=(PartRule("so_dang_vien", "so_lao_dong"),))
    findings = [figure(1, "5", column="so_dang_vien"), figure(1, "4", column="so_lao_dong")]
    (check,) = run(*findings, form=form)
    assert (check.ok, check.code, check.facts["part"]) == (False, "part_over_whole", "5")


def test_a_group_summed_up_below_its_members_is_checked_there() -> None:
    table = [
        make_row("1", "Hợp tác xã", so_luong=""),
        make_row("1.1", "HTX A", so_luong="7"),
        make_row("1.2", "HTX B", so_luong="5"),
        make_row("", "Cộng (1)", so_luong="12"),
        make_row("2", "Tổ hợp tác", so_luong=""),
        make_row("2.1", "THT A", so_luong="3"),
        make_row("", "Cộng (2)", so_luong="3"),
        make_row("", "Tổng cộng", so_luong="15"),
    ]
    rows = arrange_rows(table, FORM)
    findings = [figure(i, row.cells["so_luong"].text) for i, row in enumerate(table, 1)]
    checks = {c.name: c for c in run(*findings, rows=rows)}
    total = "table.bieu-1.{}.so_luong"
    assert checks["sum:bieu-1.so_luong.hop-tac-xa"].paths == tuple(total.format(n) for n in (4, 2, 3))
    assert checks["sum:bieu-1.so_luong.total"].paths == tuple(total.format(n) for n in (8, 4, 7))
    assert all(check.ok for check in checks.values())
