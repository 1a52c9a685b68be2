"""Reviewers and uploaders at one server that reads meanwhile: ``python -m tests.endurance.load``.

Each reviewer borrows a doubtful field, looks at its crop, settles it and thinks; each uploader sends a
scan, which Tesseract reads meanwhile, and fetches the next one. Printed are the seconds until each kind of
request was answered, what failed, the server's own CPU time, and how busy the machine was. ``make load`` runs
it for five minutes. The reports under review are read by a stand-in before anybody begins.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from service.database import Database
from tests.endurance.chaos import reports_read
from tests.endurance.cluster import ANSWER_SECONDS, PASSWORD, Cluster
from tests.endurance.nursery import Nursery
from tests.endurance.reports import long_table, scanned

ROWS = 60  # of a report that is there before anybody begins, each one field to review
FIELDS_A_SECOND = 0.5  # of a reviewer, at most
THINKS_SECONDS = (1.0, 3.0)
FETCHES_SECONDS = (20.0, 40.0)
REVIEW_AIM, UPLOAD_AIM = 0.3, 1.0
"""Seconds of the 99th percentile."""
REVIEWS = ("next field", "crop", "settle")
REVIEW = "review, all"


@dataclass
class Measured:
    """Seconds of every answer by kind of request, and what was not answered as it should be."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    async def ask(
        self,
        kind: str,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        fine: tuple[int, ...] = (),
        **body: object,
    ) -> httpx.Response | None:
        """Send a request and note how it went; statuses in ``fine`` are answers too."""
        began = time.perf_counter()
        try:
            answer = await client.request(method, path, **body)  # type: ignore[arg-type]
        except httpx.TransportError as error:
            self.errors.append(f"{kind}: {type(error).__name__}")
            return None
        self.seconds[kind].append(time.perf_counter() - began)
        if not answer.is_success and answer.status_code not in fine:
            self.errors.append(f"{kind}: {answer.status_code}")
            return None
        return answer


async def review(client: httpx.AsyncClient, measured: Measured, until: float, rng: random.Random) -> None:
    """A reviewer's day."""
    await asyncio.sleep(rng.uniform(0, THINKS_SECONDS[1]))
    while time.monotonic() < until:
        answer = await measured.ask("next field", client, "POST", "/api/v1/review/next")
        lent = answer.json() if answer is not None else None
        found = lent["field"] if lent else None
        if found is not None:
            if found.get("bbox"):
                await measured.ask("crop", client, "GET", f"/api/v1/fields/{found['id']}/crop", fine=(404,))
            await asyncio.sleep(rng.uniform(*THINKS_SECONDS))
            body = {"verdict": "illegible", "version": found["version"]}
            path = f"/api/v1/fields/{found['id']}/settle"
            # 409: it was lent to another reviewer meanwhile, which is an answer
            await measured.ask("settle", client, "POST", path, fine=(409,), json=body)
        else:
            await asyncio.sleep(rng.uniform(*THINKS_SECONDS))


async def upload(
    client: httpx.AsyncClient, measured: Measured, until: float, rng: random.Random, first: int
) -> None:
    """A clerk's day."""
    index = first
    await asyncio.sleep(rng.uniform(0, FETCHES_SECONDS[0]))
    while time.monotonic() < until:
        files = [("files", (f"b-{index}.tif", await asyncio.to_thread(scanned, index)))]
        await measured.ask("upload", client, "POST", "/api/v1/submissions", files=files)
        index += 1
        await asyncio.sleep(rng.uniform(*FETCHES_SECONDS))


async def run(cluster: Cluster, *, reviewers: int, uploaders: int, seconds: float, seed: int) -> Measured:
    """Let everybody work for so long, each with a login of their own."""
    measured, clients = Measured(), []
    for number in range(reviewers + uploaders):
        role = "reviewer" if number < reviewers else "clerk"
        clients.append(await _newcomer(cluster, f"{role}-{number}", role))
    until = time.monotonic() + seconds
    people = [
        review(client, measured, until, random.Random(f"{seed}/r{n}"))
        for n, client in enumerate(clients[:reviewers])
    ]
    people += [
        upload(client, measured, until, random.Random(f"{seed}/u{n}"), first=1000 * (n + 1))
        for n, client in enumerate(clients[reviewers:])
    ]
    await asyncio.gather(*people)
    for client in clients:
        await client.aclose()
    return measured


