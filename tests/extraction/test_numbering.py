import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.numbering import MOST_ROMAN, NumeralKind, read_numeral, roman, roman_reading


@pytest.mark.parametrize(
    ("text", "kind", "ordinal", "rest"),
    [
        ("Phần thứ nhất", NumeralKind.PART, 1, ""),
        ("PHẦN II. KẾT QUẢ", NumeralKind.PART, 2, "KẾT QUẢ"),
        ("c \\ : Phần I.", NumeralKind.PART, 1, ""),  # specks read as letters
        ("I- ĐẶC ĐIỂM", NumeralKind.ROMAN, 1, "ĐẶC ĐIỂM"),
        ("IV/ Phương hướng", NumeralKind.ROMAN, 4, "Phương hướng"),
        ("I. 05 năm thực hiện", NumeralKind.ROMAN, 1, "05 năm thực hiện"),
        ("H- KẾT QUẢ", NumeralKind.ROMAN, 2, "KẾT QUẢ"),
        ("HI. Đánh giá", NumeralKind.ROMAN, 3, "Đánh giá"),
        ("VI Phương hướng", NumeralKind.ROMAN, 6, "Phương hướng"),  # the slash was lost
        ("I2 Đặc điểm", NumeralKind.ROMAN, 1, "Đặc điểm"),  # the slash was read as a digit
        ("1) Công tác", NumeralKind.ARABIC, 1, "Công tác"),
        ("12. Công tác", NumeralKind.ARABIC, 12, "Công tác"),
        ("2.1. Về nhận thức", NumeralKind.DOTTED, 1, "Về nhận thức"),
        ("đ) Việc sinh hoạt", NumeralKind.LETTER, 5, "Việc sinh hoạt"),
    ],
)
def test_numerals_are_read_in_every_style(text, kind, ordinal, rest):
    numbered = read_numeral(text)
    assert numbered is not None
    assert (numbered.readings[0].kind, numbered.readings[0].ordinal) == (kind, ordinal)
    assert text[numbered.start :].strip() == rest


@pytest.mark.parametrize(
    "text",
    [
        "Trên đây là báo cáo",
        "- Rà soát",
        "10/11/2016 của Ban Thường vụ",
        "1.234 đảng viên",
        "",
        "03 đảng viên",
    ],
)
def test_text_dates_and_counts_are_no_numerals(text):
    assert read_numeral(text) is None


def test_a_lone_stroke_has_both_readings():
    readings = read_numeral("1- ĐÁNH GIÁ").readings
    assert {reading.kind for reading in readings} == {NumeralKind.ARABIC, NumeralKind.ROMAN}


@given(st.integers(min_value=1, max_value=MOST_ROMAN))
def test_roman_numerals_go_there_and_back(ordinal):
    assert roman_reading(roman(ordinal)) == (ordinal, True)


@given(st.text(max_size=40))
def test_any_text_is_read_without_error_and_within_its_length(text):
    numbered = read_numeral(text)
    assert numbered is None or (0 < numbered.start <= len(text) and numbered.readings)


@pytest.mark.parametrize(
    ("text", "numeral", "rest"),
    [
        ("\u02c6H- KẾT QUẢ", "II", "KẾT QUẢ"),
        ("IHI- ĐỀ XUẤT", "III", "ĐỀ XUẤT"),
        ("J/ Đánh giá", "I", "Đánh giá"),
        ("1\u2044 Ưu điểm", "1", "Ưu điểm"),
        ("PHẦNI TỔNG KẾT", "Phần I", "TỔNG KẾT"),
    ],
)
def test_specks_and_split_strokes_are_no_part_of_a_heading(text, numeral, rest):
    read = read_numeral(text)
    assert (read.readings[0].text, text[read.start :].strip()) == (numeral, rest)


def test_a_worn_mark_still_numbers_a_heading():
    assert [n.text for n in read_numeral("1, Về tổ chức").readings] == ["1"]
    assert [n.text for n in read_numeral("2 Đề nghị Tỉnh ủy").readings] == ["2"]
    assert read_numeral("5 NĂM THỰC HIỆN CHỈ THỊ") is None and read_numeral("05 Chi bộ") is None
    assert read_numeral("1, 2 và 3") is None
