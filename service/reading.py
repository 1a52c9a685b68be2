"""Reading one submission: the recipe that the command line and the jobs share.

Foreign bytes are touched by child processes only. ``Reader`` hands them out; the functions named in
``TASKS`` run in the children and know the two libraries.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from extraction.model import Extraction
from ocr.model import (
    Page,
    PageImage,
    PageProblem,
    PageSource,
    PdfSignature,
    SourceFile,
    Transform,
)
from ocr.settings import OcrSettings
from service import mapping
from service.confine import MIB
from service.errors import ReaderDied, ReaderTimeout
from service.tries import most_tries, refuse_cut, run_twice
from service.workers import Parts, RemoteProblem, Watch, WorkerPool

if TYPE_CHECKING:  # a reader is told what it needs, and loads nothing of the settings
    from service.settings import Settings

TASKS = {
    "unpack": "service.reading:unpack_task",
    "count": "service.reading:_count_task",
    "page": "service.reading:_page_task",
    "extract": "service.reading:_extract_task",
    "findings": "service.calibration_task:findings_task",
    "plan": "service.plan_reading:plan_task",
    "signatures": "service.reading:_signatures_task",
    "pdfa": "service.pdfa.task:pdfa_task",
    "preview": "service.intake.preview:preview_task",
    "look": "service.looking:look_task",
}
COUNT_SECONDS = 60.0  # opening a file of the largest size takes a few seconds
ZIP_START = b"PK\x03\x04"  # also of DOCX and its like, which the reading process tells apart
UNPACK_SECONDS = 120.0  # a gigabyte takes some ten
SIGNATURE_SECONDS = 60.0  # the files of nine offices took 0.3 s at most
ARCHIVE_SECONDS, ARCHIVE_PAGE_SECONDS = 60.0, 5.0  # a page is carried over in 0.1 s or drawn in 2 s
READER_NICENESS = 10  # a page may take longer where somebody at a screen would wait
DESK_SIZE = 2  # children that look at uploads; they are at rest most of the time
ROOT_SUFFIXES = (".cer", ".crt", ".der", ".pem")
ENGINE_SHARE = 2 / 3  # of a page's seconds: then Tesseract is stopped and says so; after all its reader is


@dataclass(frozen=True)
class ReadPage:
    """A page read: its words, the picture for people (JPEG) and the one for a closer look (PNG).

    ``image_hash`` is the perceptual hash of the latter, "" for a page on which nothing stands.
    """

    page: Page
    level_jpeg: bytes
    clean_png: bytes
    image_hash: str = ""


@dataclass(frozen=True)
class StoredFile:
    """A file of a report where it lies; reading processes open it themselves, each once for all its pages."""

    name: str
    path: Path


class Reader:
    """Counts pages, reads a page, extracts a submission: each call in a child process with limits.

    The children write into ``writable`` and the settings' folder for what is being made, nowhere else.
    """

    def __init__(
        self, settings: Settings, *, tasks: Mapping[str, str] = TASKS, writable: Sequence[Path] = ()
    ) -> None:
        self._ocr = ocr_settings(settings)
        self._unpack_limits = {
            "most_files": settings.max_files,
            "most_file_bytes": settings.max_file_bytes,
            "most_bytes": settings.max_unpacked_mib * MIB,
        }
        self._seconds = float(settings.page_seconds)
        self._roots_dir = settings.signature_roots_dir
        memory_mib, writable = settings.worker_memory_mib, (settings.making_dir, *writable)
        self._pool = WorkerPool(
            tasks,
            size=settings.worker_count,
            memory_mib=memory_mib,
            niceness=READER_NICENESS,
            writable=writable,
        )
        # Whoever uploads waits for an answer: not behind pages that are being read.
        self._desk = WorkerPool(tasks, size=DESK_SIZE, memory_mib=memory_mib)
        self.size = settings.worker_count

    def count_pages(self, file: SourceFile | StoredFile) -> int:
        """Pages of a file; RemoteProblem with the library's code where it cannot be opened.

        A child that dies is tried once more: it may have been dying before it ever saw this file.
        """
        request = self._request(file)
        try:
            answer = self._desk.run("count", request, seconds=COUNT_SECONDS)
        except ReaderTimeout:
            raise
        except ReaderDied:
            answer = self._desk.run("count", request, seconds=COUNT_SECONDS)
        return int(answer.head["pages"])

    def unpack(self, file: SourceFile) -> tuple[SourceFile, ...] | None:
        """The files of a ZIP, None for any other file. RemoteProblem where a ZIP cannot be unpacked."""
        if not file.data.startswith(ZIP_START):
            return None
        request = self._request(file, **self._unpack_limits)
        answer = self._desk.run("unpack", request, seconds=UNPACK_SECONDS)
        if not answer.head["archive"]:
            return None
        return tuple(
            SourceFile(name, data) for name, data in zip(answer.head["names"], answer.blobs, strict=True)
        )

    def read_page(
        self,
        file: StoredFile,
        file_page: int,
        *,
        number: int,
        file_index: int,
        turned_degrees: int | None = None,
    ) -> ReadPage:
        """One page; RemoteProblem, ReaderTimeout or ReaderDied where it cannot be read.

        A page on which any look of Tesseract's was stopped or ended by itself counts as a reader that was:
        a machine that was busy for a while must not leave a page without words that is never tried again.
        """
        request = self._request(
            file, file_page=file_page, number=number, file_index=file_index, turned_degrees=turned_degrees
        )
        answer = self._pool.run("page", request, seconds=self._seconds)
        packed, level, clean = answer.blobs
        page = mapping.unpack_page(packed)
        refuse_cut(page, self._ocr.seconds_per_page)
        return ReadPage(page, level, clean, str(answer.head.get("image_hash", "")))

    def preview(self, file: StoredFile) -> bytes:
        """A small JPEG of a file's first page; RemoteProblem or ReaderDied where it cannot be drawn."""
        return self._pool.run("preview", self._request(file), seconds=COUNT_SECONDS).blobs[0]

    def look(self, file: StoredFile, page: int) -> dict[str, bytes]:
        """What each step finds on a page, as PNG by its name; errors as ``read_page`` has them."""
        answer = self._pool.run("look", self._request(file, page=page), seconds=self._seconds)
        return dict(zip(answer.head["steps"], answer.blobs, strict=True))

    def signatures(self, file: StoredFile, file_index: int) -> tuple[PdfSignature, ...]:
        """The digital signatures of a file, checked; one with a problem where checking ends the reader."""
        head = {"name": file.name, "path": str(file.path), "file_index": file_index}
        try:
            request = Parts(head, tuple(trusted_roots(self._roots_dir)))
            answer = self._pool.run("signatures", request, seconds=SIGNATURE_SECONDS)
        except (RemoteProblem, ReaderDied) as error:
            return (PdfSignature("", file=file_index, problem=str(error)),)
        return mapping.signatures_of(answer.head["signatures"])

    def write_pdfa(self, head: Mapping[str, Any], pages: Sequence[Page]) -> dict[int, list[str]]:
        """Have a child write an archive copy (``service.archive``); why it drew pages anew, by number."""
        seconds = ARCHIVE_SECONDS + ARCHIVE_PAGE_SECONDS * len(pages)
        parts = Parts({"ocr": self._ocr_json(), **head}, tuple(mapping.pack_page(page) for page in pages))
        drawn = self._pool.run("pdfa", parts, seconds=seconds).head["drawn"]
        return {int(number): list(reasons) for number, reasons in drawn.items()}

    def extract(
        self,
        pages: Sequence[tuple[Page, Path | None]],
        campaigns: Sequence[dict[str, Any]],
        campaign_id: str | None,
        signatures: Sequence[PdfSignature] = (),
        received: dt.date | None = None,
    ) -> Extraction:
        """The fields of a submission, from its pages and the files of their clean images, None for none.

        A clean image is opened only when something on its page is looked at again. Where a closer look was
        cut short all is extracted once more, then it fails: no field is told without its looks.
        """
        head = {
            "ocr": self._ocr_json(),
            "campaigns": list(campaigns),
            "campaign": campaign_id,
            "images": [str(clean) if clean else None for _, clean in pages],
            "signatures": mapping.signatures_json(signatures),
            "received": received.isoformat() if received else None,
        }
        blobs = [mapping.pack_page(page) for page, _ in pages]
        seconds = self._seconds + 10.0 * len(pages)  # number cells of many pages take their time
        answer = run_twice(self._pool, "extract", Parts(head, tuple(blobs)), seconds=seconds)
        return mapping.extraction_from_json(answer.head["extraction"])

    def findings(
        self, pages: Sequence[tuple[Page, Path | None]], campaign: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """What is found for a campaign, with its signals, as the calibration wants it."""
        images = [str(clean) if clean else None for _, clean in pages]
        head = {"ocr": self._ocr_json(), "campaign": dict(campaign), "images": images}
        blobs = tuple(mapping.pack_page(page) for page, _ in pages)
        answer = self._pool.run("findings", Parts(head, blobs), seconds=self._seconds + 10.0 * len(pages))
        found: list[dict[str, Any]] = answer.head["findings"]
        return found

    def plan(self, pages: Sequence[tuple[Page, Path | None]], text: str) -> dict[str, Any]:
        """A plan as a draft campaign, from its pages and the files of their clean images or from its text."""
        images = [str(clean) if clean else None for _, clean in pages]
        blobs = tuple(mapping.pack_page(page) for page, _ in pages)
        request = Parts({"ocr": self._ocr_json(), "text": text, "images": images}, blobs)
        answer = run_twice(self._pool, "plan", request, seconds=self._seconds + 10.0 * len(pages))
        draft: dict[str, Any] = answer.head["draft"]
        return draft

    def tell(self, watch: Watch) -> None:
        """Have somebody told of each task that ends."""
        self._pool.watch = self._desk.watch = watch

    def close(self) -> None:
        self._pool.close()
        self._desk.close()

    def _request(self, file: SourceFile | StoredFile, **head: Any) -> Parts:
        head |= {"ocr": self._ocr_json(), "name": file.name}
        if isinstance(file, StoredFile):
            return Parts(head | {"path": str(file.path)})
        return Parts(head, (file.data,))

    def _ocr_json(self) -> dict[str, Any]:
        return asdict(self._ocr)


def trusted_roots(folder: Path | None) -> list[bytes]:
    """The certificates whose signatures the office trusts: all such files of a folder."""
    if folder is None:
        return []
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix.lower() in ROOT_SUFFIXES]


