from hypothesis import given
from hypothesis import strategies as st

from extraction.heading_extent import extent, is_extent_sure, mean_bold
from ocr.model import BoundingBox, Word
from tests.extraction.paper import line_at


def words(text, bold=None):
    flags = bold or [None] * len(text.split())
    return [Word(t, BoundingBox(0, 0, 9, 9), 1.0, b) for t, b in zip(text.split(), flags, strict=True)]


def test_a_colon_ends_a_run_in_heading():
    assert extent(words("Đánh giá chung: Nhìn chung, việc lãnh đạo")).words == 3


def test_an_abbreviation_does_not_end_a_heading():
    assert extent(words("Đối với TP. Quảng Ngãi")).words == 5


def test_one_badly_told_word_does_not_move_the_end():
    assert (
        extent(words("Các đoàn thể ở cơ sở đẩy mạnh tuyên truyền", [1, 1, 0.3, 1, 1, 1, 0, 0, 0, 0])).words
        == 6
    )


def test_long_paragraphs_without_a_stop_are_no_headings():
    assert extent(words("từ " * 60)).words == 0


def test_boldness_is_a_mean_by_letters_or_unknown():
    assert mean_bold(words("Các đoàn", [1.0, 0.0])) == 3 / 7
    assert mean_bold(words("Các đoàn")) is None


@given(st.text(alphabet="abc.: ", max_size=80))
def test_the_extent_lies_within_the_paragraph(text):
    assert 0 <= extent(words(text)).words <= len(text.split())


def test_a_wide_gap_within_a_heading_makes_its_extent_unsure():
    whole, rest = line_at(100, 100, "Công tác quán triệt, tuyên"), line_at(500, 102, "triển khai")
    assert is_extent_sure("Công tác quán triệt, tuyên", (whole,))
    assert not is_extent_sure("Công tác quán triệt, tuyên triển khai", (whole, rest))
    assert is_extent_sure("Công tác quán triệt", (whole, line_at(100, 140, "triển khai")))
