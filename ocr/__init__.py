"""From the bytes of a scan to words with boxes and confidences."""

from ocr.archives import unpack
from ocr.cells import make_look_again
from ocr.drawing import draw_steps
from ocr.errors import (
    EngineMissingError,
    FileError,
    InstallationError,
    LanguageMissingError,
    OcrError,
    PageError,
)
from ocr.image_hash import SAME_SHEET_BITS, hash_distance, image_hash
from ocr.model import (
    BoundingBox,
    Line,
    Look,
    LookAgain,
    LookKind,
    Mark,
    MarkKind,
    Page,
    PageImage,
    PageProblem,
    PageReading,
    PageSource,
    PdfSignature,
    Reading,
    Ruling,
    SourceFile,
    Transform,
    Word,
)
from ocr.pdf_look import is_scan, own_text
from ocr.pdf_signatures import read_signatures
from ocr.pdf_space import seen_page
from ocr.picture_files import jpeg_of, png_of
from ocr.pipeline import count_pages, load_page, read_page, read_pages
from ocr.settings import OcrSettings

__all__ = [
    "SAME_SHEET_BITS",
    "BoundingBox",
    "EngineMissingError",
    "FileError",
    "InstallationError",
    "LanguageMissingError",
    "Line",
    "Look",
    "LookAgain",
    "LookKind",
    "Mark",
    "MarkKind",
    "OcrError",
    "OcrSettings",
    "Page",
    "PageError",
    "PageImage",
    "PageProblem",
    "PageReading",
    "PageSource",
    "PdfSignature",
    "Reading",
    "Ruling",
    "SourceFile",
    "Transform",
    "Word",
    "count_pages",
    "draw_steps",
    "hash_distance",
    "image_hash",
    "is_scan",
    "jpeg_of",
    "load_page",
    "make_look_again",
    "own_text",
    "png_of",
    "read_page",
    "read_pages",
    "read_signatures",
    "seen_page",
    "unpack",
]
