"""A page that kills its reader, hangs or swells is set aside, whatever its file; the others are read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from service.errors import ReaderTimeout
from service.reading import Reader, StoredFile, read_submission, unreadable_page
from service.settings import Settings
from service.workers import RemoteProblem
from tests.docx_files import docx_of, p
from tests.service.faulty_tasks import TASKS
from tests.service.hostile_files import good_scan
from tests.service.test_hostile_real import needs_tesseract

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def three_pages(form: str) -> bytes:
    sheet = Image.open(BytesIO(good_scan()))
    out = BytesIO()
    sheet.save(out, form, save_all=True, append_images=[sheet, sheet], resolution=100, dpi=(100, 100))
    return out.getvalue()


HEIC = (Path(__file__).parents[1] / "ocr" / "data" / "sheet.heic").read_bytes()
KINDS = {  # pages of one file, and files of one page
    "pdf": [three_pages("PDF")],
    "tif": [three_pages("TIFF")],
    "docx": [docx_of(BREAK.join(p(word) for word in ("một", "hai", "ba")))],
    "heic": [HEIC] * 3,
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(Settings(workers=1, page_seconds=20, worker_memory_mib=4096), tasks=TASKS)
    yield reader
    reader.close()


def problems_of(reader: Reader, folder: Path, kind: str, harm: str) -> list[tuple[int | None, str]]:
    files = []
    for number, data in enumerate(KINDS[kind]):
        path = folder / str(number)
        path.write_bytes(data)
        files.append(StoredFile(f"{harm}.{kind}", path))
    found = read_submission(reader, files, [])
    assert found.pages == 3
    return [(problem.page, problem.code) for problem in found.problems if problem.code == "page_unreadable"]


@needs_tesseract
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_kills_its_reader_is_set_aside(kind: str, reader: Reader, tmp_path: Path) -> None:
    assert problems_of(reader, tmp_path, kind, "chết") == [(2, "page_unreadable")]


@needs_tesseract
def test_a_page_that_wants_endless_memory_is_set_aside(reader: Reader, tmp_path: Path) -> None:
    assert problems_of(reader, tmp_path, "docx", "phình") == [(2, "page_unreadable")]


def test_a_page_that_hangs_is_stopped(tmp_path: Path) -> None:
    reader = Reader(Settings(workers=1, page_seconds=8), tasks=TASKS)
    try:
        # On a machine that is busy with other things the other pages may take too long as well.
        assert (2, "page_unreadable") in problems_of(reader, tmp_path, "docx", "treo")
    finally:
        reader.close()


@needs_tesseract
def test_a_page_on_which_a_look_was_cut_short_is_read_once_more(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "scan"
    path.write_bytes(three_pages("PDF"))
    file = StoredFile("cắt.pdf", path)
    with pytest.raises(ReaderTimeout):
        reader.read_page(file, 2, number=2, file_index=0)
    again = reader.read_page(file, 2, number=2, file_index=0).page
    assert again == reader.read_page(file, 2, number=2, file_index=0).page, "as on a machine at rest"
    assert again.words and not again.problems


@needs_tesseract
def test_a_page_whose_looks_are_always_cut_is_told(reader: Reader, tmp_path: Path) -> None:
    assert problems_of(reader, tmp_path, "pdf", "luôn cắt") == [(2, "page_unreadable")]


def test_an_extraction_whose_look_was_cut_is_made_again_and_never_without_the_look(reader: Reader) -> None:
    page = unreadable_page(1, 0, 1, "ocr.page", "not read")
    with pytest.raises(RemoteProblem) as caught:
        reader.extract([(page, None)], [], "luôn cắt")
    assert caught.value.code == "ocr.timeout"
    assert reader.extract([(page, None)], [], "cắt").problems
