import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.number_words import LARGEST_SPELT, format_number_words, parse_number_words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ba", 3),
        ("mười", 10),
        ("mười lăm", 15),
        ("mười hai", 12),
        ("hai mươi mốt", 21),
        ("hai muoi mot", 21),
        ("một trăm linh năm", 105),
        ("một trăm lẻ năm", 105),
        ("hai chục", 20),
        ("một nghìn không trăm linh hai", 1002),
        ("hai triệu ba trăm nghìn", 2_300_000),
        ("không", 0),
    ],
)
def test_words_are_read(text, number):
    assert parse_number_words(text) == number


@pytest.mark.parametrize(
    "text", ["", "ba tổ", "mươi mươi", "trăm", "hai ba", "đảng viên", "linh", "nghìn ba"]
)
def test_other_words_spell_no_number(text):
    assert parse_number_words(text) is None


@given(st.integers(0, LARGEST_SPELT))
def test_a_number_spelt_is_read_back(number):
    assert parse_number_words(format_number_words(number)) == number


def test_too_large_a_number_is_refused():
    with pytest.raises(ValueError, match="spelt out"):
        format_number_words(LARGEST_SPELT + 1)
