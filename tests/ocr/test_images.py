import numpy as np
import pytest
from PIL import ExifTags, Image

from ocr.errors import DamagedFileError, FileError, PageMissingError, PageTooLargeError, TooLargeError
from ocr.images import count_image_pages, image_page
from ocr.model import SourceFile
from ocr.settings import OcrSettings
from tests.ocr.conftest import as_file, as_tiff, sheet
from tests.service.hostile_files import png_bomb

SETTINGS = OcrSettings()


def test_a_fax_of_unequal_resolution_comes_out_square():
    fax = SourceFile("fax.tif", as_tiff([sheet(1687, 1146), sheet(1687, 1146)], dpi=(204.0, 98.0)))
    assert count_image_pages(fax, SETTINGS) == 2
    page = image_page(fax, 2, SETTINGS)
    assert (page.width, page.dpi) == (1687, 204.0)
    assert page.height == pytest.approx(1146 * 204 / 98, abs=1)
    assert page.to_file.point(page.width, page.height) == pytest.approx((1.0, 1.0))


def test_a_photo_stored_sideways_is_turned_as_its_note_says():
    pixels = sheet(120, 80)
    pixels[:10, :10] = 0  # top left as stored; orientation 6 shows it at the top right
    note = Image.Exif()
    note[ExifTags.Base.Orientation] = 6
    page = image_page(SourceFile("p.jpg", as_file(pixels, "JPEG", quality=95, exif=note)), 1, SETTINGS)
    assert (page.width, page.height) == (80, 120)
    assert page.pixels[:8, -8:].mean() < 60 < page.pixels[:8, :8].mean()
    assert page.to_file.point(page.width, 0) == pytest.approx((1.0, 0.0))


@pytest.mark.parametrize("declared", [None, (72, 72), (1, 1), (3000, 3000)])
def test_a_missing_or_senseless_resolution_is_guessed_from_a4(declared):
    options = {"dpi": declared} if declared else {}
    page = image_page(SourceFile("p.png", as_file(sheet(1654, 2339), "PNG", **options)), 1, SETTINGS)
    assert page.dpi == pytest.approx(200, abs=1)


def test_a_credible_resolution_is_believed():
    page = image_page(SourceFile("p.png", as_file(sheet(1240, 1754), "PNG", dpi=(150, 150))), 1, SETTINGS)
    assert page.dpi == pytest.approx(150, abs=0.1)


def test_a_very_fine_scan_is_brought_down():
    page = image_page(SourceFile("p.png", as_file(sheet(1200, 1200), "PNG", dpi=(1200, 1200))), 1, SETTINGS)
    assert page.dpi == pytest.approx(1200 / 11.69, abs=1)  # one inch square is no sheet: taken for A4


def test_transparency_lies_over_white():
    pixels = np.zeros((40, 30, 4), np.uint8)
    page = image_page(SourceFile("p.png", as_file(pixels, "PNG")), 1, SETTINGS)
    assert int(page.pixels.min()) == 255


def test_a_page_that_is_not_there_is_named():
    with pytest.raises(PageMissingError, match="1 pages; page 4 was asked for"):
        image_page(SourceFile("p.png", as_file(sheet(30, 40), "PNG")), 4, SETTINGS)


def test_a_page_with_too_many_pixels_is_refused():
    with pytest.raises(PageTooLargeError, match="1200 pixels, more than the limit of 1000"):
        image_page(SourceFile("p.png", as_file(sheet(30, 40), "PNG")), 1, OcrSettings(max_page_pixels=1000))


def test_rubbish_under_a_right_signature_is_damaged():
    with pytest.raises(DamagedFileError, match="Ask the sender"):
        count_image_pages(SourceFile("p.png", b"\x89PNG\r\n\x1a\nrubbish"), SETTINGS)


def test_a_cut_jpeg_is_told_before_reading():
    data = as_file(np.random.default_rng(1).integers(0, 255, (200, 200), np.uint8), "JPEG")
    with pytest.raises(FileError):
        count_image_pages(SourceFile("p.jpg", data[: len(data) // 3]), SETTINGS)


def test_a_picture_of_ten_thousand_million_pixels_is_too_large_not_damaged():
    with pytest.raises(TooLargeError, match="10000000000 pixels, more than the limit") as caught:
        count_image_pages(SourceFile("bom.png", png_bomb()), SETTINGS)
    assert caught.value.actual == 100_000**2


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0" + b"\x00" * 40,  # begins like a JPEG and is none
        b"II*\x00\x08\x00\x00\x00\x01\x00\x01\x01\x04\x00\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00",
    ],
)
def test_bytes_that_only_begin_like_a_picture_are_damaged(data: bytes) -> None:
    with pytest.raises(FileError, match=r"damaged|breaks off"):
        count_image_pages(SourceFile("x", data), OcrSettings())
