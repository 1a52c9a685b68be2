"""What a review costs the server in processor time: ``python -m tests.endurance.price``.

One reviewer works without a pause, first so many times the next field, its crop and its settling, while the
server has nothing else to do. What other work takes of the machine hardly changes these figures. Beside the
mean of a round stand the requests one by one, each asked for many times in a row.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx

from service.database import Database
from tests.endurance.cluster import Cluster
from tests.endurance.load import ROWS, cpu_seconds, fill
from tests.endurance.nursery import Nursery

IDLE_SECONDS = 5.0


def next_field(client: httpx.Client) -> dict[str, object]:
    """Borrow one; there has to be one."""
    found: dict[str, object] = client.post("/api/v1/review/next").raise_for_status().json()["field"]
    return found


def settle(client: httpx.Client, found: dict[str, object]) -> None:
    """Say of a field that nobody can read it."""
    body = {"verdict": "illegible", "version": found["version"]}
    client.post(f"/api/v1/fields/{found['id']}/settle", json=body).raise_for_status()


def crop(client: httpx.Client, found: dict[str, object]) -> None:
    """Look at it."""
    client.get(f"/api/v1/fields/{found['id']}/crop").raise_for_status()


def measure(pids: list[int], times: int, act: Callable[[], None]) -> tuple[float, float]:
    """Processor and clock milliseconds of one act, over so many, with what the server does beside."""
    before, began = cpu_seconds(pids), time.monotonic()
    for _ in range(times):
        act()
    return tuple(1000 * one / times for one in (cpu_seconds(pids) - before, time.monotonic() - began))  # type: ignore[return-value]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tonghop-price-", dir="/tmp"))
        data = Path(folder) / "var"
        nursery = Nursery(stand_in=True)
        stack.callback(nursery.close)
        cluster = Cluster(nursery, data, workers=0, server_reads=True)
        stack.callback(cluster.close)
        database = Database(f"sqlite:///{data / 'tonghop.db'}")
        stack.callback(database.close)
        fill(cluster, database, math.ceil(2 * options.rounds / ROWS) + 1)
        pids, client = cluster.answering(), cluster.client
        before = cpu_seconds(pids)
        time.sleep(IDLE_SECONDS)
        idle = (cpu_seconds(pids) - before) / IDLE_SECONDS
        print(f"idle: {1000 * idle:.0f} CPU ms a second, taken off below")

        def one_round() -> None:
            found = next_field(client)
            crop(client, found)
            settle(client, found)

        acts: dict[str, Callable[[], object]] = {
            "warming up": one_round,
            "a round": one_round,
            "health": lambda: client.get("/health").raise_for_status(),
            "who am I": lambda: client.get("/api/v1/me").raise_for_status(),
            "next field": lambda: next_field(client),
        }
        found = next_field(client)
        acts["crop"] = lambda: crop(client, found)
        for name, act in acts.items():
            cpu, clock = measure(pids, options.rounds // 4 if name == "warming up" else options.rounds, act)
            print(f"{name}: {cpu - idle * clock:.1f} CPU ms, {clock:.1f} ms by the clock", flush=True)


if __name__ == "__main__":
    main()
