"""PDFs written byte by byte, so that a test decides every entry of a page and of its images."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

WIDTH, HEIGHT = 320, 448  # pixels of the test sheet; at 100 dpi an A7 sheet, small enough to be quick
POINTS = (WIDTH * 0.72, HEIGHT * 0.72)


@dataclass
class Picture:
    """An image object: its entries without Length, and its data."""

    entries: str
    data: bytes
    more: dict[str, Picture] = field(default_factory=dict)  # entries that are images themselves: SMask, Mask


@dataclass
class Sheet:
    content: str
    pictures: dict[str, Picture]
    entries: str = ""
    box: tuple[float, float, float, float] = (0, 0, *POINTS)


def pdf_of(*sheets: Sheet) -> bytes:
    objects: list[bytes] = [b"", b""]  # catalogue and page tree, filled at the end

    def add(entries: str, stream: bytes | None = None) -> int:
        body = f"<<{entries}{'' if stream is None else f' /Length {len(stream)}'}>>".encode("latin-1")
        objects.append(body if stream is None else body + b"\nstream\n" + stream + b"\nendstream")
        return len(objects)

    def add_picture(picture: Picture) -> int:
        more = "".join(f" /{name} {add_picture(other)} 0 R" for name, other in picture.more.items())
        return add("/Type/XObject/Subtype/Image " + picture.entries + more, picture.data)

    kids = []
    for sheet in sheets:
        names = " ".join(f"/{name} {add_picture(p)} 0 R" for name, p in sheet.pictures.items())
        content = add("", sheet.content.encode())
        box = " ".join(f"{v:.4f}" for v in sheet.box)
        kids.append(
            add(
                f"/Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<</XObject<<{names}>>>>"
                f"/Contents {content} 0 R {sheet.entries}"
            )
        )
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>".encode()
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def whole_page(picture: Picture, entries: str = "") -> bytes:
    """A page that is one image."""
    return pdf_of(Sheet(f"q {POINTS[0]:.4f} 0 0 {POINTS[1]:.4f} 0 0 cm /I Do Q", {"I": picture}, entries))


def sheet_with_marks(colour: bool = True) -> np.ndarray:
    """A sheet on which no side looks like another, grey or with a red ring."""
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.putText(pixels, "BAO CAO", (40, 70), cv2.FONT_HERSHEY_COMPLEX, 1.1, (0, 0, 0), 2)
    for y in range(120, 360, 24):
        cv2.line(pixels, (40, y), (40 + (y * 7) % 220, y), (20, 20, 20), 4)
    if colour:
        cv2.circle(pixels, (220, 380), 40, (200, 30, 40), 5)
    else:
        cv2.circle(pixels, (220, 380), 40, (90, 90, 90), 5)
    return pixels if colour else pixels[..., 0].copy()


def size(pixels: np.ndarray) -> str:
    return f"/Width {pixels.shape[1]}/Height {pixels.shape[0]}"


def flate(pixels: np.ndarray, space: str = "", bits: int = 8, more: str = "") -> Picture:
    space = space or ("/DeviceRGB" if pixels.ndim == 3 and pixels.shape[2] == 3 else "/DeviceGray")
    entries = f"{size(pixels)}/ColorSpace {space}/BitsPerComponent {bits}/Filter/FlateDecode{more}"
    return Picture(entries, zlib.compress(pixels.tobytes()))


def bits_of(pixels: np.ndarray, *, ink: int = 0) -> Picture:
    """One bit a pixel; ``ink`` is the bit that black has."""
    black = pixels < 128
    packed = np.packbits(black if ink else ~black, axis=1)
    entries = f"{size(pixels)}/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/FlateDecode"
    return Picture(entries + ("/Decode[1 0]" if ink else ""), zlib.compress(packed.tobytes()))


def encoded(pixels: np.ndarray, form: str, **options: object) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, form, **options)
    return out.getvalue()


def group4_data(pixels: np.ndarray) -> bytes:
    """The bare CCITT G4 data of a black-and-white sheet: the only strip of a TIFF, black coded as 1."""
    out = BytesIO()
    black_is_one = Image.fromarray(np.where(pixels < 128, 0, 255).astype(np.uint8)).convert("1")
    black_is_one.save(out, "TIFF", compression="group4", strip_size=10**7, tiffinfo={262: 0})
    with Image.open(BytesIO(out.getvalue())) as image:
        (start,), (length,) = image.tag_v2[273], image.tag_v2[279]
        assert image.tag_v2[262] == 0
    return out.getvalue()[start : start + length]


def group4(pixels: np.ndarray) -> Picture:
    parameters = f"/DecodeParms<</K -1/Columns {pixels.shape[1]}/Rows {pixels.shape[0]}>>"
    entries = f"{size(pixels)}/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode{parameters}"
    return Picture(entries, group4_data(pixels))


def jbig2(pixels: np.ndarray) -> Picture:
    """A JBIG2 page (ITU-T T.88) of one generic region, whose MMR coding is that of CCITT G4."""
    height, width = pixels.shape

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + group4_data(pixels)
    entries = f"{size(pixels)}/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode"
    return Picture(entries, segment(0, 48, page) + segment(1, 38, region))
