from hypothesis import given
from hypothesis import strategies as st

from ocr.model import Direction, Ruling
from ocr.reading_order import group_lines, order_words
from tests.ocr.conftest import make_word


def texts(words, rulings=()):
    return [line.text for line in order_words(words, rulings)]


def test_a_letterhead_is_read_issuer_first_then_motto():
    words = [
        make_word("HUYỆN", (50, 100)), make_word("ỦY", (110, 100)), make_word("ĐẢNG", (400, 98)),
        make_word("CỘNG", (450, 98)), make_word("Số", (60, 130)), make_word("12-BC/HU", (90, 130)),
        make_word("Bình", (400, 140)), make_word("Sơn,", (450, 140)),
        make_word("BÁO", (300, 200)), make_word("CÁO", (340, 200)),
    ]  # fmt: skip
    assert texts(words) == ["HUYỆN ỦY", "Số 12-BC/HU", "ĐẢNG CỘNG", "Bình Sơn,", "BÁO CÁO"]


def test_a_signature_block_keeps_recipients_and_signatory_apart():
    words = [
        make_word("Nơi", (50, 500)), make_word("nhận:", (90, 500)), make_word("T/M", (400, 505)),
        make_word("HUYỆN", (440, 505)), make_word("-", (50, 525)), make_word("Tỉnh", (65, 525)),
        make_word("BÍ", (420, 530)), make_word("THƯ", (445, 530)), make_word("Lưu", (50, 555)),
        make_word("Nguyễn", (410, 600)), make_word("An", (480, 600)),
    ]  # fmt: skip
    assert texts(words) == ["Nơi nhận:", "- Tỉnh", "Lưu", "T/M HUYỆN", "BÍ THƯ", "Nguyễn An"]


def test_lines_of_a_table_are_read_row_by_row():
    words = [
        make_word(t, (x, y))
        for y, row in ((100, "ab"), (140, "cd"), (180, "ef"))
        for x, t in zip((50, 300), row, strict=True)
    ]
    rulings = [Ruling(Direction.VERTICAL, x, 90, 220) for x in (40, 250, 500)]
    assert texts(words, rulings) == ["a", "b", "c", "d", "e", "f"]
    assert texts(words) == ["a", "c", "e", "b", "d", "f"]


def test_a_word_joins_the_row_it_stands_nearest_to():
    words = [make_word("cao", (0, 0), (30, 40)), make_word("bên", (40, 18)), make_word("cạnh", (90, 18))]
    assert [line.text for line in group_lines(words)] == ["cao", "bên cạnh"] or len(group_lines(words)) == 1


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 900)), max_size=30))
def test_every_word_comes_out_once_whatever_its_place(places):
    words = [make_word(f"w{i}", place) for i, place in enumerate(places)]
    read = [w.text for line in order_words(words) for w in line.words]
    assert sorted(read) == sorted(w.text for w in words)
