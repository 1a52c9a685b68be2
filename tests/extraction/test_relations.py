from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extraction.campaign import Campaign, CheckRule, Figure, OutlineItem, PercentRule, RuleKind
from extraction.model import Finding
from extraction.relations import Demand, Relation, relations_of
from extraction.rows import arrange_rows
from tests.extraction.table_builders import FORM, make_row

ROWS = arrange_rows(
    [make_row(*r) for r in (("1", "Hợp tác xã"), ("1.1", "HTX A"), ("2", "Tổ hợp tác"))], FORM
)
FIGURES = tuple(
    Figure("I", name, f"Số {name}", ("{n} " + name,), unit)
    for name, unit in (("tong", None), ("nam", None), ("nu", None), ("khac", None), ("ty_le", "%"))
)
CAMPAIGN = Campaign("1", None, "Tỉnh ủy", "", None, "", (OutlineItem("I", "Kết quả"),), (FORM,), FIGURES)


def told(**values: str) -> dict[str, Finding]:
    found = (Finding(f"figure.I.{name}", "figure", Decimal(v), v) for name, v in values.items())
    return {f.path: f for f in found}


def cells(column: str, *values: str) -> dict[str, Finding]:
    paths = (f"table.bieu-1.{n}.{column}" for n in range(1, len(values) + 1))
    return {p: Finding(p, "cell", Decimal(v), v) for p, v in zip(paths, values, strict=True)}


def by_rule(rule: CheckRule, findings: dict[str, Finding]) -> tuple[Relation, ...]:
    return relations_of(
        replace(CAMPAIGN, checks=(rule,), forms=(replace(FORM, sums=()),)), {"bieu-1": ROWS}, findings
    )


SUM = CheckRule(RuleKind.SUM, ("figure.I.nam", "figure.I.nu"), "figure.I.tong", optional=("figure.I.khac",))


def test_a_sum_of_figures_takes_optional_parts_where_they_are_told() -> None:
    (relation,) = by_rule(SUM, told(tong="5", nam="2", nu="3"))
    assert (relation.whole, relation.parts) == (("figure.I.tong",), ("figure.I.nam", "figure.I.nu"))
    (relation,) = by_rule(SUM, told(tong="5", nam="2", nu="3", khac="0"))
    assert relation.parts[-1] == "figure.I.khac"
    assert relation.facts["figure"] == "Số tong"


def test_a_rule_waits_until_all_that_it_needs_is_told() -> None:
    assert by_rule(SUM, told(tong="5", nam="2")) == ()
    assert by_rule(SUM, told(nam="2", nu="3")) == ()


def test_shares_that_make_a_whole_are_held_against_a_hundred() -> None:
    (relation,) = by_rule(CheckRule(RuleKind.SUM, ("figure.I.ty_le",), "100"), told(ty_le="99"))
    assert (relation.whole, relation.given, relation.demand) == ((), Decimal(100), Demand.EQUAL)


def test_every_part_is_held_against_the_whole_by_itself() -> None:
    rule = CheckRule(RuleKind.PART, ("figure.I.nam", "figure.I.nu"), "figure.I.tong")
    relations = by_rule(rule, told(tong="5", nam="2", nu="3"))
    assert [r.parts for r in relations] == [("figure.I.nam",), ("figure.I.nu",)]
    assert len({r.name for r in relations}) == 2


def test_a_percentage_may_be_of_totals_of_a_form() -> None:
    rule = CheckRule(
        RuleKind.PERCENT, ("total.bieu-1.so_dang_vien",), "total.bieu-1.so_lao_dong", "figure.I.ty_le"
    )
    findings = (
        told(ty_le="10") | cells("so_dang_vien", "1", "1", "2") | cells("so_lao_dong", "10", "10", "20")
    )
    (relation,) = by_rule(rule, findings)
    assert relation.percent == "figure.I.ty_le"
    assert relation.whole == ("table.bieu-1.1.so_lao_dong", "table.bieu-1.3.so_lao_dong")


def test_a_percentage_column_is_checked_in_every_row() -> None:
    form = replace(FORM, sums=(), percents=(PercentRule("so_hoi_vien", "so_dang_vien", "so_lao_dong"),))
    findings = (
        cells("so_hoi_vien", "10", "5") | cells("so_dang_vien", "1", "2") | cells("so_lao_dong", "10", "40")
    )
    relations = relations_of(replace(CAMPAIGN, forms=(form,)), {"bieu-1": ROWS}, findings)
    assert [r.name for r in relations] == ["percent:bieu-1.1.so_hoi_vien", "percent:bieu-1.2.so_hoi_vien"]


def test_a_text_figure_is_held_against_the_groups_of_its_form() -> None:
    figures = (replace(FIGURES[0], same_as="bieu-1.so_luong"),)
    findings = told(tong="5") | cells("so_luong", "2", "2", "3")
    made = relations_of(replace(CAMPAIGN, figures=figures), {"bieu-1": ROWS}, findings)
    (relation,) = (r for r in made if r.code == "figure_equals_form")
    assert relation.paths == ("figure.I.tong", "table.bieu-1.1.so_luong", "table.bieu-1.3.so_luong")


def test_years_add_up_to_their_figure_where_all_are_told() -> None:
    campaign = replace(CAMPAIGN, figures=(replace(FIGURES[0], years=(2019, 2020)),))
    years = {f"tong.{y}": v for y, v in ((2019, "2"), (2020, "3"))}
    (relation,) = relations_of(campaign, {}, told(tong="5") | told(**years))
    assert relation.parts == ("figure.I.tong.2019", "figure.I.tong.2020")
    assert relations_of(campaign, {}, told(tong="5") | told(**{"tong.2019": "2"})) == ()
