"""TIFF, JPEG and PNG bytes to page images, through Pillow."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from ocr.errors import (
    DamagedFileError,
    EmptyFileError,
    PageDamagedError,
    PageMissingError,
    PageTooLargeError,
    TruncatedFileError,
)
from ocr.model import PageImage, SourceFile, Transform
from ocr.pdf_scan import A4_LONG_INCHES, at_equal_resolution
from ocr.settings import OcrSettings

# A declared resolution is believed if the page it makes is a sheet of paper: long side from A6 to A2.
_SHEET_INCHES = (5.6, 23.5)
# Cameras and screenshots write 72 or 96 without meaning it; a scanner that means it is rare and coarse.
_MEANINGLESS_DPI = (72.0, 96.0)
_MIN_DPI = 50.0
_TURNED_BY_EXIF = {5, 6, 7, 8}  # EXIF orientations that swap width and height


@contextmanager
def _open(file: SourceFile) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            # Our own limit on pixels is checked below, per page, so that a bad page does not lose the rest.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(file.data))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise DamagedFileError(file.name, str(error) or type(error).__name__) from error
    with image:
        yield image


def count_image_pages(file: SourceFile) -> int:
    """Frames of a TIFF, 1 for other images.

    Raises:
        DamagedFileError, TruncatedFileError: The file cannot be opened, or its pages cannot be counted.
    """
    with _open(file) as image:
        try:
            pages = int(getattr(image, "n_frames", 1))
            if pages == 1:
                image.load()
        except (OSError, EOFError, ValueError, SyntaxError) as error:
            if "truncated" in str(error).lower() or isinstance(error, EOFError):
                raise TruncatedFileError(file.name, len(file.data)) from error
            raise DamagedFileError(file.name, str(error)) from error
    if pages < 1:
        raise EmptyFileError(file.name)
    return pages


def image_page(file: SourceFile, file_page: int, settings: OcrSettings) -> PageImage:
    """One frame, turned as its EXIF note says, at equal resolution both ways.

    Returns:
        Grey for bilevel and grey files, RGB for all others. ``to_file`` leads to the picture as viewers
        show it, so EXIF turning is no turn.

    Raises:
        PageMissingError, PageDamagedError, PageTooLargeError, DamagedFileError.
    """
    with _open(file) as image:
        pages = int(getattr(image, "n_frames", 1))
        if not 1 <= file_page <= pages:
            raise PageMissingError(file.name, file_page, pages)
        try:
            image.seek(file_page - 1)
            if image.width * image.height > settings.max_page_pixels:
                raise PageTooLargeError(
                    file.name, file_page, image.width * image.height, settings.max_page_pixels
                )
            x_dpi, y_dpi = _resolution(image)
            upright = ImageOps.exif_transpose(image)
            if image.getexif().get(ExifTags.Base.Orientation, 1) in _TURNED_BY_EXIF:
                x_dpi, y_dpi = y_dpi, x_dpi
            pixels = np.array(_flat(upright), dtype=np.uint8)
        except (OSError, EOFError, ValueError, SyntaxError) as error:
            raise PageDamagedError(file.name, file_page, str(error) or type(error).__name__) from error
    page = PageImage(pixels, x_dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))
    return at_equal_resolution(page, x_dpi, y_dpi, settings)


def _flat(image: Image.Image) -> Image.Image:
    """Grey or RGB, transparency laid over white paper."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image, dtype=np.uint16) >> 8).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        picture = image.convert("RGBA")
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, picture).convert("RGB")
    return image.convert("RGB")


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Declared dpi in both directions where credible; else as if the long side were that of A4."""
    declared = image.info.get("dpi")
    if declared:
        x_dpi, y_dpi = float(declared[0]), float(declared[1])
        if min(x_dpi, y_dpi) >= _MIN_DPI and (x_dpi, y_dpi) != (1, 1):
            long_inches = max(image.width / x_dpi, image.height / y_dpi)
            meant = x_dpi != y_dpi or x_dpi not in _MEANINGLESS_DPI
            if _SHEET_INCHES[0] <= long_inches <= _SHEET_INCHES[1] and (
                meant or long_inches <= A4_LONG_INCHES * 1.1
            ):
                return x_dpi, y_dpi
    guess = max(image.width, image.height) / A4_LONG_INCHES
    return guess, guess
