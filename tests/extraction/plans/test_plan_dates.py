import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.plans.dates import bare, named_days


def days(text, year=None):
    return [(d.day.isoformat() if d.day else None, text[d.start : d.end]) for d in named_days(text, year)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gửi về tỉnh trước ngày 30/6/2023.", [("2023-06-30", "trước ngày 30/6/2023")]),
        (
            "chậm nhất là ngày 05 tháng 02 năm 2024",
            [("2024-02-05", "chậm nhất là ngày 05 tháng 02 năm 2024")],
        ),
        ("xong trước 20/6/2024", [("2024-06-20", "xong trước 20/6/2024")]),
        ("Thực hiện trong Quý III/2024", [("2024-09-30", "Thực hiện trong Quý III/2024")]),
        ("trong tháng 9 năm 2019", [("2019-09-30", "trong tháng 9 năm 2019")]),
        ("cuối tháng 11/2019", [("2019-11-30", "cuối tháng 11/2019")]),
        ("đầu tháng 02 năm 2024", [("2024-02-10", "đầu tháng 02 năm 2024")]),
        ("trước tháng 3/2024", [("2024-02-29", "trước tháng 3/2024")]),
        ("đến hết ngày 31/12/2025", [("2025-12-31", "đến hết ngày 31/12/2025")]),
    ],
)
def test_days_are_read_with_their_words(text, found):
    assert days(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 121-KH/TU ngày 10/8/2022",
        "các số liệu tính đến 30/6/2023",
        "số liệu tính đến hết ngày 30/6/2023",
        "sinh hoạt định kỳ hằng tháng",
        "từ 3-5, 5-7 đảng viên",
        "trước ngày 31/02/2023",
    ],
)
def test_other_dates_are_no_deadlines(text):
    assert days(text) == []


def test_a_day_without_year_takes_the_plan_s_own():
    (day,) = named_days("trước ngày 15/3", 2022)
    assert (day.day, day.guessed_year) == (dt.date(2022, 3, 15), True)
    assert [d.day for d in named_days("trước ngày 15/3")] == [None]


def test_a_day_of_every_year_has_no_date():
    (day,) = named_days("gửi trước ngày 15/12 hằng năm", 2022)
    assert day.day is None and day.reading


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_comes_back(day):
    assert [d.day for d in named_days(f"gửi trước ngày {day.day}/{day.month}/{day.year}.")] == [day]


@given(st.text(max_size=40))
def test_bare_text_keeps_its_length(text):
    assert len(bare(text)) == len(text)
