"""Starting and stopping the engine, and enqueuing."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import ExitStack

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy.orm import Session

from service.database import Database, make_job_engine
from service.faults import retry_our_faults
from service.jobs import workflows
from service.jobs.keeper import Keeper, Queues
from service.jobs.presence import Presence
from service.jobs.runtime import Due, Runtime, Stopping, set_runtime, stopped
from service.jobs.steps import MAX_STARTS, Round, plan_due
from service.reading import Reader
from service.settings import Settings
from service.storage import Storage

JOB_VERSION = "tonghop-jobs-3"
"""Raise it when the steps of a workflow change their order; unfinished jobs of an older one begin anew."""
PLANNING_QUEUE = "planning"
READING_QUEUE = "reading"
TELLING_QUEUE = "telling"
PLANNED_AT_ONCE = 2
TOLD_AT_ONCE = 4  # each waits ten seconds at most for an answer
POLL_SECONDS = 0.1  # a page waits half of it at a mean; each look costs 2 ms
TELLING_POLL_SECONDS = 1.0  # nobody waits for a webhook
QUEUES: Queues = {
    "plan_report": PLANNING_QUEUE,
    "read_page": READING_QUEUE,
    "extract_report": READING_QUEUE,
    "read_plan": READING_QUEUE,
    "deliver": TELLING_QUEUE,
}


class Jobs:
    """The job engine of one process; one may run at a time.

    Args:
        settings: How many pages are read here, and what presence needs.
        database: Holds our rows and the engine's own tables.
        storage: The scans.
        reader: The child processes.
        reads: Whether this process takes reports from the queue, or only puts them there.
        only_posts: Whether a process beside this one does the rest: looks after the queue, takes over.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        storage: Storage,
        reader: Reader,
        *,
        reads: bool = True,
        only_posts: bool = False,
    ) -> None:
        self.reader = reader
        self._reads, self._only_posts = reads, only_posts
        self._drain_seconds = settings.drain_seconds
        self._database = database
        self._runtime = Runtime(database, storage, reader, settings, self._post, self.enqueue)
        self._presence = Presence(
            database, settings.data_dir, version=JOB_VERSION, size=reader.size if reads else 0
        )
        self._engine = make_job_engine(settings.database)
        self._client: DBOSClient | None = None
        self._keeper: Keeper | None = None

    def start(self) -> None:
        """Launch the engine, take over from workers that died, and start what has no live job.

        A start that fails leaves nothing launched.

        Raises:
            RuntimeError: Another one runs in this process; it stays as it is.
        """
        if not stopped():
            raise RuntimeError("a job engine runs in this process already; stop it first")
        set_runtime(self._runtime)
        try:
            self._launch()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Take nothing new, let what is being read come to its end for a while, then stop.

        The next start, or another worker at once, goes on with what is unfinished. The reader stays its
        owner's. Each part is ended even if ending another failed, for instance without a database.
        """
        with ExitStack() as ends:  # the last one first
            ends.callback(self._engine.dispose)
            ends.callback(
                logging.getLogger("dbos").handlers.clear
            )  # they hold the standard error of their time
            ends.callback(self._presence.leave)
            if self._client is not None:
                ends.callback(self._client.destroy)
                self._client = None
            ends.callback(set_runtime, None)
            ends.callback(self._drain)
            if self._keeper is not None:
                ends.callback(self._keeper.stop)
                self._keeper = None

    def _launch(self) -> None:
        if self._only_posts:
            self._client = DBOSClient(system_database_engine=self._engine, application_name="tonghop")
            return
        name = self._presence.enter(now=dt.datetime.now(dt.UTC))
        config: DBOSConfig = {
            "name": "tonghop",
            "system_database_engine": self._engine,
            "application_version": JOB_VERSION,
            "executor_id": name,
            "log_level": "ERROR",
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": POLL_SECONDS,
        }
        DBOS(config=config)
        DBOS.listen_queues([PLANNING_QUEUE, READING_QUEUE, TELLING_QUEUE] if self._reads else [])
        with self._presence.starting():  # two workers would make the engine's tables at the same time
            DBOS.launch()
            self._register_queues()
        self._client = DBOSClient(system_database_engine=self._engine, application_name="tonghop")
        with self._database.write() as session:
            retry_our_faults(session, most_starts=MAX_STARTS)
        self._keeper = Keeper(
            self._database, self._presence, self._client, self._post, self._runtime.running, QUEUES
        )
        self._keeper.start()

    def _drain(self) -> None:
        if self._only_posts:
            return
        under_way = self._reads and bool(self._runtime.running.ids())
        if not under_way or not self._drain_seconds:
            set_runtime(None)
        DBOS.destroy(workflow_completion_timeout_sec=self._drain_seconds if under_way else 0)

    def enqueue(self, session: Session, submission_id: int, revision: int) -> None:
        """Have a submission read; takes effect with the session's transaction, together with its rows."""
        self._post(session, [Round(submission_id, revision).planning()])

    def enqueue_plan(self, session: Session, plan_id: int) -> None:
        """Have a plan read into its draft; takes effect with the session's transaction."""
        self._post(session, [plan_due(plan_id)])

    def _post(self, session: Session, due: Sequence[Due]) -> None:
        client = self._client
        if client is None:
            raise Stopping
        for one in due:
            options: EnqueueOptions = {
                "workflow_name": one.name,
                "queue_name": QUEUES[one.name],
                "workflow_id": one.id,
                "app_version": JOB_VERSION,
                "priority": one.priority,
            }
            if one.seconds:
                options["delay_seconds"] = one.seconds
            client.enqueue_in_transaction(session, options, *one.arguments)

    def _register_queues(self) -> None:
        """The queues' widths lie in the database, one for all: the widest worker's, so that none idles."""
        widest = max((worker.size for worker in self._presence.living()), default=0)
        DBOS.register_queue(
            PLANNING_QUEUE, worker_concurrency=PLANNED_AT_ONCE, polling_interval_sec=POLL_SECONDS
        )
        DBOS.register_queue(
            TELLING_QUEUE, worker_concurrency=TOLD_AT_ONCE, polling_interval_sec=TELLING_POLL_SECONDS
        )
        DBOS.register_queue(
            READING_QUEUE,
            worker_concurrency=max(widest, 1),
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )


_ = workflows  # importing it tells the engine which functions there are
