"""Pages a minute of one worker and of two on PostgreSQL, each on a core of its own.

``python -m tests.endurance.scaling`` has the same scans read by Tesseract twice: by one worker that is kept
on one core, then by two kept on one each. The server only takes the scans in, on any core. Where the cores
are shared with other work the clock says little; then the last column counts, which leaves out how long the
readers were ready to run and had no core. Of a Tesseract that has ended the kernel keeps no such account, so
that column is too low by its wait, in both lines.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from service.database import Database
from tests.endurance.chaos import reports_read
from tests.endurance.cluster import Cluster
from tests.endurance.nursery import Nursery
from tests.endurance.reports import scanned
from tests.service import postgres

AIM = 1.8
LOOK_SECONDS = 0.1
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Reading:
    """One run: seconds from the first page to the last, CPU seconds of all workers with their children, and
    seconds in which their readers were ready to run and had no core.
    """

    workers: int
    pages: int
    seconds: float
    cpu_seconds: float
    waited_seconds: float

    @property
    def pages_a_minute(self) -> float:
        return 60 * self.pages / self.seconds

    @property
    def alone(self) -> float:
        """Pages a minute had the cores been free: without the wait for a core, spread over the workers."""
        return 60 * self.pages / (self.seconds - self.waited_seconds / self.workers)


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += tree(int(child))
    return found


def used(pids: list[int]) -> tuple[float, float]:
    """CPU seconds of processes and of their children that ended, and seconds that they waited for a core."""
    cpu = waited = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        cpu += sum(int(one) for one in fields[11:15]) / TICKS
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            waited += int(task.read_text().split()[1]) / 1e9
    return cpu, waited


def measure(nursery: Nursery, folder: Path, url: str, *, workers: int, pages: int) -> Reading:
    """Have one page read by each worker, so that all are warm, then the others against the clock."""
    database = Database(url)
    with ExitStack() as stack:
        stack.callback(database.close)
        env = {"TONGHOP_DATABASE_URL": url, "TONGHOP_DRAIN_SECONDS": "0"}
        cluster = Cluster(nursery, folder, workers=workers, env=env)
        stack.callback(cluster.close)
        for core, worker in zip(sorted(os.sched_getaffinity(0)), cluster.workers, strict=False):
            worker.wait_until_up()
            os.sched_setaffinity(worker.pid, {core})
            for task in Path(f"/proc/{worker.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), {core})
        _read(cluster, database, range(2 * workers))
        processes = [pid for worker in cluster.workers for pid in tree(worker.pid)]
        (cpu, waited), began = used(processes), time.monotonic()
        _read(cluster, database, range(2 * workers, 2 * workers + pages))
        seconds = time.monotonic() - began
        cpu_end, waited_end = used(processes)
    return Reading(workers, pages, seconds, cpu_end - cpu, waited_end - waited)


def _read(cluster: Cluster, database: Database, numbers: range) -> None:
    files = [("files", (f"t-{number}.tif", scanned(number))) for number in numbers]
    due = reports_read(database) + len(files)
    cluster.client.post("/api/v1/submissions", files=files).raise_for_status()
    while reports_read(database) < due:
        time.sleep(LOOK_SECONDS)


def main() -> None:
    """Measure and print; exit code 1 below the aim, by the clock and by what free cores would have given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40)
    options = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two cores are needed")
    readings = []
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tonghop-scaling-", dir="/tmp")))
        place.chmod(0o755)
        nursery = Nursery()
        stack.callback(nursery.close)
        for workers in (1, 2):
            url = stack.enter_context(postgres.server(place / f"server-{workers}"))
            folder = place / f"data-{workers}"
            readings.append(measure(nursery, folder, url, workers=workers, pages=options.pages))
    heads = (
        "workers",
        "pages",
        "s",
        "pages a minute",
        "CPU s a page",
        "wait for a core s",
        "a minute without",
    )
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for one in readings:
        figures = (
            one.seconds,
            one.pages_a_minute,
            one.cpu_seconds / one.pages,
            one.waited_seconds,
            one.alone,
        )
        cells = " | ".join(f"{figure:.2f}" for figure in figures)
        print(f"| {one.workers} | {one.pages} | {cells} |")
    first, second = readings
    clock = second.pages_a_minute / first.pages_a_minute
    free = second.alone / first.alone
    print(f"two workers against one: {clock:.2f} by the clock, {free:.2f} with the cores free; aim {AIM}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    sys.exit(max(clock, free) < AIM)


if __name__ == "__main__":
    main()
