import datetime as dt
from dataclasses import replace

import pytest

from extraction.letterhead import find_letterhead, read_document
from ocr.model import BoundingBox, Ink, Line, LookKind, Mark, MarkKind, PageSource, Reading, Word
from tests.extraction.paper import body, centred, end_block, letterhead, line_at, page_of, seal, strokes

TEXT = "Thực hiện Kế hoạch số 205-KH/TU ngày 07/6/2023, Đảng ủy xã Sơn Trà báo cáo kết quả như sau. "


def report(*, marks=(), block=None, annex=(), source=PageSource.PIXELS, **head):
    lines = [*letterhead(**head), *body([TEXT * 3, TEXT * 2], top=300), *(block or end_block())]
    pages = [page_of(lines, marks=marks, source=source)]
    return [*pages, page_of(annex, number=2, printed=2)] if annex else pages


def fields(pages, look_again=None):
    return {f.path.removeprefix("document."): f for f in read_document(pages, look_again)}


def values(pages, look_again=None):
    return {name: f.value if f.found else None for name, f in fields(pages, look_again).items()}


def test_a_plain_report_is_read_whole():
    marks = [seal(520, 830), strokes(600, 850)]
    assert values(report(marks=marks)) == {
        "issuer": "ĐẢNG ỦY XÃ SƠN TRÀ",
        "number": "253-BC/ĐU",
        "date": "2023-06-22",
        "place": "Sơn Trà",
        "kind": "BÁO CÁO",
        "signatory_name": "Huỳnh Anh Khánh",
        "signatory_role": "PHÓ BÍ THƯ",
        "signed": True,
        "sealed": True,
        "superior": "HUYỆN ỦY TRÀ BỒNG",
        "answers": "205-KH/TU",
        "authority": "T/M ĐẢNG ỦY",
        "recipients": "Lưu VPĐU.",
    }


def test_every_field_is_told_once_even_of_an_empty_submission():
    assert len({f.path for f in read_document([])}) == 9
    assert all(not f.found for f in read_document([]) if f.kind not in ("signed", "sealed"))


def test_an_issuer_over_lines_goes_without_its_superior():
    pages = report(
        superior="HUYỆN ỦY VĂN LÂM",
        issuer=("BAN CHỈ ĐẠO VỀ XÂY DỰNG TỔ", "CHỨC ĐẢNG, ĐOÀN THỂ TRONG", "CÁC ĐƠN VỊ KINH TẾ TƯ NHÂN"),
        number="Số 66-BC/BCĐ",
    )
    assert values(pages)["issuer"] == (
        "BAN CHỈ ĐẠO VỀ XÂY DỰNG TỔ CHỨC ĐẢNG, ĐOÀN THỂ TRONG CÁC ĐƠN VỊ KINH TẾ TƯ NHÂN"
    )


