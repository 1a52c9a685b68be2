import pytest

from ocr.errors import EmptyFileError, TooLargeError, UnsupportedFileError
from ocr.files import FileKind, file_kind
from ocr.model import SourceFile
from ocr.settings import OcrSettings
from tests.ocr.conftest import as_file, as_tiff, sheet, zip_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", FileKind.PDF),
        (b"rubbish before the header\n%PDF-1.4", FileKind.PDF),
        (as_file(sheet(30, 40), "PNG"), FileKind.PNG),
        (as_file(sheet(30, 40), "JPEG"), FileKind.JPEG),
        (as_tiff([sheet(30, 40)]), FileKind.TIFF),
        (as_file(sheet(30, 40), "WEBP"), FileKind.WEBP),
        (b"\x00\x00\x00\x18ftypheic....", FileKind.HEIC),
        (zip_of({"word/document.xml": b""}), FileKind.DOCX),
        (zip_of({"bao-cao.pdf": b"%PDF-1.7"}), FileKind.ZIP),
    ],
)
def test_content_decides_whatever_the_name_says(data, kind):
    assert file_kind(SourceFile("report.docx", data), OcrSettings()) is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zip_of({"xl/workbook.xml": b""}), "an Excel workbook"),
        (b"RIFF....WAVE", "a sound or a video"),
        (b"\xd0\xcf\x11\xe0....", "an old Word or Excel file"),
        (b"\x00\x00\x00\x18ftypqt  ", "a video, or a photo of a kind that is not read"),
        (b"<html><body>", "a web page"),
        (b"just text", "of an unknown kind"),
    ],
)
def test_strangers_are_named_and_a_remedy_is_given(data, words):
    with pytest.raises(UnsupportedFileError, match="Save it as PDF") as caught:
        file_kind(SourceFile("bao-cao.pdf", data), OcrSettings())
    assert caught.value.looks_like == words
    assert "bao-cao.pdf" in str(caught.value)


def test_an_empty_file_is_told_as_such():
    with pytest.raises(EmptyFileError, match=r"a\.pdf is empty"):
        file_kind(SourceFile("a.pdf", b""), OcrSettings())


def test_a_file_over_the_limit_is_refused_with_both_figures():
    with pytest.raises(TooLargeError, match="12 bytes, more than the limit of 10") as caught:
        file_kind(SourceFile("a.pdf", b"%PDF-1.7 ..."), OcrSettings(max_file_bytes=10))
    assert (caught.value.actual, caught.value.limit) == (12, 10)


@pytest.mark.parametrize("name", ["dpi", "max_pages", "seconds_per_page"])
def test_settings_refuse_nonsense(name):
    with pytest.raises(ValueError, match=name):
        OcrSettings(**{name: 0})
