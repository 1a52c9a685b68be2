import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.campaign import OutlineItem
from extraction.errors import AmbiguousOutlineError
from extraction.model import Heading
from extraction.outline_match import match_headings

PLAN = (
    OutlineItem("I", "Đặc điểm tình hình", numeral="I"),
    OutlineItem(
        "II",
        "Kết quả lãnh đạo, chỉ đạo và tổ chức thực hiện",
        numeral="II",
        children=(
            OutlineItem("II.1", "Công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền", numeral="1"),
            OutlineItem("II.2", "Kết quả thực hiện (các số liệu tính đến 30/6/2023)", numeral="2"),
        ),
    ),
    OutlineItem(
        "III",
        "Đánh giá chung và những bài học kinh nghiệm",
        numeral="III",
        children=(
            OutlineItem("III.1", "Đánh giá chung", numeral="1"),
            OutlineItem("III.2", "Bài học kinh nghiệm", numeral="2"),
        ),
    ),
    OutlineItem(
        "V",
        "Kiến nghị, đề xuất",
        numeral="V",
        children=(
            OutlineItem("V.1", "Với Trung ương", numeral="1"),
            OutlineItem("V.2", "Với Tỉnh ủy", numeral="2"),
        ),
    ),
)


def answered(*headings, outline=PLAN):
    report = [Heading(text, numeral=numeral) for numeral, text in headings]
    return [(m.heading.text, m.item.id if m.item else None) for m in match_headings(report, outline)]


def ids(*headings, outline=PLAN):
    return [item for _, item in answered(*headings, outline=outline)]


def test_wording_may_be_turned_shortened_and_misread():
    assert ids(
        ("I", "Tinh hinh, đặc diểm"),
        ("II", "KẾT QUÁ CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC THỰC HIỆN"),
        ("1", "Về công tác lãnh đạo, chỉ đạo"),
        ("2", "Kết quả thực hiện"),
        ("III", "Nhận xét, đánh giá chung và những bài học rút ra"),
        ("V", "Đề xuất, kiến nghị"),
    ) == ["I", "II", "II.1", "II.2", "III", "V"]


def test_a_heading_that_the_plan_does_not_ask_for_stays_free():
    assert ids(("I", "Đặc điểm tình hình"), ("II", "Lời cảm ơn")) == ["I", None]


def test_a_heading_added_after_the_first_does_not_take_its_place():
    """The later numbers run ahead by one; the first need not."""
    assert ids(
        ("I", "Sơ lược tình hình kinh tế - xã hội"),
        ("II", "Cơ sở chính trị và đặc thù pháp lý"),
        ("III", "Kết quả lãnh đạo, chỉ đạo và tổ chức thực hiện"),
        ("IV", "Đánh giá chung và những bài học kinh nghiệm"),
        ("VI", "Kiến nghị, đề xuất"),
    ) == ["I", None, "II", "III", "V"]


def test_equal_titles_are_told_apart_by_their_neighbours():
    end = (OutlineItem("a", "Đánh giá chung"), OutlineItem("b", "Bài học kinh nghiệm"))
    plan = (
        OutlineItem("P1", "Tổng kết 05 năm thực hiện Chỉ thị", children=end),
        OutlineItem("P2", "Sơ kết 01 năm thực hiện Kế hoạch", children=(OutlineItem("c", "Đánh giá chung"),)),
    )
    assert ids(("Phần II", "Sơ kết 01 năm thực hiện Kế hoạch"), ("1", "Đánh giá chung"), outline=plan) == [
        "P2",
        "c",
    ]


def test_a_merged_heading_answers_both_items():
    assert answered(("V", "Kiến nghị, đề xuất"), ("1", "Với Trung ương và Tỉnh ủy")) == [
        ("Kiến nghị, đề xuất", "V"),
        ("Với Trung ương và Tỉnh ủy", "V.1"),
        ("Với Trung ương và Tỉnh ủy", "V.2"),
    ]


def test_a_parent_that_names_its_children_is_not_taken_for_them():
    assert ids(("III", "Đánh giá chung và bài học kinh nghiệm"), ("1", "Đánh giá chung")) == ["III", "III.1"]


def test_a_short_heading_answers_a_plan_that_asks_in_sentences():
    plan = (
        OutlineItem(
            "II.3",
            "Tham mưu ban hành Hướng dẫn khảo sát nguồn kết nạp đảng viên trong các đơn vị kinh tế tư nhân",
        ),
        OutlineItem(
            "II.4", "Tổ chức Hội nghị giao ban Quý I, Quý III sơ kết 06 tháng đầu năm và tổng kết năm 2024"
        ),
        OutlineItem("II.5", "Xây dựng kế hoạch kiểm tra về xây dựng và phát triển tổ chức đảng, đảng viên"),
    )
    assert ids(
        ("1", "Khảo sát nguồn kết nạp đảng viên"), ("2", "Hội nghị giao ban, sơ kết"), outline=plan
    ) == [
        "II.3",
        "II.4",
    ]


def test_an_opening_without_number_is_known_by_its_place():
    plan = (
        OutlineItem("MD", "Mở đầu"),
        OutlineItem("P1", "Tổng kết 05 năm thực hiện Chỉ thị", numeral="Phần thứ nhất"),
    )
    assert ids(("", "ĐẶT VẤN ĐỀ"), ("Phần I", "Tổng kết 05 năm thực hiện Chỉ thị"), outline=plan) == [
        "MD",
        "P1",
    ]


def test_flattened_outlines_work_like_trees():
    flat = tuple(item for top in PLAN for item, _ in top.walk())
    assert ids(("1", "Với Trung ương"), outline=flat) == ids(("1", "Với Trung ương")) == ["V.1"]


def test_twins_are_refused_by_name():
    with pytest.raises(AmbiguousOutlineError, match=r"'1' and '2'.*title of its own"):
        match_headings((), (OutlineItem("1", "Đánh giá"), OutlineItem("2", "ĐÁNH GIÁ")))


def test_scores_and_margins_are_shares():
    matches = match_headings([Heading("Đặc điểm tình hình", "I"), Heading("Với Tỉnh ủy", "2")], PLAN)
    assert all(0 <= m.score <= 1 and 0 <= m.margin <= 1 for m in matches)


TITLES = [item.title for top in PLAN for item, _ in top.walk()]


@given(st.lists(st.sampled_from([*TITLES, "Lời cảm ơn", "Tổ chức thực hiện"]), max_size=12))
def test_no_item_is_used_twice_and_the_order_is_kept(texts):
    order = [item.id for top in PLAN for item, _ in top.walk()]
    got = [m.item.id for m in match_headings([Heading(t) for t in texts], PLAN) if m.item]
    assert len(set(got)) == len(got)
    assert [order.index(i) for i in got] == sorted(order.index(i) for i in got)


def test_an_opening_without_a_number_is_the_last_title_before_the_first_answer():
    outline = (OutlineItem("MD", "Mở đầu"), *PLAN)
    headings = [
        Heading("tổng kết 05 năm thực hiện Chỉ thị", strength=0.7),
        Heading("ĐẶT VẤN ĐỀ", strength=0.8),
        Heading("ĐẶC ĐIỂM TÌNH HÌNH", numeral="I", strength=0.9),
        Heading("KẾT QUẢ THỰC HIỆN", numeral="II", strength=0.9),
    ]
    found = [m.item.id if m.item else None for m in match_headings(headings, outline)]
    assert found[:3] == [None, "MD", "I"]
