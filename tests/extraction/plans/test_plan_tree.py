from extraction.plans.blocks import Block
from extraction.plans.tree import blocks_to_tree


def tree(*texts):
    opening, roots = blocks_to_tree([Block(t) for t in texts])
    return [b.text for b in opening], [(n.id, n.doubts) for root in roots for n, _ in root.walk()]


def test_numerals_nest():
    opening, nodes = tree("Mở bài.", "I. Một", "1. Hai", "1.1. Ba", "a) Bốn", "2. Năm", "II. Sáu")
    assert opening == ["Mở bài."]
    assert [i for i, _ in nodes] == ["I", "I.1", "I.1.1", "I.1.1.a", "I.2", "II"]


def test_a_lost_stroke_is_put_right_by_the_sequence():
    _, nodes = tree("I. Một", "II. Hai", "II. Ba", "IV. Bốn")
    assert nodes[2] == ("III", ("numeral_put_right",))
    assert [i for i, _ in nodes] == ["I", "II", "III", "IV"]


def test_a_plan_that_counts_wrongly_is_left_and_doubted():
    _, nodes = tree("1. Một", "2. Hai", "2. Ba", "3. Bốn")
    assert [i for i, _ in nodes] == ["1", "2", "2", "3"]
    assert nodes[2][1] == ("numeral_out_of_sequence",)


def test_the_title_of_a_part_stands_below_its_numeral():
    _, roots = blocks_to_tree(
        [Block("Phần thứ nhất"), Block("TÌNH HÌNH"), Block("1. Một"), Block("MỞ RỘNG THÊM")]
    )
    assert [b.text for b in roots[0].title_blocks] == ["TÌNH HÌNH"]


def test_small_words_behind_a_numeral_are_running_text():
    _, nodes = tree("I. Một", "2. điểm a khoản này", "II. Hai")
    assert [i for i, _ in nodes] == ["I", "II"]
