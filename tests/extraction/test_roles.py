import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.roles import ROLES, guess_role, read_authority, read_role


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_read_as_itself(role):
    reading = read_role(role)
    assert (reading.text, reading.changed) == (role, False)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("PHO BI THU", "PHÓ BÍ THƯ"),
        ("TRƯỜNG BAN", "TRƯỞNG BAN"),
        ("Z s.`` PHÓ BÍ THƯ", "PHÓ BÍ THƯ"),
        ("BÍ THỨ 1 TION À.", "BÍ THƯ"),
        ("TRƯỞNG BAN TỔ CHỨC TỈNH ỦY", "TRƯỞNG BAN TỔ CHỨC TỈNH ỦY"),
    ],
)
def test_roles_are_put_right_or_kept(seen, meant):
    assert read_role(seen).text == meant


def test_what_stands_before_a_role_lowers_its_likeness():
    assert read_role("ÓÓ BÍ THƯ").likeness < read_role("BÍ THƯ").likeness


@pytest.mark.parametrize(
    "text", ["T/M BAN THƯỜNG VỤ", "TM. ỦY BAN NHÂN DÂN", "-F/M BAN CHÍ ĐẠO", '"*#AM.BAN THƯỜNG VỤ']
)
def test_authorities_are_known_though_their_first_letters_are_covered(text):
    assert read_authority(text) >= 0.6


@pytest.mark.parametrize("text", ["- Các đồng chí đảng ủy viên,", "BÁO CÁO", "Nơi nhận:", "CHỦ TỊCH"])
def test_other_lines_are_no_authority(text):
    assert read_authority(text) < 0.4


@given(st.text(max_size=30))
def test_any_text_is_judged_without_error(text):
    read_role(text)
    assert 0 <= read_authority(text) <= 1


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("PHÓ BÍ THƯ TT", "PHÓ BÍ THƯ TT"),
        ("PHÓ BÍ THỪ TI", "PHÓ BÍ THƯ TT"),
        ("PHÓ BÍ THƯ THƯỜNG TRƯC", "PHÓ BÍ THƯ THƯỜNG TRỰC"),
        ("PHÓBÍ THƯ", "PHÓ BÍ THƯ"),
    ],
)
def test_putting_right_adds_no_word_and_drops_none(seen, meant):
    assert read_role(seen).text == meant


def test_an_office_of_which_scraps_are_left_is_guessed_and_said_to_be_one():
    guess = guess_role('LL1LI131 .BTTHƯ "')
    assert guess.text == "BÍ THƯ" and guess.changed and guess.likeness <= 0.5
    assert guess_role("T/M ... ỜNG VỤ") is None and guess_role("") is None
