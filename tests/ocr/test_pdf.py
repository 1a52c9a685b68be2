from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ocr.errors import DamagedFileError, PageMissingError, TruncatedFileError
from ocr.model import SourceFile
from ocr.pdf import count_pdf_pages, load_pdf_page
from ocr.settings import OcrSettings
from ocr.text_layer import doubt_about_text
from tests.ocr.conftest import sheet

SETTINGS = OcrSettings()


def scan_pdf(pixels: np.ndarray, dpi: float = 100.0, pages: int = 1) -> bytes:
    out = BytesIO()
    images = [Image.fromarray(pixels)] * pages
    images[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=images[1:])
    return out.getvalue()


def turned_in_viewer(data: bytes, degrees: int) -> bytes:
    document, out = pypdfium2.PdfDocument(data), BytesIO()
    document[0].set_rotation(degrees)
    document.save(out)
    document.close()
    return out.getvalue()


def test_a_scanned_page_is_taken_at_its_own_resolution():
    page = load_pdf_page(SourceFile("a.pdf", scan_pdf(sheet(800, 1100))), 1, SETTINGS)
    assert page.is_scan
    assert (page.image.width, page.image.height) == (800, 1100)
    assert page.image.dpi == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize(
    ("degrees", "corner"), [(0, (0.1, 0.1)), (90, (0.9, 0.1)), (180, (0.9, 0.9)), (270, (0.1, 0.9))]
)
def test_the_rotation_of_a_page_is_honoured(degrees, corner):
    pixels = sheet(400, 600)
    pixels[40:80, 30:50] = 0  # about (0.1, 0.1) of the page as it is stored
    page = load_pdf_page(SourceFile("a.pdf", turned_in_viewer(scan_pdf(pixels), degrees)), 1, SETTINGS).image
    ys, xs = np.nonzero(np.asarray(page.pixels).reshape(page.height, page.width, -1)[..., 0] < 99)
    seen = page.to_file.point(float(xs.mean()) + 0.5, float(ys.mean()) + 0.5)
    assert seen == pytest.approx(corner, abs=0.01)
    assert (float(xs.mean()) / page.width, float(ys.mean()) / page.height) == pytest.approx(corner, abs=0.01)


def test_pages_are_counted_and_a_missing_one_is_named():
    file = SourceFile("a.pdf", scan_pdf(sheet(80, 110), pages=3))
    assert count_pdf_pages(file) == 3
    with pytest.raises(PageMissingError, match=r"a\.pdf has 3 pages; page 9 was asked for"):
        load_pdf_page(file, 9, SETTINGS)


def test_a_pdf_that_breaks_off_is_told_from_a_damaged_one():
    whole = scan_pdf(np.random.default_rng(1).integers(0, 255, (300, 300), np.uint8))
    with pytest.raises(TruncatedFileError, match="breaks off after 300 bytes"):
        count_pdf_pages(SourceFile("a.pdf", whole[:300]))
    with pytest.raises(DamagedFileError, match="damaged"):
        count_pdf_pages(SourceFile("a.pdf", b"%PDF-1.7\nnothing\n%%EOF"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ban Chấp hành Đảng bộ huyện Bình Sơn báo cáo", None),
        ("1.234 56 7 (%)", None),
        ("Ban ChÊp hµnh §¶ng bé huyÖn B×nh S¬n", "not Vietnamese"),
        ("Ban Chaáp haønh Ñaûng boä huyeän Bình Sôn", "not Vietnamese"),
        ("Ban Ch\ue001p h\ue002nh Đảng bộ huyện ủy", "no Unicode value"),
        ("TINH UY QUANG NGAI HUYEN UY SON TINH", "not Vietnamese"),
    ],
)
def test_only_vietnamese_in_unicode_is_believed(text, reason):
    doubt = doubt_about_text(text)
    assert doubt is None if reason is None else reason in (doubt or "")
