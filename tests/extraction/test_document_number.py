import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.document_number import (
    ISSUERS,
    KINDS,
    DocumentNumber,
    NumberStyle,
    format_document_number,
    parse_document_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Số 117 - KH/TU", "117-KH/TU"),
        ("Số: 01 - KH/BCĐ", "01-KH/BCĐ"),
        ("205-KH/TU", "205-KH/TU"),
        ("Số 253-BC/DU", "253-BC/ĐU"),
        ("Số 34-BC/T U", "34-BC/TU"),
        ("Số 15-BC/ĐU ĐẢNG CỘNG SẢN", "15-BC/ĐU"),
        ("998 - QĐ/TU ngày 12/01/2024", "998-QĐ/TU"),
        ("04-QyĐ/ĐU", "04-QyĐ/ĐU"),
        ("08-QĐi/TW", "08-QĐi/TW"),
        ("Số: 30/BC-UBND", "30/BC-UBND"),
        ("02/NQ-HĐND", "02/NQ-HĐND"),
        ("12/BC-VPTU", "12/BC-VPTU"),
        ("1400–CV/VPTU", "1400-CV/VPTU"),
    ],
)
def test_numbers_are_read_and_normalised(text, value):
    parsed = parse_document_number(text)
    assert parsed.value == value
    assert parsed.format_ok


@pytest.mark.parametrize(
    ("text", "reason", "value"),
    [
        ("Số      -BC/HU", "number_missing", None),
        ("Kính gửi: Tỉnh ủy", "no_number_found", None),
        ("678/BTL-CT", "kind_unknown", "678/BTL-CT"),
        ("Số l2-BC/HU", "letters", "12-BC/HU"),
        ("Số 12-BC-UBND", "mixed_style", "12-BC-UBND"),
        ("Số 12-BC/XYZ", "issuer_unknown", "12-BC/XYZ"),
    ],
)
def test_doubtful_numbers_say_why(text, reason, value):
    parsed = parse_document_number(text)
    assert parsed.reason == reason
    assert parsed.value == value
    assert not parsed.format_ok


@given(
    st.integers(1, 9999),
    st.sampled_from([kind for kind, _ in KINDS]),
    st.sampled_from(sorted(ISSUERS)),
    st.sampled_from([NumberStyle.PARTY, NumberStyle.STATE]),
)
def test_a_number_written_is_read_back(number, kind, issuer, style):
    written = DocumentNumber(f"{number:02d}", kind, issuer, style)
    assert parse_document_number("Số " + format_document_number(written)) == written


@given(st.text(max_size=40))
def test_any_text_is_parsed_without_raising(text):
    assert parse_document_number(text).format_ok or parse_document_number(text).reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Số! 7 3 - BC/ĐU", "73-BC/ĐU"),
        ("số [11 -BC/ĐU", "111-BC/ĐU"),
        ("sẽ:4Ú 7-BC/ĐU", None),
        ("số: Í Í 1 -BC/HU", None),
        ("(kèm theo Báo cáo số 253-BC/ĐU ngày 22/6/2023)", "253-BC/ĐU"),
    ],
)
def test_digits_set_apart_are_one_number_and_a_half_is_none(text, value):
    assert parse_document_number(text).value == value
