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
from ocr.geometry import scaled, turn_quarter
from ocr.model import PageImage, Pixels, SourceFile, Transform
from ocr.settings import OcrSettings

POINTS_PER_INCH = 72.0
_TAIL_BYTES = 2048  # Acrobat looks for "%%EOF" in the last 1024 bytes; senders' mail adds some more
_WHOLE_PAGE = 0.93  # of the page's area; scanners trim or add a few millimetres
_LEAST_DPI, _MOST_DPI = 70.0, 420.0  # outside, an image is brought to the settings' dpi
_UNEQUAL = 0.02  # difference of horizontal and vertical resolution that rounding does not explain
_VISIBLE_DIFFERENCE = 16  # of 255
_INVISIBLE_TEXT = 3  # PDF text rendering mode
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
            scan = _single_image(page)
            if scan is not None:
                width, height = scan.get_px_size()
                if width * height > settings.max_page_pixels:
                    raise PageTooLargeError(file.name, file_page, width * height, settings.max_page_pixels)
                image = None if _has_annotations(page) else _take(page, scan, settings)
                return PdfPage(image or _draw(page, _dpi_of(page, scan, settings)), is_scan=True)
            dpi = _drawing_dpi(page, settings)
            image = _draw(page, dpi)
            return PdfPage(image, False, _fields(page, image) if _has_annotations(page) else None)
        except pypdfium2.PdfiumError as error:
            raise PageDamagedError(file.name, file_page, str(error)) from error


def _single_image(page: pypdfium2.PdfPage) -> pypdfium2.PdfImage | None:
    """The one image that a scanned page shows, None for any other page."""
    found: pypdfium2.PdfImage | None = None
    for item in page.get_objects(max_depth=4):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            if found is not None:
                return None
            found = item
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            # Text under the image or without ink is a hidden layer; visible text on top belongs to the page.
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item.raw)
            if found is not None and mode != _INVISIBLE_TEXT:
                return None
        elif item.type != pdfium.FPDF_PAGEOBJ_FORM:
            return None
    if found is None or found.level > 0:
        return None
    left, bottom, right, top = found.get_bounds()
    x0, y0, x1, y1 = page.get_bbox()
    shared = max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(top, y1) - max(bottom, y0))
    return found if shared >= _WHOLE_PAGE * (x1 - x0) * (y1 - y0) else None


def _has_annotations(page: pypdfium2.PdfPage) -> bool:
    return int(pdfium.FPDFPage_GetAnnotCount(page.raw)) > 0


def _fields(page: pypdfium2.PdfPage, image: PageImage) -> PageImage | None:
    """What annotations add: the page drawn with them where it differs from the page drawn without."""
    bare = _draw(page, image.dpi, annotations=False)
    added = np.abs(image.pixels.astype(np.int16) - bare.pixels).max(axis=2) > _VISIBLE_DIFFERENCE
    if not added.any():
        return None
    return PageImage(np.where(added[..., None], image.pixels, 255).astype(np.uint8), image.dpi, image.to_file)


def _dpi_of(page: pypdfium2.PdfPage, scan: pypdfium2.PdfImage, settings: OcrSettings) -> float:
    left, _, right, _ = scan.get_bounds()
    width, height = scan.get_px_size()
    matrix = scan.get_matrix()
    across = width if abs(matrix.a) >= abs(matrix.b) else height
    dpi = across / ((right - left) / POINTS_PER_INCH)
    return dpi if _LEAST_DPI <= dpi <= _MOST_DPI else _drawing_dpi(page, settings)


def _drawing_dpi(page: pypdfium2.PdfPage, settings: OcrSettings) -> float:
    width, height = page.get_size()
    inches = max(1e-6, width * height / POINTS_PER_INCH**2)
    return min(settings.dpi, float(np.sqrt(settings.max_page_pixels / inches)))


def _take(page: pypdfium2.PdfPage, scan: pypdfium2.PdfImage, settings: OcrSettings) -> PageImage | None:
    """The scan's own pixels; None where it lies mirrored or turned, so that drawing is simpler."""
    matrix = scan.get_matrix()
    if matrix.a <= 0 or matrix.d <= 0 or abs(matrix.b) + abs(matrix.c) > 0.01 * (matrix.a + matrix.d):
        return None
    if pdfium.FPDFPageObj_HasTransparency(scan.raw):
        return None
    pixels = _to_pixels(scan.get_bitmap(render=False))
    height, width = pixels.shape[:2]
    left, bottom, right, top = scan.get_bounds()
    x0, y0, x1, y1 = page.get_bbox()
    to_page = Transform(
        (
            ((right - left) / width / (x1 - x0), 0.0, (left - x0) / (x1 - x0)),
            (0.0, (top - bottom) / height / (y1 - y0), (y1 - top) / (y1 - y0)),
            (0.0, 0.0, 1.0),
        )
    )
    x_dpi = width * POINTS_PER_INCH / (right - left)
    y_dpi = height * POINTS_PER_INCH / (top - bottom)
    turned = page.get_rotation()
    image = PageImage(pixels, x_dpi, _turned_page(turned).after(to_page))
    # The image is turned as the page is; its way to the file was already laid to the turned page.
    upright = turn_quarter(image, turned)
    if turned in (90, 270):
        x_dpi, y_dpi = y_dpi, x_dpi
    return at_equal_resolution(upright, x_dpi, y_dpi, settings)


def _turned_page(degrees: int) -> Transform:
    """From fractions of a page to fractions of the same page turned clockwise."""
    return {
        0: Transform.of(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))),
        90: Transform.of(((0.0, -1.0, 1.0), (1.0, 0.0, 0.0))),
        180: Transform.of(((-1.0, 0.0, 1.0), (0.0, -1.0, 1.0))),
        270: Transform.of(((0.0, 1.0, 0.0), (-1.0, 0.0, 1.0))),
    }[degrees]


def at_equal_resolution(image: PageImage, x_dpi: float, y_dpi: float, settings: OcrSettings) -> PageImage:
    """Bring a scan to one dpi for both directions, and a very fine one down to the settings' dpi.

    Faxes have 204 x 98 or 204 x 196 dots per inch. The coarser direction is stretched, so nothing is lost.
    """
    dpi = max(x_dpi, y_dpi)
    if dpi > _MOST_DPI:
        dpi = settings.dpi
    elif abs(x_dpi - y_dpi) <= _UNEQUAL * dpi:
        return PageImage(image.pixels, (x_dpi + y_dpi) / 2, image.to_file)
    return scaled(image, dpi / x_dpi, dpi / y_dpi, dpi)


def _draw(page: pypdfium2.PdfPage, dpi: float, *, annotations: bool = True) -> PageImage:
    scale = dpi / POINTS_PER_INCH
    drawn = page.render(
        scale=scale, may_draw_forms=annotations, draw_annots=annotations, rev_byteorder=True, prefer_bgrx=True
    )
    pixels = np.array(drawn.to_pil().convert("RGB"), dtype=np.uint8)
    return PageImage(pixels, dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))


def _to_pixels(bitmap: pypdfium2.PdfBitmap) -> Pixels:
    """A copy as grey or RGB, whatever order of colours the bitmap has."""
    pixels = np.array(bitmap.to_pil().convert("L" if bitmap.n_channels == 1 else "RGB"), dtype=np.uint8)
    return pixels
