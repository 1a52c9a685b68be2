"""Archive copies looked into with other programs: pdfplumber for places, pdfium to search and to draw."""

from __future__ import annotations

import datetime as dt
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ocr import BoundingBox, Line, OcrSettings, Page, PageSource, SourceFile, Transform, Word, load_page
from samples.layout import register_fonts
from service.pdfa import Correction, Order, write_pdfa
from tests.ocr.signed_files import identity, plain_pdf, signed

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
WIDTH, HEIGHT, DPI = 827, 1169, 100.0
SENTENCE = "Đảng ủy xã Bình Hiệp Quảng Ngãi kết nạp 1.234 đảng viên"


def line_at(text: str, x: float = 100, y: float = 200, tall: float = 20) -> Line:
    words = []
    for token in text.split():
        wide = 9.0 * len(token)
        words.append(Word(token, BoundingBox(x, y, x + wide, y + tall), 0.9))
        x += wide + 8
    return Line(tuple(words))


def page_of(*lines: Line, to_file: Transform | None = None, number: int = 1, **facts: object) -> Page:
    whole = Transform.whole_page(WIDTH, HEIGHT)
    return Page(number, WIDTH, HEIGHT, DPI, to_file or whole, lines=tuple(lines), **facts)  # type: ignore[arg-type]


def scan(mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, (WIDTH, HEIGHT), 1 if mode == "1" else "white")
    ImageDraw.Draw(image).rectangle((100, 200, 300, 220), fill=0 if mode == "1" else "black")
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, dpi=(100, 100), **options)
    return out.getvalue()


def write(tmp_path: Path, data: bytes, *pages: Page, name: str = "a.pdf", corrections=()) -> Path:
    source, out = tmp_path / name, tmp_path / "out.pdf"
    source.write_bytes(data)
    folder = tmp_path / "work"
    folder.mkdir()
    write.drawn = write_pdfa(  # type: ignore[attr-defined]
        Order([(name, source)], pages, out, "Báo cáo", NOW, corrections), OcrSettings(), folder
    )
    return out


def check_structure(path: Path) -> None:
    """What PDF/A-2b asks of every file, as far as it can be seen without a validator."""
    head = path.read_bytes()[:1024]
    assert head.startswith(b"%PDF-1.7\n%") and all(byte > 127 for byte in head.split(b"\n")[1][1:5])
    with pikepdf.open(path) as pdf:
        assert not pdf.is_encrypted and "/ID" in pdf.trailer
        root = pdf.Root
        assert not {"/OpenAction", "/AA", "/Names", "/AcroForm", "/OCProperties"} & set(root.keys())
        (intent,) = root.OutputIntents
        assert intent.S == "/GTS_PDFA1" and intent.DestOutputProfile.N == 3
        profile = intent.DestOutputProfile.read_bytes()
        assert profile[36:40] == b"acsp" and profile[16:20] == b"RGB " and profile[8] < 5
        assert "/Filter" not in root.Metadata  # XMP stays readable
        with pdf.open_metadata(update_docinfo=False) as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
            assert metadata["dc:title"] == "Báo cáo"
            assert str(pdf.docinfo["/Title"]) == "Báo cáo"
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                assert "/F" not in item and item.get("/Filter") != "/LZWDecode"
            if isinstance(item, (pikepdf.Stream, pikepdf.Dictionary)):
                assert "/JS" not in item and item.get("/S") not in ("/JavaScript", "/Launch")
                if item.get("/BaseFont") == "/TGHOPA+Tinos" and item.get("/Subtype") == "/Type0":
                    assert "/ToUnicode" in item and "/FontFile2" in item.DescendantFonts[0].FontDescriptor
        for page in pdf.pages:
            assert "/Annots" not in page.obj and "/MediaBox" in page.obj
    with pdfplumber.open(path) as plumbed:
        fonts = {c["fontname"] for page in plumbed.pages for c in page.chars}
    assert all("+" in font for font in fonts)  # subsets are embedded, and reportlab embeds no other way


