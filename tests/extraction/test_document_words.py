from extraction.document_words import document_words
from extraction.issuer import find_issuer
from extraction.letterhead import find_letterhead
from extraction.signature import find_end_block
from tests.extraction.paper import body, centred, end_block, letterhead, line_at, page_of

OPENING = (
    "Thực hiện Kế hoạch số 205-KH/TU, ngày 07/6/2023 của Ban Thường vụ Tỉnh ủy về tổng kết các mô hình, "
    "Đảng ủy xã báo cáo kết quả như sau:"
)


def words_of(*pages):
    head = find_letterhead(pages)
    found = document_words(find_issuer(head.left), head.left, head.kind, find_end_block(pages), pages)
    return {f.path.removeprefix("document."): f for f in found}


def report(kind="BÁO CÁO"):
    lines = [*letterhead(kind=kind)]
    lines += [centred(225, "tổng kết các mô hình tổ chức đảng"), centred(250, "trong kinh tế tập thể")]
    lines += body([OPENING], top=310)
    return page_of([*lines, *end_block()])


def test_superior_subject_plan_authority_and_recipients_are_read():
    found = words_of(report())
    assert found["superior"].value == "HUYỆN ỦY TRÀ BỒNG"
    assert found["subject"].value == "tổng kết các mô hình tổ chức đảng trong kinh tế tập thể"
    assert found["answers"].value == "205-KH/TU"
    assert found["authority"].value == "T/M ĐẢNG ỦY"
    assert found["recipients"].value == "Lưu VPĐU."


def test_recipients_stand_one_on_a_line():
    lines = [
        line_at(118, 800, "Nơi nhận:"),
        line_at(118, 822, "- Ban Tổ chức Huyện ủy,"),
        line_at(118, 844, "- Lưu."),
    ]
    found = words_of(page_of([*letterhead(), *body([OPENING], top=310), *lines]))
    assert found["recipients"].value == "Ban Tổ chức Huyện ủy\nLưu."


def test_every_passage_has_a_box_and_its_words_confidence():
    found = words_of(report())
    assert all(0.9 < f.signals["ocr"] <= 1 and f.box is not None for f in found.values())


def test_an_official_letter_s_subject_stands_below_its_number():
    head = [*letterhead(kind=""), line_at(150, 190, "V/v tổng kết"), line_at(150, 212, "mô hình mới")]
    found = words_of(page_of([*head, *body([OPENING], top=330)]))
    assert found["subject"].value == "V/v tổng kết mô hình mới"


def test_what_the_paper_leaves_out_is_no_finding():
    head = [line for line in letterhead() if "HUYỆN" not in line.text]
    assert words_of(page_of([*head, *body(["Công tác năm nay có tiến bộ."], top=310)])) == {}


def test_a_number_without_the_form_of_one_is_no_plan():
    page = page_of([*letterhead(), *body(["Thực hiện Kế hoạch số 12 của xã, Đảng ủy báo cáo."], top=310)])
    assert "answers" not in words_of(page)
