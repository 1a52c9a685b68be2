from decimal import Decimal

import pytest

from extraction.campaign import Figure, OutlineItem
from extraction.figures import read_figures
from extraction.model import Heading, Section
from ocr.model import BoundingBox, Ink, Line, LookKind, Reading, Word

CHAR, LINE = 10.0, 30.0


def make_section(item_id, *lines, page=1, confidence=0.97):
    body = []
    for y, text in enumerate(lines):
        x, words = 0.0, []
        for piece in text.split():
            box = BoundingBox(x, y * LINE, x + CHAR * len(piece), y * LINE + 20)
            words.append(Word(piece, box, confidence))
            x += CHAR * (len(piece) + 1)
        body.append((page, Line(tuple(words))))
    return Section(OutlineItem(item_id, "Kết quả"), Heading("Kết quả"), tuple(body))


def figure(name, *patterns, section="II.2", unit=None):
    return Figure(section, name, name.replace("_", " "), patterns, unit)


KINDS = (
    figure("tong", "{n} loại hình kinh tế", unit="loại hình"),
    figure("hop_tac_xa", "{n} hợp tác xã", "{n} HTX"),
    figure("to_hop_tac", "{n} tổ hợp tác", "{n} THT"),
    figure("trang_trai", "{n} kinh tế trang trại", "{n} trang trại"),
    figure("lao_dong", "{n} lao động", unit="người"),
)
MEMBERS = (
    figure("dang_vien", "{n} đảng viên"),
    figure("ket_nap", "kết nạp {n} đảng viên mới", "số đảng viên kết nạp mới {n}"),
    figure("ky_luat", "kỷ luật {n} đảng viên"),
    figure("ty_le", "đạt {n}% chỉ tiêu", unit="%"),
)


def values(figures, *lines, section="II.2"):
    found = read_figures([make_section(section, *lines)], figures)
    return {f.path.rsplit(".", 1)[1]: f.value for f in found if f.found}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["Toàn xã có 06 loại hình kinh tế, trong đó: 02 HTX, 03 THT và 01 trang trại."],
            {"tong": 6, "hop_tac_xa": 2, "to_hop_tac": 3, "trang_trai": 1},
        ),
        (
            ["- Hợp tác xã: 12; tổ hợp tác: 1.205; lao động: 4.310 người"],
            {"hop_tac_xa": 12, "to_hop_tac": 1205, "lao_dong": 4310},
        ),
        (  # a sentence over a line break, the number at its end
            ["Hiện nay trên địa bàn huyện có tất cả 14", "hợp tác xã và ba tổ hợp tác"],
            {"hop_tac_xa": 14, "to_hop_tac": 3},
        ),
        (
            ["Địa phương không có kinh tế trang trại, chỉ có 05 hợp tác xã."],
            {"trang_trai": 0, "hop_tac_xa": 5},
        ),
        (["Mười hai hợp tác xã, hai mươi mốt tổ hợp tác."], {"hop_tac_xa": 12, "to_hop_tac": 21}),
        (["có 03 (ba) hợp tác xã, 04 (bốn) tổ hợp tác"], {"hop_tac_xa": 3, "to_hop_tac": 4}),
        (["co 03 hơp tac xả, 07 tố họp tác"], {"hop_tac_xa": 3, "to_hop_tac": 7}),  # as scans are read
    ],
)
def test_kinds_are_counted_in_any_wording(lines, expected):
    assert values(KINDS, *lines) == {name: Decimal(n) for name, n in expected.items()}


def test_one_printed_number_answers_one_figure():
    found = values(
        MEMBERS, "Chi bộ có 45 đảng viên, đã kết nạp 02 đảng viên mới, thi hành kỷ luật 01 đảng viên."
    )
    assert found == {"dang_vien": 45, "ket_nap": 2, "ky_luat": 1}
    assert values(MEMBERS, "Trong năm kết nạp được 02 đảng viên mới.") == {"ket_nap": 2}


