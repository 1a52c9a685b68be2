import datetime as dt
from dataclasses import replace

import pytest

from extraction.campaign import Campaign, Deadline, OutlineItem
from extraction.plan import read_plan
from extraction.plans.questions import period_end, plan_questions
from tests.extraction.plans.plan_texts import QUARTERS

PLAN = Campaign(
    id="1-KH/TU",
    number="1-KH/TU",
    issuer="x",
    province="y",
    date=None,
    title="z",
    outline=(OutlineItem("I", "Tình hình"), OutlineItem("II", "Kết quả")),
)


def due(level, day, *, period=None, reading=""):
    return Deadline(level, f"cấp {level}", day, f"trước ngày {day}", period, reading)


def codes(campaign, text=""):
    return [q.code.removeprefix("plan.") for q in plan_questions(campaign, text)]


def test_a_plan_without_deadline_is_asked_for_one():
    assert codes(PLAN) == ["no_deadline"]


def test_figures_as_of_the_day_they_are_due_are_questioned():
    plan = replace(PLAN, as_of=dt.date(2023, 6, 30), deadlines=(due("grassroots", dt.date(2023, 6, 30)),))
    (question,) = plan_questions(plan)
    assert question.code == "plan.as_of_when_due"
    assert dict(question.facts) == {"as_of": "30/6/2023", "due": "30/6/2023", "sender": "cấp grassroots"}


def test_a_lower_level_due_after_the_upper_is_questioned():
    early, late = dt.date(2023, 7, 1), dt.date(2023, 7, 15)
    assert codes(replace(PLAN, deadlines=(due("grassroots", late), due("district", early)))) == [
        "lower_after_upper"
    ]
    assert codes(replace(PLAN, deadlines=(due("grassroots", early), due("district", late)))) == []


def test_levels_of_different_periods_are_not_compared():
    lower = due("grassroots", dt.date(2024, 12, 31), period="2024")
    upper = due("district", dt.date(2024, 7, 5), period="2024-H1")
    plan = replace(PLAN, deadlines=(lower, upper), periods=("2024-H1", "2024"))
    assert "lower_after_upper" not in codes(plan)


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("chi bộ có từ 3-5, 5-7, 7-9 đảng viên", "3-5, 5-7, 7-9"),
        ("từ 1 - 10, 8 - 20 người", "1-10, 8-20"),
        ("chi bộ có từ 3-5, 6-7 đảng viên", None),
        ("từ năm 2015-2020, 2020-2025", None),
        ("Chỉ thị số 14-CT/TU, Quy định 30-QĐ/TW ngày 26/7/2016", None),
    ],
)
def test_bands_that_share_a_number_are_questioned(text, bands):
    found = [q for q in plan_questions(PLAN, text) if q.code == "plan.bands_overlap"]
    assert [q.facts["bands"] for q in found] == ([bands] if bands else [])


def test_what_is_said_to_be_attached_and_is_not_is_questioned():
    said = "(có Đề cương báo cáo và biểu mẫu gửi kèm)"
    assert {"form_not_attached", "outline_not_attached"} <= set(codes(PLAN, said))
    assert "outline_not_attached" not in codes(PLAN, f"{said}\nĐỀ CƯƠNG BÁO CÁO\nI. Tình hình")


def test_a_made_up_plan_is_questioned_where_reports_are_due_before_their_period_ends():
    found = {q.code for q in read_plan(text=QUARTERS).questions}
    assert {"plan.due_before_period_ends", "plan.form_not_attached", "plan.day_vague"} <= found


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2024", "2024-12-31"),
        ("2024-H1", "2024-06-30"),
        ("2024-Q3", "2024-09-30"),
        ("2024-M9", "2024-09-30"),
    ],
)
def test_periods_end_with_their_last_month(period, end):
    assert str(period_end(period)) == end


def test_another_word_is_no_period():
    assert period_end("2024-Q5") is None and period_end("2024-M13") is None and period_end("đợt 1") is None
