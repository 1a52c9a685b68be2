"""Disk full, database restarted, store away in the middle: said plainly, nothing lost, gone on by itself."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.app import create_app
from service.auditing import chain
from service.errors import StoreUnreachable
from service.reading import Reader
from service.settings import Settings
from service.storage import Storage
from tests.service import postgres
from tests.service.conftest import Client, opened
from tests.service.standin import scan

DISK_MIB = 32  # the empty tables with their journal take some ten
PATIENCE_SECONDS = 120


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (full(), 507, "service.disk_full"),
        (StoreUnreachable(reason="away"), 503, "service.store_unreachable"),
    ],
)
def test_what_is_being_read_waits_for_the_store_and_goes_on_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
) -> None:
    """The store fails at the first pages, as often as it is tried; then there is room again."""
    put, failing = Storage.put, True
    tried = []

    def refuse(storage: Storage, data: bytes) -> str:
        if not failing:
            return put(storage, data)
        tried.append(len(data))
        raise fault

    made = client.upload(("a.pdf", scan(2))).json()["accepted"][0]["submission_id"]
    monkeypatch.setattr(Storage, "put", refuse)
    answer = client.upload(("b.pdf", scan(1, "sau")))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["remedy"]
    assert client.get(f"/api/v1/submissions/{made}").json()["row"]["state"] in ("received", "reading", "read")
    failing = False
    assert client.read_to_end(made)["row"]["pages_done"] == 2
    again = client.upload(("b.pdf", scan(1, "sau"))).json()["accepted"][0]["submission_id"]
    assert client.read_to_end(again)["row"]["state"] == "read"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that can be filled to its last byte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("mounting a disk is not permitted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(path: Path) -> None:
    """Write a file until the disk is full."""
    with contextlib.suppress(OSError), path.open("ab", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass


def settles(client: Client, path: str, wanted: int) -> dict[str, Any]:
    """Ask until the answer has this status: what is away is noticed within seconds, and its return too."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := client.get(path)).status_code != wanted:
        assert time.monotonic() < end, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_on_a_full_disk_nothing_is_lost_and_room_is_enough_to_go_on(
    small_disk: Path, settings: Settings, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    """Database and store lie on the disk; it is full to the last byte while a report is read."""
    app = create_app(settings.model_copy(update={"data_dir": small_disk / "var"}), reader=reader)
    with opened(app, capsys) as client:
        made = client.upload(("a.pdf", scan(12))).json()["accepted"][0]["submission_id"]
        fill(small_disk / "ballast")
        answer = client.upload(("b.pdf", scan(1, "sau " * 20_000)))
        assert (answer.status_code, answer.json()["code"]) == (507, "service.disk_full")
        assert answer.json()["remedy"]
        assert "full" in str(settles(client, "/ready", 503))
        row = client.get(f"/api/v1/submissions/{made}").json()["row"]
        assert row["state"] in ("received", "reading", "read")
        (small_disk / "ballast").unlink()
        row = client.read_to_end(made)["row"]
        assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", 12, 0)
        settles(client, "/ready", 200)
        again = client.upload(("b.pdf", scan(1, "sau " * 20_000))).json()["accepted"][0]["submission_id"]
        assert client.read_to_end(again)["row"]["state"] == "read"
        with app.state.database.read() as session:
            assert chain.verify(session)[1] is None


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tonghop-pg-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "server"


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    with postgres.server(folder) as url:
        yield url


def test_a_database_that_is_restarted_is_said_to_be_away_and_then_work_goes_on(
    server: str, folder: Path, settings: Settings, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings.model_copy(update={"database_url": server}), reader=reader)
    with opened(app, capsys) as client:
        made = client.upload(("a.pdf", scan(12))).json()["accepted"][0]["submission_id"]
        postgres.stop(folder)
        answer = client.get(f"/api/v1/submissions/{made}")
        assert (answer.status_code, answer.json()["code"]) == (503, "service.database_unreachable")
        assert answer.json()["remedy"]
        assert settles(client, "/ready", 503)["database"] == "service.database_unreachable"
        postgres.start(folder)
        settles(client, "/ready", 200)
        row = client.read_to_end(made)["row"]
        assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", 12, 0)
        with app.state.database.read() as session:
            assert chain.verify(session)[1] is None


def test_a_database_that_drops_every_connection_loses_nothing(
    server: str, settings: Settings, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings.model_copy(update={"database_url": server}), reader=reader)
    with opened(app, capsys) as client:
        made = client.upload(("a.pdf", scan(12))).json()["accepted"][0]["submission_id"]
        with app.state.database.engine.connect() as connection:
            # Each is waited for: else the next request could still get a connection that is about to end.
            others = (
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
            connection.execute(text(others))
        row = client.read_to_end(made)["row"]
        assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", 12, 0)
        assert client.get("/ready").json()["status"] == "ok"
