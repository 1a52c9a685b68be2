"""Takes over from workers that died, and starts anew what lost its job. Each worker runs one; one acts at
a time.

The engine itself leaves the work of a dead process to a process of the same name, which never comes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from dbos import DBOSClient, WorkflowStatus
from sqlalchemy import select

from service.database import Database
from service.jobs.presence import Presence, Roll
from service.jobs.runtime import Due, Post, Running
from service.jobs.steps import PLAN_PREFIX, REPORT_PREFIX, UNREAD, Round, plan_due
from service.jobs.telling import DELIVERY_PREFIX, delivery_due
from service.records import DeliveryRecord, PlanRecord, SubmissionRecord

LOOK_SECONDS = 1.0  # a lock is given up the moment its holder dies; then this long at most
SWEEP_SECONDS = 15.0
UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]

Queues: TypeAlias = Mapping[str, str]
"""The queue of each workflow, by the name of its function."""

_LOG = logging.getLogger(__name__)


class Keeper:
    """A thread that looks after the work of all workers."""

    def __init__(
        self,
        database: Database,
        presence: Presence,
        client: DBOSClient,
        post: Post,
        running: Running,
        queues: Queues,
    ) -> None:
        self._database, self._presence, self._client = database, presence, client
        self._post, self._running, self._queues = post, running, queues
        self._idle: frozenset[str] = frozenset()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Look once, then go on looking in the background."""
        self._sweep(self._presence.look())
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what it was doing is done to its end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        looks = 0
        while not self._stop.wait(LOOK_SECONDS):
            looks += 1
            try:
                self._presence.stay()
                roll = self._presence.look()
                if roll.dead or looks * LOOK_SECONDS >= SWEEP_SECONDS:
                    looks = 0
                    self._sweep(roll)
            except Exception as error:  # whatever is away, a later look may find it
                _LOG.warning("the keeper could not look: %s", type(error).__name__)

    def _sweep(self, roll: Roll) -> None:
        with self._presence.keeping() as ours:
            if not ours:
                return
            unread = self._unread()  # before the jobs: what ends in between is begun anew to no effect
            jobs = self._client.list_workflows(status=UNFINISHED, load_input=False, load_output=False)
            self._resume(jobs, {worker.name for worker in roll.living})
            versions = {worker.version for worker in roll.living}
            stranded = [job.workflow_id for job in jobs if job.app_version not in versions]
            if stranded:  # jobs that no living worker understands: their reports begin anew below
                self._client.cancel_workflows(stranded)
            known = {_subject(job.workflow_id) for job in jobs if job.app_version in versions}
            for prefix in unread.keys() - known:
                self._begin_anew(prefix, unread[prefix])
            for worker in roll.dead:
                _LOG.warning("worker %s died; its work is taken over", worker.name)
                self._presence.bury(worker)

    def _resume(self, jobs: Sequence[WorkflowStatus], living: set[str]) -> None:
        """Put back on its queue what a dead worker had begun, and what we began and have lost sight of."""
        begun = [job for job in jobs if job.status == "PENDING"]
        lost = frozenset(
            job.workflow_id
            for job in begun
            if job.executor_id == self._presence.name and job.workflow_id not in self._running.ids()
        )
        idle, self._idle = self._idle & lost, lost  # twice in a row: it is not just about to begin
        for queue in set(self._queues.values()):
            ids = [
                job.workflow_id
                for job in begun
                if self._queues.get(job.name) == queue
                and (job.executor_id not in living or job.workflow_id in idle)
            ]
            if ids:
                self._client.resume_workflows(ids, queue_name=queue)

    def _unread(self) -> dict[str, Callable[[int], Due]]:
        """By what the ids of their jobs begin with: how each unfinished thing is begun anew."""
        unread = SubmissionRecord.state.in_(UNREAD), SubmissionRecord.deleted_at.is_(None)
        reports = select(SubmissionRecord.id, SubmissionRecord.revision).where(*unread)
        plans = select(PlanRecord.id).where(PlanRecord.state == "reading")
        untold = select(DeliveryRecord.id).where(DeliveryRecord.state == "waiting")
        with self._database.read() as session:
            rounds = [Round(*row) for row in session.execute(reports)]
            found: dict[str, Callable[[int], Due]] = {one.prefix: partial(_planning, one) for one in rounds}
            for number in session.scalars(plans):
                found[f"{PLAN_PREFIX}{number}-"] = partial(plan_due, number)
            for number in session.scalars(untold):
                found[f"{DELIVERY_PREFIX}{number}-"] = partial(delivery_due, number)
        return found

    def _begin_anew(self, prefix: str, due: Callable[[int], Due]) -> None:
        earlier = self._client.list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)
        numbers = [int(job.workflow_id.removeprefix(prefix).split("-")[0]) for job in earlier]
        with self._database.write() as session:
            self._post(session, [due(max(numbers, default=-1) + 1)])


def _planning(reading: Round, renewal: int) -> Due:
    return replace(reading, renewal=renewal).planning()


def _subject(job: str) -> str:
    """What the ids of all jobs of a report's revision, or of a plan, begin with."""
    parts = job.split("-")
    return "-".join(parts[: 3 if job.startswith(REPORT_PREFIX) else 2]) + "-"
