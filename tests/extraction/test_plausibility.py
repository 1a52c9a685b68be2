from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from extraction.campaign import Campaign, CheckRule, Deadline, RuleKind
from extraction.model import Check, Finding
from extraction.plausibility import compare_with_earlier, date_checks

PLAN_DAY, AS_OF = dt.date(2023, 6, 7), dt.date(2023, 6, 30)
CAMPAIGN = Campaign("1", None, "Tỉnh ủy", "", PLAN_DAY, "", (), as_of=AS_OF)


def dated(day: str, campaign: Campaign = CAMPAIGN, received: dt.date | None = None) -> dict[str, bool]:
    finding = Finding("document.date", "date", day, day)
    return {c.name: c.ok for c in date_checks(campaign, {finding.path: finding}, received)}


def test_no_report_is_dated_after_its_receipt() -> None:
    received = dt.date(2023, 7, 14)
    assert dated("2023-07-14", received=received)["date_after_receipt"]
    assert not dated("2023-07-15", received=received)["date_after_receipt"]
    assert "date_after_receipt" not in dated("2023-07-15")


def test_no_report_is_older_than_its_figures() -> None:
    assert dated("2023-06-30") == {"date_before_as_of": True}
    assert dated("2023-06-29") == {"date_before_as_of": False}


def test_where_a_report_is_due_on_the_as_of_day_only_the_plan_binds() -> None:
    campaign = replace(CAMPAIGN, deadlines=(Deadline("grassroots", "Cơ sở", AS_OF, "trước ngày 30/6/2023"),))
    assert dated("2023-06-20", campaign) == {"date_before_plan": True}
    assert dated("2023-06-06", campaign) == {"date_before_plan": False}


def test_a_date_that_was_not_read_is_not_checked() -> None:
    assert date_checks(CAMPAIGN, {"document.date": Finding("document.date", "date", None)}, AS_OF) == ()


def against(before: str, now: str, most_change: float = 0.5) -> list[Check]:
    rule = CheckRule(RuleKind.STEADY, ("figure.I.tong",), most_change=most_change)
    finding = Finding("figure.I.tong", "figure", Decimal(now), now)
    campaign = replace(CAMPAIGN, checks=(rule,))
    return list(compare_with_earlier(campaign, {}, {finding.path: finding}, {finding.path: Decimal(before)}))


def test_a_steady_figure_stays_near_the_period_before() -> None:
    assert [c.ok for c in against("100", "150")] == [True]
    (check,) = against("100", "151")
    assert (check.ok, check.paths, dict(check.facts)) == (
        False,
        ("figure.I.tong",),
        {"now": "151", "before": "100"},
    )


def test_small_figures_may_jump() -> None:
    assert [c.ok for c in against("1", "6")] == [True]
