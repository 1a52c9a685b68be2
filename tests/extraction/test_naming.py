import pytest

from extraction.naming import is_new_name

KNOWN = ("Hợp tác xã", "Số LĐ", "Đánh giá chung và những bài học kinh nghiệm")


@pytest.mark.parametrize("text", ["HTX các loại", "Số ĐV", "Những kinh nghiệm chủ yếu"])
def test_another_wording_is_a_new_name(text):
    assert is_new_name(text, KNOWN)


@pytest.mark.parametrize(
    "text", ["HỢP TÁC XÃ", "Hop tac xa", "Số lđ", "Đánh giá chưng và nhửng bài học kinh nghiệm", "", "12"]
)
def test_a_misspelt_known_name_is_none(text):
    assert not is_new_name(text, KNOWN)
