"""The recipe: bytes of a file to pages of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ocr.blank import is_blank
from ocr.boldness import with_boldness
from ocr.cleanup import despeckle, erase_rulings, even_background
from ocr.compounds import load_compounds
from ocr.deskew import find_skew, turn_by
from ocr.docx.pages import count_docx_pages, load_docx_page
from ocr.errors import InstallationError, NestedArchiveError, OcrError, PageDamagedError, TooLargeError
from ocr.field_words import read_field_words
from ocr.files import FileKind, file_kind
from ocr.geometry import turn_quarter
from ocr.images import count_image_pages, image_page
from ocr.lone_signs import settle_lone_signs
from ocr.marks import find_marks, without_coloured_ink
from ocr.model import (
    TURN_UNKNOWN,
    Mark,
    MarkKind,
    Page,
    PageImage,
    PageProblem,
    PageReading,
    PageSource,
    Ruling,
    SourceFile,
    Transform,
    Word,
)
from ocr.numerals import settle_numerals
from ocr.orientation import turn_upright
from ocr.page_numbers import with_page_numbers
from ocr.pdf import count_pdf_pages, load_pdf_page
from ocr.photo import flatten
from ocr.qr import read_codes
from ocr.reading_order import order_words
from ocr.rulings import find_rulings
from ocr.settings import OcrSettings
from ocr.table_words import find_cells, read_cells, table_boxes, without_cells
from ocr.tesseract import recognise
from ocr.text_layer import TextLayer, read_text_layer
from ocr.tone_marks import settle_tone_marks
from ocr.under_marks import covered_blocks, find_covering_seals, read_under_marks
from ocr.unread_lines import read_unread_lines

PEN_MARKS = (MarkKind.SIGNATURE, MarkKind.HANDWRITING)
DOUBTFUL = 0.5  # print under a seal reads better than this, remnants of ink seldom
MOSTLY_IN_MARK = 0.6  # of a word
OTHER_WAYS_UP = (180, 90, 270)
SHORTEST_TELLING = 3  # letters; a shorter word may well be taller than wide
MISTURNED_BELOW = 0.55
"""Mean confidence of a page's words below which it is read the other ways up as well: of 125 generated pages
two stood upside down and read at 0.32 and 0.39, all others, poor ones included, at 0.64 or better."""

MISTURNED_GAIN = 0.1
"""By how much such a page must read better the other way up; what nobody can read reads at 0.24 anyhow."""

LEAST_SIDE_PX, MOST_SIDE_PX = 16, 32_000
"""Pixels of a page's sides: below, no letter fits; above, OpenCV cannot turn it (it counts with 16 bits)."""

NO_PRINT = "no print on it"
LOST_PAGE_DPI = 50.0  # of the white sheet that stands for a page that could not be read


def count_pages(file: SourceFile, settings: OcrSettings) -> int:
    """How many pages a file has; raises whatever is wrong with the file as a whole.

    A ZIP has none: ``archives.unpack`` takes the files out of it, once.

    Raises:
        FileError: The file is empty, encrypted, damaged, cut short, of another kind, or over a limit.
    """
    kind = file_kind(file, settings)
    if kind is FileKind.ZIP:
        raise NestedArchiveError(file.name)
    if kind is FileKind.PDF:
        pages = count_pdf_pages(file)
    elif kind is FileKind.DOCX:
        pages = count_docx_pages(file, settings)
    else:
        pages = count_image_pages(file, settings)
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
    file: SourceFile,
    file_page: int,
    settings: OcrSettings,
    *,
    number: int = 1,
    file_index: int = 0,
    turned_degrees: int | None = None,
) -> PageReading:
    """Read one page: image, upright, level, marks off, words, lines.

    A page that fails comes back as a page with a problem and without words, so that one bad page does
    not lose a report. ``turned_degrees`` is how far a person says that its content stands turned clockwise
    in the file (0, 90, 180, 270); None lets the page itself tell.

    Raises:
        InstallationError: Tesseract or its language data is missing; every page would fail.
    """
    place = Page(number, 1, 1, 1.0, Transform.whole_page(1, 1), file=file_index, file_page=file_page)
    try:
        loaded = _load(file, file_page, settings)
        if turned_degrees is not None:
            upright = turn_quarter(flatten(loaded.image), (360 - turned_degrees) % 360)
            return _read_upright(upright, turned_degrees, loaded, settings, place)
        if loaded.layer.trusted:
            return _read_layer(loaded, settings, place)
        return _read_pixels(loaded, settings, place)
    except InstallationError:
        raise
    except OcrError as error:
        return _unreadable(error, place)