async def _newcomer(cluster: Cluster, name: str, role: str) -> httpx.AsyncClient:
    """A person with an account and a login of their own."""
    made = cluster.client.post("/api/v1/users", json={"name": name, "role": role}).raise_for_status().json()
    client = httpx.AsyncClient(base_url=cluster.url, timeout=ANSWER_SECONDS)
    first = {"name": name, "password": made["one_time_password"]}
    answer = (await client.post("/api/v1/session", json=first)).raise_for_status()
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    fresh = {"old": first["password"], "new": PASSWORD}
    (await client.post("/api/v1/me/password", json=fresh)).raise_for_status()
    return client


def by_kind(measured: Measured) -> dict[str, list[float]]:
    """The seconds of each kind of request that came at least twice, and of all of a review together."""
    kinds = {kind: measured.seconds[kind] for kind in (*REVIEWS, "upload")}
    kinds[REVIEW] = [one for kind in REVIEWS for one in measured.seconds[kind]]
    return {kind: seconds for kind, seconds in kinds.items() if len(seconds) > 1}


def percentile(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def too_late(measured: Measured) -> list[str]:
    """The kinds whose 99th percentile is over its aim."""
    aims = {REVIEW: REVIEW_AIM, "upload": UPLOAD_AIM}
    return [
        kind for kind, all_ in by_kind(measured).items() if percentile(all_, 99) > aims.get(kind, math.inf)
    ]


def table(measured: Measured) -> str:
    """The seconds as a table for people."""
    lines = ["| request | count | p50 ms | p95 ms | p99 ms | longest ms |", "|" + " --- |" * 6]
    for kind, seconds in by_kind(measured).items():
        shown = [percentile(seconds, percent) for percent in (50, 95, 99)]
        cells = " | ".join(str(round(1000 * one)) for one in (*shown, max(seconds)))
        lines.append(f"| {kind} | {len(seconds)} | {cells} |")
    return "\n".join(lines)


def cpu_seconds(pids: Sequence[int]) -> float:
    """What these processes have used, without their children."""
    seconds = 0.0
    for pid in pids:
        found = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def fill(cluster: Cluster, database: Database, reports: int) -> None:
    """Have reports read that give the reviewers something to do."""
    for index in range(reports):
        files = [("files", (f"a-{index}.pdf", long_table(index, rows=ROWS)))]
        cluster.client.post("/api/v1/submissions", files=files).raise_for_status()
    while reports_read(database) < reports:
        time.sleep(0.5)


def main() -> None:
    """Start a server, let people at it, print; exit code 1 where an answer was an error or came too late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--uploaders", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)), help="that answer")
    options = parser.parse_args()
    reports = math.ceil(options.reviewers * options.seconds * FIELDS_A_SECOND / ROWS)
    people = {"reviewers": options.reviewers, "uploaders": options.uploaders}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tonghop-load-", dir="/tmp"))
        data = Path(folder) / "var"
        nursery = Nursery(stand_in=True)
        stack.callback(nursery.close)
        env = {"TONGHOP_PROCESSES": str(options.processes)}
        cluster = Cluster(nursery, data, workers=0, env=env, server_reads=True)
        stack.callback(cluster.close)
        database = Database(f"sqlite:///{data / 'tonghop.db'}")
        stack.callback(database.close)
        fill(cluster, database, reports)
        while len(cluster.answering()) < options.processes:
            time.sleep(0.5)
        before, used = os.getloadavg()[0], cpu_seconds(cluster.answering())
        measured = asyncio.run(run(cluster, **people, seconds=options.seconds, seed=options.seed))
        used = cpu_seconds(cluster.answering()) - used
        read = reports_read(database) - reports
    print(table(measured))
    answered = sum(map(len, measured.seconds.values()))
    print(f"{people}, {options.seconds:.0f} s, {options.processes} processes; {read} scans read meanwhile")
    print(f"{used:.0f} CPU s of the server for {answered} answers, {1000 * used / answered:.1f} ms each")
    print(f"{os.cpu_count()} cores, load {before:.1f} before and {os.getloadavg()[0]:.1f} after")
    late = too_late(measured)
    print(
        f"aims: review p99 {1000 * REVIEW_AIM:.0f} ms, upload p99 {1000 * UPLOAD_AIM:.0f} ms; not met: {late}"
    )
    print(f"{len(measured.errors)} errors {sorted(set(measured.errors))[:5]}")
    sys.exit(bool(measured.errors or late))


if __name__ == "__main__":
    main()
