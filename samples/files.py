"""Writes pages into the files that senders send."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.marks import FONT_FOLDER
from samples.scan import Picture
from samples.textlayer import LayerWord

EXIF_ORIENTATION = 274


@dataclass
class SheetImage:
    """A scanned page: its picture, resolution, hidden words and whether a /Rotate entry sets it upright."""

    picture: Picture
    dpi: float
    words: Sequence[LayerWord] = field(default_factory=tuple)
    rotate: int = 0
    quality: int = 75


def render(pdf: bytes, dpi: int) -> list[Picture]:
    """All pages of a PDF as RGB pictures."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [np.array(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    document.close()
    return pages


def jpeg(picture: Picture, quality: int) -> bytes:
    """Encode as JPEG; a picture without colour is stored as grey."""
    grey = bool((picture[..., 0] == picture[..., 1]).all() and (picture[..., 1] == picture[..., 2]).all())
    image = Image.fromarray(picture[..., 0] if grey else picture)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def write_image_pdf(path: Path, sheets: Sequence[SheetImage]) -> None:
    """A PDF whose pages are pictures, with an invisible text layer where a sheet has words."""
    canvas = Canvas(str(path), invariant=1, pageCompression=1)
    for sheet in sheets:
        height, width = sheet.picture.shape[:2]
        size = (width / sheet.dpi * 72, height / sheet.dpi * 72)
        # reportlab takes the size as shown and swaps the sides itself for a page with a quarter turn.
        canvas.setPageSize(size if sheet.rotate % 180 == 0 else size[::-1])
        canvas.setPageRotation(sheet.rotate)
        canvas.drawImage(ImageReader(io.BytesIO(jpeg(sheet.picture, sheet.quality))), 0, 0, *size)
        for word in sheet.words:
            write_hidden(canvas, word, size[1])
        canvas.showPage()
    canvas.save()


def write_hidden(canvas: Canvas, word: LayerWord, page_height: float) -> None:
    shown = word.text.encode("cp1252", "ignore").decode("cp1252")
    if not shown.strip():
        return
    size = max(4.0, (word.bottom - word.top) * 0.9)
    natural = canvas.stringWidth(shown, "Times-Roman", size) or 1.0
    text = canvas.beginText(word.left, page_height - word.bottom + size * 0.2)
    text.setFont("Times-Roman", size)
    text.setTextRenderMode(3)
    text.setHorizScale(100 * (word.right - word.left) / natural)
    text.textOut(shown + " ")
    canvas.drawText(text)


def write_tiff(path: Path, pages: Sequence[Picture], lines_per_inch: int) -> None:
    """A multi-page fax: one bit, CCITT Group 4, 204 dots by ``lines_per_inch``."""
    frames = [Image.fromarray(p).convert("1", dither=Image.Dither.NONE) for p in pages]
    frames[0].save(
        path, save_all=True, append_images=frames[1:], compression="group4", dpi=(204, lines_per_inch)
    )


def fax_header(picture: Picture, line: str) -> Picture:
    """The line that the sending machine prints along the top."""
    image = Image.fromarray(picture)
    face = ImageFont.truetype(str(FONT_FOLDER / "Cousine-Regular.ttf"), 26)
    ImageDraw.Draw(image).text((30, 14), line, (0, 0, 0), face)
    return np.array(image)


def write_photo(path: Path, picture: Picture, quality: int, *, sideways: bool) -> None:
    """A JPEG as telephones store them; ``sideways`` with an EXIF note that says how to turn it."""
    stored = (
        np.rot90(picture) if sideways else picture
    )  # a quarter turn back: orientation 6 turns it clockwise
    exif = Image.Exif()
    if sideways:
        exif[EXIF_ORIENTATION] = 6
    Image.fromarray(np.ascontiguousarray(stored)).save(path, "JPEG", quality=quality, exif=exif)


def turned(picture: Picture, clockwise: int) -> Picture:
    """A picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(picture, -(clockwise // 90) % 4))


def stored_for_rotation(picture: Picture, rng: random.Random) -> tuple[Picture, int]:
    """A picture stored turned, and the /Rotate that sets it upright for the reader."""
    rotate = rng.choice([90, 270])
    return turned(picture, 360 - rotate), rotate


def shrink(picture: Picture, width: int) -> Picture:
    """Smaller, for thumbnails."""
    height = round(picture.shape[0] * width / picture.shape[1])
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]
