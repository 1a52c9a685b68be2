from dataclasses import replace

from extraction.headings import clean, find_headings, settle_numerals
from extraction.model import HeadingMatch
from extraction.numbering import read_numeral
from ocr.model import Direction, Ruling
from tests.extraction.paper import body, centred, end_block, letterhead, line_at, page_of

TEXT = (
    "Trong những năm qua, được sự quan tâm lãnh đạo, chỉ đạo của cấp trên, tình hình kinh tế - xã hội "
    "có bước phát triển khá, quốc phòng - an ninh được giữ vững, đời sống nhân dân được nâng lên rõ rệt."
)


def found(*paragraphs, **more):
    return [(h.numeral, h.text) for h in find_headings([page_of(body(list(paragraphs)), **more)])]


def test_headings_are_told_from_the_text_between_them():
    assert found("I. ĐẶC ĐIỂM TÌNH HÌNH", TEXT, "1. Công tác lãnh đạo", TEXT, TEXT) == [
        ("I", "ĐẶC ĐIỂM TÌNH HÌNH"),
        ("1", "Công tác lãnh đạo"),
    ]


def test_a_heading_over_two_lines_is_joined():
    long = "Công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền và triển khai thực hiện các mô hình ở cơ sở"
    assert found("1. " + long, TEXT, TEXT) == [("1", long)]


def test_a_run_in_heading_ends_at_its_stop():
    headings = find_headings(
        [page_of(body(["1. Đánh giá chung: Nhìn chung, " + TEXT, "2- Kinh nghiệm. " + TEXT]))]
    )
    assert [(h.text, h.run_in) for h in headings] == [("Đánh giá chung", True), ("Kinh nghiệm", True)]


def test_bold_type_ends_a_heading_where_no_stop_does():
    (heading,) = find_headings(
        [page_of(body(["**3. Các đoàn thể** đẩy mạnh công tác tuyên truyền. " + TEXT]))]
    )
    assert (heading.text, heading.run_in) == ("Các đoàn thể", True)


def test_a_part_and_the_title_below_it_are_one_heading():
    assert found("^Phần thứ nhất", "^TỔNG KẾT 05 NĂM THỰC HIỆN CHỈ THỊ", TEXT) == [
        ("Phần thứ nhất", "TỔNG KẾT 05 NĂM THỰC HIỆN CHỈ THỊ")
    ]


def test_letterhead_title_recipients_and_page_number_are_no_headings():
    lines = [
        *letterhead(),
        centred(240, "tổng kết các mô hình tổ chức đảng"),
        *body(["I- TÌNH HÌNH", TEXT], top=300),
    ]
    assert [h.text for h in find_headings([page_of([*lines, *end_block(800)], printed=1)])] == ["TÌNH HÌNH"]


def test_an_annexed_form_holds_no_headings():
    page = page_of(
        [
            centred(100, "BIỂU MẪU"),
            line_at(130, 200, "1. Kinh tế hợp tác"),
            line_at(130, 230, "2. Hợp tác xã"),
        ]
    )
    assert find_headings([page]) == ()


def test_a_numbered_paragraph_of_body_is_not_taken_for_a_heading():
    assert found("1. " + TEXT.replace(".", ";").replace(":", ",") + " và " + TEXT.lower(), TEXT) == []


def test_misread_numerals_are_settled_by_their_sequence():
    texts = ["I- ĐẶC ĐIỂM", "H- KẾT QUẢ", "1. Công tác", "2. Kết quả", "HI- ĐÁNH GIÁ", "1- PHƯƠNG"]
    shares = [1.0, 1.0, 0.1, 0.1, 1.0, 1.0]
    settled = settle_numerals([(read_numeral(t), s) for t, s in zip(texts[:5], shares[:5], strict=True)])
    assert [n.text for n in settled] == ["I", "II", "1", "2", "III"]
    lone = settle_numerals([(read_numeral("I- ĐẶC ĐIỂM"), 1.0), (read_numeral("1. Công tác"), 0.1)])
    assert [n.text for n in lone] == ["I", "1"]


def test_headings_come_in_printed_order_and_once():
    pages = [
        page_of([*letterhead(), *body(["I. TÌNH HÌNH", TEXT], top=300)], number=1),
        page_of(body(["III. ĐÁNH GIÁ", TEXT, TEXT]), number=2, printed=3),
        page_of(body(["II. KẾT QUẢ", TEXT + " Hai."]), number=3, printed=2),
        page_of(body(["II. KẾT QUẢ", TEXT + " Hai."]), number=4, printed=2),
    ]
    assert [h.numeral for h in find_headings(pages)] == ["I", "II", "III"]


def test_marks_around_a_heading_are_left_off():
    assert clean(" . Kết quả thực hiện: ") == "Kết quả thực hiện"
    assert clean("Bài học kinh nghiệm (nếu có)") == "Bài học kinh nghiệm (nếu có)"


