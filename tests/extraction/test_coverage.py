import pytest

from extraction.campaign import Campaign, OutlineItem
from extraction.coverage import outline_findings
from extraction.headings import find_headings, match_headings
from extraction.model import Heading, HeadingMatch
from tests.extraction.paper import body, letterhead, page_of

OUTLINE = (
    OutlineItem("I", "Đặc điểm tình hình", numeral="I"),
    OutlineItem("II", "Kết quả đạt được", numeral="II"),
    OutlineItem("III", "Bài học kinh nghiệm", numeral="III", required=False),
)
CAMPAIGN = Campaign("x", "205-KH/TU", "Tỉnh ủy", "Quảng Ngãi", None, "tổng kết", OUTLINE)
TEXT = "Công tác kiểm tra, giám sát được quan tâm, định kỳ có đánh giá, rút kinh nghiệm và chỉ đạo khắc phục."


def covered(pages):
    matches = match_headings(find_headings(pages), OUTLINE)
    sections, findings = outline_findings(matches, CAMPAIGN, pages)
    return sections, {f.path.removeprefix("outline."): f for f in findings}


def test_every_item_is_told_present_or_absent():
    _, found = covered([page_of(body(["I. Đặc điểm tình hình", TEXT, "II. Kết quả đạt được", TEXT]))])
    assert [found[f"{i}.present"].value for i in ("I", "II", "III")] == [True, True, False]
    assert (
        found["II.heading"].value == "Kết quả đạt được" and found["II.heading"].raw == "II. Kết quả đạt được"
    )
    assert "III.heading" not in found and found["III.present"].found


def test_a_section_runs_to_the_next_answering_heading_over_pages():
    pages = [
        page_of(body(["I. Đặc điểm tình hình", TEXT, "Một số nét chính"])),
        page_of(
            body(["Thêm một đoạn nữa ở trang sau.", "II. Kết quả đạt được", "Cuối cùng."]),
            number=2,
            printed=2,
        ),
    ]
    sections, found = covered(pages)
    assert sections[0].text.endswith("Một số nét chính\nThêm một đoạn nữa ở trang sau.")
    assert {page for page, _ in sections[0].body} == {1, 2}
    assert found["II.text"].value == "Cuối cùng."


def test_a_run_in_heading_s_section_begins_on_its_own_line():
    sections, _ = covered([page_of(body(["I. Đặc điểm tình hình: Xã nằm về phía Tây Bắc của huyện.", TEXT]))])
    assert sections[0].text.startswith("Xã nằm về phía")


def test_a_lost_page_lowers_the_certainty_of_absence():
    first = page_of([*letterhead(), *body(["I. Đặc điểm tình hình", TEXT], top=300)])
    third = page_of(body(["Trang cuối.", TEXT]), number=2, printed=3)
    _, found = covered([first, third])
    assert found["II.present"].signals["pages_whole_if_absent"] == 0.0


def test_without_headings_all_is_absent():
    sections, findings = outline_findings((), CAMPAIGN, [])
    assert sections == () and [f.value for f in findings] == [False, False, False]


def test_children_and_kin_speak_against_absence():
    outline = (OutlineItem("I", "Đánh giá"), OutlineItem("I.1", "Ưu điểm"), OutlineItem("I.2", "Khuyết điểm"))
    campaign = Campaign("x", "205-KH/TU", "Tỉnh ủy", "Quảng Ngãi", None, "tổng kết", outline)
    match = HeadingMatch(Heading("Ưu điểm, khuyết điểm"), outline[1], 0.8)
    _, findings = outline_findings((match,), campaign, [])
    signals = {f.path: f.signals for f in findings if f.kind == "present"}
    assert signals["outline.I.present"]["children_if_absent"] == 1.0
    assert signals["outline.I.2.present"]["kin_if_absent"] == 1.0


def test_an_absent_item_whose_title_stands_elsewhere_is_asked_about():
    given = ("II. Kết quả đạt được", "III. Bài học kinh nghiệm", "I. Đặc điểm tình hình")
    _, found = covered([page_of(body([text for heading in given for text in (heading, TEXT)]))])
    assert found["I.present"].value is False
    assert "heading_elsewhere" in found["I.present"].doubts


def test_an_absent_item_whose_number_the_others_leave_out_is_asked_about():
    given = ("I. Đặc điểm tình hình", TEXT, "III. Bài học kinh nghiệm", TEXT)
    _, found = covered([page_of(body(given))])
    assert found["II.present"].doubts == ("heading_number_skipped",)


def test_the_item_after_a_heading_that_holds_two_is_asked_about():
    merged = Heading("ĐẶC ĐIỂM TÌNH HÌNH In KẾT QUẢ ĐẠT ĐƯỢC")
    _, findings = outline_findings((HeadingMatch(merged, OUTLINE[0], 0.8),), CAMPAIGN, [page_of([])])
    doubted = {f.path for f in findings if "heading_extent_unsure" in f.doubts}
    assert "outline.II.present" in doubted


def test_a_heading_that_is_hardly_likelier_than_its_rival_is_asked_about():
    heading = Heading("Cơ sở pháp lý")
    _, findings = outline_findings((HeadingMatch(heading, OUTLINE[0], 0.55, 0.05),), CAMPAIGN, [])
    doubts = {f.path: f.doubts for f in findings}
    assert doubts["outline.I.heading"] == doubts["outline.I.present"] == ("heading_rivals",)


@pytest.mark.parametrize(
    ("score", "margin", "asked"), [(0.52, 0.2, True), (0.52, 0.4, False), (0.7, 0.2, False)]
)
def test_a_heading_that_is_little_like_its_item_is_asked_about_unless_far_ahead(
    score: float, margin: float, asked: bool
) -> None:
    match = HeadingMatch(Heading("Phân công thực hiện"), OUTLINE[0], score, margin)
    _, findings = outline_findings((match,), CAMPAIGN, [])
    assert any("heading_rivals" in finding.doubts for finding in findings) is asked


def test_a_word_of_a_heading_that_stands_nowhere_else_and_is_nearly_the_plan_s_is_asked_about():
    _, found = covered([page_of(body(["I. Đặc điểm tỳnh hình", TEXT, "II. Kết quả đạt được", TEXT]))])
    assert found["I.heading"].doubts == ("heading_word_odd",)
    _, found = covered([page_of(body(["I. Đặc điểm tỳnh hình", f"Tỳnh có rõ. {TEXT}"]))])
    assert found["I.heading"].doubts == ()


def test_a_heading_that_swallowed_the_next_or_lost_a_word_is_doubted():
    merged, torn = Heading("KẾT QUẢ 1/ Đánh giá chung"), Heading("Đặc điểm tình hình")
    matches = (HeadingMatch(torn, OUTLINE[0], 1.0), HeadingMatch(merged, OUTLINE[1], 0.8))
    _, findings = outline_findings(matches, CAMPAIGN, [page_of([])])
    doubted = {f.path for f in findings if "heading_extent_unsure" in f.doubts}
    assert doubted == {"outline.II.present", "outline.II.heading", "outline.III.present"}