def test_the_sentence_of_a_number_is_kept_and_a_stretch_is_doubted():
    (lao_dong,) = read_figures([make_section("II.2", "Tốt. Có từ 120 đến 150 lao động.")], KINDS[4:])
    assert (lao_dong.value, lao_dong.raw, lao_dong.doubts) == (150, "120 - 150", ("number_range",))
    assert lao_dong.sentence == "Có từ 120 đến 150 lao động."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Hiện có ba tổ hợp tác với bốn mươi lăm lao động", {"to_hop_tac": 3, "lao_dong": 45}),
        ("Trên địa bàn chưa có trang trại nào; có 02 hợp tác xã", {"trang_trai": 0, "hop_tac_xa": 2}),
        ("03 tổ hợp tác với 45 lao động, trong đó không có hợp tác xã",
         {"to_hop_tac": 3, "lao_dong": 45, "hop_tac_xa": 0}),
    ],
)  # fmt: skip
def test_words_for_numbers_and_denials_count(line, expected):
    assert values(KINDS, line) == expected


def test_a_share_is_never_taken_for_a_count():
    text = "Kết nạp 237 đảng viên mới, đạt 122,1 % chỉ tiêu"
    found = {f.path: f for f in read_figures([make_section("II.2", text)], MEMBERS)}
    assert found["figure.II.2.ket_nap"].value == 237
    share = found["figure.II.2.ty_le"]
    assert (share.value, share.raw, share.unit) == (Decimal("122.1"), "122,1%", "%")
    assert share.signals["format"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Chỉ thị số 14 đảng viên đã học tập",
        "Từ năm 2020 đảng viên được học tập",
        "Ngày 15 đảng viên dự họp",
        "đơn vị có từ 03 đảng viên trở lên chưa thành lập tổ chức đảng",
        "Sau 05 năm đảng viên đã trưởng thành",
        "1. Đảng viên gương mẫu",
    ],
)
def test_numbers_that_count_nothing_answer_nothing(text):
    assert values(MEMBERS, text) == {}


def test_a_condition_loses_against_a_count():
    text = "Có 01 tổ chức đảng với 28 đảng viên; đơn vị có từ 03 đảng viên trở lên phải thành lập chi bộ"
    assert values(MEMBERS, text) == {"dang_vien": 28}


BANDS = (
    figure("tu_3_5", "{n} chi bộ có từ 3-5 đảng viên"),
    figure("tu_5_7", "{n} chi bộ có từ 5-7 đảng viên"),
    figure("tren_9", "{n} chi bộ có trên 9 đảng viên", "trên 9 {n}"),
)


@pytest.mark.parametrize(
    "text",
    [
        "Chi bộ có từ 3-5 đảng viên: 15; từ 5-7: 11; trên 9: 247.",
        "15 chi bộ có từ 3 đến 5 đảng viên, 11 chi bộ có từ 5 - 7 đảng viên, 247 chi bộ có trên 9 đảng viên",
        "Chi bộ có từ 03-05 đảng viên là 15 chi bộ, từ 05-07 là 11 chi bộ, trên 9 là 247 chi bộ",
    ],
)
def test_bands_tell_figures_apart(text):
    assert values(BANDS, text) == {"tu_3_5": 15, "tu_5_7": 11, "tren_9": 247}


def test_a_figure_that_is_not_there_is_not_found():
    found = read_figures([make_section("II.2", "Các hợp tác xã hoạt động ổn định.")], KINDS)
    assert [f.found for f in found] == [False] * len(KINDS)
    assert found[0].path == "figure.II.2.tong"
    assert found[0].value is None
    assert found[0].box is None


def test_a_section_whose_heading_was_missed_is_read_in_the_one_before():
    text = "Toàn xã có 06 loại hình kinh tế, trong đó: 02 hợp tác xã, 03 tổ hợp tác, 120 lao động."
    found = {f.path: f for f in read_figures([make_section("II.1", text)], KINDS)}
    assert found["figure.II.2.hop_tac_xa"].value == 2
    assert found["figure.II.2.hop_tac_xa"].signals["neighbour"] == 1


