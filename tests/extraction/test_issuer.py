import pytest

from extraction.issuer import vote_spelling, with_known_words
from extraction.place import place_of


def test_known_words_are_put_right_and_names_are_kept():
    assert with_known_words("ỦY BAN NHÂN DẪN") == "ỦY BAN NHÂN DÂN"
    assert with_known_words("TÍNH QUẢNG NGÃI") == "TỈNH QUẢNG NGÃI"
    assert with_known_words("HUYỆN UỶ SƠN TỊNH") == "HUYỆN UỶ SƠN TỊNH"


def test_a_spelling_that_the_text_repeats_outvotes_one_reader():
    written = {"page": "Sơn Trá", "tesseract": "Sơn Trà"}
    assert vote_spelling(written, " đảng ủy xã sơn trà báo cáo xã sơn trà có ")[0] == "Sơn Trà"
    assert vote_spelling({"page": "Sơn Trá"}, " sơn trá ") == ("Sơn Trá", 1.0)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Phổ An, ngày 15 tháng 07 năm 2023", "Phổ An"),
        ("ngày 15 tháng 7", ""),
        ("", ""),
        ("TP. Hồ Chí Minh, ngày 1", "TP. Hồ Chí Minh"),
    ],
)
def test_the_place_stands_before_the_day(text, place):
    assert place_of(text) == place


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Lý : Sơn, ngày 22 tháng 6 năm 2023", "Lý Sơn"),
        ("Bến = Tre, ngày 7 tháng 11 năm 2020", "Bến Tre"),
        ("Bà Rịa - Vũng Tàu, ngày 3 tháng 5", "Bà Rịa - Vũng Tàu"),
    ],
)
def test_a_place_holds_letters_only(line, place):
    assert place_of(line) == place


def test_a_place_ends_though_its_day_is_glued_to_the_word_for_it():
    assert place_of("Sơn Tịnh, ngàyÔ2 tháng 8 năm 2023") == "Sơn Tịnh"
