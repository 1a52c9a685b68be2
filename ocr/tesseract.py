"""The only module that knows Tesseract: its flags, its table of results, its confidence of -1.

Images go through pytesseract as files in Tesseract's own formats, since it would turn pictures in memory
into PNG. It starts ``guarded-tesseract``, a few lines of shell beside this module, which starts Tesseract so
that it dies with this process and stays within a memory limit.

pytesseract keeps the program's name for the whole process, so one process uses one Tesseract.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytesseract
from PIL import Image

from ocr.errors import (
    EngineCrashedError,
    EngineMissingError,
    EngineTimeoutError,
    LanguageMissingError,
    OcrError,
)
from ocr.geometry import COARSE_DPI, scaled
from ocr.model import BoundingBox, PageImage, Word
from ocr.settings import OcrSettings

PSM_PAGE = 3  # find blocks, then read: a whole page
PSM_BLOCK = 6  # one even block of text
PSM_LINE = 7  # one line
PSM_SPARSE = 11  # words anywhere, in no order
ENLARGED_BY = 2.0  # coarse images
_WORD_LEVEL = "5"
_COLUMNS = 12  # of Tesseract's table of results
MEMORY_LIMIT_BYTES = 4 * 1024**3  # address space; a 600 dpi A3 page took 1.1 GB
_MAX_DETAIL = 300  # characters of Tesseract's own message worth repeating
GUARD = Path(__file__).with_name("guarded-tesseract")


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
    factor = _enlargement(image.dpi)
    return tuple(_shrunk(row.word, factor) for row in _parse(_run([_enlarged(image)], settings, psm)))


def recognise_each(
    images: Sequence[PageImage], settings: OcrSettings, *, psm: int = PSM_LINE, inverted: bool = True
) -> tuple[tuple[Word, ...], ...]:
    """Read many small images in one call, which is over 20 times faster than a call for each.

    ``inverted``: what reads badly is tried as white on black as well, which takes as long again.

    Returns:
        The words of each image, in the order given. All images count as of the first one's dpi.
    """
    if not images:
        return ()
    found: list[list[Word]] = [[] for _ in images]
    factor = _enlargement(images[0].dpi)
    for row in _parse(_run([_enlarged(image) for image in images], settings, psm, inverted=inverted)):
        if row.page <= len(found):
            found[row.page - 1].append(_shrunk(row.word, factor))
    return tuple(tuple(words) for words in found)


def _enlargement(dpi: float) -> float:
    return ENLARGED_BY if dpi < COARSE_DPI else 1.0


def _enlarged(image: PageImage) -> PageImage:
    """A coarse image, larger: letters of 7 pixels are too small for Tesseract."""
    factor = _enlargement(image.dpi)
    return scaled(image, factor, factor, image.dpi * factor) if factor > 1 else image


def _shrunk(word: Word, factor: float) -> Word:
    """A word of an enlarged image, where it stands in the image itself."""
    if factor == 1:
        return word
    box = word.box
    place = BoundingBox(box.left / factor, box.top / factor, box.right / factor, box.bottom / factor)
    return replace(word, box=place)


def _run(images: Sequence[PageImage], settings: OcrSettings, psm: int, *, inverted: bool = True) -> str:
    """Tesseract's table of results."""
    program = _program(settings.tesseract)
    try:
        with TemporaryDirectory(prefix="tonghop-") as folder:
            _start_through(_guard(Path(folder)), program)
            table: str = pytesseract.image_to_data(
                str(_write(images, Path(folder))),
                lang=settings.languages,
                config=_config(images[0].dpi, settings, psm, inverted=inverted),
                timeout=settings.seconds_per_page,
                output_type=pytesseract.Output.STRING,
            )
            return table
    except pytesseract.TesseractNotFoundError as error:
        raise EngineMissingError(settings.tesseract) from error
    except pytesseract.TesseractError as error:
        raise _why_ended(error.status, str(error.message), settings) from error
    except UnicodeDecodeError as error:
        raise EngineCrashedError(0, "its output is not UTF-8") from error
    except FileNotFoundError as error:
        raise EngineCrashedError(0, "it wrote no result") from error
    except OSError as error:  # the temporary folder is full, or the program may not be run
        raise EngineCrashedError(error.errno or 0, error.strerror or str(error)) from error
    except (SystemExit, subprocess.CalledProcessError) as error:
        raise EngineCrashedError(getattr(error, "returncode", 0), "it does not tell its version") from error
    except RuntimeError as error:  # pytesseract's word for "took too long"
        raise EngineTimeoutError(settings.seconds_per_page) from error


def _why_ended(status: int, said: str, settings: OcrSettings) -> OcrError:
    if "Error opening data file" in said or "Failed loading language" in said:
        return LanguageMissingError(settings.languages, settings.tessdata_dir)
    return EngineCrashedError(status, said[:_MAX_DETAIL] or "no message")


def _write(images: Sequence[PageImage], folder: Path) -> Path:
    """The images as pages of a TIFF, uncompressed: Tesseract takes PNM in byte by byte, a fifth more time."""
    frames = [Image.fromarray(image.pixels) for image in images]
    path = folder / "pages.tif"
    frames[0].save(path, format="TIFF", save_all=True, append_images=frames[1:])
    return path


def _config(dpi: float, settings: OcrSettings, psm: int, *, inverted: bool) -> str:
    words = ["--dpi", str(round(dpi)), "--psm", str(psm)]
    if not inverted:
        words += ["-c", "tessedit_do_invert=0"]
    if settings.tessdata_dir:
        words += ["--tessdata-dir", settings.tessdata_dir]
    return shlex.join(words)


@lru_cache
def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise EngineMissingError(name)
    return found


def _guard(folder: Path) -> Path:
    """The script that starts Tesseract; a copy of it in ``folder`` where it lost its right to be run."""
    if os.access(GUARD, os.X_OK):
        return GUARD
    copy = folder / GUARD.name
    shutil.copyfile(GUARD, copy)
    copy.chmod(0o700)
    return copy


def _start_through(guard: Path, program: str) -> None:
    """Tell pytesseract what to run, and the guard, which gets this process's environment, for whom."""
    pytesseract.pytesseract.tesseract_cmd = str(guard)
    os.environ["GUARDED_TESSERACT"] = program
    os.environ["GUARDED_TESSERACT_MEMORY"] = str(MEMORY_LIMIT_BYTES)


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
    return [_cut(row, after) for row, after in zip(rows, [*rows[1:], None], strict=False)]


def _cut(row: _Row, after: _Row | None) -> _Row:
    """End a word's box where the next word of its line begins: Tesseract sometimes runs boxes over it."""
    box = row.word.box
    if after is None or after.line != row.line or not box.left < after.word.box.left < box.right:
        return row
    return replace(row, word=replace(row.word, box=replace(box, right=after.word.box.left)))
