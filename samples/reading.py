"""Reads generated reports with the very code of ``tonghop read``, keeping page readings between runs.

Reading pages takes nearly all the time, so what OCR gave is kept on disk under the bytes of the file and
of the OCR code itself; extraction always runs anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import ocr
from service import mapping
from service.campaigns import builtin_campaigns
from service.reading import Reader, ReadPage, StoredFile, read_submission
from service.settings import Settings, load_settings
from service.workers import RemoteProblem

Json = Mapping[str, Any]


class CachingReader(Reader):
    """A reader that looks up pages which the same code has read before."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        super().__init__(settings)
        self.folder = folder

    @cached_property
    def code(self) -> bytes:
        """A digest of the OCR code; another version reads pages anew."""
        sources = sorted(Path(ocr.__file__).parent.rglob("*.py"))
        return hashlib.sha256(b"".join(s.read_bytes() for s in sources)).digest()

    def read_page(self, file: StoredFile, file_page: int, *, number: int, file_index: int) -> ReadPage:
        if self.folder is None:
            return super().read_page(file, file_page, number=number, file_index=file_index)
        place = f"{file.name}/{file_page}/{number}/{file_index}".encode()
        key = hashlib.sha256(self.code + hashlib.sha256(file.path.read_bytes()).digest() + place).hexdigest()
        words, image = self.folder / f"{key}.page", self.folder / f"{key}.png"
        if image.exists():
            return ReadPage(mapping.unpack_page(words.read_bytes()), b"", image.read_bytes())
        read = super().read_page(file, file_page, number=number, file_index=file_index)
        self.folder.mkdir(parents=True, exist_ok=True)
        words.write_bytes(mapping.pack_page(read.page))
        image.write_bytes(read.clean_png)
        return read


def load_truths(folder: Path) -> list[dict[str, Any]]:
    """The truths of a folder, by id."""
    return [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("r[0-9]*.json"))]


def files_of(truth: Json, folder: Path) -> list[StoredFile]:
    return [StoredFile(name, folder / name) for name in truth["files"]]


def read_report(reader: Reader, truth: Json, folder: Path) -> dict[str, Any] | None:
    """A report's fields as ``tonghop read --json`` gives them; None where its files cannot be opened."""
    try:
        found = read_submission(reader, files_of(truth, folder), builtin_campaigns())
    except RemoteProblem as problem:
        tell(f"{truth['id']}: {problem}")
        return None
    return mapping.submission_json(truth["files"], found)


def read_folder(
    truths: Sequence[Json], folder: Path, *, jobs: int, cache: Path | None = None
) -> Iterable[tuple[Json, dict[str, Any] | None]]:
    """Read every report of a folder, ``jobs`` pages at a time, telling on standard error how far it is."""
    reader = CachingReader(load_settings(workers=jobs), cache)
    started = time.monotonic()
    try:
        for number, truth in enumerate(truths, 1):
            yield truth, read_report(reader, truth, folder)
            tell(
                f"{number}/{len(truths)} {truth['id']} {truth['profile']} {time.monotonic() - started:.0f} s"
            )
    finally:
        reader.close()


def tell(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