def load_page(file: SourceFile, file_page: int, settings: OcrSettings) -> PageImage:
    """The page's image as its reader sees it in the file, at most ``settings.max_page_pixels`` large.

    Raises:
        OcrError: Whatever is wrong with the file or the page.
    """
    kind = file_kind(file, settings)
    if kind is FileKind.PDF:
        return load_pdf_page(file, file_page, settings).image
    if kind is FileKind.DOCX:
        return load_docx_page(file, file_page, settings).image
    return image_page(file, file_page, settings)


@dataclass(frozen=True, eq=False)
class _Loaded:
    image: PageImage
    layer: TextLayer
    fields: PageImage | None = None


def _load(file: SourceFile, file_page: int, settings: OcrSettings) -> _Loaded:
    """A page and what it says of itself; PageDamagedError where its shape is that of no sheet."""
    loaded = _load_any(file, file_page, settings)
    width, height = loaded.image.width, loaded.image.height
    if min(width, height) < LEAST_SIDE_PX or max(width, height) > MOST_SIDE_PX:
        raise PageDamagedError(file.name, file_page, f"{width} x {height} pixels")
    return loaded


def _load_any(file: SourceFile, file_page: int, settings: OcrSettings) -> _Loaded:
    kind = file_kind(file, settings)
    if kind is FileKind.DOCX:
        typed = load_docx_page(file, file_page, settings)
        return _Loaded(typed.image, typed.layer)
    if kind is not FileKind.PDF:
        return _Loaded(image_page(file, file_page, settings), TextLayer(False, "an image has no text layer"))
    page = load_pdf_page(file, file_page, settings)
    if page.is_scan:
        return _Loaded(page.image, TextLayer(False, "a scan: text hidden under it is not believed"))
    layer = read_text_layer(file, file_page, page.image, settings, fields=page.fields)
    return _Loaded(page.image, layer, page.fields)


def _read_pixels(loaded: _Loaded, settings: OcrSettings, place: Page) -> PageReading:
    if is_blank(loaded.image):
        return _blank(loaded, settings, place)
    upright, found = turn_upright(flatten(loaded.image), settings)
    turned = found or 0
    best = _read_upright(upright, turned, loaded, settings, place)
    if found is None:  # a stamp reads as well one way up as another
        return replace(best, page=replace(best.page, reason=f"{best.page.reason}; {TURN_UNKNOWN}"))
    for more in OTHER_WAYS_UP:
        if _legibility(best.page) >= MISTURNED_BELOW:
            break
        # turn_quarter turns clockwise, so the content had stood turned that much less.
        image, stood = turn_quarter(upright, more), (turned - more) % 360
        other = _read_upright(image, stood, loaded, settings, place)
        if _legibility(other.page) > _legibility(best.page) + MISTURNED_GAIN:
            best = other
    return best


def _legibility(page: Page) -> float:
    """The mean confidence of a page's words, weighted by letters; 1 for a page without words.

    Tesseract reads lines that stand on end, too; words taller than wide say that the page lies on its side,
    and count as unread.
    """
    letters = sum(len(word.text) for word in page.words)
    read = sum(word.confidence * len(word.text) for word in page.words if not _stands_on_end(word))
    return read / letters if letters else 1.0


def _stands_on_end(word: Word) -> bool:
    return len(word.text) >= SHORTEST_TELLING and word.box.height > word.box.width


