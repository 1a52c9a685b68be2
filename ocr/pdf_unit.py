"""The size of a PDF page's point, through pdfminer: the one entry of a page that PDFium does not tell."""

from __future__ import annotations

from io import BytesIO
from itertools import islice

from ocr.model import SourceFile

NORMAL_LONG_POINTS = 560.0  # shorter than A5: a small sheet, or one whose points are larger than usual
_NAME = b"/UserUnit"


def user_unit(file: SourceFile, file_page: int, long_points: float) -> float:
    """How many points of 1/72 inch a unit of the page stands for; 1 for nearly all pages.

    The file is only parsed where it names such a unit openly, or where the page is small enough to have one.

    Source: ISO 32000-1, 14.10.2, entry UserUnit of a page.
    """
    if long_points >= NORMAL_LONG_POINTS and _NAME not in file.data:
        return 1.0
    from pdfminer.pdfdocument import PDFDocument  # loaded for the rare page only
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import resolve1

    try:
        document = PDFDocument(PDFParser(BytesIO(file.data)))
        page = next(islice(PDFPage.create_pages(document), file_page - 1, None))
        unit = float(resolve1(page.attrs.get("UserUnit", 1.0)))
    except Exception:  # pdfminer raises whatever a strange file makes it stumble over
        return 1.0
    return unit if unit > 0 else 1.0
