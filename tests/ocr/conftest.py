"""Small pages built in memory: no sample file is needed to test reading."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from ocr.model import BoundingBox, PageImage, Transform, Word

DPI = 100.0


def sheet(width: int = 827, height: int = 1169, colour: bool = False) -> np.ndarray:
    """White A4 at 100 dpi."""
    return np.full((height, width, 3) if colour else (height, width), 255, np.uint8)


def page_image(pixels: np.ndarray, dpi: float = DPI) -> PageImage:
    return PageImage(pixels, dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))


def write_lines(pixels: np.ndarray, lines: int = 25, *, top: int = 100, left: int = 90) -> np.ndarray:
    """Lines of print with ascenders and accents above, few strokes below."""
    words = ["Bao", "cao", "ket", "qua", "thuc", "hien", "hoat", "dong", "tai", "don", "vi", "huyen"]
    black = 0 if pixels.ndim == 2 else (0, 0, 0)
    for n in range(lines):
        y, text = top + n * 32, " ".join(words[n % 7 :] + words[: n % 7])
        cv2.putText(pixels, text, (left, y), cv2.FONT_HERSHEY_COMPLEX, 0.62, black, 2)
        for x in range(left + 8 + 5 * (n % 5), left + 560, 11):
            cv2.line(pixels, (x, y - 13), (x + 5, y - 17), black, 2)
    return pixels


def make_word(
    text: str, at: tuple[float, float], size: tuple[float, float] | None = None, **kwargs: object
) -> Word:
    width, height = size or (10.0 * len(text), 20.0)
    return Word(text, BoundingBox(at[0], at[1], at[0] + width, at[1] + height), 0.9, **kwargs)  # type: ignore[arg-type]


def as_file(pixels: np.ndarray, kind: str, **options: object) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def as_tiff(frames: list[np.ndarray], **options: object) -> bytes:
    out = BytesIO()
    images = [Image.fromarray(f).convert("1") for f in frames]
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression="group4", **options)
    return out.getvalue()


def zip_of(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
