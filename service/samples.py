"""The bundled sample scans, taken in with one click."""

from __future__ import annotations

import datetime as dt
import json
from importlib import resources

from service.access.person import Person
from service.database import Database
from service.jobs import Jobs
from service.settings import Settings
from service.storage import Storage
from service.uploads import IncomingFile, UploadOutcome, receive_upload


def sample_reports() -> tuple[tuple[IncomingFile, ...], ...]:
    """The bundled reports, each with its files; empty where the package came without them."""
    folder = resources.files("samples") / "reports"
    if not folder.is_dir():
        return ()
    reports = []
    for truth in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if truth.name.endswith(".json"):
            names = json.loads(truth.read_text("utf-8"))["files"]
            reports.append(tuple(IncomingFile(name, (folder / name).read_bytes()) for name in names))
    return tuple(reports)


def take_in_samples(
    database: Database, storage: Storage, jobs: Jobs, *, person: Person, now: dt.datetime, settings: Settings
) -> UploadOutcome:
    """Upload the samples; those that are here already are among the rejected, as with any upload."""
    outcomes = [
        receive_upload(
            database,
            storage,
            jobs,
            report,
            person=person,
            now=now,
            settings=settings,
            together=True,
        )
        for report in sample_reports()
    ]
    return UploadOutcome(
        tuple(a for outcome in outcomes for a in outcome.accepted),
        tuple(r for outcome in outcomes for r in outcome.rejected),
    )
