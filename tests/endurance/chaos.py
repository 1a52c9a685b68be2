"""Kill -9 at random while reports are read: ``python -m tests.endurance.chaos`` (``make chaos``).

Reports go in one after another and a reviewer settles what is doubtful while servers and workers are killed
and started again; a request that got no answer is sent once more, as a person would. In the end every report
has to be read, once, every field has to equal what a run without kills found, every word of the reviewer has
to stand, and the audit's chain has to hold.

Most reports are read by a stand-in for the libraries, in the real child processes; every tenth is a scan that
Tesseract reads. Processes are forked from one that has imported the program (``nursery``). Both are there so
that hundreds of kills cost minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

import httpx
from sqlalchemy import func, select

from service.database import Database
from service.records import SubmissionRecord
from service.storage import Storage
from tests.endurance.aftermath import Fields, Wanted, look
from tests.endurance.cluster import Cluster
from tests.endurance.nursery import Nursery
from tests.endurance.reports import scanned, small
from tests.service import postgres

SHORTEST_PEACE_SECONDS, LONGEST_PEACE_SECONDS = 0.3, 6.0
LOOK_SECONDS = 0.5
STANDSTILL_SECONDS = 1800.0  # without another report read, on a very busy machine, before we say it hangs
AGAIN_SECONDS = 0.3
REAL_EVERY = 10
KILLS_AHEAD = 5  # of the reports that were read, in proportion: else all kills fall before the first page
THINKS_SECONDS = 1.0


@dataclass(frozen=True)
class Plan:
    """A run: how many reports, which of them are real scans (every so many, 0 none), how many kills and how
    long at most between two.
    """

    reports: int
    kills: int = 0
    workers: int = 1
    seed: int = 1
    real_every: int = REAL_EVERY
    longest_peace_seconds: float = LONGEST_PEACE_SECONDS

    def report(self, index: int) -> tuple[str, bytes]:
        """Name and bytes of one."""
        if self.real_every and index % self.real_every == 0:
            return f"quet-{index:03d}.tif", scanned(index, seed=self.seed)
        return f"bao-cao-{index:03d}.pdf", small(index, seed=self.seed)


@dataclass
class Outcome:
    """What a run came to; ``faults`` says in words what should not have been.

    ``sent_again`` counts uploads that got no answer, ``refused`` those told that the service is busy.
    """

    database: str
    plan: Plan
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    pages: int = 0
    starts: int = 0
    sent_again: int = 0
    refused: int = 0
    settled: dict[int, str] = field(default_factory=dict)
    entries: int = 0
    fields: Fields = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def run(nursery: Nursery, folder: Path, plan: Plan, *, url: str = "") -> Outcome:
    """One run.

    Args:
        nursery: Starts servers and workers.
        folder: An empty one for the data.
        plan: Its workers come beside the server, which reads too where there is only one.
        url: The database; empty for SQLite in the folder.
    """
    env = {"TONGHOP_DRAIN_SECONDS": "0"} | ({"TONGHOP_DATABASE_URL": url} if url else {})
    database = Database(url or f"sqlite:///{folder / 'tonghop.db'}")
    outcome = Outcome("PostgreSQL" if url else "SQLite", plan)
    cluster = Cluster(nursery, folder, workers=plan.workers, env=env, server_reads=plan.workers < 2)
    began = time.monotonic()
    done = threading.Event()
    people = [threading.Thread(target=_send_all, args=(cluster, outcome), daemon=True)]
    if plan.kills:  # an undisturbed run is read undisturbed
        reviewer = cluster.log_in()
        people.append(threading.Thread(target=_review, args=(reviewer, outcome, done), daemon=True))
    try:
        for one in people:
            one.start()
        _kill(cluster, outcome, random.Random(plan.seed), database)
        people[0].join()
        _wait_until_read(database, plan.reports)
        outcome.seconds = time.monotonic() - began
    except AssertionError as error:
        outcome.faults.append(str(error))
    finally:
        done.set()
        for one in people:
            one.join()
        cluster.close()
    found = look(database, Storage(folder / "files"), Wanted(plan.reports, outcome.settled))
    outcome.fields, outcome.pages, outcome.starts = found.fields, found.pages, found.starts
    outcome.entries = found.entries
    outcome.faults += found.faults
    database.close()
    return outcome


def _send_all(cluster: Cluster, outcome: Outcome) -> None:
    """Upload one after another until each is acknowledged."""
    for index in range(outcome.plan.reports):
        file = outcome.plan.report(index)
        while True:
            try:
                answer = cluster.client.post("/api/v1/submissions", files=[("files", file)])
            except httpx.TransportError:
                outcome.sent_again += 1
                time.sleep(AGAIN_SECONDS)
                continue
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:  # it says so, and took nothing
                outcome.refused += 1
                time.sleep(AGAIN_SECONDS)
                continue
            if not answer.is_success and answer.json().get("code") != "service.same_bytes":
                outcome.faults.append(f"upload of {file[0]}: {answer.status_code} {answer.text[:200]}")
            break


def _review(client: httpx.Client, outcome: Outcome, done: threading.Event) -> None:
    """Settle one doubtful field after another; what was acknowledged is noted."""
    with closing(client):
        while not done.wait(THINKS_SECONDS):
            try:
                answer = client.post("/api/v1/review/next")
                lent = answer.json()
                if lent is None or answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                    continue
                found = lent["field"]
                body = {"verdict": "illegible", "version": found["version"]}
                answer = client.post(f"/api/v1/fields/{found['id']}/settle", json=body)
            except httpx.TransportError:
                continue
            if answer.is_success:
                outcome.settled[found["id"]] = "illegible"
            elif answer.status_code not in (httpx.codes.CONFLICT, httpx.codes.SERVICE_UNAVAILABLE):
                outcome.faults.append(f"settling: {answer.status_code} {answer.text[:200]}")


def _kill(cluster: Cluster, outcome: Outcome, rng: random.Random, database: Database) -> None:
    """Kill one process after another and start it again; later kills wait for work to disturb."""
    plan = outcome.plan
    ahead = min(KILLS_AHEAD, plan.kills // 4)
    for number in range(plan.kills):
        time.sleep(rng.uniform(SHORTEST_PEACE_SECONDS, plan.longest_peace_seconds))
        _wait_until_read(database, plan.reports * (number - ahead) // plan.kills)
        process = rng.choice(cluster.processes)
        process.end()
        process.start()
        outcome.kills[process.command] += 1
        if number % 20 == 19:
            told = f"{outcome.database}: {number + 1} kills, {reports_read(database)} reports read"
            print(told, file=sys.stderr, flush=True)
    for process in cluster.processes:
        process.wait_until_up()


def reports_read(database: Database) -> int:
    """How many are read to their end."""
    with database.read() as session:
        return session.scalar(select(func.count()).where(SubmissionRecord.state == "read")) or 0


def _wait_until_read(database: Database, reports: int) -> None:
    read, since = reports_read(database), time.monotonic()
    while read < reports:
        time.sleep(LOOK_SECONDS)
        now = reports_read(database)
        if now > read:
            read, since = now, time.monotonic()
        still = time.monotonic() - since
        assert still < STANDSTILL_SECONDS, f"{read} of {reports} reports read, none for {still:.0f} s"


def compare(found: Outcome, calm: Outcome) -> None:
    """Note every field that is not as the undisturbed run found it."""
    for key in sorted(found.fields.keys() | calm.fields.keys()):
        if found.fields.get(key) != calm.fields.get(key):
            found.faults.append(f"{key}: {found.fields.get(key)} instead of {calm.fields.get(key)}")


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a table for people."""
    heads = (
        "run", "servers killed", "workers killed", "reports", "pages", "begun", "fields", "settled", "audit",
        "sent again", "busy", "s", "faults",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for one in outcomes:
        cells = (
            one.database,
            one.kills["serve"],
            one.kills["worker"],
            one.plan.reports,
            one.pages,
            one.starts,
            len(one.fields),
            len(one.settled),
            one.entries,
            one.sent_again,
            one.refused,
            round(one.seconds),
            len(one.faults),
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def _run_apart(plan: Plan, on_postgresql: bool) -> Outcome:
    """One run in a process and a folder of its own."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tonghop-chaos-", dir="/tmp")))
        place.chmod(0o755)
        nursery = Nursery(stand_in=True)
        stack.callback(nursery.close)
        url = stack.enter_context(postgres.server(place / "server")) if on_postgresql else ""
        return run(nursery, place / "data", plan, url=url)


def main() -> None:
    """Run all side by side, since each waits most of its time, and print the table.

    The exit code is 1 where something was not as it should be.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--workers", type=int, default=3, help="on PostgreSQL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    calm = Plan(options.reports, seed=options.seed)
    killed = replace(calm, kills=options.kills)
    plans = [(calm, False)]
    plans += [(killed, False)] if options.only != "postgresql" else []
    plans += [(replace(killed, workers=options.workers), True)] if options.only != "sqlite" else []
    with ProcessPoolExecutor(len(plans), get_context("spawn")) as pool:
        outcomes = list(pool.map(_run_apart, *zip(*plans, strict=True)))
    outcomes[0].database = "undisturbed"
    for one in outcomes[1:]:
        compare(one, outcomes[0])
    print(table(outcomes))
    real = len(range(0, options.reports, REAL_EVERY))
    print(f"{real} of {options.reports} reports are scans that Tesseract read, the others read by a stand-in")
    faults = [f"{one.database}: {fault}" for one in outcomes for fault in one.faults]
    print("\n".join(faults[:20]) or "no faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
