"""Tone marks taken for one another are set right, and no others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.compounds import TONES, Compounds
from ocr.model import BoundingBox, Line, Word
from ocr.tone_marks import settle_tone_marks

WORDS = ["chi bộ", "bộ phận", "tổ chức", "kết quả", "tỉnh uỷ", "phổ biến", "bảo hiểm", "hành kinh", "kinh tế"]
COMPOUNDS = Compounds.of([*WORDS, "chức vụ"])


def line_of(text: str, gap: float = 8) -> Line:
    words, left = [], 0.0
    for part in text.split():
        words.append(Word(part, BoundingBox(left, 0, left + 10 * len(part), 20), 0.9))
        left += 10 * len(part) + gap
    return Line(tuple(words))


def settled(text: str, **kwargs: float) -> str:
    (line,) = settle_tone_marks([line_of(text, **kwargs)], COMPOUNDS)
    return line.text


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Các chỉ bộ đã", "Các chi bộ đã"),
        ("của chỉ bộ.", "của chi bộ."),
        ("Ban Tố chức huyện", "Ban Tổ chức huyện"),
        ("KẾT QUÁ THỰC HIỆN", "KẾT QUẢ THỰC HIỆN"),
        ("Tĩnh ủy, huyện", "Tỉnh ủy, huyện"),
        ("(phố biến", "(phổ biến"),
        ("bảo hiếm xã", "bảo hiểm xã"),
    ],
)
def test_a_mistaken_mark_is_set_right(read, printed):
    assert settled(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "chỉ bộ phận",  # "bộ" has a partner of its own
        "tố cáo",  # makes no word either way
        "chức vụ kết quả",  # as read it makes words
        "chỉ, bộ",  # a comma parts the syllables of no word
        "Đỗ Văn Tố Chức",  # a name
        "Minh Hành kính báo",  # the name before is half of no word
        "chi bộ",
        "12 chỉ 34",
    ],
)
def test_what_may_be_meant_is_left(text):
    assert settled(text) == text


def test_words_of_neighbouring_cells_make_no_word():
    assert settled("chỉ bộ", gap=60) == "chỉ bộ"


def test_what_was_read_first_stays_a_candidate_with_its_box_and_confidence():
    line = line_of("chỉ bộ")
    (right,) = settle_tone_marks([line], COMPOUNDS)
    assert right.words[0].candidates == ("chỉ",)
    assert (right.words[0].box, right.words[0].confidence) == (line.words[0].box, 0.9)


def test_without_a_list_all_stays():
    assert settle_tone_marks([line_of("chỉ bộ")], Compounds()) == (line_of("chỉ bộ"),)


SOME = ["chi", "chỉ", "chí", "bộ", "phận", "Tố", "tổ", "chức", "QUÁ", "kết", ".", "12", "(kinh", "hành"]


@given(st.lists(st.sampled_from(SOME), min_size=1))
def test_nothing_but_marks_changes(words):
    (right,) = settle_tone_marks([line_of(" ".join(words))], COMPOUNDS)
    assert [_bare(word.text) for word in right.words] == [_bare(word) for word in words]


def _bare(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if sign not in TONES)