def test_a_lone_small_phrase_in_another_section_proves_nothing():
    found = read_figures([make_section("II.1", "Dự hội nghị có 30 đảng viên.")], MEMBERS)
    assert not any(f.found for f in found)


def test_page_box_and_raw_are_those_of_the_number():
    (found,) = read_figures([make_section("II.2", "Toàn xã có", "(05 hợp tác xã)", page=3)], KINDS[1:2])
    assert (found.raw, found.page) == ("05", 3)
    assert found.box == BoundingBox(0, LINE, 3 * CHAR, LINE + 20)
    assert found.signals["ocr"] == 0.97
    assert found.signals["agree"] == 0


def test_a_number_broken_by_the_reader_is_joined_and_doubted():
    line = Line(
        (
            Word("6,", BoundingBox(0, 0, 15, 20), 0.9),
            Word("41%", BoundingBox(18, 0, 45, 20), 0.9),
            Word("chỉ", BoundingBox(55, 0, 80, 20), 0.9),
            Word("tiêu", BoundingBox(90, 0, 120, 20), 0.9),
        )
    )
    section = Section(OutlineItem("II.2", "x"), Heading("x"), ((1, line),))
    (found,) = read_figures([section], [figure("ty_le", "đạt {n}% chỉ tiêu", unit="%")])
    assert found.value == Decimal("6.41")
    assert found.doubts == ("low_confidence",)


class Looker:
    """A closer look that always reads the same."""

    def __init__(self, *texts):
        self.texts = texts
        self.asked = []

    def __call__(self, looks):
        self.asked.append(list(looks))
        readers = tuple((f"reader {i}", text) for i, text in enumerate(self.texts))
        return [Reading(self.texts[0], Ink.PRINTED, 0.9, readers, (), self.texts) for _ in looks]


def look_at(looker, *lines, confidence=0.97):
    section = make_section("II.2", *lines, confidence=confidence)
    return {f.path: f for f in read_figures([section], KINDS, looker)}


def test_closer_readers_confirm_a_number_in_one_call():
    looker = Looker("05", "05")
    found = look_at(looker, "có 05 hợp tác xã và 05 tổ hợp tác")
    assert found["figure.II.2.hop_tac_xa"].signals["agree"] == 1
    assert found["figure.II.2.hop_tac_xa"].doubts == ()
    assert [len(looks) for looks in looker.asked] == [2]
    assert looker.asked[0][0].kind is LookKind.NUMBER


def test_closer_readers_that_differ_send_the_number_to_a_person():
    found = look_at(Looker("06", "08"), "có 05 hợp tác xã")["figure.II.2.hop_tac_xa"]
    assert found.value == 5
    assert found.doubts == ("readers_differ",)
    assert found.candidates == ("05", "06", "08")


def test_two_closer_readers_outvote_the_page_but_a_person_decides():
    found = look_at(Looker("06", "06"), "có 05 hợp tác xã")["figure.II.2.hop_tac_xa"]
    assert (found.value, found.raw) == (6, "06")
    assert found.doubts == ("readers_differ",)


def test_a_text_layer_needs_no_second_look():
    looker = Looker("99", "99")
    found = look_at(looker, "có 05 hợp tác xã", confidence=1.0)["figure.II.2.hop_tac_xa"]
    assert looker.asked == []
    assert found.signals["agree"] == 1


def test_marks_that_cling_to_a_number_stay_out_of_the_closer_look():
    looker = Looker("15", "15")
    look_at(looker, "hợp tác xã 15;")
    (look,) = looker.asked[0]
    box = BoundingBox(11 * CHAR, 0, 14 * CHAR, 20)  # of "15;"
    assert box.left - 10 < look.box.left < box.left
    assert look.box.right < box.right
    assert look.box.top < box.top
