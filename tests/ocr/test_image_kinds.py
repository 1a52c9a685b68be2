"""Every common way to store a picture outside a PDF comes out as the same sheet."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.errors import PageDamagedError
from ocr.images import count_image_pages, image_page
from ocr.model import SourceFile
from ocr.settings import OcrSettings
from tests.ocr.pdf_files import sheet_with_marks

DATA = Path(__file__).parent / "data"
SETTINGS = OcrSettings()
GREY, COLOUR = sheet_with_marks(colour=False), sheet_with_marks()
BLACK_WHITE = np.where(GREY < 128, 0, 255).astype(np.uint8)
TILE = 64
LOSSLESS, LOSSY = 1.0, 5.0  # mean difference in grey levels


def saved(image: Image.Image, form: str = "TIFF", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def tiff_of(pixels: np.ndarray, photometric: int, *, tiled: bool = False, planes: bool = False) -> bytes:
    """An uncompressed TIFF written entry by entry: tiles, planes and polarity as wished."""
    height, width = pixels.shape[:2]
    samples = pixels.shape[2] if pixels.ndim == 3 else 1
    layers = [pixels[..., n] for n in range(samples)] if planes else [pixels]
    chunks = [chunk for layer in layers for chunk in (_tiles(layer) if tiled else [layer.tobytes()])]
    starts = np.cumsum([8, *(len(c) for c in chunks)])
    sizes = struct.pack(f"<{len(chunks)}I", *(len(c) for c in chunks))
    places = struct.pack(f"<{len(chunks)}I", *starts[:-1])
    bits = struct.pack(f"<{samples}H", *[pixels.dtype.itemsize * 8] * samples)
    extra = int(starts[-1])
    place, one = 324 if tiled else 273, len(chunks) == 1
    entries = [
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, samples, pixels.dtype.itemsize * 8 if samples == 1 else extra),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (277, 3, 1, samples),
        (284, 3, 1, 2 if planes else 1),
        (place, 4, len(chunks), int(starts[0]) if one else extra + len(bits)),
        (325 if tiled else 279, 4, len(chunks), len(chunks[0]) if one else extra + len(bits) + len(places)),
        *([(322, 3, 1, TILE), (323, 3, 1, TILE)] if tiled else [(278, 3, 1, height)]),
    ]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *e) for e in sorted(entries))
    after = extra + len(bits) + len(places) + len(sizes)
    return (
        struct.pack("<2sHI", b"II", 42, after)
        + b"".join(chunks)
        + bits
        + places
        + sizes
        + directory
        + b"\0" * 4
    )


def _tiles(layer: np.ndarray) -> list[bytes]:
    height, width = layer.shape[:2]
    padding = [(0, -height % TILE), (0, -width % TILE), *[(0, 0)] * (layer.ndim - 2)]
    whole = np.pad(layer, padding)
    return [
        np.ascontiguousarray(whole[y : y + TILE, x : x + TILE]).tobytes()
        for y in range(0, whole.shape[0], TILE)
        for x in range(0, whole.shape[1], TILE)
    ]


ONE_BIT = Image.fromarray(BLACK_WHITE).convert("1")
GREY_PICTURE, PICTURE = Image.fromarray(GREY), Image.fromarray(COLOUR)
KINDS: dict[str, tuple[bytes, np.ndarray, float]] = {
    **{
        f"tiff, one bit, {name}": (saved(ONE_BIT, compression=name), BLACK_WHITE, LOSSLESS)
        for name in ("group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw", "tiff_adobe_deflate", "raw")
    },
    **{
        f"tiff, {bits} bit, {name}": (saved(picture, compression=name), pixels, LOSSLESS)
        for name in ("packbits", "tiff_lzw", "tiff_adobe_deflate", "raw")
        for bits, picture, pixels in (
            ("8", GREY_PICTURE, GREY),
            ("24", PICTURE, COLOUR),
            ("32, cmyk", PICTURE.convert("CMYK"), COLOUR),
            ("32, alpha", PICTURE.convert("RGBA"), COLOUR),
        )
    },
    "tiff, jpeg": (saved(PICTURE, compression="jpeg", quality=95), COLOUR, LOSSY),
    "tiff, jpeg, grey": (saved(GREY_PICTURE, compression="jpeg", quality=95), GREY, LOSSY),
    "tiff, palette": (saved(PICTURE.quantize(64)), COLOUR, LOSSY),
    "tiff, white is zero": (tiff_of(255 - GREY, 0), GREY, LOSSLESS),
    "tiff, one bit, white is zero": (
        saved(ONE_BIT, compression="group4", tiffinfo={262: 0}),
        BLACK_WHITE,
        LOSSLESS,
    ),
    "tiff, 16 bit": (tiff_of(GREY.astype("<u2") * 257, 1), GREY, LOSSLESS),
    "tiff, 16 bit, white is zero": (tiff_of(65535 - GREY.astype("<u2") * 257, 0), GREY, LOSSLESS),
    "tiff, 16 bit, colour": (tiff_of(COLOUR.astype("<u2") * 257, 2), COLOUR, LOSSLESS),
    "tiff, 32 bit": (saved(Image.fromarray(GREY.astype(np.int32) * 8421504)), GREY, LOSSLESS),
    "tiff, decimals to 1": (saved(Image.fromarray(GREY.astype(np.float32) / 255)), GREY, LOSSLESS),
    "tiff, decimals to 255": (saved(Image.fromarray(GREY.astype(np.float32))), GREY, LOSSLESS),
    "tiff, tiles": (tiff_of(COLOUR, 2, tiled=True), COLOUR, LOSSLESS),
    "tiff, planes": (tiff_of(COLOUR, 2, planes=True), COLOUR, LOSSLESS),
    "bigtiff": (saved(PICTURE, big_tiff=True), COLOUR, LOSSLESS),
    "jpeg": (saved(PICTURE, "JPEG", quality=95), COLOUR, LOSSY),
    "jpeg, grey": (saved(GREY_PICTURE, "JPEG", quality=95), GREY, LOSSY),
    "jpeg, progressive": (saved(PICTURE, "JPEG", quality=95, progressive=True), COLOUR, LOSSY),
    "jpeg, cmyk": (saved(PICTURE.convert("CMYK"), "JPEG", quality=95), COLOUR, LOSSY),
    "png, 16 bit": (saved(Image.fromarray(GREY.astype(np.uint16) * 257), "PNG"), GREY, LOSSLESS),
    "png, alpha": (saved(PICTURE.convert("RGBA"), "PNG"), COLOUR, LOSSLESS),
    "png, grey and alpha": (saved(GREY_PICTURE.convert("LA"), "PNG"), GREY, LOSSLESS),
    "png, palette": (saved(PICTURE.quantize(64), "PNG"), COLOUR, LOSSY),
    "png, one bit": (saved(ONE_BIT, "PNG"), BLACK_WHITE, LOSSLESS),
    "webp": (saved(PICTURE, "WEBP", quality=95), COLOUR, LOSSY),
    "webp, lossless, alpha": (saved(PICTURE.convert("RGBA"), "WEBP", lossless=True), COLOUR, LOSSLESS),
    "heic": ((DATA / "sheet.heic").read_bytes(), COLOUR, LOSSY),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_the_sheet_that_was_stored(kind):
    data, stored, most = KINDS[kind]
    file = SourceFile("a.png", data)
    assert count_image_pages(file, SETTINGS) == 1
    pixels = image_page(file, 1, SETTINGS).pixels
    difference = np.abs(_colour(pixels).astype(int) - _colour(stored))
    assert difference.mean() < most


def _colour(pixels: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).convert("RGB"))


def test_the_second_picture_of_a_phones_jpeg_is_no_page():
    data = saved(PICTURE, "MPO", save_all=True, append_images=[PICTURE.resize((80, 112))])
    assert count_image_pages(SourceFile("p.jpg", data), SETTINGS) == 1


def test_pages_of_one_tiff_keep_their_own_resolutions():
    fine, coarse = PICTURE.resize((1654, 2339)), GREY_PICTURE.resize((827, 1169))
    fine.encoderinfo, coarse.encoderinfo = {"dpi": (200, 200)}, {"dpi": (100, 100)}
    file = SourceFile("a.tif", saved(fine, save_all=True, append_images=[coarse]))
    pages = [image_page(file, n, SETTINGS) for n in (1, 2)]
    assert [round(p.dpi) for p in pages] == [200, 100]
    assert [p.is_colour for p in pages] == [True, False]


def test_a_damaged_page_of_a_tiff_does_not_harm_the_others():
    frames = Image.fromarray(GREY), Image.fromarray(COLOUR)
    whole = saved(frames[0], save_all=True, append_images=frames[1:], compression="tiff_lzw")
    data = bytearray(whole)
    with Image.open(BytesIO(bytes(data))) as image:
        start, length = image.tag_v2[273][0], image.tag_v2[279][0]
    data[start : start + length] = b"\xff" * length
    file = SourceFile("a.tif", bytes(data))
    assert count_image_pages(file, SETTINGS) == 2
    with pytest.raises(PageDamagedError, match=r"Page 1 of a\.tif is damaged"):
        image_page(file, 1, SETTINGS)
    assert image_page(file, 2, SETTINGS).is_colour
