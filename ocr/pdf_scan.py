"""The scan that a PDF page consists of, taken as it is stored.

Taking the stored pixels keeps a scan as sharp as its scanner made it. What is taken is compared with a small
drawing of the page: masks, inverted colours, clipping and overlays make a page look unlike its image, and
then the page is drawn.
"""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ocr.geometry import scaled, turn_quarter
from ocr.model import BoundingBox, PageImage, Pixels, SourceFile, Transform
from ocr.pdf_space import turned_page
from ocr.pdf_unit import user_unit
from ocr.settings import OcrSettings

POINTS_PER_INCH = 72.0
A4_LONG_INCHES = 11.69
LARGEST_SHEET_INCHES = 23.5  # the long side of A2; programs that put a pixel in each point claim metres
LEAST_DPI, MOST_DPI = 70.0, 420.0  # outside, an image is brought to the settings' dpi
_WHOLE_PAGE = 0.93  # of the page's area; scanners trim or add a few millimetres
_UNEQUAL = 0.02  # difference of horizontal and vertical resolution that rounding does not explain
_INVISIBLE_TEXT = 3  # PDF text rendering mode
_LEVEL = 0.01  # of an image's size on the page: skewed less, it counts as lying straight
_COMPARED_DPI = 20.0  # of the drawing that a taken scan is compared with: 20 ms a page, print is grey in it
_COMPARED_BLUR = 7  # pixels of that drawing, so that half a pixel of misfit does not count
_MOST_DIFFERENT = 48  # grey levels of such a patch; JPEG and scaling differ by under 15, a mask by 200
_DEEPEST = 4  # form objects within form objects that scanners' programs make


def points_per_inch(page: pypdfium2.PdfPage, file: SourceFile, file_page: int) -> float:
    """How many of the page's points make an inch of paper: 72, unless the page says or shows otherwise.

    Some programs write a point for each pixel of a photo; a page that would be larger than any sheet of
    paper counts as A4.
    """
    long_points = float(max(page.get_size()))
    points = POINTS_PER_INCH / user_unit(file, file_page, long_points)
    return long_points / A4_LONG_INCHES if long_points / points > LARGEST_SHEET_INCHES else points


def find_scan(page: pypdfium2.PdfPage) -> pypdfium2.PdfImage | None:
    """The one image that a scanned page shows, None for any other page."""
    found: pypdfium2.PdfImage | None = None
    for item in page.get_objects(max_depth=_DEEPEST):
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


def take_scan(
    page: pypdfium2.PdfPage, scan: pypdfium2.PdfImage, settings: OcrSettings, *, points_per_inch: float
) -> PageImage | None:
    """The scan's own pixels as far as the page shows them; None where drawing the page is needed.

    Args:
        page: A page that ``find_scan`` found an image on.
        scan: That image.
        settings: Its dpi is what very fine scans are brought down to.
        points_per_inch: Of the page, as ``points_per_inch`` finds it.

    Returns:
        The upright image at equal resolution; None where the image lies mirrored or turned, or where the
        page does not look like it.
    """
    matrix = scan.get_matrix()
    if matrix.a <= 0 or matrix.d <= 0 or abs(matrix.b) + abs(matrix.c) > _LEVEL * (matrix.a + matrix.d):
        return None
    if pdfium.FPDFPageObj_HasTransparency(scan.raw):
        return None
    stored = _to_pixels(scan.get_bitmap(render=False))
    left, bottom, right, top = scan.get_bounds()
    across, down = stored.shape[1] / (right - left), stored.shape[0] / (top - bottom)
    x0, y0, x1, y1 = page.get_bbox()
    first_column, first_row = max(0, round((x0 - left) * across)), max(0, round((top - y1) * down))
    pixels = stored[first_row : round((top - y0) * down), first_column : round((x1 - left) * across)]
    if pixels.size == 0:
        return None
    left, top = left + first_column / across, top - first_row / down
    to_page = Transform(
        (
            (1 / across / (x1 - x0), 0.0, (left - x0) / (x1 - x0)),
            (0.0, 1 / down / (y1 - y0), (y1 - top) / (y1 - y0)),
            (0.0, 0.0, 1.0),
        )
    )
    x_dpi, y_dpi = across * points_per_inch, down * points_per_inch
    turned = page.get_rotation()
    image = PageImage(np.ascontiguousarray(pixels), x_dpi, turned_page(turned).after(to_page))
    # The image is turned as the page is; its way to the file was already laid to the turned page.
    upright = turn_quarter(image, turned)
    if not _looks_like(upright, page):
        return None
    if turned in (90, 270):
        x_dpi, y_dpi = y_dpi, x_dpi
    return at_equal_resolution(upright, x_dpi, y_dpi, settings)


