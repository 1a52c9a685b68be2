"""What a process that parses foreign bytes cannot do, whatever takes it over."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import confine, foreign, reading
from service.errors import ReaderDied, ReaderTimeout
from service.reading import Reader
from service.settings import Settings
from service.workers import Parts, RemoteProblem, WorkerPool
from tests.service import forbidden_tasks

REFUSED = "Permission denied"
needs_landlock = pytest.mark.skipif(confine.landlock_version() == 0, reason="the kernel has no Landlock")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files lie in a folder of their own, so that one beside it is none of them."""
    for name in ("temporary", "making", "data"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    return tmp_path


@pytest.fixture
def pool(folder: Path) -> Iterator[WorkerPool]:
    pool = WorkerPool(forbidden_tasks.TASKS, size=1, memory_mib=1024, writable=[folder / "making"])
    yield pool
    pool.close()


def told(pool: WorkerPool, task: str, **head: Any) -> list[Any]:
    found: list[Any] = pool.run(task, Parts(head), seconds=60).head["told"]
    return found


def test_no_socket_of_any_kind(pool: WorkerPool) -> None:
    assert told(pool, "connect") == [REFUSED] * 4


def test_no_connection_from_what_it_starts_either(pool: WorkerPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        (said,) = told(pool, "connect_below", port=server.getsockname()[1])
        assert REFUSED in said
        with pytest.raises(BlockingIOError):  # nobody knocked
            server.accept()


@needs_landlock
def test_nothing_is_written_outside_the_folders_named(pool: WorkerPool, folder: Path) -> None:
    database = folder / "data" / "tonghop.db"
    database.write_text("kept", "utf-8")
    paths = [
        str(database),
        str(folder / "new"),
        str(folder / "making" / "a"),
        str(folder / "temporary" / "b"),
    ]
    assert told(pool, "write", paths=paths) == [REFUSED, REFUSED, "done", "done"]
    assert database.read_text("utf-8") == "kept"


@pytest.mark.skipif(confine.landlock_version() < 6, reason="the kernel's Landlock knows no signals")
def test_no_signal_to_its_parent(pool: WorkerPool) -> None:
    assert told(pool, "kill") == ["Operation not permitted"]


def test_no_hand_on_its_parent(pool: WorkerPool) -> None:
    assert told(pool, "trace") == [REFUSED]


def test_memory_files_and_their_size_end_somewhere(pool: WorkerPool, folder: Path) -> None:
    with pytest.raises(RemoteProblem) as caught:
        told(pool, "grow", mib=2048)
    assert caught.value.code == ReaderDied.code
    assert told(pool, "grow", mib=64) == [64 * 1024 * 1024]
    assert told(pool, "open_many") == ["Too many open files"]
    assert told(pool, "write_much", path=str(folder / "making" / "large")) == ["File too large"]


def test_processor_time_ends_it_where_nobody_watches_the_clock(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(pool, "grow", mib=1)
    began = time.monotonic()
    with pytest.raises(ReaderTimeout):
        pool.run("spin", Parts({}), seconds=1)
    with pytest.raises(ReaderDied) as caught:  # a parent whose clock stands still: the kernel's own limit
        pool.run("spin", Parts({"seconds": 1 - confine.SPARE_CPU_SECONDS}), seconds=600)
    assert type(caught.value) is ReaderDied and time.monotonic() - began < 500


@pytest.mark.parametrize("pools", ["reader", "foreign"])
def test_every_child_of_ours_is_confined(
    pools: str, monkeypatch: pytest.MonkeyPatch, folder: Path, request: pytest.FixtureRequest
) -> None:
    """The pools that the service makes, with the probes in the place of their tasks."""
    if pools == "reader":
        reader = Reader(Settings(workers=1, data_dir=folder / "data"), tasks=forbidden_tasks.TASKS)
        request.addfinalizer(reader.close)
        made = [reader._pool, reader._desk]
    else:
        monkeypatch.setattr(foreign, "TASKS", forbidden_tasks.TASKS)
        pool = foreign._pool.__wrapped__()
        request.addfinalizer(pool.close)
        made = [pool]
    for one in made:
        assert told(one, "connect") == [REFUSED] * 4


def test_every_task_names_a_function_that_is_there() -> None:
    from service.workers import _load

    for name in (*reading.TASKS.values(), *foreign.TASKS.values()):
        assert callable(_load(name))


def test_server_itself_keeps_its_sockets() -> None:
    socket.socket().close()
    assert os.getpid()
