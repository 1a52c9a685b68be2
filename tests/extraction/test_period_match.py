"""Finding a report's period by its words and its day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.period_match import match_period, sure_period

MONTHS = [f"{n:02d}" for n in range(1, 13)]
PERIODS = ("2024-H1", "2024")
DUE = {"2024-H1": dt.date(2024, 6, 30), "2024": dt.date(2024, 12, 31)}


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("BÁO CÁO kết quả thực hiện công tác 6 tháng đầu năm 2024", "2024-H1"),
        ("BÁO CÁO sơ kết 06 tháng đầu năm, nhiệm vụ 06 tháng cuối năm 2024", "2024-H1"),
        ("Báo cáo tổng kết năm 2024", "2024"),
        ("Kết quả công tác năm 2024", "2024"),
    ],
)
def test_words_of_the_title_name_the_period(title: str, period: str) -> None:
    assert match_period(title, None, PERIODS, DUE)[0].period == period


def test_late_report_stays_in_the_period_that_its_title_names() -> None:
    ranked = match_period("Báo cáo 6 tháng đầu năm 2024", dt.date(2024, 8, 20), PERIODS, DUE)
    assert sure_period(ranked) == "2024-H1"


def test_day_decides_where_the_title_says_nothing() -> None:
    assert sure_period(match_period("BÁO CÁO", dt.date(2024, 6, 28), PERIODS, DUE)) == "2024-H1"
    assert sure_period(match_period("BÁO CÁO", dt.date(2025, 1, 3), PERIODS, DUE)) == "2024"


def test_day_between_two_periods_is_asked_about() -> None:
    assert sure_period(match_period("BÁO CÁO", dt.date(2024, 9, 30), PERIODS, DUE)) is None


def test_words_and_day_that_contradict_are_asked_about_or_the_words_win() -> None:
    ranked = match_period("Báo cáo tổng kết năm 2024", dt.date(2024, 6, 30), PERIODS, DUE)
    assert ranked[0].period == "2024"
    assert sure_period(ranked) is None


def test_another_year_does_not_fit() -> None:
    periods = ("2024", "2025")
    assert match_period("Báo cáo tổng kết năm 2025", None, periods, {})[0].period == "2025"


def test_quarters_and_months_are_known() -> None:
    quarters = tuple(f"2025-Q{n}" for n in range(1, 5))
    assert sure_period(match_period("Báo cáo công tác quý III năm 2025", None, quarters, {})) == "2025-Q3"
    months = tuple(f"2025-{n:02d}" for n in range(1, 13))
    assert sure_period(match_period("Báo cáo công tác tháng 9 năm 2025", None, months, {})) == "2025-09"


def test_only_period_is_certain() -> None:
    assert sure_period(match_period("", None, ("2024",), {})) == "2024"


def test_nothing_said_is_asked_about() -> None:
    assert sure_period(match_period("", None, PERIODS, DUE)) is None


def worded(period: str) -> str:
    """A period as a report's title names it."""
    year, _, part = period.partition("-")
    if part.startswith("H"):
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    if part.startswith("Q"):
        return f"quý {('I', 'II', 'III', 'IV')[int(part[1]) - 1]} năm {year}"
    return f"tháng {int(part)} năm {year}" if part else f"tổng kết năm {year}"


@given(st.integers(2019, 2030), st.sampled_from(["", "H1", "H2", "Q1", "Q2", "Q3", "Q4", *MONTHS]))
def test_a_period_written_is_read_back(year: int, part: str) -> None:
    kind = part[:1] if part[:1] in ("H", "Q") else "month" if part else ""
    of_kind = {"": [""], "H": ["H1", "H2"], "Q": ["Q1", "Q2", "Q3", "Q4"], "month": MONTHS}[kind]
    periods = [f"{y}-{p}".rstrip("-") for y in (year - 1, year, year + 1) for p in of_kind]
    wanted = f"{year}-{part}".rstrip("-")
    assert match_period(f"BÁO CÁO Kết quả {worded(wanted)}", None, periods, {})[0].period == wanted
