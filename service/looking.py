"""Pictures of what each step of reading a page found, for whoever asks why a page reads badly."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from ocr.model import Pixels
from ocr.settings import OcrSettings
from service.reading import Reader, StoredFile, file_of
from service.workers import Parts


def draw_file(reader: Reader, path: Path, folder: Path, *, only: int | None = None) -> Iterator[Path]:
    """Read a file's pages and write a PNG for each step: ``NAME-p003-4-cells.png``.

    A page without print says so in the names of its pictures: ``NAME-p004-blank-1-outline.png``.

    Args:
        reader: The reading processes.
        path: The file to look at.
        folder: Where the pictures go; made if it is not there.
        only: The one page that is wanted, from 1; all if None.

    Yields:
        The path of each picture, once it is written.

    Raises:
        RemoteProblem, ReaderDied: The file cannot be opened, a page not be read, or Tesseract is missing.
    """
    file = StoredFile(path.name, path.resolve())
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, reader.count_pages(file) + 1):
        if only is not None and number != only:
            continue
        for step, picture in reader.look(file, number).items():
            target = folder / f"{path.stem}-p{number:03d}{step}.png"
            target.write_bytes(picture)
            yield target


def look_task(request: Parts) -> Parts:
    """In the child: the pictures of one page, and what stands in each name behind the page's number."""
    from ocr import draw_steps, load_page, read_page

    file, settings = file_of(request), OcrSettings(**request.head["ocr"])
    number = int(request.head["page"])
    reading = read_page(file, number, settings, number=number)
    state = "-blank" if reading.page.blank else ""
    drawn = draw_steps(load_page(file, number, settings), reading)
    pictures = {f"{state}-{step}-{name}": picture for step, (name, picture) in enumerate(drawn, 1)}
    return Parts({"steps": list(pictures)}, tuple(_png(picture.pixels) for picture in pictures.values()))


def _png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()
