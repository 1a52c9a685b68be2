"""Files by their content hash in an S3-compatible bucket; only this module knows obstore.

Reading processes open files by their path, so what was put or fetched lies in a folder for a while too.
That folder is a cache: it may be lost at any time.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from service.errors import NotFound, StoreUnreachable
from service.settings import MIB, Settings
from service.storage import Storage

CONNECT_SECONDS, ANSWER_SECONDS = "5s", "60s"
RETRIES = 2  # more would keep an upload waiting; jobs repeat their steps themselves
PUTS_BETWEEN_CLEANING = 100
IN_USE_SECONDS = 3600  # a reader may still open a file that it was told of; nothing takes it longer


class ObjectStorage(Storage):
    """A bucket, with a folder that keeps what was used last."""

    def __init__(self, store: S3Store, cache: Path, *, cache_mib: int) -> None:
        super().__init__(cache)
        self._store = store
        self._cache_bytes = cache_mib * MIB
        self._puts = 0

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256; a put of S3 is whole or has not happened.

        Raises:
            StoreUnreachable: The bucket does not answer or refuses us; nothing was kept.
        """
        digest = hashlib.sha256(data).hexdigest()
        with _answering():
            obstore.put(self._store, _key(digest), data)
        self._keep(data)
        return digest

    def path(self, digest: str) -> Path:
        """Where a copy of a file lies, fetched where it has to be; NotFound where the bucket has none."""
        try:
            path = super().path(digest)
        except NotFound:
            self._keep(self._fetch(digest))
            return super().path(digest)
        os.utime(path)  # used now: cleaning leaves it
        return path

    def read(self, digest: str) -> bytes:
        """The bytes of a file; NotFound where the bucket does not hold it."""
        return self.path(digest).read_bytes()

    def holds(self, digest: str) -> bool:
        """Whether the bucket has a file; the copies here do not count."""
        self._path(digest)
        try:
            with _answering():
                obstore.head(self._store, _key(digest))
        except FileNotFoundError:
            return False
        return True

    def remove(self, digest: str) -> bool:
        """Take a file out of the bucket and the copies here; other machines' copies end with their cache."""
        was_there = self.holds(digest)
        with _answering():
            obstore.delete(self._store, _key(digest))
        super().remove(digest)
        return was_there

    def check(self) -> None:
        """Raise where the bucket does not answer, or there is no room for copies here."""
        super().check()
        self.holds("0" * 64)

    def digests(self) -> Iterator[str]:
        """The SHA-256 of every file of the bucket."""
        with _answering():
            for some in obstore.list(self._store):
                yield from (entry["path"].rpartition("/")[2] for entry in some)

    def _fetch(self, digest: str) -> bytes:
        try:
            with _answering():
                data = bytes(obstore.get(self._store, _key(digest)).bytes())
        except FileNotFoundError as error:
            raise NotFound(what=f"file {digest[:12]}") from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise StoreUnreachable(reason="the bucket gave other bytes than were kept")
        return data

    def _keep(self, data: bytes) -> None:
        super().put(data)
        self._puts += 1
        if self._puts % PUTS_BETWEEN_CLEANING == 0:
            self._clean()

    def _clean(self) -> None:
        """Delete the copies used longest ago, until the rest fits; none that may be in use."""
        files = [(path.stat(), path) for path in self._folder.rglob("*") if path.is_file()]
        size = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda one: one[0].st_mtime):
            if size <= self._cache_bytes or stat.st_mtime > time.time() - IN_USE_SECONDS:
                return
            path.unlink(missing_ok=True)
            size -= stat.st_size


def bucket_of(settings: Settings) -> ObjectStorage:
    """The bucket that the settings name."""
    endpoint = settings.store_endpoint
    options: dict[str, Any] = {
        "region": settings.store_region,
        "virtual_hosted_style_request": not endpoint,  # others than Amazon want the bucket in the path
    }
    if endpoint:
        options["endpoint"] = endpoint
    if settings.store_key_id:
        options["access_key_id"] = settings.store_key_id
        options["secret_access_key"] = settings.store_secret.get_secret_value()
    store = S3Store.from_url(
        settings.store_url,
        client_options={
            "connect_timeout": CONNECT_SECONDS,
            "timeout": ANSWER_SECONDS,
            "allow_http": endpoint.startswith("http://"),
        },
        retry_config={"max_retries": RETRIES},
        **options,
    )
    return ObjectStorage(store, settings.data_dir / "cache", cache_mib=settings.store_cache_mib)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        raise StoreUnreachable(reason=type(error).__name__) from error


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
