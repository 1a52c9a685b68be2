"""Archive copies of many reports without a server: ``tonghop pdfa``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress

from service.archive import read_words, write_archive
from service.batch import (
    ALL_DONE,
    MACHINE_AT_FAULT,
    NONE_READ,
    NOT_INSTALLED,
    SOME_UNREAD,
    Failed,
    explain,
    reports_of,
)
from service.errors import ReaderDied
from service.reading import Reader
from service.settings import load_settings
from service.workers import RemoteProblem

ENDING = "-pdfa.pdf"
_FONT_MISSING = "service.font_missing"


def archive_batch(paths: Sequence[Path], *, together: bool, folder: Path, bar: Progress) -> int:
    """Write a searchable PDF/A of each report into a folder, and print its path when it is there.

    Returns:
        The exit code.
    """
    reader = Reader(load_settings(), writable=(folder,))
    written = failed = 0
    try:
        for report in reports_of(reader, paths, together=together):
            if isinstance(report, Failed):
                failed += 1
                explain(report.name, report.error)
                continue
            name = report[0].name
            out = _free_name(folder, Path(name).stem)
            task = bar.add_task(name, total=None)
            try:
                pages = read_words(
                    reader,
                    report,
                    on_count=lambda count, task=task: bar.update(task, total=count),  # type: ignore[misc]
                    on_page=lambda task=task: bar.advance(task),  # type: ignore[misc]
                )
                now = dt.datetime.now(dt.UTC)
                write_archive(reader, report, pages, out, title=Path(name).stem, now=now)
            except (RemoteProblem, ReaderDied) as error:
                failed += 1
                explain(name, error)
                if error.code in (*MACHINE_AT_FAULT, _FONT_MISSING):
                    return NOT_INSTALLED
                continue
            finally:
                bar.remove_task(task)
            written += 1
            sys.stdout.write(f"{out}\n")
            sys.stdout.flush()
    finally:
        reader.close()
    if not failed:
        return ALL_DONE
    return SOME_UNREAD if written else NONE_READ


def _free_name(folder: Path, stem: str) -> Path:
    """A name in the folder that no file has."""
    names = (f"{stem}{f'-{n}' if n > 1 else ''}{ENDING}" for n in range(1, 1_000_000))
    return next(path for name in names if not (path := folder / name).exists())
