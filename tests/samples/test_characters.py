from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.model import BoundingBox, Line, Mark, MarkKind, Page, Transform, Word
from samples.characters import CharacterErrors, ReadText, character_errors


def errors(read: str, *printed: str) -> int:
    return character_errors(ReadText(read, (False,) * len(read)), printed).errors


@pytest.mark.parametrize(
    ("read", "printed", "wanted"),
    [
        ("Số 12 Đảng ủy xã", ["Đảng ủy xã", "Số 12"], 0),  # another order
        ("Tố chức Đảng", ["Tổ chức Đảng"], 1),  # a wrong tone
        ("chức Đảng", ["Tổ chức Đảng"], 3),  # a lost word
        ("Tổ chức Đảng xyz", ["Tổ chức Đảng"], 3),  # three letters too many
        ("", ["Đảng"], 4),
        ("abc", [], 3),
        ("Tổ", ["Tổ"], 0),  # decomposed
    ],
)
def test_errors_are_counted_line_by_line(read: str, printed: list[str], wanted: int) -> None:
    assert errors(read, *printed) == wanted


@given(st.permutations(["Tình hình chung", "Kết quả đạt được", "12", "Bài học kinh nghiệm"]))
def test_the_order_of_lines_does_not_matter(lines: list[str]) -> None:
    assert errors(" ".join(lines), *sorted(lines)) == 0


def test_text_in_marks_may_be_left_over() -> None:
    words = (
        Word("Đảng", BoundingBox(0, 0, 40, 20), 0.9),
        Word("ĐẾN", BoundingBox(50, 0, 80, 20), 0.9),
    )
    stamp = Mark(MarkKind.STAMP, BoundingBox(45, 0, 90, 30), 0.9, "blue")
    page = Page(1, 100, 100, 100.0, Transform.whole_page(100, 100), lines=(Line(words),), marks=(stamp,))
    assert character_errors(ReadText.of(page), ["Đảng"]) == CharacterErrors(0, 4)
    assert character_errors(ReadText.of(page), ["Đảng", "ĐẾN"]) == CharacterErrors(0, 7)


def test_rates_add_up() -> None:
    assert (CharacterErrors(1, 100) + CharacterErrors(2, 200)).rate == 0.01
    assert CharacterErrors(0, 0).rate == 0


@pytest.mark.parametrize(
    ("read", "wanted"), [("Đảng", 0), ("Đảng -----", 0), ("Đảng ----- -----", 5), ("Đảng ---", 3)]
)
def test_a_row_of_dashes_is_a_rule_and_no_text(read: str, wanted: int) -> None:
    text = ReadText(read, (False,) * len(read))
    assert character_errors(text, ["Đảng", "-----"]) == CharacterErrors(wanted, 4)


def test_a_dash_alone_is_text() -> None:
    assert errors("Đảng", "Đảng", "-") == 1
