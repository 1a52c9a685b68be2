"""Writing an archive copy in a child process, which alone takes foreign files apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ocr.settings import OcrSettings
from service import mapping
from service.pdfa import Correction, Order, write_pdfa
from service.workers import Parts


def pdfa_task(request: Parts) -> Parts:
    """The head as ``service.archive`` wrote it, the pages as blobs; answers why pages were drawn anew."""
    head = request.head
    order = Order(
        files=[(str(name), Path(path)) for name, path in head["files"]],
        pages=[mapping.unpack_page(blob) for blob in request.blobs],
        out=Path(head["out"]),
        title=str(head["title"]),
        made_at=dt.datetime.fromisoformat(head["made_at"]),
        corrections=[
            Correction(one["page"], tuple(one["box"]), str(one["text"])) for one in head["corrections"]
        ],
    )
    drawn = write_pdfa(order, OcrSettings(**head["ocr"]), Path(head["folder"]))
    return Parts({"drawn": {str(number): reasons for number, reasons in drawn.items()}})
