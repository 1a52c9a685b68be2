"""Image files as PDF pages: JPEG data as it came, everything else without loss, through Pillow."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image

from ocr import PageImage, SourceFile

POINTS_PER_INCH = 72.0
_JPEG = b"\xff\xd8\xff"
_JPEG_SPACES: Mapping[str, Name] = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}  # CMYK is not PDF/A
_BLACK, _WHITE = 0, 255
# How the unit square of the stored picture lies on a page of width and height 1, by EXIF orientation.
_EXIF_MATRIX = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def add_picture(pdf: pikepdf.Pdf, shown: PageImage, file: SourceFile | None) -> None:
    """Append a page that shows a picture and nothing else.

    Args:
        pdf: Gets the page.
        shown: The picture as its reader sees it; says how large the page is, and is stored without loss
            where the file's own data cannot be carried over.
        file: The file whose one picture this is; None for a page that was drawn.
    """
    width, height = (side * POINTS_PER_INCH / shown.dpi for side in (shown.width, shown.height))
    carried = _carried_over(pdf, file) if file is not None else None
    stream, orientation = carried or (_lossless(pdf, shown.pixels), 1)
    a, b, c, d, e, f = _EXIF_MATRIX[orientation]
    matrix = (a * width, b * height, c * width, d * height, e * width, f * height)
    content = "q " + " ".join(f"{v:.4f}" for v in matrix) + " cm /Im0 Do Q\n"
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 4), round(height, 4)]),
        Resources=Dictionary(XObject=Dictionary(Im0=stream)),
        Contents=pdf.make_stream(content.encode("ascii")),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _carried_over(pdf: pikepdf.Pdf, file: SourceFile) -> tuple[pikepdf.Stream, int] | None:
    """A JPEG file's own data and its EXIF orientation; None for other files and colours PDF/A has not."""
    if not file.data.startswith(_JPEG):
        return None
    with Image.open(io.BytesIO(file.data)) as image:
        space = _JPEG_SPACES.get(image.mode)
        orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))
        width, height = image.size
    if space is None:
        return None
    stream = pikepdf.Stream(pdf, b"", _described(width, height, space, bits=8))
    stream.write(file.data, filter=Name.DCTDecode)
    return stream, orientation if orientation in _EXIF_MATRIX else 1


def _lossless(pdf: pikepdf.Pdf, pixels: NDArray[np.uint8]) -> pikepdf.Stream:
    """Grey, colour or black and white, whichever loses nothing; black and white as fax data (G4)."""
    height, width = pixels.shape[:2]
    if pixels.ndim == 3 and bool((pixels == pixels[..., :1]).all()):
        pixels = pixels[..., 0]
    if pixels.ndim == 2 and bool(np.isin(pixels, (_BLACK, _WHITE)).all()):
        stream = pikepdf.Stream(pdf, b"", _described(width, height, Name.DeviceGray, bits=1))
        # Pillow's TIFF codes white, its bit 1, as the fax format's black.
        parameters = Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=True)
        stream.write(_fax_data(pixels), filter=Name.CCITTFaxDecode, decode_parms=parameters)
        return stream
    space = Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB
    stream = pikepdf.Stream(pdf, b"", _described(width, height, space, bits=8))
    stream.write(zlib.compress(np.ascontiguousarray(pixels).tobytes()), filter=Name.FlateDecode)
    return stream


def _fax_data(pixels: NDArray[np.uint8]) -> bytes:
    """The one strip of a TIFF that Pillow compresses by G4."""
    out = io.BytesIO()
    bilevel = Image.fromarray(pixels).convert("1", dither=Image.Dither.NONE)
    bilevel.save(out, "TIFF", compression="group4", strip_size=pixels.size)
    with Image.open(out) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        ((start,), (length,)) = tags[273], tags[279]
    return out.getvalue()[start : start + length]


def _described(width: int, height: int, space: Name, *, bits: int) -> Dictionary:
    return Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=space,
        BitsPerComponent=bits,
    )
