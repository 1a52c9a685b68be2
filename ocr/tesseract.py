"""The only module that knows Tesseract: its flags, its table of results, its confidence of -1.

The program is run directly, image in on standard input and table out on standard output: no temporary
files, and the process dies with ours (``setpriv --pdeathsig``), which the usual wrapper cannot promise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

import cv2
from PIL import Image

from ocr.binarise import as_pixels
from ocr.errors import EngineCrashedError, EngineMissingError, EngineTimeoutError, LanguageMissingError
from ocr.model import BoundingBox, PageImage, Word
from ocr.settings import OcrSettings

PSM_PAGE = 3  # find blocks, then read: a whole page
PSM_BLOCK = 6  # one even block of text
PSM_LINE = 7  # one line
PSM_SPARSE = 11  # words anywhere, in no order
_WORD_LEVEL = "5"
_COLUMNS = 12  # of Tesseract's table of results
MEMORY_LIMIT_BYTES = 4 * 1024**3  # address space; a 600 dpi A3 page took 1.1 GB
_MAX_DETAIL = 300  # characters of Tesseract's own message worth repeating


@dataclass(frozen=True, slots=True)
class _Row:
    page: int
    line: tuple[str, ...]
    word: Word


def recognise(image: PageImage, settings: OcrSettings, *, psm: int = PSM_PAGE) -> tuple[Word, ...]:
    """Read the words of a page, or of a piece of one.

    Args:
        image: Grey or colour, upright; its ``dpi`` is told to Tesseract, which guesses badly without.
        settings: Language, model folder, seconds allowed.
        psm: Tesseract's page segmentation mode.

    Returns:
        Words in Tesseract's order, boxes in pixels of ``image``, confidences 0..1. No line structure:
        two-column letterheads confuse Tesseract's, so ``reading_order`` makes its own.

    Raises:
        EngineMissingError, LanguageMissingError, EngineCrashedError, EngineTimeoutError.
    """
    return tuple(row.word for row in _parse(_run(_encode([image]), image.dpi, settings, psm)))


def recognise_each(
    images: Sequence[PageImage], settings: OcrSettings, *, psm: int = PSM_LINE
) -> tuple[tuple[Word, ...], ...]:
    """Read many small images in one call, which is over 20 times faster than a call for each.

    Returns:
        The words of each image, in the order given. All images count as of the first one's dpi.
    """
    if not images:
        return ()
    found: list[list[Word]] = [[] for _ in images]
    for row in _parse(_run(_encode(images), images[0].dpi, settings, psm)):
        if row.page <= len(found):
            found[row.page - 1].append(row.word)
    return tuple(tuple(words) for words in found)


def _encode(images: Sequence[PageImage]) -> bytes:
    if len(images) == 1:
        pixels = images[0].pixels
        if images[0].is_colour:
            pixels = as_pixels(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        ok, data = cv2.imencode(".pnm", pixels)
        if not ok:
            raise ValueError("the image cannot be encoded")
        return data.tobytes()
    frames = [Image.fromarray(image.pixels) for image in images]
    out = BytesIO()
    frames[0].save(out, format="TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def _run(data: bytes, dpi: float, settings: OcrSettings, psm: int) -> str:
    command = [*_guard(), _program(settings.tesseract), "stdin", "stdout", "-l", settings.languages]
    if settings.tessdata_dir:
        command += ["--tessdata-dir", settings.tessdata_dir]
    command += ["--dpi", str(round(dpi)), "--psm", str(psm), "-c", "tessedit_create_tsv=1"]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=settings.seconds_per_page,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EngineTimeoutError(settings.seconds_per_page) from error
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode:
        if "Error opening data file" in said or "Failed loading language" in said:
            raise LanguageMissingError(settings.languages, settings.tessdata_dir)
        raise EngineCrashedError(done.returncode, said[:_MAX_DETAIL] or "no message")
    try:
        return done.stdout.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EngineCrashedError(0, "its output is not UTF-8") from error


@lru_cache
def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise EngineMissingError(name)
    return found


@lru_cache
def _guard() -> tuple[str, ...]:
    """Words before the command that tie its life to ours and limit its memory, where util-linux is there."""
    words: list[str] = []
    if prlimit := shutil.which("prlimit"):
        words += [prlimit, f"--as={MEMORY_LIMIT_BYTES}"]
    if setpriv := shutil.which("setpriv"):
        words += [setpriv, "--pdeathsig", "KILL"]
    return tuple(words)


def _environment() -> dict[str, str]:
    # One thread per process: with more, Tesseract spends four times the CPU for little gain.
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


def _parse(table: str) -> list[_Row]:
    rows = []
    for line in table.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        left, top, width, height = (int(v) for v in cells[6:10])
        confidence = min(1.0, max(0.0, float(cells[10]) / 100))  # -1, "not a word", becomes 0
        box = BoundingBox(left, top, left + width, top + height)
        rows.append(_Row(int(cells[1]), tuple(cells[1:5]), Word(cells[11].strip(), box, confidence)))
    return [_cut(row, after) for row, after in zip(rows, [*rows[1:], None], strict=True)]


def _cut(row: _Row, after: _Row | None) -> _Row:
    """End a word's box where the next word of its line begins: Tesseract sometimes runs boxes over it."""
    box = row.word.box
    if after is None or after.line != row.line or not box.left < after.word.box.left < box.right:
        return row
    return replace(row, word=replace(row.word, box=replace(box, right=after.word.box.left)))
