"""PDF bytes to page count and page images, through pypdfium2.

A page that is one scanned image is taken as that image: nine times faster than drawing it, and no pixel
is touched. Everything else is drawn, form fields included, because some signed documents hold their
number, day and seal only in the appearance of a signature field.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ocr.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    PageDamagedError,
    PageMissingError,
    PageTooLargeError,
    TruncatedFileError,
)
from ocr.model import PageImage, SourceFile, Transform
from ocr.pdf_scan import (
    LEAST_DPI,
    MOST_DPI,
    find_scan,
    image_dpi,
    picture_dpi,
    points_per_inch,
    take_scan,
)
from ocr.settings import OcrSettings

_TAIL_BYTES = 2048  # Acrobat looks for "%%EOF" in the last 1024 bytes; senders' mail adds some more
_ROUNDING = 1e-6  # of a scale, so that a side is not rounded up all the same
_HAIR_PX = 0.1  # page sizes are written with two to four decimals
_VISIBLE_DIFFERENCE = 16  # of 255
_PDFIUM = threading.RLock()  # the library is not safe for threads, even on separate documents


@contextmanager
def open_pdf(file: SourceFile) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for the length of a ``with`` block; other threads wait.

    Raises:
        EncryptedFileError, TruncatedFileError, DamagedFileError, EmptyFileError.
    """
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(file.data)
        except pypdfium2.PdfiumError as error:
            raise _why_closed(file, error) from error
        try:
            if len(document) == 0:
                raise EmptyFileError(file.name)
            yield document
        finally:
            document.close()


def _why_closed(file: SourceFile, error: pypdfium2.PdfiumError) -> Exception:
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return EncryptedFileError(file.name)
    if b"%%EOF" not in file.data[-_TAIL_BYTES:]:
        return TruncatedFileError(file.name, len(file.data))
    return DamagedFileError(file.name, str(error))


def count_pdf_pages(file: SourceFile) -> int:
    """Pages of a PDF that can be opened."""
    with open_pdf(file) as document:
        return len(document)


@dataclass(frozen=True, eq=False)
class PdfPage:
    """A page as its reader sees it, in RGB or grey, its own rotation applied, at its true dpi.

    ``is_scan``: it is one image, whatever text may hide under it. ``fields``: only what form fields and
    other annotations put on the page, white elsewhere, for a page that is no scan and has some.
    """

    image: PageImage
    is_scan: bool
    fields: PageImage | None = None


def load_pdf_page(file: SourceFile, file_page: int, settings: OcrSettings) -> PdfPage:
    """Take or draw one page.

    Raises:
        PageMissingError, PageDamagedError, PageTooLargeError, and those of ``open_pdf``.
    """
    with open_pdf(file) as document:
        if not 1 <= file_page <= len(document):
            raise PageMissingError(file.name, file_page, len(document))
        document.init_forms()
        try:
            page = document[file_page - 1]
            ppi = points_per_inch(page, file, file_page)
            scan = find_scan(page)
            if scan is not None:
                width, height = scan.get_px_size()
                if width * height > settings.max_page_pixels:
                    raise PageTooLargeError(file.name, file_page, width * height, settings.max_page_pixels)
                image = (
                    None if _has_annotations(page) else take_scan(page, scan, settings, points_per_inch=ppi)
                )
                dpi = image_dpi(scan, points_per_inch=ppi)
                dpi = dpi if LEAST_DPI <= dpi <= MOST_DPI else settings.dpi
                return PdfPage(image or _draw(page, _within(page, dpi, ppi, settings), ppi), is_scan=True)
            dpi = _within(page, picture_dpi(page, points_per_inch=ppi) or settings.dpi, ppi, settings)
            image = _draw(page, dpi, ppi)
            return PdfPage(image, False, _fields(page, image, ppi) if _has_annotations(page) else None)
        except pypdfium2.PdfiumError as error:
            raise PageDamagedError(file.name, file_page, str(error)) from error


def _has_annotations(page: pypdfium2.PdfPage) -> bool:
    return int(pdfium.FPDFPage_GetAnnotCount(page.raw)) > 0


def _fields(page: pypdfium2.PdfPage, image: PageImage, points_per_inch: float) -> PageImage | None:
    """What annotations add: the page drawn with them where it differs from the page drawn without."""
    bare = _draw(page, image.dpi, points_per_inch, annotations=False)
    added = np.abs(image.pixels.astype(np.int16) - bare.pixels).max(axis=2) > _VISIBLE_DIFFERENCE
    if not added.any():
        return None
    return PageImage(np.where(added[..., None], image.pixels, 255).astype(np.uint8), image.dpi, image.to_file)


def _within(page: pypdfium2.PdfPage, dpi: float, points_per_inch: float, settings: OcrSettings) -> float:
    """The dpi, or less where a page of this size would have too many pixels."""
    width, height = page.get_size()
    square_inches = max(1e-6, width * height / points_per_inch**2)
    return min(dpi, float(np.sqrt(settings.max_page_pixels / square_inches)))


def _on_whole_pixels(page: pypdfium2.PdfPage, scale: float) -> float:
    """A hair less than ``scale`` where PDFium would round a side up and blur every stored pixel for it."""
    sides = [length * scale for length in page.get_size()]
    rounded_up = [round(side) / side for side in sides if 0 < side - round(side) < _HAIR_PX and side >= 1]
    return scale * (min(rounded_up) - _ROUNDING if rounded_up else 1.0)


def _draw(
    page: pypdfium2.PdfPage, dpi: float, points_per_inch: float, *, annotations: bool = True
) -> PageImage:
    scale = _on_whole_pixels(page, dpi / points_per_inch)
    drawn = page.render(
        scale=scale, may_draw_forms=annotations, draw_annots=annotations, rev_byteorder=True, prefer_bgrx=True
    )
    pixels = np.array(drawn.to_pil().convert("RGB"), dtype=np.uint8)
    return PageImage(pixels, dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))