def test_matches_are_named_here_too():
    from extraction.headings import match_headings

    assert match_headings((), ()) == ()
    assert HeadingMatch.__name__ == "HeadingMatch"


def test_the_line_that_a_fax_machine_prints_holds_no_heading():
    row = [line_at(20, 10, "20/04/2021 10:44"), line_at(280, 11, "VĂN THƯ"), line_at(380, 9, "TRANG 02/04")]
    page = page_of([*row, *body(["I. ĐẶC ĐIỂM TÌNH HÌNH", TEXT])])
    assert [h.text for h in find_headings([page])] == ["ĐẶC ĐIỂM TÌNH HÌNH"]


def test_scraps_of_a_misread_numeral_are_no_part_of_the_heading():
    assert found("¡¿ ĐÁNH GIÁ CHUNG", TEXT) == [("", "ĐÁNH GIÁ CHUNG")]
    assert found("Phần ĐÁNH GIÁ CHUNG", TEXT) == [("", "ĐÁNH GIÁ CHUNG")]
    assert found("HTX TRÊN ĐỊA BÀN", TEXT) == [("", "HTX TRÊN ĐỊA BÀN")]


def test_a_numbered_line_below_capitals_begins_a_heading_though_most_lines_are_set_in():
    short = "Đảng viên tham gia hội đồng quản trị, giữ mối đoàn kết nội bộ và gương mẫu."
    capitals = "II. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO VÀ KẾT QUẢ THỰC HIỆN TRONG THỜI GIAN QUA"
    assert found(short, short, capitals, "1- Kết quả thực hiện", short, short) == [
        ("II", "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO VÀ KẾT QUẢ THỰC HIỆN TRONG THỜI GIAN QUA"),
        ("1", "Kết quả thực hiện"),
    ]


def test_a_one_before_a_roman_two_is_a_roman_one():
    numerals = settle_numerals(
        [(read_numeral(t), 0.1) for t in ("1. Sơ lược", "II. Kết quả", "1) Về", "2) Các")]
    )
    assert [n.text for n in numerals] == ["I", "II", "1", "2"]
    numerals = settle_numerals([(read_numeral(t), 0.1) for t in ("1. Về", "2. Các", "II. Kết quả")])
    assert [n.text for n in numerals] == ["1", "2", "II"]


def test_strokes_beside_the_text_are_no_line_of_a_heading():
    lines = body(["I. ĐÁNH GIÁ TÌNH HÌNH TỔ CHỨC ĐẢNG, ĐẢNG VIÊN, ĐỘI NGŨ CẤP ỦY VIÊN Ở CHI BỘ", TEXT, TEXT])
    scribble = line_at(lines[0].box.left - 200, lines[1].box.top, "NVU MÌ°.", confidence=0.0)
    (heading,) = find_headings([page_of([lines[0], scribble, *lines[1:]])])
    assert heading.text.endswith("CẤP ỦY VIÊN Ở CHI BỘ")


def test_recipients_misread_by_a_letter_close_the_text():
    assert found("V. KIẾN NGHỊ", TEXT, "**Nơi nhữn:**") == [("V", "KIẾN NGHỊ")]


def test_a_long_heading_in_bold_capitals_needs_no_number():
    long = (
        "TÌNH HÌNH TỔ CHỨC ĐẢNG, ĐẢNG VIÊN VÀ CÁC TỔ CHỨC CHÍNH TRỊ XÃ HỘI TRONG DOANH NGHIỆP NGOÀI NHÀ NƯỚC"
    )
    words = f"{long} TRƯỚC KHI ĐỀ ÁN BAN HÀNH"
    assert found(f"**{words}**", f"** ** {TEXT}".replace("** ** ", ""), TEXT) == [("", words)]


def test_text_goes_on_below_a_form_that_stands_amid_it():
    above = body(["I. KẾT QUẢ", TEXT, TEXT], top=120)
    title = [centred(330, "BIỂU SỐ LIỆU"), centred(355, "Thống kê mô hình tổ chức đảng")]
    below = body(["II. BÀI HỌC KINH NGHIỆM", TEXT], top=620)
    grid = [Ruling(Direction.HORIZONTAL, y, 100, 700) for y in (400, 450, 500, 550, 600)]
    grid += [Ruling(Direction.VERTICAL, x, 400, 600) for x in (100, 300, 500, 700)]
    page = replace(page_of([*above, *title, *below]), rulings=tuple(grid))
    assert [h.text for h in find_headings([page])] == ["KẾT QUẢ", "BÀI HỌC KINH NGHIỆM"]
    annexed = replace(page_of([*title, *below]), rulings=tuple(grid))
    assert find_headings([annexed]) == ()
