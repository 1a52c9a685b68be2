"""Memory of a reading process from the first page of a long file to the last: ``make bench``."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import pytest

from service.reading import Reader, StoredFile, read_submission
from service.settings import Settings
from tests.benchmarks.pages import long_tiff, mixed_pdf
from tests.benchmarks.processes import watched_memory

PAGES = 1000
TOLD_AT = (50, 200, 400, 600, 800, 1000)


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_memory_stays_flat_over_a_thousand_pages(tmp_path: Path) -> None:
    path = long_tiff(tmp_path, PAGES)
    settings = Settings(workers=len(os.sched_getaffinity(0)), data_dir=tmp_path / "var", max_pages=PAGES)
    reader, done, told = Reader(settings), 0, {}
    with watched_memory() as watch:

        def on_page() -> None:
            nonlocal done
            done += 1
            if done in TOLD_AT:
                own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                told[done] = (watch.take_worst(), own)

        try:
            found = read_submission(reader, [StoredFile(path.name, path)], [], on_page=on_page)
        finally:
            reader.close()
    assert found.pages == PAGES
    sys.stdout.write(
        f"\n{PAGES} cheap pages; largest reader since the line before, and this process at its largest\n"
    )
    for page, (worst, own) in told.items():
        sys.stdout.write(f"page {page:5}  reader {worst:5.0f} MiB  this process {own:5.0f} MiB\n")


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_memory_of_a_reader_of_fine_colour_pages(tmp_path: Path) -> None:
    path = mixed_pdf(tmp_path)
    reader = Reader(Settings(workers=1, data_dir=tmp_path / "var"))
    with watched_memory() as watch:
        try:
            pages = min(10, reader.count_pages(StoredFile(path.name, path)))
            for page in range(1, pages + 1):
                reader.read_page(StoredFile(path.name, path), page, number=page, file_index=0)
        finally:
            reader.close()
    sys.stdout.write(
        f"\n{pages} scanned pages: largest reader {watch.worst_mib:.0f} MiB with its Tesseract\n"
    )