def ocr_settings(settings: Settings) -> OcrSettings:
    return OcrSettings(
        tessdata_dir=str(settings.tessdata) if settings.tessdata else None,
        max_file_bytes=settings.max_file_bytes,
        max_pages=settings.max_pages,
        max_page_pixels=settings.max_page_megapixels * 1_000_000,
        seconds_per_page=settings.page_seconds * ENGINE_SHARE,
    )


def read_submission(
    reader: Reader,
    files: Sequence[StoredFile],
    campaigns: Sequence[dict[str, Any]],
    *,
    campaign_id: str | None = None,
    on_page: Callable[[], None] = lambda: None,
    on_count: Callable[[int], None] = lambda _: None,
) -> Extraction:
    """Read files as one report without a database: count, pages side by side, extract.

    Page images wait in a folder for the extraction, so that a long report takes no more memory than a short
    one but for its words.

    A page that cannot be read becomes a problem of the result; the rest goes on.

    Raises:
        RemoteProblem: A file cannot be opened at all.
    """
    places = [
        (index, page) for index, file in enumerate(files) for page in range(1, reader.count_pages(file) + 1)
    ]
    on_count(len(places))
    threads = ThreadPoolExecutor(max_workers=reader.size)
    with TemporaryDirectory(prefix="tonghop-pages-") as folder:
        try:
            futures = [
                threads.submit(
                    _read_page_into, Path(folder), reader, files[index], page, number=number, file_index=index
                )
                for number, (index, page) in enumerate(places, 1)
            ]
            for _ in as_completed(futures):
                on_page()
        finally:  # after Ctrl-C the pages that wait are not begun
            threads.shutdown(wait=False, cancel_futures=True)
        signatures = [s for index, file in enumerate(files) for s in reader.signatures(file, index)]
        read = [future.result() for future in futures]
        return reader.extract(read, campaigns, campaign_id, signatures)


