"""Scans in a bucket: the same store, on a real S3-compatible server on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.errors import NotFound, StoreUnreachable
from service.object_storage import ObjectStorage
from service.settings import Settings
from service.storage import make_storage

SERVER = Path(__file__).parents[2] / ".venv" / "s3-server" / "bin" / "moto_server"
pytestmark = pytest.mark.skipif(
    not SERVER.is_file(), reason="no S3 server here (scripts/setup.sh dev installs it)"
)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(SERVER), "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert any("Running on" in line for line in server.stderr)
        os.set_blocking(server.stderr.fileno(), False)
        url = f"http://127.0.0.1:{port}"
        httpx.put(f"{url}/scans", timeout=30).raise_for_status()
        yield url
        server.kill()


def settings(endpoint: str, folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        store_url="s3://scans/office",
        store_endpoint=endpoint,
        store_key_id="somebody",
        store_secret="a secret",
    )


def test_what_one_machine_puts_another_finds(endpoint: str, tmp_path: Path) -> None:
    here, there = (make_storage(settings(endpoint, tmp_path / name)) for name in ("a", "b"))
    digest = here.put(b"scan")
    assert here.put(b"scan") == digest
    assert there.path(digest).read_bytes() == there.read(digest) == b"scan"
    assert there.holds(digest) and list(there.digests()) == [digest]
    other = there.put(b"another")
    assert here.read(other) == b"another"
    assert sorted(here.digests()) == sorted((digest, other))


def test_what_is_not_there_is_not_found_whatever_copies_lie_here(endpoint: str, tmp_path: Path) -> None:
    storage = make_storage(settings(endpoint, tmp_path))
    with pytest.raises(NotFound):
        storage.read("0" * 64)
    assert not storage.holds("0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        storage.path("../../etc/passwd")


def test_copies_may_be_lost_and_old_ones_make_room(endpoint: str, tmp_path: Path) -> None:
    storage = make_storage(settings(endpoint, tmp_path))
    assert isinstance(storage, ObjectStorage)
    storage._cache_bytes = 0
    digest = storage.put(b"long ago")
    copy = storage.path(digest)
    os.utime(copy, (0, 0))
    fresh = storage.path(storage.put(b"just now"))
    storage._clean()
    assert not copy.exists() and fresh.exists()
    assert storage.read(digest) == b"long ago"


def test_a_store_that_does_not_answer_is_said_and_comes_back(endpoint: str, tmp_path: Path) -> None:
    away = make_storage(settings("http://127.0.0.1:9", tmp_path))
    with pytest.raises(StoreUnreachable, match="does not answer"):
        away.put(b"scan of tomorrow")
    assert list((tmp_path / "cache").rglob("*.*")) == []
    with pytest.raises(StoreUnreachable):
        away.holds("0" * 64)
    with pytest.raises(StoreUnreachable):
        list(away.digests())
    assert make_storage(settings(endpoint, tmp_path)).put(b"scan of tomorrow")
