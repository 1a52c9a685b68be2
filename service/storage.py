"""Files by their content hash, in a folder: what is there is whole, and it stays."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from service.errors import NotFound
from service.settings import Settings

PROBE_BYTES = 4096  # a block: an empty file fits on a full disk
_HEX = frozenset("0123456789abcdef")


class Storage:
    """A folder of files named by their SHA-256; nothing in it is ever changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # mkdir's mode is not the parents'
        folder.mkdir(exist_ok=True, mode=0o700)

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256; the same bytes twice are one file.

        The file is written under another name, flushed to the disk and renamed, then the folder itself is
        flushed: after a power cut the file is either whole or not there.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        waiting = path.with_name(f".{digest}.{secrets.token_hex(8)}")
        try:
            with waiting.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            waiting.rename(path)
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)
        _flush_folder(self._folder)
        return digest

    def path(self, digest: str) -> Path:
        """Where a file lies, for another process to open; NotFound where the store does not hold it."""
        path = self._path(digest)
        if not path.is_file():
            raise NotFound(what=f"file {digest[:12]}")
        return path

    def read(self, digest: str) -> bytes:
        """The bytes of a file; NotFound where the store does not hold it."""
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(what=f"file {digest[:12]}") from error

    def holds(self, digest: str) -> bool:
        """Whether a file is there."""
        return self._path(digest).is_file()

    def remove(self, digest: str) -> bool:
        """Take a file out for ever, as at the end of the time that it is kept; whether it was there."""
        try:
            self._path(digest).unlink()
        except FileNotFoundError:
            return False
        return True

    def check(self) -> None:
        """Raise where nothing can be kept now; OSError says why."""
        probe = self._folder / f".probe.{secrets.token_hex(8)}"
        try:
            probe.write_bytes(bytes(PROBE_BYTES))
        finally:
            probe.unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """The SHA-256 of every file, in order; those put meanwhile may be among them."""
        for folder in sorted(self._folder.iterdir()):
            if folder.is_dir():
                yield from sorted(path.name for path in folder.iterdir() if len(path.name) == 64)

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not _HEX.issuperset(digest):
            raise ValueError("a file of the store is named by a SHA-256 in hexadecimal")
        return self._folder / digest[:2] / digest


def make_storage(settings: Settings) -> Storage:
    """The store that the settings name: a folder of this machine, or a bucket that several share."""
    if not settings.store_url:
        return Storage(settings.data_dir / "files")
    from service.object_storage import bucket_of

    return bucket_of(settings)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