def _read_page_into(
    folder: Path, reader: Reader, file: StoredFile, file_page: int, *, number: int, file_index: int
) -> tuple[Page, Path | None]:
    """A page, and the file in the folder that its clean image was written to."""
    page, image = read_page_or_problem(reader, file, file_page, number=number, file_index=file_index)
    if image is None:
        return page, None
    path = folder / f"{number}.png"
    path.write_bytes(image)
    return page, path


def read_page_or_problem(
    reader: Reader, file: StoredFile, file_page: int, *, number: int, file_index: int
) -> tuple[Page, bytes | None]:
    """A page with its clean image, or an empty page with the reason; a dying reader gets another try."""
    for attempt in itertools.count(1):
        try:
            read = reader.read_page(file, file_page, number=number, file_index=file_index)
            return read.page, read.clean_png
        except RemoteProblem as error:
            return unreadable_page(number, file_index, file_page, error.code, error.text), None
        except ReaderDied as error:
            if attempt >= most_tries(error.code):
                return unreadable_page(number, file_index, file_page, error.code, str(error)), None
    raise AssertionError("the loop above always returns")


def unreadable_page(number: int, file_index: int, file_page: int, code: str, reason: str) -> Page:
    """A page without words that says why; one pixel large, so that it is valid and nothing is found on it."""
    return Page(
        number=number,
        width=1,
        height=1,
        dpi=300.0,
        to_file=Transform.whole_page(1, 1),
        source=PageSource.NONE,
        reason=code,
        file=file_index,
        file_page=file_page,
        problems=(PageProblem("page_unreadable", reason),),
    )


