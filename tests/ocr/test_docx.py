"""Word documents: what stands in them comes out as words in their places, without OCR."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.docx.numbering import written
from ocr.errors import DamagedFileError, TooLargeError, UnsupportedFileError
from ocr.model import Direction, Page, PageSource, SourceFile
from ocr.pipeline import count_pages, read_pages
from ocr.settings import OcrSettings
from tests.docx_files import A4_WIDE, cell, docx_of, p, part, run, section, table
from tests.ocr.conftest import zip_of

SETTINGS = OcrSettings(tesseract="there is no such program")
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def pages_of(data: bytes) -> list[Page]:
    return [reading.page for reading in read_pages([SourceFile("a.docx", data)], SETTINGS)]


def text_of(body: str, **parts: object) -> str:
    return pages_of(docx_of(body, **parts))[0].text  # type: ignore[arg-type]


def test_words_are_typed_and_their_look_is_kept():
    (page,) = pages_of(docx_of(p("Số liệu", bold=True) + p("in nghiêng", italic=True) + p("thường")))
    assert page.source is PageSource.TEXT_LAYER
    assert page.text == "Số liệu\nin nghiêng\nthường"
    assert [(w.bold, w.italic) for w in page.words] == [
        (1, False), (1, False), (0, True), (0, True), (0, False),
    ]  # fmt: skip
    assert all(w.confidence == 1 for w in page.words)


def test_the_drawn_page_shows_each_word_where_its_box_is():
    (reading,) = read_pages([SourceFile("a.docx", docx_of(p("Tỉnh ủy Quảng Ngãi", size=40)))], SETTINGS)
    pixels = reading.level.pixels
    for word in reading.page.words:
        box = word.box
        inside = pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1]
        assert 0.03 < (inside < 128).mean() < 0.5
    ink = (pixels < 128).sum()
    boxed = sum(
        (pixels[int(w.box.top) : int(w.box.bottom) + 1, int(w.box.left) : int(w.box.right) + 1] < 128).sum()
        for w in reading.page.words
    )
    assert boxed > 0.97 * ink


def test_alignment_puts_words_left_in_the_middle_and_right():
    (page,) = pages_of(docx_of(p("trái") + p("giữa", align="center") + p("phải", align="right")))
    left, middle, right = (w.box.centre[0] / page.width for w in page.words)
    assert left < 0.25 < 0.48 < middle < 0.58 < 0.8 < right


def test_styles_are_inherited_and_capitals_applied():
    styles = """<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:b/><w:caps/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:i/></w:rPr></w:style>"""
    body = p("đậm", more='<w:pStyle w:val="B"/>') + "<w:p>" + run("không", '<w:b w:val="0"/>') + "</w:p>"
    (page,) = pages_of(docx_of(body, styles=styles))
    first, second = page.words
    assert (first.text, first.bold, first.italic) == ("ĐẬM", 1, True)
    assert second.bold == 0


def test_what_is_deleted_hidden_or_only_code_is_no_text():
    body = (
        f"<w:p>{run('giữ')}<w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>{run('ẩn', '<w:vanish/>')}"
        f"<w:ins>{run(' thêm')}</w:ins>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(" kết")}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink>{run(" quả")}</w:hyperlink></w:p>'
    )
    assert text_of(body) == "giữ thêm kết quả"


def test_lists_get_the_numbers_that_word_shows():
    level = '<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + level.format(n=0, f="upperRoman", t="%1.")
        + level.format(n=1, f="decimal", t="%2)")
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )

    def item(text: str, depth: int) -> str:
        return p(text, more=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')

    body = "".join(item(t, d) for t, d in (("một", 0), ("a", 1), ("b", 1), ("hai", 0), ("c", 1)))
    assert text_of(body, numbering=numbering).splitlines() == ["I. một", "1) a", "2) b", "II. hai", "1) c"]


@given(st.integers(1, 3999))
def test_every_number_of_a_list_is_written_differently(value):
    for form in ("decimal", "upperRoman", "lowerLetter"):
        assert written(value, form) != written(value + 1, form) or value == 3999


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{p('SỐ 12-BC/HU')}</w:txbxContent>"
    body = (
        f"<w:p>{run('trước')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(body).splitlines() == ["trước", "SỐ 12-BC/HU"]


def test_headers_and_footers_stand_on_every_page_with_its_number():
    number = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>9</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    parts = {"h": part("hdr", number), "f": part("ftr", p("CHÂN TRANG"))}
    more = '<w:headerReference w:type="default" r:id="h"/><w:footerReference w:type="default" r:id="f"/>'
    pages = pages_of(docx_of(p("một") + BREAK + p("hai") + section(more=more), parts=parts))
    assert [page.text.splitlines() for page in pages] == [
        ["1", "một", "CHÂN TRANG"],
        ["2", "hai", "CHÂN TRANG"],
    ]


def test_sections_keep_their_own_sheets():
    body = p("dọc") + f"<w:p><w:pPr>{section()}</w:pPr></w:p>" + p("ngang") + section(A4_WIDE)
    upright, wide = pages_of(docx_of(body))
    assert upright.width < upright.height
    assert wide.width > wide.height


def test_a_ruled_table_has_lines_where_its_cells_end():
    rows = [
        cell(p("TT"), width=2000, merge="restart") + cell(p("Tổng số"), width=4000, span=2),
        cell("", width=2000, merge="continue") + cell(p("Nam"), width=2000) + cell(p("Nữ"), width=2000),
        cell(p("1"), width=2000) + cell(p("12"), width=2000) + cell(p("34"), width=2000),
    ]
    (page,) = pages_of(docx_of(table(rows, [2000] * 3)))
    level = [r for r in page.rulings if r.direction is Direction.HORIZONTAL]
    upright = [r for r in page.rulings if r.direction is Direction.VERTICAL]
    assert len(level) == 4
    assert len(upright) == 4
    shortest = min(level, key=lambda r: r.length)
    assert shortest.start == pytest.approx(upright[1].at, abs=1), "no line through the merged TT"
    assert min(upright, key=lambda r: r.length).at == pytest.approx(upright[2].at, abs=1)
    one = next(w for w in page.words if w.text == "34")
    assert upright[2].at < one.box.left < one.box.right < upright[3].at


def test_a_page_grows_with_its_table_and_the_footer_stays_below():
    rows = [cell(p(f"dòng {n}"), width=4000) for n in range(80)]
    parts = {"f": part("ftr", p("CHÂN"))}
    more = '<w:footerReference w:type="default" r:id="f"/>'
    (page,) = pages_of(docx_of(table(rows, [4000]) + section(more=more), parts=parts))
    assert page.height > 1.3 * page.width * 2**0.5
    assert page.words[-1].text == "CHÂN"
    assert page.words[-1].box.top > max(r.end for r in page.rulings)


def test_a_table_without_lines_has_no_rulings():
    rows = [cell(p("trái"), width=4000) + cell(p("phải"), width=4000)]
    (page,) = pages_of(docx_of(table(rows, [4000, 4000], entries="")))
    assert page.rulings == ()
    assert [w.text for w in page.words] == ["trái", "phải"]


@settings(max_examples=25)
@given(st.lists(st.text("aăđ12 ", min_size=1, max_size=60), min_size=1, max_size=30))
def test_no_word_is_lost_or_leaves_its_page(texts):
    data = docx_of("".join(p(text) for text in [*texts, "hết"]))
    pages = pages_of(data)
    assert [w.text for page in pages for w in page.words] == " ".join([*texts, "hết"]).split()
    for page in pages:
        assert all(w.box.left >= 0 and w.box.bottom <= page.height for w in page.words)


def test_a_long_document_fills_many_pages_and_the_limit_counts_them():
    file = SourceFile("a.docx", docx_of("".join(p(f"dòng {n}") for n in range(400))))
    assert 8 <= count_pages(file, SETTINGS) <= 14
    with pytest.raises(TooLargeError, match="6 pages, more than the limit of 5"):
        count_pages(file, OcrSettings(max_pages=5))


def test_a_document_of_pictures_only_is_to_be_sent_as_pdf():
    with pytest.raises(UnsupportedFileError, match=r"without text, perhaps of pictures.*Save it as PDF"):
        count_pages(SourceFile("a.docx", docx_of("<w:p/>")), SETTINGS)


@pytest.mark.parametrize(
    "document",
    [
        b"<w:document",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b"<x/>",
    ],
)
def test_xml_that_is_wrong_or_an_attack_is_damage(document):
    with pytest.raises(DamagedFileError, match=r"a\.docx is damaged"):
        count_pages(SourceFile("a.docx", zip_of({"word/document.xml": document})), SETTINGS)
