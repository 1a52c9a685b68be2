from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.spelling import with_known_start, with_known_tones
from extraction.text import fold


@pytest.mark.parametrize(
    ("read", "known", "mended"),
    [
        ("KẾT QUÁ", ["Kết quả"], "KẾT QUẢ"),
        ("Kết quá, ưu điểm", ["Kết quả đạt được"], "Kết quả, ưu điểm"),
        ("Tố chức", ["Tổ chức đảng"], "Tổ chức"),
        ("Kết quà", ["Kết quả"], "Kết quà"),  # a grave is no blurred hook
        ("Ket qua", ["Kết quả"], "Ket qua"),  # no tone was read: perhaps none was written
        ("tố", ["tổ", "tố"], "tố"),  # both are known
        ("Bài học", ["Kết quả"], "Bài học"),
        ("Uỷ bán", ["Ủy bản"], "Uỷ bản"),
    ],
)
def test_only_blurred_tones_of_known_words_change(read: str, known: list[str], mended: str) -> None:
    assert with_known_tones(read, known) == mended


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("TỐNG CỘNG", "TỔNG CỘNG"),
        ("Tố hợp tác dịch vụ Tố Nga", "Tổ hợp tác dịch vụ Tố Nga"),
        ("Tố trồng rau Tố hợp tác", "Tố trồng rau Tố hợp tác"),  # the phrase does not stand at the start
        ("", ""),
    ],
)
def test_only_a_known_phrase_at_the_start_is_mended(read: str, mended: str) -> None:
    assert with_known_start(read, ["Tổng cộng", "Tổ hợp tác"]) == mended


@given(
    st.text(alphabet="aáảãàạâấẩẫoóỏõtnhgcKẾTQUẢ ,.", max_size=30), st.lists(st.text(alphabet="aáảãtnhgQUẢ "))
)
def test_letters_never_change(text: str, known: list[str]) -> None:
    assert fold(with_known_tones(text, known)) == fold(text)