def words_in(path: Path, number: int = 1) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Words and their boxes in fractions of the page as shown."""
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[number - 1]
        return [
            (
                w["text"],
                (
                    w["x0"] / page.width,
                    w["top"] / page.height,
                    w["x1"] / page.width,
                    w["bottom"] / page.height,
                ),
            )
            for w in page.extract_words(x_tolerance=1, keep_blank_chars=False)
        ]


def boxes_of_chars(path: Path) -> list[tuple[float, float, float, float]]:
    """Boxes of a line's words by its letters; pdfplumber cuts words of leaning lines into pieces."""
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[0]
        text = "".join(c["text"] for c in page.chars)
        chars, boxes = iter(page.chars), []
        for token in text.split(" "):
            own = [next(chars) for _ in token]
            next(chars, None)  # the space
            box = BoundingBox.around(BoundingBox(c["x0"], c["top"], c["x1"], c["bottom"]) for c in own)
            across, down = 1 / page.width, 1 / page.height
            boxes.append((box.left * across, box.top * down, box.right * across, box.bottom * down))
        return boxes


def iou(a, b) -> float:
    left, top, right, bottom = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    shared = max(0.0, right - left) * max(0.0, bottom - top)
    areas = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in (a, b))
    return shared / (areas - shared)


def assert_in_place(path: Path, page: Page, *, least: float = 0.9, number: int = 1) -> None:
    found = words_in(path, number)
    assert [text for text, _ in found] == [word.text for word in page.words]
    for (_, box), word in zip(found, page.words, strict=True):
        assert iou(box, page.in_file(word.box)) > least


def finds(path: Path, text: str, page: int = 0) -> bool:
    document = pypdfium2.PdfDocument(path)
    try:
        return document[page].get_textpage().search(text, match_case=True).get_next() is not None
    finally:
        document.close()


def shown(path: Path, number: int = 1) -> np.ndarray:
    image = load_page(SourceFile("x.pdf", path.read_bytes()), number, OcrSettings(dpi=100.0))
    return np.asarray(Image.fromarray(image.pixels).convert("L"))


def image_streams(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return [
            item.read_raw_bytes()
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]


def test_a_jpeg_is_carried_over_byte_for_byte_and_searchable(tmp_path):
    jpeg = encoded(scan(), "JPEG", quality=70)
    page = page_of(line_at(SENTENCE))
    out = write(tmp_path, jpeg, page, name="a.jpg")
    check_structure(out)
    assert image_streams(out) == [jpeg]
    assert_in_place(out, page)
    assert finds(out, "Quảng Ngãi") and finds(out, "đảng viên") and not finds(out, "Bình Dương")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_s_turn_is_kept(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    jpeg = encoded(scan(), "JPEG", quality=90, exif=exif)
    seen = load_page(SourceFile("a.jpg", jpeg), 1, OcrSettings())
    page = Page(1, seen.width, seen.height, seen.dpi, seen.to_file, lines=(line_at("Quảng Ngãi"),))
    out = write(tmp_path, jpeg, page, name="a.jpg")
    assert image_streams(out) == [jpeg]
    drawn, wanted = shown(out), np.asarray(Image.fromarray(seen.pixels).convert("L"))
    assert drawn.shape == pytest.approx(wanted.shape, abs=2)
    rows, columns = (min(a, b) for a, b in zip(drawn.shape, wanted.shape, strict=True))
    apart = np.abs(drawn[:rows, :columns].astype(int) - wanted[:rows, :columns])
    assert (apart > 100).mean() < 0.005
    assert_in_place(out, page)


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_other_pictures_lose_nothing(tmp_path, mode):
    tiff = encoded(scan(mode), "TIFF")
    out = write(tmp_path, tiff, page_of(line_at(SENTENCE)), name="a.tif")
    check_structure(out)
    with pikepdf.open(out) as pdf:
        (image,) = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        back = np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("L"))
    assert (back == np.asarray(scan(mode).convert("L"))).all()
    assert abs(float(shown(out).mean()) - back.mean()) < 1


def turned(degrees: float) -> Transform:
    """From a level page of this size to the file's page, where it lies turned about its middle."""
    angle = np.radians(degrees)
    cos, sin, x, y = np.cos(angle), np.sin(angle), WIDTH / 2, HEIGHT / 2
    about = Transform.of([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y]])
    return Transform.whole_page(WIDTH, HEIGHT).after(about)


