"""Figures for Prometheus; only this module knows prometheus_client. None of them names a document."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.database import Database
from service.jobs import workers_of
from service.processes import FIGURES_DIR
from service.records import CorrectionRecord, FieldRecord, PageRecord, SampleRecord, SubmissionRecord

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
UNREAD = ("received", "reading")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 10.0)
"""Seconds; 0.3 is what a review may take, 1.0 the acknowledgement of an upload."""

TASK_BUCKETS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 180.0)
"""Seconds; a page takes two, and 180 is its usual limit."""


class Metrics:
    """What this process counts, and what the database says when it is asked."""

    def __init__(self, database: Database) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tonghop_requests",
            "Requests answered, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "tonghop_request_seconds",
            "Seconds until a request was answered, by route.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._tasks = Histogram(
            "tonghop_task_seconds",
            "Seconds of each task of the reading processes, by how it ended.",
            ("task", "ended"),
            buckets=TASK_BUCKETS,
            registry=self.registry,
        )
        self._rows = CollectorRegistry()
        self._rows.register(_Rows(database))

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route`` is the route's pattern, never the address that was asked for."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def task_ended(self, task: str, ended: str, seconds: float) -> None:
        """Count a task of a reading process; ``ended`` is ok, problem, died or timeout."""
        self._tasks.labels(task, ended).observe(seconds)

    def as_text(self) -> bytes:
        """All figures as Prometheus reads them; where several processes serve, what all of them counted."""
        counted = self.registry
        if FIGURES_DIR in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(self._rows)


class _Rows:
    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        with self._database.read() as session:
            yield _by("submissions", "Reports, by state.", "state", session, SubmissionRecord.state)
            yield _by("pages", "Pages of all readings, by state.", "state", session, PageRecord.state)
            yield _by("fields", "Fields, by status.", "status", session, FieldRecord.status)
            yield _by(
                "review_acts", "What people did to fields.", "verdict", session, CorrectionRecord.verdict
            )
            yield _by(
                "looked_fields",
                "Accepted fields drawn for a look, by what came out.",
                "outcome",
                session,
                SampleRecord.outcome,
            )
            yield _one("escaped_error_rate", "Wrong ones of those looked at; NaN without.", _escaped(session))
            yield _one("queue_age_seconds", "Age of the oldest report not read.", queue_age(session))
            yield _one("queue_depth", "Pages that wait.", _waiting(session))
            yield _one("workers", "Processes that read.", sum(w.size > 0 for w in workers_of(session)))


def queue_age(session: Session, *, now: dt.datetime | None = None) -> float:
    """Seconds since the oldest unread report came in; 0 where all are read."""
    oldest = session.scalar(
        select(func.min(SubmissionRecord.received_at)).where(
            SubmissionRecord.state.in_(UNREAD), SubmissionRecord.deleted_at.is_(None)
        )
    )
    return max(0.0, ((now or dt.datetime.now(dt.UTC)) - oldest).total_seconds()) if oldest else 0.0


def _waiting(session: Session) -> float:
    waiting = PageRecord.state.in_(("waiting", "reading"))
    return float(session.scalar(select(func.count()).select_from(PageRecord).where(waiting)) or 0)


def _escaped(session: Session) -> float:
    """The share of accepted fields that people found wrong when they looked."""
    settled = select(SampleRecord.outcome, func.count()).where(SampleRecord.outcome.in_(("right", "wrong")))
    counts = {row[0]: int(row[1]) for row in session.execute(settled.group_by(SampleRecord.outcome))}
    looked = sum(counts.values())
    return counts.get("wrong", 0) / looked if looked else math.nan


def _by(name: str, told: str, label: str, session: Session, column: object) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"tonghop_{name}", told, labels=(label,))
    for value, count in session.execute(select(column, func.count()).group_by(column)):  # type: ignore[call-overload]
        family.add_metric((str(value),), count)
    return family


def _one(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tonghop_{name}", told, value=value)