# In the child process. The libraries are loaded here only: the server itself never touches foreign bytes.


def file_of(request: Parts) -> SourceFile:
    """The file that a request is about: its bytes, or where they lie."""
    path = request.head.get("path")
    data = request.blobs[0] if path is None else _bytes_at(Path(path))
    return SourceFile(str(request.head["name"]), data)


@lru_cache(maxsize=1)
def _bytes_at(path: Path) -> bytes:
    """A file's bytes, kept for its next page: a child reads many pages of one file in a row."""
    return path.read_bytes()


def unpack_task(request: Parts) -> Parts:
    from ocr.archives import unpack
    from ocr.files import FileKind, file_kind

    file, settings = file_of(request), OcrSettings(**request.head["ocr"])
    if file_kind(file, settings) is not FileKind.ZIP:
        return Parts({"archive": False})
    limits = {name: int(request.head[name]) for name in ("most_files", "most_file_bytes", "most_bytes")}
    members = unpack(file, **limits)
    return Parts({"archive": True, "names": [m.name for m in members]}, tuple(m.data for m in members))


def _count_task(request: Parts) -> Parts:
    import ocr

    return Parts({"pages": ocr.count_pages(file_of(request), OcrSettings(**request.head["ocr"]))})


def _signatures_task(request: Parts) -> Parts:
    import ocr

    file_index = int(request.head["file_index"])
    found = ocr.read_signatures(file_of(request), request.blobs, file_index=file_index)
    return Parts({"signatures": mapping.signatures_json(found)})


def _page_task(request: Parts) -> Parts:
    import ocr

    head = request.head
    reading = ocr.read_page(
        file_of(request),
        head["file_page"],
        OcrSettings(**head["ocr"]),
        number=head["number"],
        file_index=head["file_index"],
        turned_degrees=head["turned_degrees"],
    )
    level, clean = ocr.jpeg_of(reading.level), ocr.png_of(reading.clean)
    hashed = ocr.image_hash(reading.clean) if reading.page.words else ""
    return Parts({"image_hash": hashed}, (mapping.pack_page(reading.page), level, clean))


def _extract_task(request: Parts) -> Parts:
    from extraction.campaign_format import campaign_from_dict
    from extraction.pipeline import extract_submission
    from ocr.cells import make_look_again

    head = request.head
    pages = [mapping.unpack_page(blob) for blob in request.blobs]
    found = extract_submission(
        pages,
        [campaign_from_dict(data) for data in head["campaigns"]],
        campaign_id=head["campaign"],
        look_again=make_look_again(clean_images(pages, head["images"]), OcrSettings(**head["ocr"])),
        signatures=mapping.signatures_of(head["signatures"]),
        received=dt.date.fromisoformat(head["received"]) if head["received"] else None,
    )
    return Parts({"extraction": mapping.submission_json([""], found)})


def clean_images(pages: Sequence[Page], paths: Sequence[str | None]) -> Callable[[int], PageImage]:
    """The clean image of a page by its number, opened when it is asked for; white where there is none."""
    places = {page.number: (page, path) for page, path in zip(pages, paths, strict=True)}

    def get_clean(number: int) -> PageImage:
        page, path = places[number]
        if path is None:
            return PageImage(np.full((page.height, page.width), 255, np.uint8), page.dpi, page.to_file)
        return PageImage(_decoded(Path(path)), page.dpi, page.to_file)

    return get_clean


def _decoded(png: Path) -> np.ndarray[Any, Any]:
    with Image.open(png) as image:
        return np.asarray(image.convert("L"), dtype=np.uint8)
