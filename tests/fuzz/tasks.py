"""What the fuzzed children do: the parsers of foreign bytes, without Tesseract, which is slow."""

from __future__ import annotations

import datetime as dt

from ocr.settings import OcrSettings
from service.reading import file_of
from service.workers import Parts

LIMITS = OcrSettings(max_file_bytes=4 << 20, max_pages=50, max_page_pixels=4_000_000)
TASKS = {
    "load": "tests.fuzz.tasks:load",
    "unpack": "tests.fuzz.tasks:unpack",
    "signatures": "tests.fuzz.tasks:signatures",
    "archive": "tests.fuzz.tasks:archive",
    "plan": "tests.fuzz.tasks:plan",
    "sheet": "service.sheet_reading:sheet_task",
    "campaign": "service.campaign_yaml:campaign_task",
    "template": "service.letter_fill:check_task",
    "mail": "service.intake.mail_parts:mail_task",
}


def load(request: Parts) -> Parts:
    """Count the pages; then the picture and the text layer of the first two."""
    import ocr
    from ocr.blank import is_blank
    from ocr.errors import PageError
    from ocr.pipeline import _load

    file = file_of(request)
    pages = ocr.count_pages(file, LIMITS)
    for number in range(1, min(pages, 2) + 1):
        try:
            is_blank(_load(file, number, LIMITS).image)
        except PageError:
            continue
    return Parts({"pages": pages})


def unpack(request: Parts) -> Parts:
    from ocr.archives import unpack as unpacked

    files = unpacked(file_of(request), most_files=50, most_file_bytes=1 << 20, most_bytes=4 << 20)
    return Parts({"files": [file.name for file in files]})


def signatures(request: Parts) -> Parts:
    import ocr

    return Parts({"found": len(ocr.read_signatures(file_of(request)))})


def archive(request: Parts) -> Parts:
    """The archive copy of a page that nothing was read on."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import ocr
    from ocr.model import Page, Transform
    from service.pdfa import Order, write_pdfa

    file = file_of(request)
    ocr.count_pages(file, LIMITS)
    page = Page(1, 100, 140, 12.0, Transform.whole_page(100, 140))
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "a", Path(folder) / "b"
        source.write_bytes(file.data)
        order = Order(
            files=[("a", source)],
            pages=[page],
            out=out,
            title="a",
            made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            corrections=[],
        )
        write_pdfa(order, LIMITS, Path(folder))
    return Parts({})


def plan(request: Parts) -> Parts:
    from service.plan_reading import plan_task

    text = request.blobs[0].decode("utf-8", "replace")
    from dataclasses import asdict

    plan_task(Parts({"ocr": asdict(LIMITS), "text": text, "images": []}))
    return Parts({})
