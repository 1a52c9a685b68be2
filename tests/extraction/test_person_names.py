import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.person_names import SURNAMES, read_name


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("Huỳnh Anh Khánh", "Huỳnh Anh Khánh"),
        ("““Trướng Thị Thu Tuyết", "Trương Thị Thu Tuyết"),
        ("Tran Thi Mỹ Hà.", "Trần Thị Mỹ Hà"),
        ("Đương Thị Ngọc Hiền", "Dương Thị Ngọc Hiền"),
        ("Phạm Vấn Lợi", "Phạm Văn Lợi"),
        ("Bùi Minh Tháng", "Bùi Minh Thắng"),
        ("Phạm Thanh Trầm", "Phạm Thanh Trâm"),
        ("Trần Lê Tịnh", "Trần Lê Tịnh"),
        ("Lâm Thị Thuý", "Lâm Thị Thuý"),
        ("Trịnh Đức Hoà", "Trịnh Đức Hoà"),
        ("Hồ Quàng Tài", "Hồ Quang Tài"),
    ],
)
def test_names_keep_what_is_written_but_for_sure_slips(seen, meant):
    assert read_name(seen).text == meant


@pytest.mark.parametrize("text", ["", "PHÓ BÍ THƯ", "- Lưu Văn phòng Huyện ủy", "Số 12", "Anh", "ngày 5"])
def test_other_words_are_no_names(text):
    assert read_name(text) is None


@given(st.text(max_size=30))
def test_any_text_is_judged_as_a_name_without_error(text):
    reading = read_name(text)
    assert reading is None or read_name(reading.text).text == reading.text


@pytest.mark.parametrize("surname", sorted(s for s in SURNAMES if s.isalpha()))
def test_every_surname_is_kept_as_it_is(surname):
    assert read_name(f"{surname} Văn An").text == f"{surname} Văn An"


def test_syllables_of_a_name_that_run_together_are_parted():
    assert read_name("Bùi 'ThịNgọc Thúy").text == "Bùi Thị Ngọc Thúy"


def test_a_name_is_set_in_capital_and_small_letters():
    assert read_name("PHÀNh S\\") is None
    assert read_name("5 Quàng Tài").dropped and not read_name("Hồ Quang Tài").dropped


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("NI Dương Minh Tuấn", "Dương Minh Tuấn"),
        ("Kpă Thanh Sơn", "Kpă Thanh Sơn"),
        ("Trần Lê Văn", "Trần Lê Văn"),
    ],
)
def test_pieces_of_a_seal_before_a_surname_are_left_out(seen, meant):
    reading = read_name(seen)
    assert reading.text == meant
    assert reading.dropped == (seen != meant)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Trịnh/Thì Thu Vân", "Trịnh Thị Thu Vân"),
        ("Từ ĐìnH Hải", "Từ Đình Hải"),
        ("J Lê Hữu Hải", "Lê Hữu Hải"),
        ("tà Lâm Thị Loan", "Lâm Thị Loan"),
        ("Đã Văn Dũng", "Đã Văn Dũng"),
    ],
)
def test_strokes_between_syllables_and_odd_letters_cost_no_name(read, name):
    assert read_name(read).text == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Lê ê Thanh Tài", "Lê Thanh Tài"),
        ("Trần Thị Í Nhung", "Trần Thị Nhung"),
        ("Nguyễn Như Ý Nhi", "Nguyễn Như Ý Nhi"),
        ("NTrần Thị Thu Nhung", "Trần Thị Thu Nhung"),
        ("xwx Xyần Thị Thu Nhung", "Xyần Thị Thu Nhung"),
    ],
)
def test_strokes_read_as_letters_are_no_syllables(read, name):
    reading = read_name(read)
    assert reading.text == name
    assert reading.dropped == (read != name)


def test_a_rare_surname_with_the_letters_of_a_common_one_is_less_sure():
    assert read_name("Lường Quang Phong").surname < read_name("Lương Quang Phong").surname == 1.0
