"""Pictures of what each step of reading a page found, for whoever asks why a page reads badly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from ocr import SourceFile, count_pages, draw_steps, load_page, read_page
from service.reading import ocr_settings
from service.settings import Settings


def draw_file(path: Path, folder: Path, settings: Settings, *, only: int | None = None) -> Iterator[Path]:
    """Read a file's pages and write a PNG for each step: ``NAME-p003-4-cells.png``.

    A page without print says so in the names of its pictures: ``NAME-p004-blank-1-outline.png``.

    Args:
        path: The file to look at.
        folder: Where the pictures go; made if it is not there.
        settings: Language data and limits.
        only: The one page that is wanted, from 1; all if None.

    Yields:
        The path of each picture, once it is written.

    Raises:
        OcrError: The file cannot be opened, or Tesseract is missing.
    """
    given, file = ocr_settings(settings), SourceFile(path.name, path.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count_pages(file, given) + 1):
        if only is not None and number != only:
            continue
        reading = read_page(file, number, given, number=number)
        state = "-blank" if reading.page.blank else ""
        for step, (name, picture) in enumerate(draw_steps(load_page(file, number, given), reading), 1):
            target = folder / f"{path.stem}-p{number:03d}{state}-{step}-{name}.png"
            Image.fromarray(picture.pixels).save(target)
            yield target
