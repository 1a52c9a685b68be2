"""What kind of file this is, by its bytes: names and declared types lie too often."""

from __future__ import annotations

from enum import StrEnum

from ocr.archives import ZIP_START, open_zip
from ocr.errors import EmptyFileError, TooLargeError, UnsupportedFileError
from ocr.model import SourceFile
from ocr.settings import OcrSettings


class FileKind(StrEnum):
    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    DOCX = "docx"
    ZIP = "zip"


_PDF_WITHIN_BYTES = 1024  # Acrobat accepts rubbish of this length before "%PDF-", so senders produce it
_IMAGE_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),  # BigTIFF
    (b"MM\x00+", FileKind.TIFF),
)
_KNOWN_STRANGERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"RIFF", "a sound or a video"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
_PACKED_KINDS: tuple[
    tuple[str, FileKind | str], ...
] = (  # a file that is a ZIP and yet no archive has one of these members
    ("word/document.xml", FileKind.DOCX),
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("mimetype", "an OpenDocument file"),
    ("META-INF/MANIFEST.MF", "a program"),
)
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypheim", b"ftypheis", b"ftypmif1")


def file_kind(file: SourceFile, settings: OcrSettings) -> FileKind:
    """Say what a file is by its content.

    Raises:
        EmptyFileError: It has no bytes.
        TooLargeError: It has more bytes than ``settings.max_file_bytes``.
        UnsupportedFileError: It is none of our kinds.
        DamagedFileError: It begins like a ZIP and cannot be opened as one.
    """
    data = file.data
    if not data:
        raise EmptyFileError(file.name)
    if len(data) > settings.max_file_bytes:
        raise TooLargeError(file.name, "bytes", len(data), settings.max_file_bytes)
    for signature, kind in _IMAGE_SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if data[4:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    if b"%PDF-" in data[:_PDF_WITHIN_BYTES]:
        return FileKind.PDF
    found = _packed_kind(file) if data.startswith(ZIP_START) else _describe(data)
    if isinstance(found, FileKind):
        return found
    raise UnsupportedFileError(file.name, found)


def _packed_kind(file: SourceFile) -> FileKind | str:
    with open_zip(file) as archive:
        names = set(archive.namelist())
    return next((kind for member, kind in _PACKED_KINDS if member in names), FileKind.ZIP)


def _describe(data: bytes) -> str:
    head = data[:64].lstrip()
    for signature, words in _KNOWN_STRANGERS:
        if head.lower().startswith(signature.lower()):
            return words
    if data[4:8] == b"ftyp":
        return "a video, or a photo of a kind that is not read"
    return "of an unknown kind"
