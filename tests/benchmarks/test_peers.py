"""Pages a minute and CPU a page against OCRmyPDF and bare Tesseract, on the same pages in one run.

All use the same model and as many processes as there are cores. OCRmyPDF deskews and turns pages and writes
a PDF; bare Tesseract gets each page drawn at 300 dpi beforehand and does nothing else. Ours finds tables,
marks and turned pages and writes both images of each page. ``make bench``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from service.reading import Reader, StoredFile
from service.settings import Settings
from tests.benchmarks.pages import mixed_pdf
from tests.benchmarks.processes import cpu_of_children, watched_memory

CORES = len(os.sched_getaffinity(0))
DRAWN_DPI = 300


@dataclass(frozen=True)
class Cost:
    seconds: float
    cpu_seconds: float
    worst_mib: float

    def told(self, name: str, pages: int) -> str:
        return (
            f"{name:16} {pages / self.seconds * 60:6.1f} pages a minute"
            f"  {self.cpu_seconds / pages:5.2f} CPU s a page"
            f"  {self.worst_mib:5.0f} MiB in the largest process with what it started\n"
        )


def cost_of(work: Callable[[], None]) -> Cost:
    start, cpu = time.perf_counter(), cpu_of_children()
    with watched_memory() as watch:
        work()
        worst = watch.worst_mib
    return Cost(time.perf_counter() - start, cpu_of_children() - cpu, worst)


def read_by_ours(path: Path, pages: int) -> None:
    reader = Reader(Settings(workers=CORES, data_dir=path.parent / "var"))
    try:
        with ThreadPoolExecutor(CORES) as threads:
            file = StoredFile(path.name, path)
            jobs = [
                threads.submit(reader.read_page, file, n, number=n, file_index=0) for n in range(1, pages + 1)
            ]
            for job in jobs:
                assert job.result().level_jpeg
    finally:
        reader.close()


def read_by_ocrmypdf(path: Path, tessdata: Path) -> None:
    options = ["--force-ocr", "--deskew", "--rotate-pages", "--output-type", "pdf", "--language", "vie"]
    out = path.with_suffix(".out.pdf")
    subprocess.run(
        [sys.executable, "-m", "ocrmypdf", *options, "--jobs", str(CORES), "--quiet", path, out],
        env={**os.environ, "TESSDATA_PREFIX": str(tessdata), "OMP_THREAD_LIMIT": "1"},
        check=True,
    )


def with_configs(models: Path, folder: Path) -> Path:
    """Our models beside Tesseract's own configurations, which OCRmyPDF asks for by name."""
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout
    own = Path(told.split('"')[1])
    folder.mkdir()
    for path in [*own.glob("*configs"), *models.resolve().glob("*.traineddata")]:
        (folder / path.name).symlink_to(path)
    return folder


def read_by_tesseract(images: list[Path], tessdata: Path) -> None:
    def read(image: Path) -> None:
        command = ["tesseract", image, image.with_suffix(""), "--tessdata-dir", tessdata, "-l", "vie"]
        subprocess.run(
            [*command, "--psm", "3", "--dpi", str(DRAWN_DPI), "-c", "tessedit_create_tsv=1"],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            stderr=subprocess.DEVNULL,
            check=True,
        )

    with ThreadPoolExecutor(CORES) as threads:
        list(threads.map(read, images))


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_pages_a_minute_and_cpu_a_page(tmp_path: Path) -> None:
    pytest.importorskip("ocrmypdf")
    tessdata = Settings(data_dir=tmp_path).tessdata
    assert tessdata is not None, "the same model for all: run make setup-dev"
    tessdata = with_configs(tessdata, tmp_path / "tessdata")
    path = mixed_pdf(tmp_path / "made")
    document = pypdfium2.PdfDocument(path)
    images = []
    for number, page in enumerate(document, 1):
        images.append(tmp_path / f"{number}.png")
        page.render(scale=DRAWN_DPI / 72).to_pil().save(images[-1], compress_level=1)
    document.close()
    pages = len(images)
    ours = cost_of(lambda: read_by_ours(path, pages))
    peer = cost_of(lambda: read_by_ocrmypdf(path, tessdata))
    bare = cost_of(lambda: read_by_tesseract(images, tessdata))
    sys.stdout.write(f"\n{pages} mixed pages, {CORES} cores\n")
    sys.stdout.write(
        ours.told("tonghop", pages) + peer.told("OCRmyPDF", pages) + bare.told("Tesseract", pages)
    )
    sys.stdout.write(
        f"pages a minute {peer.seconds / ours.seconds:.2f} times OCRmyPDF's; "
        f"CPU a page {ours.cpu_seconds / bare.cpu_seconds:.2f} times bare Tesseract's\n"
    )
