"""Whatever way a scan is stored in a PDF, the page image is what a viewer shows."""

from __future__ import annotations

import zlib
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ocr.model import PageImage, SourceFile
from ocr.pdf import PdfPage, load_pdf_page
from ocr.settings import OcrSettings
from tests.ocr.pdf_files import (
    HEIGHT,
    POINTS,
    WIDTH,
    Picture,
    Sheet,
    bits_of,
    encoded,
    flate,
    group4,
    jbig2,
    pdf_of,
    sheet_with_marks,
    size,
    whole_page,
)

GREY, COLOUR = sheet_with_marks(colour=False), sheet_with_marks()
CMYK = np.asarray(Image.fromarray(COLOUR).convert("CMYK"))
MOST_MEAN = 4.0  # grey levels between the page taken and the page drawn, both at half size
A_FULL_SHEET = f"q {POINTS[0]:.4f} 0 0 {POINTS[1]:.4f} 0 0 cm /I Do Q"


def indexed() -> Picture:
    few = Image.fromarray(COLOUR).quantize(16)
    palette = bytes(few.getpalette()[:48]).hex()
    return flate(np.asarray(few), f"[/Indexed/DeviceRGB 15<{palette}>]")


def jpeg(pixels: np.ndarray, space: str, decode: str = "") -> Picture:
    entries = f"{size(pixels)}/ColorSpace {space}/BitsPerComponent 8/Filter/DCTDecode{decode}"
    out = BytesIO()
    Image.fromarray(pixels, "CMYK" if pixels.shape[-1] == 4 else None).save(out, "JPEG", quality=95)
    return Picture(entries, out.getvalue())


def jpeg2000(pixels: np.ndarray) -> Picture:
    return Picture(f"{size(pixels)}/Filter/JPXDecode", encoded(pixels, "JPEG2000"))


def stencil() -> Picture:
    """Ones leave the paper as it is; zeros are inked."""
    ink = zlib.compress(np.packbits(GREY >= 128, axis=1).tobytes())
    return Picture(f"{size(GREY)}/ImageMask true/BitsPerComponent 1/Filter/FlateDecode", ink)


def black_under(**masks: Picture) -> Picture:
    black = flate(np.zeros_like(COLOUR))
    return Picture(black.entries, black.data, masks)


def in_strips(strips: int) -> bytes:
    rows, pictures, content = HEIGHT // strips, {}, ""
    for n in range(strips):
        pictures[f"I{n}"] = flate(COLOUR[n * rows : (n + 1) * rows])
        low = POINTS[1] - (n + 1) * rows * 0.72
        content += f"q {POINTS[0]:.4f} 0 0 {rows * 0.72:.4f} 0 {low:.4f} cm /I{n} Do Q\n"
    return pdf_of(Sheet(content, pictures))


def text_over_background() -> bytes:
    """Mixed raster content: coarse paper below, a fine stencil of the print over it."""
    paper = flate(np.full((40, 30, 3), 245, np.uint8))
    below = A_FULL_SHEET.replace("/I", "/B")
    return pdf_of(Sheet(f"{below} 0 g {A_FULL_SHEET}", {"B": paper, "I": stencil()}))


def placed(matrix: str, box: tuple[float, float] = POINTS) -> bytes:
    return pdf_of(Sheet(f"q {matrix} cm /I Do Q", {"I": flate(COLOUR)}, box=(0, 0, *box)))


W, H = (f"{v:.4f}" for v in POINTS)
CROP = f"/CropBox[40 30 {POINTS[0] - 20:.2f} {POINTS[1] - 60:.2f}]"
TAKEN = {
    "grey": whole_page(flate(GREY)),
    "colour": whole_page(flate(COLOUR)),
    "jpeg": whole_page(jpeg(COLOUR, "/DeviceRGB")),
    "jpeg 2000": whole_page(jpeg2000(COLOUR)),
    "jpeg 2000 grey": whole_page(jpeg2000(GREY)),
    "ccitt group 4": whole_page(group4(GREY)),
    "jbig2": whole_page(jbig2(GREY)),
    "one bit": whole_page(bits_of(GREY)),
    "one bit, inverted": whole_page(bits_of(GREY, ink=1)),
    "grey, inverted": whole_page(flate(255 - GREY, more="/Decode[1 0]")),
    "16 bit": whole_page(flate(GREY.astype(">u2") * 257, bits=16)),
    "cmyk": whole_page(flate(CMYK, "/DeviceCMYK")),
    "cmyk, inverted": whole_page(flate(255 - CMYK, "/DeviceCMYK", more="/Decode[1 0 1 0 1 0 1 0]")),
    "cmyk jpeg of Photoshop": whole_page(jpeg(CMYK, "/DeviceCMYK", "/Decode[1 0 1 0 1 0 1 0]")),
    "indexed": whole_page(indexed()),
    "turned by the page": whole_page(flate(COLOUR), "/Rotate 90"),
    "turned backwards": whole_page(flate(COLOUR), "/Rotate -90"),
    "cropped": whole_page(flate(COLOUR), CROP),
    "cropped and turned": whole_page(flate(COLOUR), CROP + "/Rotate 270"),
    "large points": whole_page(flate(COLOUR), "/UserUnit 1.25"),
}
DRAWN = {
    "stencil": pdf_of(Sheet(f"0 0.2 0.6 rg {A_FULL_SHEET}", {"I": stencil()})),
    "soft mask": whole_page(black_under(SMask=flate(np.where(GREY < 128, 255, 0).astype(np.uint8)))),
    "hard mask": whole_page(black_under(Mask=stencil())),
    "colour key": whole_page(flate(np.where(GREY < 128, 0, 7).astype(np.uint8), more="/Mask[7 7]")),
    "clipped": pdf_of(Sheet(f"30 30 100 100 re W n {A_FULL_SHEET}", {"I": flate(COLOUR)})),
    "in strips": in_strips(4),
    "text over background": text_over_background(),
    "upside down": placed(f"{W} 0 0 -{H} 0 {H}"),
    "mirrored": placed(f"-{W} 0 0 {H} {W} 0"),
    "turned in the page": placed(f"0 {W} -{H} 0 {H} 0", POINTS[::-1]),
}


