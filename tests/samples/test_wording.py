from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.wording import count_text, new_tone_placement, numeral, percent_text, with_typo


def test_tones_move_to_the_second_vowel() -> None:
    assert (
        new_tone_placement("Tỉnh ủy, hòa bình, khóa, thủy lợi, tỏa")
        == "Tỉnh uỷ, hoà bình, khoá, thuỷ lợi, toả"
    )


@pytest.mark.parametrize("word", ["quý", "quỹ", "toàn", "thuyền", "của", "hoạt"])
def test_tones_of_closed_or_other_syllables_stay(word: str) -> None:
    assert new_tone_placement(word) == word


@given(st.integers(min_value=0))
def test_a_slip_changes_one_word_only(seed: int) -> None:
    meant = "Kết quả lãnh đạo và tổ chức thực hiện"
    written = with_typo(meant, random.Random(seed))
    pairs = list(zip(meant.split(), written.split(), strict=True))
    assert sum(a != b for a, b in pairs) <= 1


def test_numerals_follow_their_pattern() -> None:
    assert numeral("R.", 4, "") == ("IV", "IV.")
    assert numeral("Phần R.", 2, "") == ("Phần II", "Phần II.")
    assert numeral("a)", 5, "") == ("đ", "đ)")
    assert numeral("P1.", 3, "2") == ("2.3", "2.3.")


def test_numbers_are_written_as_senders_write_them() -> None:
    assert count_text(1234, thousands=".", pad=True) == "1.234"
    assert count_text(1234, thousands="", pad=True) == "1234"
    assert count_text(3, thousands=".", pad=True) == "03"
    assert count_text(0, thousands=".", pad=True) == "0"
    assert percent_text(12.5) == "12,5%"
    assert percent_text(40.0) == "40%"
