import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.dates import format_date, parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("ngày 07/6/2023", dt.date(2023, 6, 7)),
        ("30/6/2023", dt.date(2023, 6, 30)),
        ("ngày 05 tháng 02 năm 2024", dt.date(2024, 2, 5)),
        ("Sơn Trà, ngày 22 tháng 6 năm 2023", dt.date(2023, 6, 22)),
        ("07-6-2023", dt.date(2023, 6, 7)),
        ("07.6.2023", dt.date(2023, 6, 7)),
        ("NGÀY 10/11/2016", dt.date(2016, 11, 10)),
        ("ngay 22 thang 6 nam 2023", dt.date(2023, 6, 22)),
    ],
)
def test_dates_are_read(text, date):
    parsed = parse_date(text)
    assert parsed.value == date
    assert parsed.format_ok


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ngày   tháng 6 năm 2023", "day_missing"),
        ("ngày 12 tháng   năm 2023", "month_missing"),
        ("ngày 12 tháng 6 năm", "year_missing"),
        ("31/2/2021", "impossible"),
        ("12/6/0023", "impossible"),
        ("cuối tháng 11", "no_date"),
    ],
)
def test_what_is_missing_is_named(text, reason):
    parsed = parse_date(text)
    assert parsed.value is None
    assert parsed.reason == reason
    assert not parsed.format_ok


def test_letters_read_as_digits_are_doubtful():
    parsed = parse_date("ngày l5 tháng 3 năm 2O21")
    assert parsed.value == dt.date(2021, 3, 15)
    assert parsed.reason == "letters"


@given(st.dates(dt.date(1945, 1, 1), dt.date(2100, 12, 31)), st.booleans())
def test_a_date_written_is_read_back(date, spelt):
    assert parse_date(format_date(date, spelt=spelt)).value == date


@given(st.text(max_size=40))
def test_any_text_is_parsed_without_raising(text):
    parsed = parse_date(text)
    assert parsed.value is not None or parsed.reason


def test_an_upright_stroke_before_a_digit_is_a_one():
    read = parse_date("Nghĩa Dõng, ngày | 5 tháng 06 năm 2023")
    assert read.value.isoformat() == "2023-06-15" and not read.format_ok
