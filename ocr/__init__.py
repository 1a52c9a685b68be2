"""From the bytes of a scan to words with boxes and confidences.

A name's module is loaded when the name is first used: a server that wants a dataclass need not hold the
libraries that reading needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "BoundingBox": "ocr.model",
    "EngineMissingError": "ocr.errors",
    "FileError": "ocr.errors",
    "InstallationError": "ocr.errors",
    "LanguageMissingError": "ocr.errors",
    "Line": "ocr.model",
    "Look": "ocr.model",
    "LookAgain": "ocr.model",
    "LookKind": "ocr.model",
    "Mark": "ocr.model",
    "MarkKind": "ocr.model",
    "OcrError": "ocr.errors",
    "OcrSettings": "ocr.settings",
    "Page": "ocr.model",
    "PageError": "ocr.errors",
    "PageImage": "ocr.model",
    "PageProblem": "ocr.model",
    "PageReading": "ocr.model",
    "PageSource": "ocr.model",
    "PdfSignature": "ocr.model",
    "Reading": "ocr.model",
    "Ruling": "ocr.model",
    "SAME_SHEET_BITS": "ocr.image_hash",
    "SourceFile": "ocr.model",
    "Transform": "ocr.model",
    "Word": "ocr.model",
    "count_pages": "ocr.pipeline",
    "draw_steps": "ocr.drawing",
    "hash_distance": "ocr.image_hash",
    "image_hash": "ocr.image_hash",
    "is_scan": "ocr.pdf_look",
    "jpeg_of": "ocr.picture_files",
    "load_page": "ocr.pipeline",
    "make_look_again": "ocr.cells",
    "own_text": "ocr.pdf_look",
    "png_of": "ocr.picture_files",
    "read_page": "ocr.pipeline",
    "read_pages": "ocr.pipeline",
    "read_signatures": "ocr.pdf_signatures",
    "seen_page": "ocr.pdf_space",
    "unpack": "ocr.archives",
}


def __getattr__(name: str) -> Any:
    """The value of a public name, loaded now and kept."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
