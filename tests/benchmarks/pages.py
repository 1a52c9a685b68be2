"""The pages that benchmarks read: made from a seed, of every kind that can stand in one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from samples.generate import Order, make

SEED = 77  # of the tuning range; speed is not judged by accuracy
KINDS = ("clean300", "office200", "stamped", "poor150", "rotated", "office200")


def mixed_pdf(folder: Path, kinds: Sequence[str] = KINDS) -> Path:
    """A PDF of some twenty scanned pages: fine, coarse, stamped, turned, with tables and without."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = pypdfium2.PdfDocument.new()
    for index, kind in enumerate(kinds, 1):
        make(Order(index, SEED, "205" if index % 2 else "34", kind), folder)
        part = pypdfium2.PdfDocument(folder / f"r{index:03d}.pdf")
        whole.import_pages(part)
        part.close()
    path = folder / "mixed.pdf"
    whole.save(path)
    whole.close()
    return path


def long_tiff(folder: Path, pages: int) -> Path:
    """A TIFF of many cheap pages, each with a line of its own."""
    face = ImageFont.load_default(26)
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("1", (620, 440), 1)
        ImageDraw.Draw(sheet).text((60, 80), f"Trang {number} so {number * 7}", fill=0, font=face)
        sheets.append(sheet)
    out = BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(100, 100))
    path = folder / "long.tif"
    path.write_bytes(out.getvalue())
    return path
