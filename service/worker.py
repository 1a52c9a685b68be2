"""A worker without a server: takes reports from the queue until it is told to stop."""

from __future__ import annotations

import signal
import sys
import threading

from service.database import Database
from service.jobs import Jobs
from service.logs import log_to_standard_error
from service.metrics import Metrics
from service.reading import Reader
from service.safety import refuse_unsafe_places
from service.settings import Settings
from service.storage import make_storage
from service.worker_metrics import serve_metrics


def run_worker(settings: Settings) -> None:
    """Read what servers put on the queue of their common database, until SIGTERM or Ctrl-C.

    Raises:
        UnsafeSetting: The database is a SQLite file that another machine works on.
    """
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    log_to_standard_error(as_json=settings.json_logs)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    refuse_unsafe_places(settings)
    database = Database(settings.database)
    database.migrate()
    reader, metrics = Reader(settings), Metrics(database)
    reader.tell(metrics.task_ended)
    jobs = Jobs(settings, database, make_storage(settings), reader)
    try:
        with serve_metrics(settings, metrics):
            jobs.start()
            sys.stdout.write(f"tonghop: worker, {reader.size} pages at the same time\n")
            sys.stdout.flush()
            stopping.wait()
            jobs.stop()
    finally:
        reader.close()
        database.close()
