"""The recipe: bytes of a file to pages of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ocr.cleanup import despeckle, erase_rulings, even_background
from ocr.deskew import find_skew, turn_by
from ocr.errors import InstallationError, OcrError, TooLargeError
from ocr.files import FileKind, file_kind
from ocr.images import count_image_pages, image_page
from ocr.marks import find_marks, without_coloured_ink
from ocr.model import Page, PageImage, PageProblem, PageReading, PageSource, SourceFile, Transform
from ocr.orientation import turn_upright
from ocr.pdf import count_pdf_pages, pdf_page_image
from ocr.reading_order import order_words
from ocr.rulings import find_rulings
from ocr.settings import OcrSettings
from ocr.tesseract import recognise


def count_pages(file: SourceFile, settings: OcrSettings) -> int:
    """How many pages a file has; raises whatever is wrong with the file as a whole.

    Raises:
        FileError: The file is empty, encrypted, damaged, cut short, of another kind, or over a limit.
    """
    kind = file_kind(file, settings)
    pages = count_pdf_pages(file) if kind is FileKind.PDF else count_image_pages(file)
    if pages > settings.max_pages:
        raise TooLargeError(file.name, "pages", pages, settings.max_pages)
    return pages


def read_pages(files: Sequence[SourceFile], settings: OcrSettings) -> Iterator[PageReading]:
    """Read all pages of a submission, numbered through all its files.

    Raises:
        FileError: Before the first page, if one of the files cannot be opened at all.
        InstallationError: Tesseract or its language data is missing.
    """
    counts = [count_pages(file, settings) for file in files]
    number = 0
    for index, (file, pages) in enumerate(zip(files, counts, strict=True)):
        for file_page in range(1, pages + 1):
            number += 1
            yield read_page(file, file_page, settings, number=number, file_index=index)


def read_page(
    file: SourceFile, file_page: int, settings: OcrSettings, *, number: int = 1, file_index: int = 0
) -> PageReading:
    """Read one page: image, upright, level, marks off, words, lines.

    A page that fails comes back as a page with a problem and without words, so that one bad page does
    not lose a report.

    Raises:
        InstallationError: Tesseract or its language data is missing; every page would fail.
    """
    try:
        image = load_page(file, file_page, settings)
        return _read_pixels(image, settings, number, file_index, file_page)
    except InstallationError:
        raise
    except OcrError as error:
        return _unreadable(error, number, file_index, file_page)


def load_page(file: SourceFile, file_page: int, settings: OcrSettings) -> PageImage:
    """The page's image as its reader sees it in the file."""
    if file_kind(file, settings) is FileKind.PDF:
        return pdf_page_image(file, file_page, settings)
    return image_page(file, file_page, settings)


def _read_pixels(
    image: PageImage, settings: OcrSettings, number: int, file_index: int, file_page: int
) -> PageReading:
    upright, turned = turn_upright(image, settings)
    skew = find_skew(upright)
    level = turn_by(upright, skew)
    marks = find_marks(level)
    clean = even_background(despeckle(PageImage(without_coloured_ink(level), level.dpi, level.to_file)))
    rulings = find_rulings(clean)
    lines = order_words(recognise(erase_rulings(clean, rulings), settings))
    page = Page(
        number=number,
        width=level.width,
        height=level.height,
        dpi=level.dpi,
        to_file=level.to_file,
        lines=lines,
        rulings=rulings,
        marks=marks,
        source=PageSource.PIXELS,
        reason="read from pixels",
        turned_degrees=turned,
        skew_degrees=skew,
        file=file_index,
        file_page=file_page,
    )
    return PageReading(page, level, clean)


def _unreadable(error: OcrError, number: int, file_index: int, file_page: int) -> PageReading:
    """A white sheet of A4 in the place of a page that could not be read."""
    dpi = 50.0
    pixels = np.full((round(11.69 * dpi), round(8.27 * dpi)), 255, np.uint8)
    sheet = PageImage(pixels, dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))
    page = Page(
        number=number,
        width=sheet.width,
        height=sheet.height,
        dpi=dpi,
        to_file=sheet.to_file,
        source=PageSource.NONE,
        reason=str(error),
        file=file_index,
        file_page=file_page,
        problems=(PageProblem(error.code, str(error)),),
    )
    return PageReading(page, sheet, sheet)
