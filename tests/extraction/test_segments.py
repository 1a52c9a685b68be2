from extraction.lettering import in_capitals, share_of_capitals
from extraction.segments import rows_of, segments_of, trimmed, without_stamps
from ocr.model import BoundingBox, Line, Mark, MarkKind
from tests.extraction.paper import letterhead, line_at, page_of


def test_columns_on_one_line_are_divided_at_the_gap():
    page = page_of(letterhead())
    assert [s.text for s in segments_of(page, page.lines)][:2] == [
        "HUYỆN ỦY TRÀ BỒNG",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
    ]


def test_a_given_column_divides_where_the_gap_is_narrow():
    line = Line((*line_at(100, 50, "Lưu VPĐU.").words, *line_at(190, 50, "BÍ THƯ").words))
    page = page_of([line])
    assert len(segments_of(page, [line])) == 1
    assert [s.text for s in segments_of(page, [line], split_at=186)] == ["Lưu VPĐU.", "BÍ THƯ"]


def test_words_inside_an_incoming_stamp_are_left_out():
    stamp = Mark(MarkKind.STAMP, BoundingBox(90, 90, 300, 140), 0.9)
    page = page_of([line_at(100, 100, "ĐẾN Số: 1934"), line_at(100, 300, "Nội dung")], marks=[stamp])
    assert [line.text for line in without_stamps(page, page.lines)] == ["Nội dung"]


def test_specks_at_the_ends_are_trimmed():
    assert trimmed("“THỊ ỦY ĐỨC PHỔ*") == "THỊ ỦY ĐỨC PHỔ"


def test_capitals_are_counted_among_letters_only():
    assert share_of_capitals("SỐ 14-CT/TU 2016") == 1.0
    assert share_of_capitals("2016") == 0.0 and not in_capitals("Số 14")


def test_pieces_of_one_row_are_joined_and_others_are_not():
    page = page_of(
        [line_at(100, 50, "Đoàn"), line_at(250, 52, "Trung"), line_at(180, 60, "TH"), line_at(100, 90, "X Y")]
    )
    assert [s.text for s in rows_of(segments_of(page, page.lines))] == ["Đoàn Trung", "TH", "X Y"]
