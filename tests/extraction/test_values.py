import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.values import (
    Blank,
    Reason,
    blank_kind,
    format_count,
    format_percent,
    parse_count,
    parse_percent,
    parse_range,
    parse_yearly_series,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234", 1234),
        ("1234", 1234),
        ("12.345.678", 12345678),
        ("03", 3),
        ("3.", 3),
        ("mười hai", 12),
        ("03 (ba) tổ hợp tác", 3),
        ("45 người", 45),
        ("không có", 0),
        ("-", 0),
    ],
)
def test_counts_are_read_the_vietnamese_way(text, value):
    parsed = parse_count(text)
    assert parsed.value == value
    assert parsed.format_ok
    assert parsed.reason == ""


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("1,234", 1234, Reason.COMMA_GROUPING),
        ("12,5", Decimal("12.5"), Reason.DECIMAL_COUNT),
        ("12.34", 1234, Reason.BROKEN_GROUPING),
        ("1.2345", 12345, Reason.BROKEN_GROUPING),
        ("0.123", 123, Reason.BROKEN_GROUPING),
        ("1 234", 1234, Reason.SPACE_GROUPING),
        ("l2", 12, Reason.LETTERS),
        ("O5", 5, Reason.LETTERS),
        ("0012", 12, Reason.LONG_NOUGHTS),
        ("03 (bốn) tổ", 3, Reason.EXTRA_TEXT),
        ("12 34", 12, Reason.EXTRA_TEXT),
        ("abc", None, Reason.NOT_A_NUMBER),
    ],
)
def test_doubtful_counts_say_why(text, value, reason):
    parsed = parse_count(text)
    assert parsed.value == value
    assert not parsed.format_ok
    assert parsed.reason == reason


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("", Blank.EMPTY, None),
        ("  ", Blank.EMPTY, None),
        ("…", Blank.ELLIPSIS, None),
        (". . .", Blank.ELLIPSIS, None),
        ("-", Blank.DASH, 0),
        ("–", Blank.DASH, 0),
        ("—", Blank.DASH, 0),
        ("/", Blank.DASH, 0),
        ("Không", Blank.NONE, 0),
        ("khong", Blank.NONE, 0),
        ("0", Blank.ZERO, 0),
        ("00", Blank.ZERO, 0),
    ],
)
def test_kinds_of_blank_are_kept_apart(text, kind, value):
    assert blank_kind(text) is kind
    assert parse_count(text).blank is kind
    assert parse_count(text).value == value
    assert parse_percent(text).value == value


def test_a_unit_after_a_count_is_kept():
    assert parse_count("05 tổ chức").unit == "tổ chức"
    assert parse_count("05").unit is None


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("12,5%", "12.5", ""),
        ("12,5 %", "12.5", ""),
        ("100%", "100", ""),
        ("8", "8", ""),
        ("12,5 phần trăm", "12.5", ""),
        ("12.5%", "12.5", Reason.DOT_DECIMAL),
        ("l2,5%", "12.5", Reason.LETTERS),
        ("122,1%", "122.1", Reason.OVER_HUNDRED),
        ("12,5% tổng số", "12.5", Reason.EXTRA_TEXT),
    ],
)
def test_shares_are_read_with_their_doubts(text, value, reason):
    parsed = parse_percent(text)
    assert parsed.value == Decimal(value)
    assert parsed.reason == reason
    assert parsed.unit == "%"


@given(st.integers(0, 10**9), st.booleans())
def test_a_count_written_is_read_back(number, leading_nought):
    parsed = parse_count(format_count(number, leading_nought=leading_nought))
    assert parsed.value == number
    assert parsed.format_ok


@given(st.decimals(0, 100, places=2))
def test_a_share_written_is_read_back(share):
    parsed = parse_percent(format_percent(share))
    assert parsed.value == share
    assert parsed.format_ok


@given(st.text(max_size=20))
def test_any_text_is_parsed_without_raising(text):
    assert parse_count(text).format_ok or parse_count(text).reason
    assert parse_percent(text).unit == "%" or parse_percent(text).reason


@pytest.mark.parametrize("count", [-1, Decimal("1.5")])
def test_a_count_that_is_none_cannot_be_written(count):
    with pytest.raises(ValueError, match="whole and not negative"):
        format_count(count)


@pytest.mark.parametrize(
    ("text", "band"),
    [("3-5", (3, 5)), ("từ 5 đến 7", (5, 7)), ("7 – 9", (7, 9)), ("9-7", None), ("trên 9", None)],
)
def test_bands_are_read(text, band):
    assert parse_range(text) == band


def test_a_yearly_series_is_read():
    text = "năm 2015: 12 đảng viên; năm 2016 là 1.015, 2017: 12,5%; từ 2018-2020"
    assert parse_yearly_series(text) == {2015: Decimal(12), 2016: Decimal(1015), 2017: Decimal("12.5")}


def test_a_date_is_no_yearly_series():
    assert parse_yearly_series("ngày 07/6/2023 của Ban Thường vụ") == {}


def test_dates_compare_with_values():
    # the module offers the neighbouring parsers too
    from extraction.values import parse_date, parse_document_number, parse_number_words

    assert parse_date("30/6/2023").value == dt.date(2023, 6, 30)
    assert parse_document_number("205-KH/TU").value == "205-KH/TU"
    assert parse_number_words("ba") == 3
