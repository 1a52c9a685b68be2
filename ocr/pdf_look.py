"""Two looks at a page of a PDF without drawing it: whether it is one scan, and what text it holds."""

from __future__ import annotations

import unicodedata

import pypdfium2

from ocr.model import SourceFile
from ocr.pdf import open_pdf
from ocr.pdf_scan import find_scan


def is_scan(file: SourceFile, file_page: int) -> bool:
    """Say whether a page shows one image and nothing else, so that all of its text lies hidden.

    Raises:
        EncryptedFileError, TruncatedFileError, DamagedFileError, EmptyFileError.
    """
    with open_pdf(file) as document:
        try:
            return find_scan(document[file_page - 1]) is not None
        except pypdfium2.PdfiumError:
            return False


def own_text(file: SourceFile, file_page: int) -> str:
    """The text that a program copies from a page, hidden text included, in NFC; "" where it cannot be told.

    Raises:
        EncryptedFileError, TruncatedFileError, DamagedFileError, EmptyFileError.
    """
    with open_pdf(file) as document:
        try:
            text = document[file_page - 1].get_textpage().get_text_range()
        except pypdfium2.PdfiumError:
            return ""
    return unicodedata.normalize("NFC", text)
