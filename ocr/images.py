"""TIFF, JPEG, PNG, WebP and HEIC bytes to page images, through Pillow and, for HEIC, libheif."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import PHOTOMETRIC_INTERPRETATION, TiffImageFile

from ocr.errors import (
    DamagedFileError,
    EmptyFileError,
    PageDamagedError,
    PageMissingError,
    PageTooLargeError,
    TooLargeError,
    TruncatedFileError,
)
from ocr.files import FileKind, file_kind
from ocr.model import PageImage, Pixels, SourceFile, Transform
from ocr.pdf_scan import A4_LONG_INCHES, at_equal_resolution
from ocr.settings import OcrSettings

# A declared resolution is believed if the page it makes is a sheet of paper: long side from A6 to A2.
_SHEET_INCHES = (5.6, 23.5)
# Cameras and screenshots write 72 or 96 without meaning it; a scanner that means it is rare and coarse.
_MEANINGLESS_DPI = (72.0, 96.0)
_MIN_DPI = 50.0
_TURNED_BY_EXIF = {5, 6, 7, 8}  # EXIF orientations that swap width and height


_FORMATS = {  # the decoders that may touch a file of a kind; phones put several pictures into a JPEG (MPO)
    FileKind.TIFF: ("TIFF",),
    FileKind.JPEG: ("JPEG", "MPO"),
    FileKind.PNG: ("PNG",),
    FileKind.WEBP: ("WEBP",),
    FileKind.HEIC: ("HEIF",),
}
_FAULTS = (
    OSError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    SyntaxError,
    OverflowError,
    struct.error,
)  # of decoders at bad bytes

pi_heif.register_heif_opener(thumbnails=False)
# Our own limit stands below, and says so; Pillow's would call a picture of many pixels damaged.
Image.MAX_IMAGE_PIXELS = None


@contextmanager
def _open(file: SourceFile, settings: OcrSettings) -> Iterator[Image.Image]:
    kind = file_kind(file, settings)
    try:
        image = Image.open(BytesIO(file.data), formats=_FORMATS[kind])
    except (UnidentifiedImageError, *_FAULTS) as error:
        raise DamagedFileError(file.name, str(error) or type(error).__name__) from error
    with image:
        yield image


def count_image_pages(file: SourceFile, settings: OcrSettings) -> int:
    """Frames of a TIFF, 1 for other images, whatever else a phone or an animation put into them.

    Raises:
        DamagedFileError, TruncatedFileError: The file cannot be opened, or its pages cannot be counted.
        TooLargeError: Its only page claims more pixels than a page may have.
    """
    with _open(file, settings) as image:
        try:
            pages = _frames(image)
            if pages == 1:
                pixels = image.width * image.height
                if pixels > settings.max_page_pixels:
                    raise TooLargeError(file.name, "pixels", pixels, settings.max_page_pixels)
                image.load()
        except _FAULTS as error:
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
    with _open(file, settings) as image:
        try:
            _go_to(image, file, file_page)
            if image.width * image.height > settings.max_page_pixels:
                raise PageTooLargeError(
                    file.name, file_page, image.width * image.height, settings.max_page_pixels
                )
            x_dpi, y_dpi = _resolution(image)
            upright = ImageOps.exif_transpose(image)
            if image.getexif().get(ExifTags.Base.Orientation, 1) in _TURNED_BY_EXIF:
                x_dpi, y_dpi = y_dpi, x_dpi
            pixels = np.array(_flat(upright, white_is_zero=_white_is_zero(image)), dtype=np.uint8)
        except _FAULTS as error:
            raise PageDamagedError(file.name, file_page, str(error) or type(error).__name__) from error
    page = PageImage(pixels, x_dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))
    return at_equal_resolution(page, x_dpi, y_dpi, settings)


def _frames(image: Image.Image) -> int:
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def _go_to(image: Image.Image, file: SourceFile, file_page: int) -> None:
    """Turn to a page; its number is tried, since counting a long fax anew for each page is slow."""
    if file_page == 1:
        return
    try:
        if image.format != "TIFF" or file_page < 1:
            raise EOFError
        image.seek(file_page - 1)
    except EOFError as error:
        if 1 <= file_page <= _frames(image):
            raise
        raise PageMissingError(file.name, file_page, _frames(image)) from error


def _flat(image: Image.Image, *, white_is_zero: bool) -> Image.Image:
    """Grey or RGB, transparency laid over white paper."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith(("I", "F")):
        grey = _as_bytes(np.asarray(image))
        return Image.fromarray(255 - grey if white_is_zero else grey)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        picture = image.convert("RGBA")
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, picture).convert("RGB")
    return image.convert("RGB")


def _white_is_zero(image: Image.Image) -> bool:
    """Say whether a TIFF counts from white to black; Pillow sees to it itself up to eight bits."""
    return isinstance(image, TiffImageFile) and image.tag_v2.get(PHOTOMETRIC_INTERPRETATION, 1) == 0


def _as_bytes(samples: NDArray[Any]) -> Pixels:
    """Samples of 16 or 32 bits or with decimals as 0..255, by the least usual range that holds them all.

    White paper fills most of a scan, so its brightest sample tells the range.
    """
    brightest = float(samples.max())
    whites = (1.0, 255.0, 65535.0, float(2**31 - 1), float(2**32 - 1))
    white = next((w for w in whites if brightest <= w), brightest)
    return np.clip(samples * (255.0 / white), 0, 255).astype(np.uint8)


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
