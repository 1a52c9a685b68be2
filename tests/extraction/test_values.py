import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.values import (
    Blank,
    Reason,
    blank_kind,
    format_count,
    format_number_words,
    format_percent,
    parse_count,
    parse_percent,
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


SPELLINGS = {
    Blank.EMPTY: ("", " "),
    Blank.ELLIPSIS: ("…", "...", "....", ". . .", "___", "······"),
    Blank.DASH: ("-", "–", "—", "/", "--", "~"),
    Blank.NONE: ("không", "Không", "KHÔNG", "không có", "chưa có", "khong", "Không phát sinh"),
    Blank.ZERO: ("0", "00"),
}


@given(st.sampled_from([(kind, text) for kind, texts in SPELLINGS.items() for text in texts]), st.booleans())
def test_a_blank_of_any_kind_is_read_back_however_it_is_encoded(case, decomposed):
    kind, text = case
    text = unicodedata.normalize("NFD" if decomposed else "NFC", f" {text} ")
    assert blank_kind(text) is kind
    assert parse_count(text).blank is kind
    assert (parse_count(text).value is None) == (kind in (Blank.EMPTY, Blank.ELLIPSIS))


@given(st.integers(0, 10**6), st.sampled_from(["đảng viên", "người", "tổ chức"]))
def test_a_count_with_its_unit_or_in_words_is_read_back(number, unit):
    parsed = parse_count(f"{format_count(number)} {unit}")
    assert (parsed.value, parsed.unit, parsed.format_ok) == (number, unit, True)
    assert parse_count(format_number_words(number)).value == number


@given(st.integers(1, 10**6))
def test_a_count_repeated_in_words_must_agree(number):
    agreeing = f"{format_count(number)} ({format_number_words(number)}) người"
    assert parse_count(agreeing).format_ok
    assert not parse_count(f"{format_count(number)} ({format_number_words(number + 1)}) người").format_ok


def test_dates_compare_with_values():
    # the module offers the neighbouring parsers too
    from extraction.values import parse_date, parse_document_number, parse_number_words

    assert parse_date("30/6/2023").value == dt.date(2023, 6, 30)
    assert parse_document_number("205-KH/TU").value == "205-KH/TU"
    assert parse_number_words("ba") == 3
