"""The store of files by content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.errors import NotFound
from service.storage import Storage


def test_same_bytes_are_one_file_and_nothing_else_is_left(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "files")
    digest = storage.put(b"scan")
    assert storage.put(b"scan") == digest == hashlib.sha256(b"scan").hexdigest()
    assert [p.name for p in (tmp_path / "files").rglob("*") if p.is_file()] == [digest]
    assert storage.read(digest) == b"scan"


def test_unknown_file_is_not_found_and_a_path_is_no_name(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "files")
    with pytest.raises(NotFound):
        storage.read("0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        storage.read("../../etc/passwd")
