"""Pictures for people: upright pages, and the piece of a page around a field."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.mapping import Box, clip
from service.records import FieldRecord, SubmissionRecord
from service.reviews import page_record
from service.storage import Storage
from service.submissions import record

LEAST_MARGIN = 0.012  # of the page's width: about 2.5 mm, so that a lone digit shows its cell's borders
SMALLER_QUALITY = 80  # of JPEG: text stays clean, a thumbnail weighs about 10 kB
TALLEST_PX = 600  # no piece is shown larger than half a page on a dense screen
WIDEST_PX = 4000  # no page is sharper than this across, and a request must not ask for gigabytes


@dataclass(frozen=True)
class Crop:
    """A PNG around a field; ``box_in_crop`` is the field's own box in fractions of it."""

    data: bytes
    box_in_crop: Box


def page_image(
    session: Session, storage: Storage, submission_id: int, number: int, *, width: int | None = None
) -> bytes:
    """The upright, level page as JPEG; NotFound while it is not read.

    ``width`` makes it at most so many pixels across: a thumbnail need not be the whole scan.
    """
    digest = _level(session, record(session, submission_id, deleted=True), number)
    return storage.read(digest) if width is None else _smaller(storage, digest, width)


def field_crop(
    session: Session,
    storage: Storage,
    field_id: int,
    *,
    margin: float = 0.5,
    width: int | None = None,
    tall: int | None = None,
) -> Crop:
    """The piece of the upright page around a field's evidence.

    Args:
        session: Any.
        storage: Where the page images are.
        field_id: Which field; NotFound where it has no place on paper.
        margin: Added on each side, in heights of the box; 0 leaves the bare box, as for many cells side by
            side, where a neighbour's figures would be in the way.
        width: Scale to this many pixels across; None leaves the scan's own sharpness.
        tall: Enlarge a smaller piece to this many pixels in height, smoothly, as a browser would not.
    """
    row = session.get(FieldRecord, field_id)
    if row is None or row.page is None or row.box is None:
        raise NotFound(what=f"evidence of field {field_id}")
    submission = session.get_one(SubmissionRecord, row.submission_id)
    digest = _level(session, submission, row.page)
    box = (row.box[0], row.box[1], row.box[2], row.box[3])
    return _crop(storage, digest, box, round(min(max(margin, 0.0), 20.0), 2), width, tall)


def crop_of(storage: Storage, digest: str, box: Box, *, margin: float = 0.5) -> Crop:
    """The piece of a stored page image around a box in fractions of it."""
    return _crop(storage, digest, box, round(min(max(margin, 0.0), 20.0), 2), None, None)


def _level(session: Session, submission: SubmissionRecord, number: int) -> str:
    page = page_record(session, submission, number)
    if page is None or page.level_sha256 is None:
        raise NotFound(what=f"image of page {number}")
    return page.level_sha256


@lru_cache(maxsize=512)
def _crop(
    storage: Storage, digest: str, box: Box, margin: float, width: int | None, tall: int | None
) -> Crop:
    pixels = _page_pixels(storage, digest)
    page_height, page_width = pixels.shape[:2]
    x0, y0, x1, y1 = box[0] * page_width, box[1] * page_height, box[2] * page_width, box[3] * page_height
    room = max((y1 - y0) * margin, LEAST_MARGIN * page_width) if margin else 0.0
    left, top = max(0, int(x0 - room)), max(0, int(y0 - room))
    right, bottom = min(page_width, int(x1 + room) + 1), min(page_height, int(y1 + room) + 1)
    piece = Image.fromarray(np.ascontiguousarray(pixels[top:bottom, left:right]))
    across, down = max(1, right - left), max(1, bottom - top)
    if tall is not None and down < tall:
        width = min(WIDEST_PX, round(across * tall / down))
    if width is not None and 0 < width <= WIDEST_PX and width != across:
        piece = piece.resize((width, max(1, round(down * width / across))), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    piece.save(out, "PNG", compress_level=3)
    inner = ((x0 - left) / across, (y0 - top) / down, (x1 - left) / across, (y1 - top) / down)
    return Crop(out.getvalue(), clip(inner))


@lru_cache(maxsize=256)
def _smaller(storage: Storage, digest: str, width: int) -> bytes:
    data = storage.read(digest)
    with Image.open(io.BytesIO(data)) as image:
        if image.width <= width:
            return data
        height = max(1, round(image.height * width / image.width))
        image.draft("RGB" if image.mode == "RGB" else "L", (width, height))  # decodes at a half or less
        small = image.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=SMALLER_QUALITY)
    return out.getvalue()


@lru_cache(maxsize=6)  # a page is some 25 MB; a reviewer works on one page for a while
def _page_pixels(storage: Storage, digest: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(io.BytesIO(storage.read(digest))) as image:
        return np.asarray(image, dtype=np.uint8)
