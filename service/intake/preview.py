"""A small picture of a file's first page, drawn in a child process, since the file is a stranger's."""

from __future__ import annotations

import io

from PIL import Image

from ocr import load_page
from ocr.settings import OcrSettings
from service.reading import file_of
from service.workers import Parts

WIDTH_PX = 420
JPEG_QUALITY = 72


def preview_task(request: Parts) -> Parts:
    """The first page as JPEG, ``WIDTH_PX`` across."""
    page = load_page(file_of(request), 1, OcrSettings(**request.head["ocr"]))
    picture = Image.fromarray(page.pixels)
    picture.thumbnail((WIDTH_PX, 4 * WIDTH_PX))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY)
    return Parts({}, (out.getvalue(),))
