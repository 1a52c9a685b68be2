from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.text import fold, fold_keep_marks, fold_tone_placement, nfc

VIETNAMESE = st.text(alphabet="aàảãáạăâbcdđeêghiklmnoôơpqrstuưvxyỳỷủúýửữ ẤẬỘ-–.,0123456789%", max_size=40)


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("Ủy", "Uỷ"), ("THỦY", "THUỶ"), ("khóa", "khoá"), ("xòe", "xoè")]
)
def test_old_and_new_tone_placement_compare_equal(old: str, new: str) -> None:
    assert fold_tone_placement(old) == fold_tone_placement(new)


def test_tones_still_count_when_only_placement_is_folded() -> None:
    assert fold_tone_placement("hà") != fold_tone_placement("hạ")


def test_folding_drops_marks_and_punctuation_but_keeps_digits_and_percent() -> None:
    assert fold("Tổ chức ĐẢNG – đạt 12,5%!") == "to chuc dang dat 12 5%"
    assert fold("S\u1ed1\u00d0V") == fold("SốĐV")  # an Icelandic letter of the same shape


@given(VIETNAMESE)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_keep_marks(fold_keep_marks(text)) == fold_keep_marks(text)
    assert fold_tone_placement(fold_tone_placement(text)) == fold_tone_placement(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text)
