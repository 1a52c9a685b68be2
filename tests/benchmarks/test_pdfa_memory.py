"""Peak memory and time of writing a long archive copy; printed, never asserted."""

from __future__ import annotations

import subprocess
import sys

import pytest

WRITE = """
import datetime as dt, resource, sys, tempfile, time
from pathlib import Path
import numpy as np
from PIL import Image
from ocr import BoundingBox, Line, OcrSettings, Page, Transform, Word
from service.pdfa import Order, write_pdfa

count, wide, tall = int(sys.argv[1]), 1240, 1754
grain = np.random.default_rng(1).random((tall, wide)) < 0.02
scan = Image.fromarray(np.where(grain, 0, 255).astype(np.uint8))
lines = tuple(
    Line(tuple(Word("Quảng", BoundingBox(100 + 70 * x, 90 + 40 * y, 160 + 70 * x, 120 + 40 * y), 0.9)
               for x in range(12))) for y in range(35))
with tempfile.TemporaryDirectory() as folder:
    source, out, work = (Path(folder) / name for name in ("a.tif", "out.pdf", "work"))
    work.mkdir()
    scan.save(source, save_all=True, append_images=[scan] * (count - 1), dpi=(150, 150),
              compression="tiff_deflate")
    whole = Transform.whole_page(wide, tall)
    pages = [Page(n, wide, tall, 150.0, whole, lines=lines, file_page=n) for n in range(1, count + 1)]
    start = time.monotonic()
    order = Order([(source.name, source)], pages, out, "", dt.datetime.now(dt.UTC))
    write_pdfa(order, OcrSettings(max_pages=2000), work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took, size = time.monotonic() - start, out.stat().st_size >> 20
    print(f"{count} scanned pages: {took:.1f} s, {size} MiB written, peak memory {peak} MiB")
"""


@pytest.mark.benchmark
@pytest.mark.parametrize("pages", [50, 300])
def test_memory_of_a_long_archive_copy(pages: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(pages)], capture_output=True, text=True, check=True
    )
    sys.stdout.write(done.stdout)
