"""Children that handle foreign bytes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from service.errors import ReaderDied
from service.workers import Parts, RemoteProblem, WorkerPool
from tests.service import standin


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(standin.TASKS, size=1, memory_mib=4096)
    yield pool
    pool.close()


def count(pool: WorkerPool, data: bytes) -> Parts:
    return pool.run("count", Parts({"name": "a.pdf"}, (data,)), seconds=30)


def test_child_outlives_the_thread_that_first_needed_it(pool: WorkerPool) -> None:
    first = threading.Thread(target=count, args=(pool, standin.scan(1)))
    first.start()
    first.join()
    (child,) = pool._children
    assert count(pool, standin.scan(3)).head == {"pages": 3}
    assert pool._children == {child}


def test_error_of_a_task_comes_back_with_its_code_and_facts(pool: WorkerPool) -> None:
    with pytest.raises(RemoteProblem, match="password") as told:
        count(pool, b"encrypted")
    assert (told.value.code, told.value.facts) == ("ocr.encrypted", {"file": "a.pdf"})


def test_closed_pool_does_nothing_more(pool: WorkerPool) -> None:
    pool.close()
    with pytest.raises(ReaderDied):
        count(pool, standin.scan(1))
