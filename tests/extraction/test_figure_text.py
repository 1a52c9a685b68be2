from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.figure_text import running_text, sentence_around
from tests.extraction.test_figures import make_section


def read(*lines):
    return [c.raw for c in running_text(make_section("I", *lines)).candidates]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("có 34 tổ chức cơ sở đảng, trong đó 22 đảng bộ", ["34", "22"]),
        ("đạt 99,3%; tỷ lệ 45,5 % và 12,5 phần trăm", ["99,3%", "45,5%", "12,5%"]),
        ("(12 chi bộ), “15” đồng chí: 1.204.", ["12", "15", "1.204"]),
        ("ngày 07/6/2023 theo Kế hoạch số 246-KH/TU", []),
        ("Kế hoạch 246, Chỉ thị số 14, Nghị quyết 18", []),
        ("từ năm 2015 đến năm 2020, trong 05 năm, 6 tháng đầu năm", []),
        ("từ 3-5 đảng viên, từ 5 đến 7, 7 - 9", []),
        ("quý 3, khóa 13, lần thứ 20", []),
        ("có ba tổ, năm chi bộ, một số nơi, sau đó", ["ba", "năm"]),
        ("không có trang trại, chưa thành lập chi đoàn", ["không có", "chưa"]),
        ("0\u02c6 đơn vị", ["0"]),
    ],
)
def test_only_numbers_that_may_answer_a_figure_are_candidates(text, numbers):
    assert read(text) == numbers


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("thu hút 120 - 150 lao động", "120 - 150", 150),
        ("từ 1.120 đến 1.150 lao động", "1.120 - 1.150", 1150),
        ("có 120-150 lao động", "120-150", 150),
        ("đạt 85 - 90% kế hoạch", "85 - 90%", 90),
    ],
)
def test_a_stretch_of_numbers_is_one_candidate(text, raw, value):
    (candidate,) = running_text(make_section("I", text)).candidates
    assert (candidate.raw, candidate.parsed.value, candidate.ranged) == (raw, value, True)


def test_sentences_and_list_items_end_where_a_person_would_end_them():
    text = running_text(make_section("I", "Tình hình tốt. Toàn xã có 12", "chi bộ; 1.205 đảng viên. Hết.",
                                     "- Kết nạp 03 đồng chí", "- Chưa có chi bộ ghép"))  # fmt: skip
    assert [sentence_around(text, c) for c in text.candidates] == [
        "Toàn xã có 12 chi bộ; 1.205 đảng viên.",
        "Toàn xã có 12 chi bộ; 1.205 đảng viên.",
        "- Kết nạp 03 đồng chí",
        "- Chưa có chi bộ ghép",
    ]


def test_a_list_number_at_the_start_of_a_line_counts_nothing():
    assert read("2.1. Về tổ chức", "(1) Tỷ lệ chuyên đề") == []


def test_a_percent_sign_of_its_own_belongs_to_the_number():
    (candidate,) = running_text(make_section("I", "chiếm 8 %")).candidates
    assert candidate.percent
    assert len(candidate.words) == 2


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=12))
def test_any_words_are_taken_apart_without_raising(words):
    line = " ".join(words)
    if not line.split():
        return
    text = running_text(make_section("I", line))
    ends = [(c.first, c.end) for c in text.candidates]
    assert all(first < end <= len(text.tokens) for first, end in ends)
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
