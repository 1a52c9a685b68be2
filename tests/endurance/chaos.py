"""Kill -9 at random while reports are read: ``python -m tests.endurance.chaos`` (``make chaos``).

Reports go in one after another while servers and workers are killed and started again; an upload that got
no answer is sent once more, as a person would. In the end every report has to be read, once, and every
field has to equal what a run without kills found.
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
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from service.database import Database
from service.records import FieldRecord, FileRecord, PageRecord, SubmissionRecord
from service.storage import Storage
from tests.endurance.cluster import Cluster
from tests.endurance.reports import one_page
from tests.service import postgres

SHORTEST_PEACE_SECONDS, LONGEST_PEACE_SECONDS = 0.3, 6.0
LOOK_SECONDS = 0.5
READ_SECONDS_EACH = 20.0  # a report, on a busy machine, before we say that it is never read
AGAIN_SECONDS = 0.3

Field = tuple[Any, ...]
Fields = dict[tuple[str, str], Field]
"""By file name and path: value, raw, status, confidence, page, box."""


@dataclass
class Outcome:
    """What a run came to; ``faults`` says in words what should not have been."""

    database: str
    reports: int
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    starts: int = 0
    uploads_sent_again: int = 0
    fields: Fields = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def run(folder: Path, *, reports: int, kills: int, url: str = "", workers: int = 1, seed: int = 1) -> Outcome:
    """One run.

    Args:
        folder: An empty one for the data.
        reports: How many are read.
        kills: How many of a server or a worker, drawn by ``seed``; 0 for an undisturbed run.
        url: The database; empty for SQLite in the folder.
        workers: Besides the server, which reads too where there is only one.
        seed: Of the draw and of the reports.
    """
    env = {"TONGHOP_DRAIN_SECONDS": "0"} | ({"TONGHOP_DATABASE_URL": url} if url else {})
    database = Database(url or f"sqlite:///{folder / 'tonghop.db'}")
    outcome = Outcome("PostgreSQL" if url else "SQLite", reports)
    cluster = Cluster(folder, workers=workers, env=env, server_reads=workers < 2)
    began = time.monotonic()
    try:
        sender = threading.Thread(target=_send_all, args=(cluster, reports, outcome, seed), daemon=True)
        sender.start()
        _kill(cluster, kills, outcome, random.Random(seed), database)
        sender.join()
        _wait_until_read(database, reports)
        outcome.seconds = time.monotonic() - began
    except AssertionError as error:
        outcome.faults.append(str(error))
    finally:
        cluster.close()
    _look(database, Storage(folder / "files"), outcome)
    database.close()
    return outcome


def _send_all(cluster: Cluster, reports: int, outcome: Outcome, seed: int) -> None:
    """Upload one after another until each is acknowledged, never more than a few ahead of the readers."""
    for index in range(reports):
        name, data = f"bao-cao-{index:03d}.pdf", one_page(index, seed=seed)
        while True:
            try:
                answer = cluster.client.post("/api/v1/submissions", files=[("files", (name, data))])
            except httpx.TransportError:
                pass
            else:
                if answer.is_success or answer.json().get("code") == "service.same_bytes":
                    break
            outcome.uploads_sent_again += 1
            time.sleep(AGAIN_SECONDS)


def _kill(cluster: Cluster, kills: int, outcome: Outcome, rng: random.Random, database: Database) -> None:
    """Kill one process after another and start it again; the last kills wait for work to disturb."""
    for number in range(kills):
        time.sleep(rng.uniform(SHORTEST_PEACE_SECONDS, LONGEST_PEACE_SECONDS))
        while (
            reports_read(database) / outcome.reports < (number - 5) / kills
        ):  # no work is done between kills
            time.sleep(LOOK_SECONDS)
        process = rng.choice(cluster.processes)
        process.end()
        process.start()
        outcome.kills[process.command] += 1
        if number % 20 == 19:
            print(f"{number + 1} kills, {reports_read(database)} reports read", file=sys.stderr, flush=True)
    for process in cluster.processes:
        process.wait_until_up()


def reports_read(database: Database) -> int:
    """How many are read to their end."""
    with database.read() as session:
        return session.scalar(select(func.count()).where(SubmissionRecord.state == "read")) or 0


def _wait_until_read(database: Database, reports: int) -> None:
    end = time.monotonic() + 120 + READ_SECONDS_EACH * reports
    while (read := reports_read(database)) < reports:
        assert time.monotonic() < end, f"only {read} of {reports} reports were read"
        time.sleep(LOOK_SECONDS)


def _look(database: Database, storage: Storage, outcome: Outcome) -> None:
    """Look at rows and files as they lie there now."""
    with database.read() as session:
        states = Counter(session.scalars(select(SubmissionRecord.state)))
        pages = session.execute(select(PageRecord.state, PageRecord.starts)).all()
        files = session.scalars(select(FileRecord.sha256)).all()
        names = dict(session.execute(select(SubmissionRecord.id, SubmissionRecord.name)).all())
        rows = session.scalars(select(FieldRecord).where(~FieldRecord.gone)).all()
    if states != Counter(read=outcome.reports):
        outcome.faults.append(f"states of reports: {dict(states)}")
    if Counter(state for state, _ in pages) != Counter(read=outcome.reports):
        outcome.faults.append(f"pages: {dict(Counter(state for state, _ in pages))}")
    outcome.starts = sum(starts for _, starts in pages)
    lost = [digest for digest in files if not storage.holds(digest)]
    if lost or len(set(files)) != outcome.reports:
        outcome.faults.append(f"{len(set(files))} files, {len(lost)} of them lost")
    for row in rows:
        key = names[row.submission_id], row.path
        if key in outcome.fields:
            outcome.faults.append(f"{key} is there twice")
        outcome.fields[key] = (row.value, row.raw, row.status, row.confidence, row.page, str(row.bbox))


def compare(found: Outcome, calm: Outcome) -> None:
    """Note every field that is not as the undisturbed run found it."""
    for key in sorted(found.fields.keys() | calm.fields.keys()):
        if found.fields.get(key) != calm.fields.get(key):
            found.faults.append(f"{key}: {found.fields.get(key)} instead of {calm.fields.get(key)}")


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a table for people."""
    heads = ("run", "servers killed", "workers killed", "reports", "pages begun", "fields", "sent again", "s")
    lines = [f"| {' | '.join(heads)} | faults |", "|" + " --- |" * (len(heads) + 1)]
    for one in outcomes:
        cells = (
            one.database,
            one.kills["serve"],
            one.kills["worker"],
            one.reports,
            one.starts,
            len(one.fields),
            one.uploads_sent_again,
            round(one.seconds),
            len(one.faults),
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run all and print the table; exit code 1 where something was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--workers", type=int, default=3, help="on PostgreSQL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tonghop-chaos-", dir="/tmp")))
        place.chmod(0o755)
        draw = {"reports": options.reports, "seed": options.seed}
        calm = run(place / "calm", kills=0, **draw)
        calm.database = "undisturbed"
        outcomes = [calm]
        print(table(outcomes), flush=True)
        if options.only != "postgresql":
            outcomes.append(run(place / "sqlite", kills=options.kills, **draw))
            compare(outcomes[-1], calm)
            print(table(outcomes), flush=True)
        if options.only != "sqlite":
            url = stack.enter_context(postgres.server(place / "server"))
            found = run(place / "files", kills=options.kills, url=url, workers=options.workers, **draw)
            compare(found, calm)
            outcomes.append(found)
    print(table(outcomes))
    faults = [fault for one in outcomes for fault in one.faults]
    print("\n".join(faults[:20]))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
