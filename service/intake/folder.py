"""The folder that the office's scanner writes into: which files are whole, and where read ones go.

A scanner writes slowly and over the network, so a file is taken only when two looks find it the same and it
has rested. What is taken is moved into a folder beside it, by day; nothing is ever deleted.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.file_kinds import SUFFIXES

MOVED_TO = "da-nhan"
REST_SECONDS = 10.0  # since the last write; a scanner pauses between the sheets of a feeder for some 3 s
MOST_FILES = 2000  # of one look; the rest follow
_UNFINISHED = ("~", ".", "_tmp")


@dataclass(frozen=True)
class Stamp:
    """What changes when a file is written to."""

    size: int
    changed_ns: int


@dataclass(frozen=True)
class Look:
    """What one look found: the stamp of every file, and those that are whole."""

    stamps: Mapping[Path, Stamp] = field(default_factory=dict)
    whole: tuple[Path, ...] = ()


def look(folder: Path, before: Look, *, now: dt.datetime) -> Look:
    """Look through the folder and its folders for files of the kinds that are read.

    Args:
        folder: The watched folder.
        before: What the look before found; a file that differs from then is still being written.
        now: When; a file written to within ``REST_SECONDS`` rests not yet.

    Raises:
        OSError: The folder cannot be read, as when its server is away.
    """
    stamps: dict[Path, Stamp] = {}
    for path in _files(folder):
        try:
            state = path.stat(follow_symlinks=False)
        except FileNotFoundError:  # renamed by its writer meanwhile
            continue
        stamps[path] = Stamp(state.st_size, state.st_mtime_ns)
        if len(stamps) == MOST_FILES:
            break
    rested = (now.timestamp() - REST_SECONDS) * 1e9
    whole = [
        path
        for path, stamp in stamps.items()
        if stamp.size and stamp.changed_ns <= rested and before.stamps.get(path) == stamp
    ]
    return Look(stamps, tuple(sorted(whole)))


def read_whole(path: Path, stamp: Stamp, *, most_bytes: int) -> bytes | None:
    """The file's bytes; None where it changed while it was read or is larger than is taken."""
    if stamp.size > most_bytes:
        return None
    data = path.read_bytes()
    state = path.stat(follow_symlinks=False)
    return data if Stamp(state.st_size, state.st_mtime_ns) == stamp and len(data) == stamp.size else None


def move_away(path: Path, folder: Path, *, day: dt.date) -> Path:
    """Move a file into the day's folder, never over another; where it is now.

    >>> move_away(Path("/scan/xa/bc.pdf"), Path("/scan"), day=dt.date(2026, 11, 21))  # doctest: +SKIP
    PosixPath('/scan/da-nhan/2026-11-21/xa/bc.pdf')
    """
    target = folder / MOVED_TO / day.isoformat() / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    free, number = target, 1
    while free.exists():
        number += 1
        free = target.with_stem(f"{target.stem}-{number}")
    os.rename(path, free)  # noqa: PTH104 - the same on every system, within one folder tree
    return free


def _files(folder: Path) -> list[Path]:
    found = []
    for root, names, files in os.walk(folder, onerror=_raise):
        here = Path(root)
        names[:] = [name for name in names if not _is_hidden(name) and here / name != folder / MOVED_TO]
        found += [
            here / name
            for name in files
            if not _is_hidden(name)
            and Path(name).suffix.lower() in SUFFIXES
            and not (here / name).is_symlink()
        ]
    return sorted(found)


def _raise(error: OSError) -> None:
    raise error


def _is_hidden(name: str) -> bool:
    return name.startswith(_UNFINISHED)