def picture_dpi(page: pypdfium2.PdfPage, *, points_per_inch: float) -> float | None:
    """The dpi of the finest picture on a page that shows pictures only, such as a scan stored in strips.

    Drawn at this dpi, such a page has its pictures' own pixels. None for other pages, and where the
    pictures claim a resolution that no scanner has.
    """
    finest = 0.0
    for item in page.get_objects(max_depth=_DEEPEST):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE and item.level == 0:
            finest = max(finest, image_dpi(item, points_per_inch=points_per_inch))
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFTextObj_GetTextRenderMode(item.raw) != _INVISIBLE_TEXT:
                return None
        else:
            return None
    return finest if LEAST_DPI <= finest <= MOST_DPI else None


def image_dpi(image: pypdfium2.PdfImage, *, points_per_inch: float) -> float:
    """The horizontal resolution of an image as it lies on its page."""
    left, _, right, _ = image.get_bounds()
    width, height = image.get_px_size()
    matrix = image.get_matrix()
    across = width if abs(matrix.a) >= abs(matrix.b) else height
    return float(across / max(1e-6, right - left) * points_per_inch)


def at_equal_resolution(image: PageImage, x_dpi: float, y_dpi: float, settings: OcrSettings) -> PageImage:
    """Bring a scan to one dpi for both directions, and a very fine one down to the settings' dpi.

    Faxes have 204 x 98 or 204 x 196 dots per inch. The coarser direction is stretched, so nothing is lost.
    """
    dpi = max(x_dpi, y_dpi)
    if dpi > MOST_DPI:
        dpi = settings.dpi
    elif abs(x_dpi - y_dpi) <= _UNEQUAL * dpi:
        return PageImage(image.pixels, (x_dpi + y_dpi) / 2, image.to_file)
    return scaled(image, dpi / x_dpi, dpi / y_dpi, dpi)


def _looks_like(taken: PageImage, page: pypdfium2.PdfPage) -> bool:
    """Say whether a page, drawn small, shows what was taken for it."""
    drawn = page.render(scale=_COMPARED_DPI / POINTS_PER_INCH, grayscale=True, draw_annots=False)
    shown = np.array(drawn.to_pil().convert("L"), dtype=np.uint8)
    height, width = shown.shape
    place = taken.to_file.box(BoundingBox(0, 0, taken.width, taken.height))
    left, right = round(max(0.0, place.left) * width), round(min(1.0, place.right) * width)
    top, bottom = round(max(0.0, place.top) * height), round(min(1.0, place.bottom) * height)
    if right - left < _COMPARED_BLUR or bottom - top < _COMPARED_BLUR:
        return False
    small = cv2.resize(taken.pixels, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY) if small.ndim == 3 else small
    size = (_COMPARED_BLUR, _COMPARED_BLUR)
    difference = cv2.absdiff(cv2.blur(grey, size), cv2.blur(shown[top:bottom, left:right], size))
    return int(difference.max()) <= _MOST_DIFFERENT


def _to_pixels(bitmap: pypdfium2.PdfBitmap) -> Pixels:
    """A copy as grey or RGB, whatever order of colours the bitmap has."""
    return np.array(bitmap.to_pil().convert("L" if bitmap.n_channels == 1 else "RGB"), dtype=np.uint8)
