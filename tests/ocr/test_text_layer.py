import shutil
from typing import TypeAlias

import numpy as np
import pytest

from ocr import OcrSettings, PageSource, SourceFile, read_page
from ocr.model import BoundingBox, Direction, PageImage
from ocr.pdf import load_pdf_page
from ocr.text_layer import _typed_layer, read_text_layer

SETTINGS = OcrSettings(dpi=144.0)
Box: TypeAlias = tuple[int, int, int, int]
MEDIA = (0, 0, 300, 400)
SHEETS = [(MEDIA, MEDIA), (MEDIA, (40, 50, 280, 370)), ((-20, 30, 290, 430), (40, 60, 280, 380))]
# Text that reads upright once the page is turned clockwise: its own turn, and where it begins.
TEXT_MATRIX = {
    0: "1 0 0 1 100 300",
    90: "0 1 -1 0 120 150",
    180: "-1 0 0 -1 220 200",
    270: "0 -1 1 0 120 300",
}


def typed_pdf(
    content: str, *, sheet: Box = MEDIA, crop: Box | None = None, turned: int = 0, field: str = ""
) -> SourceFile:
    """A PDF of one page with Helvetica as /F1, and perhaps a form field that shows a text."""
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, sheet))}] /Rotate {turned} "
        f"/CropBox [{' '.join(map(str, crop or sheet))}] "
        "/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R "
    )
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {'/AcroForm << /Fields [6 0 R] >>' if field else ''} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + ("/Annots [6 0 R] >>" if field else ">>"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    if field:
        shown = f"BT /F1 20 Tf 4 8 Td ({field}) Tj ET"
        objects += [
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (number) /F 4 /Rect [150 180 280 210] "
            "/AP << /N 7 0 R >> >>",
            "<< /Type /XObject /Subtype /Form /BBox [0 0 130 30] /Resources << /Font << /F1 4 0 R >> >> "
            f"/Length {len(shown)} >>\nstream\n{shown}\nendstream",
        ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return SourceFile("a.pdf", data + end.encode())


def ink_box(image: PageImage) -> BoundingBox:
    ys, xs = np.nonzero(image.pixels.min(axis=2) < 128)
    return BoundingBox(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))


@pytest.mark.parametrize(("sheet", "crop"), SHEETS)
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_typed_word_lies_where_the_page_shows_it(turned, sheet, crop):
    content = f"BT /F1 24 Tf {TEXT_MATRIX[turned]} Tm (HUYEN) Tj ET"
    file = typed_pdf(content, sheet=sheet, crop=crop, turned=turned)
    image = load_pdf_page(file, 1, SETTINGS).image
    layer = read_text_layer(file, 1, image, SETTINGS)
    assert layer.trusted, layer.reason
    (word,) = layer.words
    shown = ink_box(image)
    assert word.text == "HUYEN"
    assert shown.overlap(word.box.grown(2)) == 1
    assert word.box.width == pytest.approx(shown.width, abs=0.1 * shown.width)
    assert word.box.height < 2 * shown.height


@pytest.mark.parametrize(("sheet", "crop"), SHEETS)
def test_a_drawn_line_lies_where_the_page_shows_it(sheet, crop):
    file = typed_pdf("BT /F1 9 Tf 60 70 Td (x) Tj ET 60 200 m 260 200 l S", sheet=sheet, crop=crop)
    image = load_pdf_page(file, 1, SETTINGS).image
    (ruling,) = read_text_layer(file, 1, image, SETTINGS).rulings
    rows = np.nonzero((image.pixels.min(axis=2) < 128).mean(axis=1) > 0.5)[0]
    assert ruling.direction is Direction.HORIZONTAL
    assert ruling.at == pytest.approx(float(rows.mean()) + 0.5, abs=1.5)
    assert ruling.length == pytest.approx(400, abs=2)  # 200 points at 144 dpi


def test_text_typed_turned_is_left_to_the_pixels():
    file = typed_pdf(f"BT /F1 24 Tf {TEXT_MATRIX[90]} Tm (HUYEN) Tj ET")
    layer = read_text_layer(file, 1, load_pdf_page(file, 1, SETTINGS).image, SETTINGS)
    assert (layer.trusted, layer.reason) == (False, "its text is typed turned")


def test_what_a_form_field_shows_is_kept_apart():
    page = load_pdf_page(typed_pdf("BT /F1 20 Tf 60 188 Td (BAO) Tj ET", field="1974"), 1, SETTINGS)
    assert page.fields is not None
    shown = ink_box(page.fields)
    assert 300 < shown.left < shown.right < 420  # 154 points and on, at 144 dpi
    assert shown.top == pytest.approx((400 - 188 - 15) * 2, abs=6)
    assert load_pdf_page(typed_pdf("BT /F1 20 Tf 60 188 Td (BAO) Tj ET"), 1, SETTINGS).fields is None


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_words_of_form_fields_join_the_typed_ones():
    file = typed_pdf("BT /F1 20 Tf 60 188 Td (BAO CAO) Tj ET", field="1974")
    page = read_page(file, 1, OcrSettings()).page
    assert page.source is PageSource.TEXT_LAYER
    assert page.text == "BAO CAO 1974"
    assert [w.confidence == 1 for w in page.words] == [True, True, False]


def words_of(content: str) -> list[str]:
    file = typed_pdf(content)
    layer = read_text_layer(file, 1, load_pdf_page(file, 1, SETTINGS).image, SETTINGS)
    return [word.text for word in layer.words]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_letters_across_the_page_join_no_word():
    rows = " ".join(
        f"BT /F1 12 Tf 1 0 0 1 40 {360 - 20 * i} Tm (12{i} 34{i} 56{i} 78{i}) Tj ET" for i in range(12)
    )
    draft = "0.9 g BT /F1 60 Tf 0.64 0.77 -0.77 0.64 80 120 Tm (DRAFT) Tj ET 0 g"
    assert words_of(f"{draft} {rows}") == words_of(rows)


def test_lines_of_neighbouring_cells_that_stand_a_little_apart_are_not_mixed():
    texts = ["1204", "3561", "7788", "9015"]
    cells = [(30 + 65 * i, 300 - 2.4 * i) for i in range(4)]
    content = " ".join(
        f"BT /F1 12 Tf 1 0 0 1 {x} {y - 10 * k} Tm ({text}) Tj ET"
        for x, y in cells
        for k, text in enumerate(texts)
    )
    file = typed_pdf(content)
    image = load_pdf_page(file, 1, SETTINGS).image
    layer = _typed_layer(file, 1, image)
    assert sorted(word.text for word in layer.words) == [text for text in texts for _ in cells]