def test_a_state_letterhead_is_read_by_the_same_columns():
    head = find_letterhead(
        report(
            superior="ỦY BAN NHÂN DÂN",
            issuer=("TỈNH QUẢNG NGÃI",),
            number="Số: 280/BC-UBND",
            date="Quảng Ngãi, ngày 22 tháng 11 năm 2024",
            motto="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        )
    )
    assert [s.text for s in head.left][:2] == ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"]


def test_a_number_left_out_is_not_found():
    number = fields(report(number="Số -BC/ĐU"))["number"]
    assert (number.found, number.value) == (False, None)


def test_a_stamp_over_the_letterhead_gives_neither_number_nor_day():
    stamp = Mark(MarkKind.STAMP, BoundingBox(120, 190, 330, 280), 0.9, "blue")
    pages = report(marks=[stamp])
    extra = [line_at(130, 215, "ĐẾN Số: 1934/BC-UBND"), line_at(130, 245, "Ngày 07 tháng 7 năm 2023")]
    stamped = [page_of([*pages[0].lines[:4], *extra, *pages[0].lines[4:]], marks=[stamp])]
    assert values(stamped)["number"] == "253-BC/ĐU"
    assert values(stamped)["date"] == "2023-06-22"


def test_the_annexed_form_is_evidence_for_number_and_day():
    annex = [
        centred(100, "BIỂU MẪU"),
        centred(130, "(kèm theo Báo cáo số 253-BC/ĐU ngày 22/6/2023 của Đảng ủy)"),
    ]
    found = fields(report(annex=annex))
    assert found["number"].signals["annex_agrees"] == found["date"].signals["annex_agrees"] == 1.0
    other = fields(report(annex=annex, number="Số 258-BC/ĐU"))["number"]
    assert other.signals["annex_differs"] == 1.0 and "253-BC/ĐU" in other.candidates


def readings(**by_kind):
    """A closer look that answers by the kind of look; unknown ones as blank."""

    def look_again(looks):
        return [by_kind.get(look.kind.value, Reading("", Ink.BLANK, 0.0)) for look in looks]

    return look_again


def test_readers_that_differ_are_a_doubt_and_both_readings_stay():
    again = Reading(
        "253-BC/ĐU", Ink.PRINTED, 0.9, (("tesseract", "Số 258-BC/ĐU"), ("aster", "Số 253-BC/ĐU")), ()
    )
    number = fields(report(), readings(document_number=again))["number"]
    assert number.doubts == ("readers_differ",)
    assert set(number.candidates) == {"253-BC/ĐU", "258-BC/ĐU"}


def test_writing_by_hand_is_always_a_doubt():
    by_hand = Reading("Số 253-BC/ĐU", Ink.HANDWRITTEN, 0.99)
    found = fields(report(), readings(document_number=by_hand, date=Reading("", Ink.HANDWRITTEN, 0.5)))
    assert "handwritten" in found["number"].doubts
    assert "handwritten" in found["date"].doubts


def test_all_looks_are_asked_for_in_one_call_and_only_for_marks_at_a_text_layer():
    calls = []

    def look_again(looks):
        calls.append([look.kind for look in looks])
        return [Reading("", Ink.BLANK, 0.0) for _ in looks]

    read_document(report(), look_again)
    assert len(calls) == 1 and LookKind.DOCUMENT_NUMBER in calls[0] and LookKind.DATE in calls[0]
    read_document(report(source=PageSource.TEXT_LAYER), look_again)
    assert calls[1:] == [[LookKind.SEAL, LookKind.STROKES]]


def test_a_misspelt_place_is_outvoted_by_the_reader_and_the_text():
    again = Reading("", Ink.PRINTED, 0.9, (("aster", "Sơn Trà, ngày 22 tháng 6 năm 2023"),))
    place = fields(report(date="Sơn Trá, ngày 22 tháng 6 năm 2023"), readings(date=again))["place"]
    assert place.value == "Sơn Trà" and "Sơn Trá" in place.candidates


def test_a_place_that_the_text_spells_with_a_tone_easily_misread_is_doubted():
    paragraphs = [f"{TEXT} Xã Sơn Trả có 12 chi bộ.", TEXT]
    lines = [*letterhead(), *body(paragraphs, top=300), *end_block()]
    place = fields([page_of(lines)])["place"]
    assert (place.value, place.doubts) == ("Sơn Trà", ())  # no scan takes a grave for a hook
    head = letterhead(issuer=("ĐẢNG ỦY XÃ SƠN TRÁ",), date="Sơn Trá, ngày 22 tháng 6 năm 2023")
    spelt = [text.replace("Trà", "Trá") for text in paragraphs]
    place = fields([page_of([*head, *body(spelt, top=300), *end_block()])])["place"]
    assert (place.value, place.doubts) == ("Sơn Trá", ("readers_differ",))


def test_the_block_may_stand_before_the_last_page():
    pages = [*report(), page_of(body(["Biểu thống kê kèm theo báo cáo này"]), number=2, printed=2)]
    found = fields(pages)
    assert found["signatory_name"].page == 1


@pytest.mark.parametrize(
    ("text", "iso"), [("ngày 09 thúng 5 năm 2021", "2021-05-09"), ("ngày 31 tháng 2 năm 2021", None)]
)
def test_dates_are_mended_by_word_and_never_invented(text, iso):
    found = fields(report(date=f"Sơn Trà, {text}"))["date"]
    assert found.value == iso
    assert iso is None or dt.date.fromisoformat(iso)


def test_specks_of_the_line_below_the_motto_are_no_part_of_the_date():
    pages = report()
    row = next(line for line in pages[0].lines if "ngày" in line.text).box
    after_place = BoundingBox(row.right - 150, row.top + 4, row.right - 146, row.top + 8)
    speck = Line((Word("Ể", after_place, 0.4),))
    found = values([replace(pages[0], lines=(*pages[0].lines, speck))])
    assert (found["place"], found["date"]) == ("Sơn Trà", "2023-06-22")


def test_a_date_is_found_though_a_stroke_runs_into_its_month():
    found = fields(report(date="Sơn Trà, ngày  9 tháng 7Jnăm 2023"))
    assert (found["place"].value, found["date"].value) == ("Sơn Trà", "2023-07-09")


def test_a_name_like_the_word_for_a_region_stays_as_it_is():
    assert values(report(issuer=("ĐẢNG ỦY XÃ TỊNH GIANG",)))["issuer"] == "ĐẢNG ỦY XÃ TỊNH GIANG"
    merged = values(report(superior="HUYỆN ỦY MỘ ĐỨC", issuer=("ĐÀẢNG ỦY XÃ ĐỨC LỢI",)))["issuer"]
    assert "MỘ ĐỨC" not in merged


def seen_as(texts):
    """A closer look that sees the given texts by the kind and order of looks, "" beyond."""

    def look_again(looks):
        left = list(texts)
        return [
            Reading(
                text := left.pop(0) if look.kind is LookKind.TEXT and left else "",
                Ink.PRINTED,
                0.9,
                (("aster", text),),
            )
            for look in looks
        ]

    return look_again


def test_an_issuer_that_only_a_closer_look_saw_goes_without_its_superior():
    unread = report(superior="TỈNH UỶ QUẢNG NGÃI", issuer=("RUN TY HO ỨC",))
    again = seen_as(["TỈNH UỶ QUẢNG NGÃI", "HUYỆN UỶ MỘ ĐỨC"])
    assert values(unread, again)["issuer"] == "HUYỆN UỶ MỘ ĐỨC"


def test_a_lone_line_is_looked_for_another_below_it():
    lone = report(superior="TỈNH UỶ QUẢNG NGÃI", issuer=())
    assert (
        values(lone, seen_as(["TỈNH UỶ QUẢNG NGÃI", "II1 HT HUYỆN UỶ TƯ NGHĨA"]))["issuer"]
        == "HUYỆN UỶ TƯ NGHĨA"
    )
    assert values(lone, seen_as(["TỈNH UỶ QUẢNG NGÃI", "* Số"]))["issuer"] == "TỈNH UỶ QUẢNG NGÃI"


def test_pieces_of_a_line_of_the_letterhead_are_one_name():
    pages = report(issuer=())
    pieces = [line_at(180, 105, "THỊ"), line_at(225, 106, "ỦY"), line_at(290, 105, "ĐỨC PHỔ")]
    found = values([replace(pages[0], lines=(*pages[0].lines[:1], *pieces, *pages[0].lines[1:]))])
    assert found["issuer"] == "THỊ ỦY ĐỨC PHỔ"
