"""A few kills -9 of server and workers at random, as ``make chaos`` does by the hundred."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.endurance.chaos import Outcome, Plan, compare, run
from tests.endurance.nursery import Nursery
from tests.service import postgres

CALM = Plan(reports=8, real_every=0)
KILLED = replace(CALM, kills=5, longest_peace_seconds=2.0)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery(stand_in=True)
    yield nursery
    nursery.close()


@pytest.fixture(scope="module")
def calm(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(nursery, tmp_path_factory.mktemp("calm"), CALM)


@pytest.fixture
def server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="tonghop-pg-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with postgres.server(Path(folder) / "server") as url:
            yield url


def killed(calm: Outcome, found: Outcome) -> Outcome:
    compare(found, calm)
    assert sum(found.kills.values()) == KILLED.kills
    return found


def test_run_without_kills_reads_all(calm: Outcome) -> None:
    assert calm.faults == []
    assert calm.pages == calm.starts >= 8, "no page is begun twice"
    assert len(calm.fields) > 50


def test_kills_change_nothing_on_sqlite(nursery: Nursery, calm: Outcome, tmp_path: Path) -> None:
    found = run(nursery, tmp_path / "var", KILLED)
    assert killed(calm, found).faults == []


def test_kills_change_nothing_on_postgresql_with_three_workers(
    nursery: Nursery, calm: Outcome, tmp_path: Path, server: str
) -> None:
    found = run(nursery, tmp_path / "var", replace(KILLED, workers=3), url=server)
    assert killed(calm, found).faults == []