def load(data: bytes, **settings: float) -> PdfPage:
    return load_pdf_page(SourceFile("a.pdf", data), 1, OcrSettings(**settings))


def seen(image: PageImage) -> np.ndarray:
    return half_size(Image.fromarray(image.pixels).convert("RGB"))


def in_a_viewer(data: bytes, like: PageImage) -> np.ndarray:
    document = pypdfium2.PdfDocument(data)
    shown = document[0].render(scale=3).to_pil().convert("RGB")
    document.close()
    return half_size(shown.resize((like.width, like.height), Image.Resampling.BOX))


def half_size(image: Image.Image) -> np.ndarray:
    return np.asarray(image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX), np.int16)


@pytest.mark.parametrize("kind", [*TAKEN, *DRAWN])
def test_the_page_image_is_what_a_viewer_shows(kind):
    data = (TAKEN | DRAWN)[kind]
    image = load(data).image
    shown = in_a_viewer(data, image)
    assert np.abs(seen(image) - shown).mean() < MOST_MEAN
    assert shown.min() < 130, "the sheet has marks"
    assert image.to_file.point(0, 0) == pytest.approx((0, 0), abs=0.003)
    assert image.to_file.point(image.width, image.height) == pytest.approx((1, 1), abs=0.003)


@pytest.mark.parametrize("kind", [k for k in TAKEN if not k.startswith("cropped")])
def test_a_scan_keeps_its_stored_pixels(kind):
    image = load(TAKEN[kind]).image
    assert {image.width, image.height} == {WIDTH, HEIGHT}
    if kind in ("grey", "colour", "jpeg 2000", "grey, inverted"):
        stored = COLOUR if kind in ("colour", "jpeg 2000") else GREY
        assert np.array_equal(
            Image.fromarray(image.pixels).convert("RGB"), Image.fromarray(stored).convert("RGB")
        )


@pytest.mark.parametrize("kind", [*TAKEN, *DRAWN])
def test_no_kind_loses_resolution(kind):
    image = load((TAKEN | DRAWN)[kind]).image
    assert image.dpi == pytest.approx(80 if kind == "large points" else 100, abs=0.5)


def test_a_scan_in_strips_is_drawn_at_its_own_size():
    image = load(DRAWN["in strips"]).image
    assert (image.width, image.height) == (WIDTH, HEIGHT)


def test_a_page_of_a_point_for_each_pixel_counts_as_a4():
    pixels = cv2.resize(COLOUR, (1654, 2339))
    content = "q 1654 0 0 2339 0 0 cm /I Do Q"
    data = pdf_of(Sheet(content, {"I": flate(pixels)}, box=(0, 0, 1654, 2339)))
    image = load(data).image
    assert (image.width, image.height) == (1654, 2339)
    assert image.dpi == pytest.approx(200, abs=0.2)


def test_a_scan_finer_than_needed_is_brought_down():
    pixels = cv2.resize(COLOUR, (WIDTH * 6, HEIGHT * 6), interpolation=cv2.INTER_NEAREST)
    assert load(whole_page(flate(pixels))).image.width == WIDTH * 3


def test_a_fax_of_unequal_resolution_comes_out_square():
    image = load(whole_page(group4(np.ascontiguousarray(GREY[::2])))).image
    assert (image.width, image.height) == (WIDTH, HEIGHT)


def test_a_page_larger_than_the_limit_is_drawn_smaller():
    image = load(DRAWN["in strips"], max_page_pixels=WIDTH * HEIGHT // 4).image
    assert image.width * image.height <= 1.05 * WIDTH * HEIGHT / 4