@pytest.mark.parametrize("degrees", [-7.0, 2.5, 12.0])
def test_words_of_a_crooked_page_slant_with_it(tmp_path, degrees):
    page = page_of(line_at("Quảng Ngãi", x=300, y=500), to_file=turned(degrees))
    out = write(tmp_path, encoded(scan(), "JPEG"), page, name="a.jpg")
    with pdfplumber.open(out) as pdf:
        chars = [c for c in pdf.pages[0].chars if c["text"].strip()]
        a, b, _, _, e, f = chars[0]["matrix"]
        # On paper y points up, so a page that lies turned clockwise has a falling base line.
        assert np.degrees(np.arctan2(b, a)) == pytest.approx(-degrees, abs=0.01)
        x, y = page.to_file.point(300, 520)
        assert e / float(pdf.pages[0].width) == pytest.approx(x, abs=0.01)
        assert 1 - f / float(pdf.pages[0].height) == pytest.approx(y, abs=0.01)
    assert finds(out, "Quảng") or finds(out, "Quảng Ngãi")


def test_a_flattened_photo_keeps_its_words_in_place(tmp_path):
    lean = Transform.of([[1.0, 0.05, 20.0], [0.02, 0.97, 10.0], [0.00002, 0.00003, 1.0]])
    page = page_of(line_at("Quảng Ngãi", 200, 300), to_file=Transform.whole_page(WIDTH, HEIGHT).after(lean))
    out = write(tmp_path, encoded(scan(), "JPEG"), page, name="a.jpg")
    for box, word in zip(boxes_of_chars(out), page.words, strict=True):
        assert iou(box, page.in_file(word.box)) > 0.9


def scan_pdf(rotate: int = 0, hidden: str = "sai roi 9999", crop: bool = False) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.44, 841.68))
    register_fonts()
    path = io.BytesIO(encoded(scan(), "JPEG", quality=80))
    canvas.drawImage(ImageReader(path), 0, 0, 595.44, 841.68)
    text = canvas.beginText(100, 500)
    text.setFont("Tinos", 12)
    text.setTextRenderMode(3)
    text.textLine(hidden)
    canvas.drawText(text)
    canvas.save()
    pdf = pikepdf.open(io.BytesIO(out.getvalue()))
    if rotate:
        pdf.pages[0].obj["/Rotate"] = rotate
    if crop:
        pdf.pages[0].obj["/CropBox"] = pikepdf.Array([30, 40, 580, 800])
    back = io.BytesIO()
    pdf.save(back)
    return back.getvalue()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [False, True])
def test_a_scanned_pdf_keeps_its_image_and_loses_its_bad_text(tmp_path, rotate, crop):
    data = scan_pdf(rotate, crop=crop)
    seen = load_page(SourceFile("a.pdf", data), 1, OcrSettings())
    whole = Transform.whole_page(seen.width, seen.height)
    page = Page(1, seen.width, seen.height, seen.dpi, whole, lines=(line_at(SENTENCE, 40, 300),))
    out = write(tmp_path, data, page)
    check_structure(out)
    assert not write.drawn  # type: ignore[attr-defined]
    source = tmp_path / "a.pdf"
    assert image_streams(out) == image_streams(source)
    assert not finds(out, "9999") and finds(out, "Quảng Ngãi")
    assert (shown(out) == shown(source)).all()
    if not crop:  # pdfplumber counts places from the sheet, not from the visible part
        assert_in_place(out, page)
    else:
        _assert_seen_by_pdfium(out, page)


def _assert_seen_by_pdfium(out: Path, page: Page) -> None:
    """The first word found lies where it should: pdfium's boxes to fractions of the visible page."""
    document = pypdfium2.PdfDocument(out)
    try:
        theirs = document[0]
        place, _ = theirs.get_textpage().search("Đảng", match_case=True).get_next()
        left, bottom, right, top = theirs.get_textpage().get_charbox(place, loose=True)
        x0, y0, x1, y1 = theirs.get_bbox()
        from ocr import seen_page

        box = seen_page((x0, y0, x1, y1), theirs.get_rotation()).box(BoundingBox(left, bottom, right, top))
    finally:
        document.close()
    word = page.in_file(page.words[0].box)
    assert word[0] - 0.01 < box.centre[0] < word[2] + 0.01
    assert word[1] - 0.01 < box.centre[1] < word[3] + 0.01


