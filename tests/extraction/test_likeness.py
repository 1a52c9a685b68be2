import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.campaign import OutlineItem
from extraction.likeness import Wordings, tokens

ITEMS = (
    OutlineItem("1", "Nguyên nhân chủ quan"),
    OutlineItem("2", "Nguyên nhân khách quan"),
    OutlineItem(
        "3", "Đánh giá tổng quát những kết quả đạt được, hạn chế, nguyên nhân và bài học kinh nghiệm"
    ),
    OutlineItem("4", "Kiến nghị, đề xuất", aliases=("Đề nghị với cấp trên",)),
)
WORDINGS = Wordings(ITEMS)


@pytest.mark.parametrize("item", range(len(ITEMS)))
def test_a_title_is_wholly_like_itself(item):
    assert WORDINGS.likeness(ITEMS[item].title, item) == 1.0


def test_the_right_one_of_two_near_titles_is_more_alike():
    assert WORDINGS.likeness("Nguyen nhan khach quan", 1) > WORDINGS.likeness("Nguyen nhan khach quan", 0)


def test_order_does_not_matter_and_aliases_count():
    assert WORDINGS.likeness("Đề xuất, kiến nghị", 3) > 0.85
    assert WORDINGS.likeness("Đề nghị với cấp trên", 3) == 1.0


def test_a_short_heading_is_like_the_sentence_that_holds_it():
    assert WORDINGS.likeness("Đánh giá kết quả đạt được, hạn chế", 2) > 0.6


def test_abbreviations_are_spelt_out():
    assert tokens("Các tổ chức CT-XH") == tokens("các tổ chức chính trị - xã hội")


@given(st.text(max_size=60), st.sampled_from(range(len(ITEMS))))
def test_likeness_is_a_share(text, item):
    assert 0 <= WORDINGS.likeness(text, item) <= 1
