"""Pages of a Word document: drawn plainly for people, and their words as a text layer that needs no OCR."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from ocr.docx.layout import Rule, Sheetful, joined, lay_out
from ocr.docx.lines import PlacedWord, font
from ocr.docx.parse import read_docx
from ocr.errors import PageMissingError, PageTooLargeError, UnsupportedFileError
from ocr.model import BoundingBox, Direction, PageImage, Ruling, SourceFile, Transform, Word
from ocr.settings import OcrSettings
from ocr.text_layer import LAYER_CONFIDENCE, TextLayer

DPI = 150.0  # of the drawing: print of 10 points is sharp on a screen, and nobody reads it by OCR
_LINE_PX = 2
_BASELINE = 0.9  # of the size of type, from the top of its line


@dataclass(frozen=True, eq=False)
class DocxPage:
    image: PageImage
    layer: TextLayer


def count_docx_pages(file: SourceFile, settings: OcrSettings) -> int:
    """Pages that a document fills when laid out plainly; one more than the limit where it has more.

    Raises:
        DamagedFileError, TooLargeError: As ``read_docx``.
        UnsupportedFileError: There are no words in it, such as where scans were pasted into it.
    """
    pages = _pages(file.data, file.name, settings.max_pages)
    if not any(page.words for page in pages):
        raise UnsupportedFileError(file.name, "a Word document without text, perhaps of pictures")
    return len(pages)


def load_docx_page(file: SourceFile, file_page: int, settings: OcrSettings) -> DocxPage:
    """One page and its words. The places of words are those on the drawing; Word may break pages elsewhere.

    Raises:
        PageMissingError, PageTooLargeError, DamagedFileError, TooLargeError.
    """
    pages = _pages(file.data, file.name, settings.max_pages)
    if not 1 <= file_page <= len(pages):
        raise PageMissingError(file.name, file_page, len(pages))
    page = pages[file_page - 1]
    pixels = round(_px(page.width) * _px(page.height))
    if pixels > settings.max_page_pixels:  # a row of a table may make a page as long as it likes
        raise PageTooLargeError(file.name, file_page, pixels, settings.max_page_pixels)
    words = tuple(_word(word) for word in page.words if word.text.strip())
    rules = joined(page.rules)
    layer = TextLayer(True, "typed text of a Word document", words, tuple(_ruling(rule) for rule in rules))
    return DocxPage(_drawn(page, rules), layer)


@lru_cache(maxsize=1)
def _pages(data: bytes, name: str, most_pages: int) -> tuple[Sheetful, ...]:
    """A document laid out, kept for its next page."""
    return tuple(lay_out(read_docx(SourceFile(name, data)), most_pages=most_pages))


def _px(points: float) -> float:
    return points / 72.0 * DPI


def _word(word: PlacedWord) -> Word:
    box = BoundingBox(_px(word.x), _px(word.y), _px(word.x + word.width), _px(word.y + word.height))
    text = unicodedata.normalize("NFC", word.text)
    return Word(text, box, LAYER_CONFIDENCE, word.share("bold"), word.share("italic") > 0.5)


def _ruling(rule: Rule) -> Ruling:
    if rule.y0 == rule.y1:
        return Ruling(Direction.HORIZONTAL, _px(rule.y0), _px(rule.x0), _px(rule.x1), _LINE_PX)
    return Ruling(Direction.VERTICAL, _px(rule.x0), _px(rule.y0), _px(rule.y1), _LINE_PX)


def _drawn(page: Sheetful, rules: list[Rule]) -> PageImage:
    width, height = max(1, round(_px(page.width))), max(1, round(_px(page.height)))
    paper = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(paper)
    for rule in rules:
        pen.line([_px(rule.x0), _px(rule.y0), _px(rule.x1), _px(rule.y1)], fill=0, width=_LINE_PX)
    for word in page.words:
        foot = _px(word.y + word.size * _BASELINE)
        for piece in word.pieces:
            face = font(max(1, round(_px(piece.type.size))), piece.type.bold, piece.type.italic)
            pen.text((_px(word.x + piece.x), foot), piece.text, fill=0, font=face, anchor="ls")
    return PageImage(np.array(paper, dtype=np.uint8), DPI, Transform.whole_page(width, height))