def typed_pdf() -> bytes:
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.44, 841.68))
    canvas.setFont("Tinos", 14)
    canvas.drawString(100, 600, SENTENCE)
    canvas.save()
    return out.getvalue()


def test_a_typed_page_is_carried_over_as_it_is(tmp_path):
    page = page_of(line_at(SENTENCE), source=PageSource.TEXT_LAYER)
    out = write(tmp_path, typed_pdf(), page)
    check_structure(out)
    assert not write.drawn and not image_streams(out)  # type: ignore[attr-defined]
    assert [text for text, _ in words_in(out)] == SENTENCE.split()  # once, not twice


def test_a_page_with_a_font_that_is_not_embedded_is_drawn(tmp_path):
    page = page_of(line_at("Page 1"), source=PageSource.TEXT_LAYER)
    out = write(tmp_path, plain_pdf(1), page)
    check_structure(out)
    assert "not embedded" in write.drawn[1][0]  # type: ignore[attr-defined]
    assert len(image_streams(out)) == 1
    assert [text for text, _ in words_in(out)] == ["Page", "1"]


def test_a_drawn_signature_stays_to_be_seen_and_is_no_field_any_more(tmp_path):
    data = signed(scan_pdf(), identity(), box=(300, 100, 500, 180))
    out = write(tmp_path, data, page_of(line_at(SENTENCE)))
    check_structure(out)
    assert len(pypdfium2.PdfDocument(out)) == 1


def test_people_s_words_stand_where_the_machine_s_stood(tmp_path):
    page = page_of(line_at("Số 253-BC/ĐU ngày"), line_at("Quảng Ngãi", y=400))
    number = page.in_file(page.words[1].box)
    corrected = Correction(1, number, "258-BC/HU")
    out = write(tmp_path, encoded(scan(), "JPEG"), page, name="a.jpg", corrections=[corrected])
    found = dict(words_in(out))
    assert set(found) == {"Số", "258-BC/HU", "ngày", "Quảng", "Ngãi"}
    assert iou(found["258-BC/HU"], number) > 0.9


def test_a_long_correction_is_spread_over_its_lines(tmp_path):
    page = page_of(line_at("ĐẢNG BỘ HUYỆN"), line_at("TỊNH SON", y=230))
    whole = BoundingBox.around(line.box for line in page.lines)
    said = Correction(1, page.in_file(whole.grown(2)), "ĐẢNG BỘ HUYỆN SƠN TỊNH")
    out = write(tmp_path, encoded(scan(), "JPEG"), page, name="a.jpg", corrections=[said])
    found = words_in(out)
    assert [text for text, _ in found] == ["ĐẢNG", "BỘ", "HUYỆN", "SƠN", "TỊNH"]
    tops = [box[1] for _, box in found]
    assert len({round(top, 2) for top in tops}) == 2
    assert all(a <= b + 1e-6 for a, b in pairwise(tops))


def test_pages_keep_their_order_over_carried_and_drawn_ones(tmp_path):
    pdf = pikepdf.open(io.BytesIO(scan_pdf()))
    for data in (plain_pdf(1), typed_pdf(), plain_pdf(1), scan_pdf()):
        pdf.pages.extend(pikepdf.open(io.BytesIO(data)).pages)
    out = io.BytesIO()
    pdf.save(out)
    pages = [page_of(line_at(f"Trang{n}"), number=n, file_page=n) for n in range(1, 6)]
    result = write(tmp_path, out.getvalue(), *pages)
    check_structure(result)
    assert sorted(write.drawn) == [2, 4]  # type: ignore[attr-defined]
    for number in range(1, 6):
        assert finds(result, f"Trang{number}", number - 1)


def test_a_page_that_nobody_can_draw_shows_its_words(tmp_path):
    out = write(tmp_path, b"no picture at all", page_of(line_at(SENTENCE)), name="a.docx")
    check_structure(out)
    assert "cannot be drawn" in write.drawn[1][0]  # type: ignore[attr-defined]
    assert finds(out, "Quảng Ngãi") and shown(out).min() < 100


def test_letters_that_the_font_lacks_do_not_stop_it(tmp_path):
    out = write(tmp_path, encoded(scan(), "JPEG"), page_of(line_at("漢 Ngãi")), name="a.jpg")
    assert [text for text, _ in words_in(out)] == ["?", "Ngãi"]
