"""Stand-ins for the reading tasks, run in the real child processes: files are small texts, not scans.

A file is "PAGES n" and further lines: "table LABEL a b" rows, "die" or "slow" for a page that harms its
reader, "cut n" for page n whose Tesseract runs out of time, "encrypted" for a file that cannot be opened,
"page-fault PATH" or "extract-fault PATH" for a fault of ours in that step as long as there is a file at PATH.
"""

from __future__ import annotations

import io
import os
import signal
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image

from extraction.model import Check, Extraction, Field, FieldStatus
from ocr.errors import DamagedFileError, EncryptedFileError, EngineTimeoutError
from ocr.model import BoundingBox, Line, Page, PageProblem, PageSource, PdfSignature, Transform, Word
from service import mapping
from service.reading import file_of
from service.workers import Parts

TASKS = {
    "unpack": "service.reading:unpack_task",
    "plan": "service.plan_reading:plan_task",
    "pdfa": "service.pdfa.task:pdfa_task",
    **{
        name: f"tests.service.standin:{name}"
        for name in ("count", "page", "extract", "signatures", "preview")
    },
}
WIDTH, HEIGHT = 200, 300


def scan(pages: int = 1, *rows: str) -> bytes:
    return "\n".join((f"PAGES {pages}", *rows)).encode()


def count(request: Parts) -> Parts:
    lines = file_of(request).data.decode("utf-8", "replace").splitlines()
    name = str(request.head["name"])
    if "encrypted" in lines:
        raise EncryptedFileError(name)
    if not lines or not lines[0].startswith("PAGES "):
        raise DamagedFileError(name, "no pages")
    return Parts({"pages": int(lines[0].split()[1])})


def page(request: Parts) -> Parts:
    lines = file_of(request).data.decode().splitlines()
    if f"die {request.head['file_page']}" in lines:
        os.kill(os.getpid(), signal.SIGKILL)
    if "slow" in lines:
        time.sleep(60)
    _fault("page-fault", lines)
    words = tuple(
        Line((Word(text, BoundingBox(10, 10 + 20 * n, 100, 24 + 20 * n), 0.9),))
        for n, text in enumerate(lines[1:])
        if text
    )
    read = Page(
        number=request.head["number"],
        width=WIDTH,
        height=HEIGHT,
        dpi=100.0,
        to_file=Transform.of([[0, -1 / HEIGHT, 1.0], [1 / WIDTH, 0, 0]]),  # it lay on its side in the file
        lines=words,
        source=PageSource.PIXELS,
        file=request.head["file_index"],
        file_page=request.head["file_page"],
    )
    if f"cut {read.file_page}" in lines:
        error = EngineTimeoutError(1)
        read = replace(read, lines=(), problems=(PageProblem(error.code, str(error)),))
    return Parts({"image_hash": "00000000000000ff"}, (mapping.pack_page(read), _image("JPEG"), _image("PNG")))


def preview(request: Parts) -> Parts:
    """The same small picture for every file."""
    return Parts({}, (_image("JPEG"),))


def signatures(request: Parts) -> Parts:
    """One signature where a line says "signed", altered since where it says "altered"."""
    lines = file_of(request).data.decode("utf-8", "replace").splitlines()
    if not {"signed", "altered"} & set(lines):
        return Parts({"signatures": []})
    one = PdfSignature("S1", "Nguyễn An", intact=True, genuine=True, altered="altered" in lines)
    return Parts({"signatures": mapping.signatures_json([one])})


def extract(request: Parts) -> Parts:
    pages = [mapping.unpack_page(blob) for blob in request.blobs]
    _fault("extract-fault", [line.text for one in pages for line in one.lines])
    fields = [
        _field("document.issuer", "ĐẢNG ỦY XÃ BÌNH HIỆP", pages[0], 0, FieldStatus.ACCEPTED),
        _field("document.number", "12-BC/ĐU", pages[0], 1, FieldStatus.REVIEW, doubts=("handwritten",)),
    ]
    rows = [line.text.split("|") for one in pages[:1] for line in one.lines if "|" in line.text]
    paths = []
    for n, (label, number) in enumerate(rows, 1):
        start = f"table.bieu-1.{n}"
        fields.append(_field(f"{start}.label", label, pages[0], n, FieldStatus.ACCEPTED))
        status = FieldStatus.REVIEW if n == 2 else FieldStatus.ACCEPTED
        path = f"{start}.so_luong"
        paths.append(path)
        doubts = ("readers_differ",) if n == 2 else ()
        fields.append(_field(path, Decimal(number), pages[0], n, status, doubts=doubts))
    fields.append(Field("figure.I.so_tccsd", None, "", 0.0, FieldStatus.MISSING))
    numbers = [Decimal(number) for _, number in rows]
    checks = ()
    if len(rows) > 1:
        ok = numbers[0] == sum(numbers[1:])
        facts = {
            "column": "Số lượng",
            "row": rows[0][0],
            "whole": str(numbers[0]),
            "parts": str(sum(numbers[1:])),
        }
        checks = (Check("sum:bieu-1.so_luong.1", ok, "sum_of_members", tuple(paths), facts),)
    found = Extraction(
        campaign=request.head["campaign"] or "205-KH/TU",
        fields=tuple(fields),
        checks=checks,
        pages=len(pages),
        signatures=mapping.signatures_of(request.head["signatures"]),
    )
    return Parts({"extraction": mapping.submission_json([""], found)})


def _fault(step: str, lines: list[str]) -> None:
    for line in lines:
        name, _, path = line.partition(" ")
        if name == step and Path(path).exists():
            raise KeyError("a fault of ours")


def _field(
    path: str, value: Any, page: Page, n: int, status: FieldStatus, doubts: tuple[str, ...] = ()
) -> Field:
    return Field(
        path=path,
        value=value,
        raw=str(value),
        confidence=0.99 if status is FieldStatus.ACCEPTED else 0.6,
        status=status,
        page=page.number,
        bbox=page.in_file(BoundingBox(10, 10 + 20 * n, 100, 24 + 20 * n)),
        candidates=(str(value), "7"),
        doubts=doubts,
    )


def _image(form: str) -> bytes:
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    picture.paste(0, (20, 40, 60, 50))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
