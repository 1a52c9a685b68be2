from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.name_votes import agreed_name
from extraction.person_names import read_name


@pytest.mark.parametrize(
    ("readings", "name"),
    [
        (("Lê ê Thanh Tài", "Tế Thanh Tài", "Lê Thanh Tài"), "Lê Thanh Tài"),
        (("Nguyễn ên Quan Vinh", "Nhuyễn Quang Vinh", "Nguyễn Quang Vinh"), "Nguyễn Quang Vinh"),
        (("Trịnh lí Ngọc Loan", "Tịnh HÍ Ngọc Loan", "Đinh Thị Ngọc Loan"), "Trịnh Thị Ngọc Loan"),
        (("xwx Xyần Thị Thu Nhung", "NTrần Thị Thu Nhung"), "Trần Thị Thu Nhung"),
        (("Trần Thị Í Nhung",), "Trần Thị Nhung"),
        (("Võ Văn Hai", "Võ Văn Hải", "Võ Văn Hải"), "Võ Văn Hải"),
    ],
)
def test_readers_agree_syllable_by_syllable(readings: tuple[str, ...], name: str) -> None:
    names = [reading for text in readings if (reading := read_name(text))]
    assert agreed_name(names[0], names) == name


@given(
    st.lists(st.sampled_from(["Lê", "Trần", "Văn", "Thị", "ên", "Í", "An", "Hải"]), min_size=2, max_size=5)
)
def test_one_reader_alone_is_believed(syllables: list[str]) -> None:
    reading = read_name(" ".join(syllables))
    if reading is not None:
        assert agreed_name(reading, [reading]) == reading.text
