"""The texts of QR codes in the upper corners of a page, through OpenCV's reader of them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.model import PageImage

READ_DPI = (150.0, 225.0)
"""Tried in turn: a module of 0.7 mm covers 4 and 6 pixels; what one misses the other mostly finds."""

CORNER_MM = 50.0
"""Side of the squares that are searched: code, its white rim and margin, on a sheet that lies 9 mm off."""

INK = (0.04, 0.5)
"""Share of dark pixels in a corner that may hold a code: a code covers an eighth of its square; over half
is the table under a photographed sheet."""

DARK = 128

_Pixels = npt.NDArray[np.uint8]


def read_codes(image: PageImage) -> tuple[str, ...]:
    """The texts of the QR codes in the two upper corners of an upright page, each once, right before left."""
    side = round(CORNER_MM / 25.4 * image.dpi)
    reader = cv2.QRCodeDetector()
    found: dict[str, None] = {}
    for columns in (slice(-side, None), slice(0, side)):
        if text := _read_corner(reader, image.pixels[:side, columns], image.dpi):
            found[text] = None
    return tuple(found)


def _read_corner(reader: cv2.QRCodeDetector, pixels: _Pixels, dpi: float) -> str:
    for read_dpi in READ_DPI:
        corner = _scaled_grey(pixels, read_dpi / dpi)
        if not INK[0] <= float(np.mean(corner < DARK)) <= INK[1]:
            return ""
        if text := _read(reader, corner):
            return text
    return ""


def _scaled_grey(pixels: _Pixels, scale: float) -> _Pixels:
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def _read(reader: cv2.QRCodeDetector, corner: _Pixels) -> str:
    try:
        return reader.detectAndDecode(corner)[0]
    except cv2.error:  # it asserts on shapes that are nearly a code
        return ""
