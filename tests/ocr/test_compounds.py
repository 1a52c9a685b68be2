"""The list of words of two syllables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.compounds import DOT, HOOK, LEVEL, WORD_LIST, Compounds, Syllable, load_compounds, syllable_of


@pytest.mark.parametrize(
    ("text", "syllable"),
    [
        ("bộ", Syllable("bô", DOT)),
        ("ĐẢNG", Syllable("đang", HOOK)),
        ("chi", Syllable("chi", LEVEL)),
        ("uỷ", syllable_of("ủy")),
        ("3", None),
        ("b/c", None),
        ("ạấ", None),
    ],
)
def test_a_syllable_is_its_letters_and_its_tone(text, syllable):
    assert syllable_of(text) == syllable


@given(st.text(max_size=8))
def test_whatever_stands_there_is_a_syllable_or_none(text):
    found = syllable_of(text)
    assert found is None or found == syllable_of(text.upper()) or text.upper().lower() != text.lower()


def test_words_of_two_syllables_count_and_no_others():
    compounds = Compounds.of(["chi bộ", "đảng", "cấp uỷ viên", "a-lô", ""])
    assert (syllable_of("Chi"), syllable_of("bộ")) in compounds
    assert len(compounds.pairs) == 1


def test_the_list_lies_beside_the_model(tmp_path):
    (tmp_path / WORD_LIST).write_text("tổ chức\nsinh hoạt\n", encoding="utf-8")
    assert (syllable_of("TỔ"), syllable_of("chức")) in load_compounds(str(tmp_path))


def test_without_a_list_nothing_is_known(tmp_path):
    assert load_compounds(str(tmp_path / "elsewhere")) == load_compounds(None) == Compounds()
