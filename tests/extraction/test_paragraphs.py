"""Where paragraphs of running text begin."""

import pytest

from extraction.paragraphs import lines_to_paragraphs
from tests.extraction.paper import INDENT, LETTER, SPACE, body, line_at, page_of, wrapped

TEXT = (
    "Giao Ban cán sự đảng Ủy ban nhân dân tỉnh lãnh đạo đánh giá thực trạng tình hình hoạt động của các loại "
    "hình kinh tế hợp tác, hợp tác xã, báo cáo cho Ban Thường vụ Tỉnh ủy trước ngày 15/7/2023."
)
PITCH = 25


def paragraphs(lines):
    page = page_of([*lines, *body([TEXT, TEXT, TEXT], top=600)])
    return [p.text for p in lines_to_paragraphs(page, page.lines)][:-3]


def item(mark, text, *, top):
    """A list's item as a word processor sets it: its lines stand under the first word behind the mark."""
    return wrapped(top, f"{mark} {text}", left=INDENT + LETTER * len(mark) + SPACE)


@pytest.mark.parametrize("mark", ["-", "•", "+", "1.", "a)"])
def test_an_item_whose_lines_hang_is_one_paragraph(mark):
    first = item(mark, TEXT, top=120)
    second = item(mark, TEXT, top=first[-1].box.top + PITCH)
    assert len(first) > 2
    assert paragraphs([*first, *second]) == [f"{mark} {TEXT}", f"{mark} {TEXT}"]


def test_an_item_below_another_is_one_of_its_own():
    outer = item("-", TEXT, top=120)[:1]
    inner = line_at(outer[0].words[1].box.left, 120 + PITCH, "+ Số chi bộ: 5")
    assert paragraphs([*outer, inner]) == [outer[0].text, inner.text]


def test_a_line_set_in_below_one_that_ended_begins_anew():
    short = line_at(INDENT, 120, "- Số liệu:")
    below = line_at(short.words[1].box.left, 120 + PITCH, "Tổng số chi bộ")
    assert paragraphs([short, below]) == [short.text, below.text]