def _read_upright(
    upright: PageImage, turned: int, loaded: _Loaded, settings: OcrSettings, place: Page
) -> PageReading:
    skew = find_skew(upright)
    level = turn_by(upright, skew)
    marks = find_marks(level)
    clean, rulings = _clean_and_rulings(level)
    unruled = erase_rulings(clean, rulings)
    cells = find_cells(unruled, rulings)
    words = recognise(without_cells(unruled, cells), settings)
    words += read_cells(unruled, cells, settings)
    tables = table_boxes(unruled, rulings, cells)
    words += read_unread_lines(unruled, words, tables, settings)
    blocks = covered_blocks(unruled, words, marks, tables)
    words = read_under_marks(unruled, words, blocks, tables, settings)
    marks = (*marks, *find_covering_seals(unruled, blocks, marks))
    words = with_page_numbers(unruled, words, (*tables, *(mark.box for mark in marks)))
    words = settle_lone_signs([w for w in words if not _is_pen(w, marks)], cells, level.dpi)
    lines = order_words(with_boldness(words, clean), rulings)
    lines = settle_tone_marks(settle_numerals(lines, clean), load_compounds(settings.tessdata_dir))
    page = replace(
        _on(place, level),
        lines=lines,
        rulings=rulings,
        marks=marks,
        reason=loaded.layer.reason,
        turned_degrees=turned,
        skew_degrees=skew,
        codes=read_codes(level),
    )
    return PageReading(page, level, clean)


def _is_pen(word: Word, marks: tuple[Mark, ...]) -> bool:
    """Say whether a doubtful word is what is left of coloured ink rather than print."""
    return word.confidence < DOUBTFUL and any(
        mark.kind in PEN_MARKS and mark.colour == "blue" and word.box.overlap(mark.box) > MOSTLY_IN_MARK
        for mark in marks
    )


def _read_layer(loaded: _Loaded, settings: OcrSettings, place: Page) -> PageReading:
    clean, words = _clean(loaded.image), loaded.layer.words
    if not loaded.layer.bold_known:
        words = with_boldness(words, clean)
    if loaded.fields is not None:
        words += read_field_words(_clean(loaded.fields), words, settings)
    page = replace(
        _on(place, loaded.image),
        lines=order_words(words, loaded.layer.rulings),
        rulings=loaded.layer.rulings,
        marks=find_marks(loaded.image),
        source=PageSource.TEXT_LAYER,
        reason=loaded.layer.reason,
        codes=read_codes(loaded.image),
    )
    return PageReading(page, loaded.image, clean)


def _clean_and_rulings(level: PageImage) -> tuple[PageImage, tuple[Ruling, ...]]:
    """The clean page, and its rulings, found before specks go: lines of one pixel would go with them."""
    grey = _grey(level)
    quiet = despeckle(grey)
    clean = even_background(quiet)
    return clean, find_rulings(clean if quiet is grey else even_background(grey), tinted=grey)


def _clean(level: PageImage) -> PageImage:
    return even_background(despeckle(_grey(level)))


def _grey(level: PageImage) -> PageImage:
    return PageImage(without_coloured_ink(level), level.dpi, level.to_file)


def _on(place: Page, image: PageImage) -> Page:
    return replace(place, width=image.width, height=image.height, dpi=image.dpi, to_file=image.to_file)


def _blank(loaded: _Loaded, settings: OcrSettings, place: Page) -> PageReading:
    """A page without print, upright by what stamps and seals it bears."""
    image, marks, turned, reason = loaded.image, find_marks(loaded.image), 0, NO_PRINT
    if marks:
        image, found = turn_upright(image, settings)
        turned = found or 0
        marks = find_marks(image) if turned else marks
        reason = NO_PRINT if found is not None else f"{NO_PRINT}; {TURN_UNKNOWN}"
    page = replace(
        _on(place, image),
        marks=marks,
        source=PageSource.NONE,
        reason=reason,
        turned_degrees=turned,
        blank=True,
    )
    return PageReading(page, image, _clean(image))


def _unreadable(error: OcrError, place: Page) -> PageReading:
    """A white sheet of A4 in the place of a page that could not be read."""
    pixels = np.full((round(11.69 * LOST_PAGE_DPI), round(8.27 * LOST_PAGE_DPI)), 255, np.uint8)
    sheet = PageImage(pixels, LOST_PAGE_DPI, Transform.whole_page(pixels.shape[1], pixels.shape[0]))
    page = replace(
        _on(place, sheet),
        source=PageSource.NONE,
        reason=str(error),
        problems=(PageProblem(error.code, str(error)),),
    )
    return PageReading(page, sheet, sheet)
