from extraction.model import Heading
from extraction.numbering import NumeralKind
from extraction.outline_place import pairs_by_place

ROMAN = NumeralKind.ROMAN
TITLES = ["SƠ LƯỢC KINH TẾ", "KẾT QUẢ THỰC HIỆN", "ĐÁNH GIÁ CHUNG", "T/M BAN THƯỜNG VỤ"]
HEADINGS = [Heading(title, strength=0.8) for title in TITLES]
KINDS = [(None, None), (ROMAN, 2), (ROMAN, 3), (None, None)]
LEVEL = {0: 0, 1: 0, 2: 0, 3: 0}  # four items of one level
BY_WORDS = {1: 1, 2: 2}


def test_a_heading_set_like_its_level_answers_the_one_item_left_there():
    assert pairs_by_place(HEADINGS, LEVEL, KINDS, BY_WORDS) == {0: 0}


def test_below_the_last_answer_a_line_in_capitals_is_no_heading_without_a_numeral():
    assert 3 not in pairs_by_place(HEADINGS, LEVEL, KINDS, BY_WORDS)
    assert pairs_by_place(HEADINGS, LEVEL, [*KINDS[:3], (ROMAN, 4)], BY_WORDS)[3] == 3


def test_two_headings_or_two_items_in_one_place_leave_a_choice():
    twice = [Heading("TIÊU ĐỀ", strength=0.8), *HEADINGS]
    shifted = {row + 1: column for row, column in BY_WORDS.items()}
    assert pairs_by_place(twice, LEVEL, [(None, None), *KINDS], shifted) == {}
    assert pairs_by_place(HEADINGS, LEVEL | {4: 0}, KINDS, {1: 2, 2: 3}) == {}


def test_a_joint_answer_leaves_its_second_item_closed():
    assert pairs_by_place(HEADINGS, {1: 0, 2: 0, 3: 0}, KINDS, BY_WORDS) == {}


def test_a_heading_set_otherwise_does_not_answer():
    small = [Heading("Sơ lược kinh tế", strength=0.8), *HEADINGS[1:]]
    assert pairs_by_place(small, LEVEL, KINDS, BY_WORDS) == {}


def test_one_answer_does_not_show_how_a_level_is_set():
    assert pairs_by_place(HEADINGS, LEVEL, KINDS, {1: 1}) == {}
