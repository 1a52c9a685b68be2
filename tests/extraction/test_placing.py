import datetime as dt

from extraction.campaign import Campaign, OutlineItem
from extraction.placing import find_campaign
from tests.extraction.paper import body, letterhead, page_of

FIRST = Campaign(
    "205-KH/TU",
    "205-KH/TU",
    "Tỉnh ủy",
    "Quảng Ngãi",
    dt.date(2023, 6, 7),
    "tổng kết các mô hình tổ chức đảng trong các loại hình kinh tế hợp tác, hợp tác xã",
    (OutlineItem("I", "Đặc điểm tình hình"),),
)
SECOND = Campaign(
    "34-KH/TU",
    "34-KH/TU",
    "Tỉnh ủy",
    "Quảng Ngãi",
    dt.date(2021, 3, 19),
    "tổng kết 05 năm thực hiện Chỉ thị số 14-CT/TU về chất lượng sinh hoạt chi bộ",
    (OutlineItem("P1", "Tổng kết 05 năm"),),
)
UNNUMBERED = Campaign(
    "BT-70",
    None,
    "Đảng ủy Khối",
    "Bến Tre",
    None,
    "thực hiện Kết luận số 70-KL/TW về kinh tế tập thể",
    (OutlineItem("I", "Lãnh đạo phát triển kinh tế tập thể"),),
)
ALL = (FIRST, SECOND, UNNUMBERED)


def ranked(*paragraphs):
    return find_campaign([page_of([*letterhead(), *body(list(paragraphs), top=300)])], ALL)


def test_the_cited_number_decides():
    best, score = ranked("Thực hiện Kế hoạch số 34-KH/TU ngày 19/3/2021 của Ban Thường vụ Tỉnh ủy")[0]
    assert best is SECOND and score >= 0.7


def test_a_misread_letter_in_the_number_is_forgiven():
    best, score = ranked(
        "Thực hiện Kế hoạch số 205 - KII/TU của Tỉnh ủy về mô hình kinh tế hợp tác, hợp tác xã"
    )[0]
    assert best is FIRST and score >= 0.5


def test_another_plan_s_number_is_not_taken_for_one_that_is_near():
    scores = {c.id: s for c, s in ranked("Thực hiện Kế hoạch số 121-KH/TU ngày 10/8/2022 của Tỉnh ủy")}
    assert max(scores.values()) < 0.5


def test_a_plan_without_number_is_known_by_the_paper_that_it_carries_out():
    best, score = ranked(
        "Báo cáo thực hiện Kết luận số 70-KL/TW về kinh tế tập thể", "1. Lãnh đạo phát triển kinh tế tập thể"
    )[0]
    assert best is UNNUMBERED and score >= 0.5


def test_a_plan_that_cites_nothing_is_known_by_title_and_headings():
    plain = Campaign("p", None, "", "", None, "phát triển kinh tế tập thể ở cơ sở", UNNUMBERED.outline)
    text = ["Báo cáo phát triển kinh tế tập thể ở cơ sở", "1. Lãnh đạo phát triển kinh tế tập thể"]
    page = page_of([*letterhead(), *body(text, top=300)])
    (best, score), *_ = find_campaign([page], (FIRST, SECOND, plain))
    assert best is plain and score >= 0.5


def test_all_campaigns_come_back_even_for_nothing():
    assert [c for c, _ in find_campaign([], ALL)] == list(ALL)
    assert find_campaign([page_of([])], ()) == ()
