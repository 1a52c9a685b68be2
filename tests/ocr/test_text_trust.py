"""Text layers that do not deserve trust, made as programs make them."""

import shutil
import unicodedata
from io import BytesIO
from unittest import mock

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import ttfonts
from reportlab.pdfgen.canvas import Canvas

from ocr import OcrSettings, SourceFile
from ocr.old_fonts import to_tcvn3, to_vni
from ocr.pdf import load_pdf_page
from ocr.text_layer import read_text_layer
from samples.layout import register_fonts
from samples.oldfonts import VNI_NAMES, old_fonts

pytestmark = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")

SETTINGS = OcrSettings()
LINES = [
    "Thực hiện Kế hoạch số 205 của Ban Thường vụ Tỉnh ủy,",
    "Đảng ủy xã Bình Hiệp báo cáo kết quả như sau: toàn xã có",
    "12 tổ hợp tác với 345 lao động, 27 đảng viên sinh hoạt tại",
    "các chi bộ; năm 2022 kết nạp được 19 quần chúng ưu tú, đạt",
    "tỷ lệ 85 phần trăm, tăng 38 đồng chí so với năm 2019 và 2020.",
]


def page(*, draw=None, lines=LINES, size=14):
    """A page of A4 with these lines in Tinos, ``draw`` doing more to the canvas."""
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    if draw:
        draw(canvas)
    write(canvas, lines, size=size)
    canvas.save()
    return out.getvalue()


def write(canvas, lines, *, top=700, size=14, **options):
    text = canvas.beginText(70, top, **options)
    text.setFont("Tinos", size)
    text.setLeading(1.6 * size)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def layer_of(pdf: bytes):
    file = SourceFile("a.pdf", pdf)
    drawn = load_pdf_page(file, 1, SETTINGS)
    return read_text_layer(file, 1, drawn.image, SETTINGS, fields=drawn.fields)


def text_of(layer) -> str:
    return " ".join(word.text for word in layer.words)


def test_honest_text_is_trusted():
    layer = layer_of(page())
    assert layer.trusted and layer.reason == "typed text in Unicode"
    assert text_of(layer) == " ".join(LINES)


@pytest.mark.parametrize("how", ["white", "invisible", "clipped", "outside"])
def test_words_that_nobody_sees_are_left_out(how):
    def draw(canvas):
        canvas.saveState()
        text = canvas.beginText(70, 300 if how != "outside" else -40)
        text.setFont("Tinos", 14)
        if how == "white":
            text.setFillGray(1)
        if how == "invisible":
            text.setTextRenderMode(3)
        if how == "clipped":
            path = canvas.beginPath()
            path.rect(400, 50, 20, 20)
            canvas.clipPath(path, stroke=0, fill=0)
        text.textLine("Nội dung giấu kín 9999")
        canvas.drawText(text)
        canvas.restoreState()

    layer = layer_of(page(draw=draw))
    assert layer.trusted, layer.reason
    assert text_of(layer) == " ".join(LINES)
    if how != "outside":
        assert "5 words that the page does not show" in layer.reason


def test_a_layer_that_nobody_sees_at_all_is_not_trusted():
    def draw(canvas):
        canvas._code.append("3 Tr")
        canvas.rect(60, 200, 300, 20, fill=1)

    assert not layer_of(page(draw=draw)).trusted


def test_a_broken_table_of_unicode_values_is_seen():
    honest = ttfonts.makeToUnicodeCMap

    def shifted(name, subset):
        """Each letter says that it is its neighbour in the alphabet."""
        small = sorted({c for c in subset if chr(c).isalpha()})
        swap = dict(zip(small, small[1:] + small[:1], strict=True))
        return honest(name, [swap.get(c, c) for c in subset])

    with mock.patch.object(ttfonts, "makeToUnicodeCMap", shifted):
        layer = layer_of(page())
    assert not layer.trusted and "other words" in layer.reason


def test_digits_that_lie_are_seen():
    honest = ttfonts.makeToUnicodeCMap

    def shifted(name, subset):
        digits = {ord(str(n)): ord(str((n + 3) % 10)) for n in range(10)}
        return honest(name, [digits.get(c, c) for c in subset])

    with mock.patch.object(ttfonts, "makeToUnicodeCMap", shifted):
        layer = layer_of(page())
    assert not layer.trusted and "other numbers" in layer.reason


def test_print_drawn_as_shapes_is_seen():
    def draw(canvas):
        """Letters as strokes, as a drawing program writes them."""
        for line in range(8):
            for letter in range(40):
                x, y = 70 + 11 * letter, 500 - 22 * line
                canvas.line(x, y, x + 4, y + 9)
                canvas.line(x + 4, y + 9, x + 8, y)

    layer = layer_of(page(draw=draw))
    assert not layer.trusted and "not in its text layer" in layer.reason


def test_letters_with_marks_of_their_own_become_whole():
    apart = [unicodedata.normalize("NFD", "Đảng ủy xã Bình Hiệp báo cáo tổ hợp tác")]
    layer = layer_of(page(lines=[*LINES, *apart]))
    assert layer.trusted
    assert text_of(layer).endswith("Đảng ủy xã Bình Hiệp báo cáo tổ hợp tác")


def test_words_set_letter_by_letter_are_left_to_the_pixels():
    spaced = [" ".join(line.replace(" ", "")) for line in LINES]
    layer = layer_of(page(lines=spaced, size=8))
    assert not layer.trusted and layer.reason == "its words are set letter by letter"


def test_tcvn3_is_converted():
    with old_fonts():
        layer = layer_of(page(lines=[*LINES, "ĐẢNG ỦY XÃ BÌNH HIỆP"]))
    assert layer.trusted and "TCVN3" in layer.reason and not layer.bold_known
    assert text_of(layer) == " ".join([*LINES, "ĐẢNG ỦY XÃ BÌNH HIỆP"])


def test_vni_is_converted():
    with old_fonts(to_vni, VNI_NAMES):
        layer = layer_of(page(lines=[*LINES, "ĐẢNG ỦY XÃ BÌNH HIỆP"]))
    assert layer.trusted and "VNI" in layer.reason
    assert text_of(layer) == " ".join([*LINES, "ĐẢNG ỦY XÃ BÌNH HIỆP"])


@pytest.mark.parametrize("coded", [to_tcvn3, to_vni])
def test_a_coding_is_found_without_the_font_s_name(coded):
    names = dict.fromkeys(VNI_NAMES, b"F1")
    with old_fonts(coded, names):
        layer = layer_of(page())
    assert layer.trusted and "converted" in layer.reason
    assert text_of(layer) == " ".join(LINES)


def test_an_old_name_over_unicode_letters_changes_nothing():
    with old_fonts(lambda letter: letter):
        layer = layer_of(page())
    assert layer.trusted, layer.reason
    assert text_of(layer) == " ".join(LINES)


def test_gibberish_in_an_old_font_is_left_to_the_pixels():
    def nonsense(letter: str) -> str:
        return chr(0xA1 + ord(letter) * 7 % 90) if letter.isalpha() else letter

    with old_fonts(nonsense):
        layer = layer_of(page())
    assert not layer.trusted and "old TCVN3 font" in layer.reason
