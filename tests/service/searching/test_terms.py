"""What a person typed, and where it stands in a text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.text import nfc
from service.searching.terms import hits, snippet, terms_of, words_of

LETTERS = st.text("aăâbcdđeêghioôơuưy áàảãạấồủỷ.,-/ĐÀỦ1205", max_size=60)


def shown(text: str, typed: str) -> list[str]:
    return [nfc(text)[a:b] for a, b in hits(text, terms_of(typed))]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Đảng ủy xã Mộ Đức", "dang uy", ["Đảng", "ủy"]),
        ("Đảng ủy, dâng hoa, dang dở", "đảng", ["Đảng"]),  # marks typed: marks count
        ("Uỷ ban và ủy viên", "uỷ", ["Uỷ", "ủy"]),  # old and new tone placement
        ("Báo cáo số 12-BC/ĐU ngày 5", "12-BC/ĐU", ["12-BC/ĐU"]),
        ("tổ chức Đảng; tổ hợp tác", '"to chuc"', ["tổ chức"]),
        ("chi bộ 1.234 đảng viên", "1.234", ["1.234"]),
        ("kinh tế tập thể", "tap th", ["tập", "thể"]),  # the word is not finished yet
        ("trung tâm", "rung", []),  # words are found from their beginning
    ],
)
def test_terms_are_found_as_people_mean_them(text: str, typed: str, found: list[str]) -> None:
    assert shown(text, typed) == found


def test_nothing_typed_finds_nothing() -> None:
    assert terms_of("  ?! … ") == ()
    assert snippet([(1, "Đảng")], terms_of("")) is None


def test_the_snippet_shows_where_most_terms_stand_together() -> None:
    far = "Đảng ủy. " + "văn bản khác " * 40
    pages = [(1, far), (2, "mở đầu " * 30 + "về tổ chức Đảng trong hợp tác xã"), (None, "bc.pdf")]
    piece = snippet(pages, terms_of("dang hop tac"))
    assert piece is not None and piece.page == 2
    assert [text for text, hit in piece.parts if hit] == ["Đảng", "hợp", "tác"]
    assert piece.parts[0] == ("… ", False)


@given(LETTERS, LETTERS)
def test_hits_are_whole_words_in_order(text: str, typed: str) -> None:
    spans = hits(text, terms_of(typed))
    assert all(a < b for a, b in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@given(LETTERS)
def test_a_text_is_found_by_each_of_its_words(text: str) -> None:
    for word in words_of(text, marked=False):
        assert hits(text, terms_of(word)), word
