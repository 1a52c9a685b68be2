import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.old_fonts import (
    Coding,
    coding_of_font,
    from_tcvn3,
    from_vni,
    shows_capitals,
    to_tcvn3,
    to_vni,
)
from ocr.syllables import is_syllable, share_of_syllables

SMALL = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
CONSONANTS = "bcdghklmnpqrstvxfjwz"
PLAIN_CAPITALS = "ĂÂĐÊÔƠƯ"
ASCII = "0123456789 .,;:-/()%"


@given(st.text(SMALL + CONSONANTS + CONSONANTS.upper() + PLAIN_CAPITALS + ASCII))
def test_tcvn3_comes_back(text):
    assert from_tcvn3(to_tcvn3(text)) == text


@given(st.text(SMALL + SMALL.upper() + CONSONANTS + CONSONANTS.upper() + ASCII))
def test_vni_comes_back(text):
    assert from_vni(to_vni(text)) == text


def test_all_vietnamese_letters_have_codes():
    assert len({to_tcvn3(c) for c in SMALL}) == len({to_vni(c) for c in SMALL}) == len(SMALL)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        ("huyÖn ñy trµ bång, ®¶ng ñy x· s¬n trµ", "huyện ủy trà bồng, đảng ủy xã sơn trà"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("ng\u00adêi", "người"),
    ],
)
def test_tcvn3_as_seen_in_files(typed, meant):
    assert from_tcvn3(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑAÛNG UÛY KHOÁI", "ĐẢNG ỦY KHỐI"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("Aán Ñoä, tröôøng, chính, kyõ thuaät", "Ấn Độ, trường, chính, kỹ thuật"),
    ],
)
def test_vni_as_seen_in_files(typed, meant):
    assert from_vni(typed) == meant


@pytest.mark.parametrize(
    ("font", "coding", "capitals"),
    [
        (".VnTime", Coding.TCVN3, False),
        ("ABCDEF+.VnTimeH", Coding.TCVN3, True),
        (".VnArialH,Bold", Coding.TCVN3, True),
        (".VnHelvetIns", Coding.TCVN3, False),
        ("VnTime-Bold", Coding.TCVN3, False),
        ("VNI-Times", Coding.VNI, False),
        ("AAAAAA+VNI-Helve-Condense,Bold", Coding.VNI, False),
        ("VNtimes new roman", None, False),
        ("TimesNewRomanPSMT", None, False),
        ("unknown", None, False),
    ],
)
def test_a_font_s_name_tells_its_coding(font, coding, capitals):
    assert (coding_of_font(font), shows_capitals(font)) == (coding, capitals)


@pytest.mark.parametrize(
    "word", ["nghiệp", "Quyết", "đường", "uỷ", "ủy", "khuỷu", "giếng", "gì", "oà", "xoong", "THỰC", "ước"]
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["nghiÖp", "®¶ng", "hoäi", "street", "ctờng", "bcd", "ñy", "x·"])
def test_no_syllables(word):
    assert not is_syllable(word)


def test_a_share_counts_words_of_letters_only():
    assert share_of_syllables(["(Đảng", "ủy", "xã)", "1.234", "12/KH-TU", "street"]) == 0.75
    assert share_of_syllables(["12", "%"]) == 0.0
