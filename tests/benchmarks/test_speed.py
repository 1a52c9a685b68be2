"""Seconds per page against a plain use of the same engine, in the same run: ``make bench``.

The peer is what a script would do: render at 300 dpi with pypdfium2 (or take the picture), then
``pytesseract.image_to_data`` with Debian's Vietnamese model. It finds no tables, marks or turned pages.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pypdfium2
import pytesseract
import pytest
from PIL import Image, ImageSequence

import ocr
from ocr.model import SourceFile
from service.reading import ocr_settings
from service.settings import load_settings

REPORTS = Path(__file__).parent.parent.parent / "samples" / "reports"
PEER_DPI = 300


def peer_images(file: SourceFile) -> list[Image.Image]:
    if file.data.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(file.data)
        return [page.render(scale=PEER_DPI / 72).to_pil() for page in pages]
    with Image.open(io.BytesIO(file.data)) as image:
        return [frame.convert("L") for frame in ImageSequence.Iterator(image)]


@pytest.mark.benchmark
@pytest.mark.parametrize(
    "name", ["bao-cao-xa-hanh-duc.pdf", "bao-cao-huyen-mo-duc.tif", "bao-cao-xa-nghia-phuong.pdf"]
)
def test_seconds_per_page(name: str) -> None:
    file = SourceFile(name, (REPORTS / name).read_bytes())
    settings = ocr_settings(load_settings())
    start = time.perf_counter()
    pages = [reading.page for reading in ocr.read_pages([file], settings)]
    ours = (time.perf_counter() - start) / len(pages)
    start = time.perf_counter()
    for image in peer_images(file):
        pytesseract.image_to_data(image, lang="vie", config=f"--dpi {PEER_DPI} --psm 3")
    peer = (time.perf_counter() - start) / len(pages)
    sys.stdout.write(
        f"\n{name}: {ours:.2f} s a page on one core, plain Tesseract {peer:.2f} s, ratio {ours / peer:.2f}\n"
    )
    assert all(page.words or page.blank for page in pages)
