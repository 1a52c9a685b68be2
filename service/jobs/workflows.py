"""The functions that the engine runs: each is one step, repeated where database, disk or store fail it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

from dbos import DBOS
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import StoreUnreachable
from service.jobs import steps, telling
from service.jobs.runtime import running
from service.jobs.steps import Round
from service.logs import about

ATTEMPTS = 6  # with doubling pauses, half a minute; then the keeper begins a new round
MAX_RECOVERIES = 1_000_000  # our own page counters decide, never the engine's
PASSING = (
    OperationalError,
    InterfaceError,
    InternalError,
    PendingRollbackError,
    PoolTimeout,
    StoreUnreachable,
    OSError,
)
"""Database, disk or store are away; what was to be done is right and is tried again."""

_LOG = logging.getLogger(__name__)


@DBOS.workflow(name="plan_report", max_recovery_attempts=MAX_RECOVERIES)
def plan_report(submission_id: int, revision: int, renewal: int) -> None:
    """Have each page of a report read."""
    with _entered(), about(submission=submission_id):
        plan_step(submission_id, revision, renewal)


@DBOS.step(name="plan_step", retries_allowed=True, max_attempts=ATTEMPTS)
def plan_step(submission_id: int, revision: int, renewal: int) -> None:
    reading = Round(submission_id, revision, renewal)
    _or_else(lambda: steps.plan_pages(reading), lambda: steps.fail(reading, "service.internal", {}))


@DBOS.workflow(name="read_page", max_recovery_attempts=MAX_RECOVERIES)
def read_page(submission_id: int, revision: int, renewal: int, number: int) -> None:
    """Read one page, or set it aside."""
    with _entered(), about(submission=submission_id, page=number):
        read_page_step(submission_id, revision, renewal, number)


@DBOS.step(name="read_page_step", retries_allowed=True, max_attempts=ATTEMPTS)
def read_page_step(submission_id: int, revision: int, renewal: int, number: int) -> None:
    reading = Round(submission_id, revision, renewal)
    _or_else(lambda: steps.read_page(reading, number), lambda: steps.set_aside(reading, number))


@DBOS.workflow(name="extract_report", max_recovery_attempts=MAX_RECOVERIES)
def extract_report(submission_id: int, revision: int, renewal: int) -> None:
    """Map a report's pages to fields."""
    with _entered(), about(submission=submission_id):
        extract_step(submission_id, revision, renewal)


@DBOS.step(name="extract_step", retries_allowed=True, max_attempts=ATTEMPTS)
def extract_step(submission_id: int, revision: int, renewal: int) -> None:
    reading = Round(submission_id, revision, renewal)
    _or_else(lambda: steps.extract(reading), lambda: steps.fail(reading, "service.internal", {}))


@DBOS.workflow(name="read_plan", max_recovery_attempts=MAX_RECOVERIES)
def read_plan(plan_id: int, _renewal: int = 0) -> None:
    """Read a plan's file into its draft; page by page, anew from the first after a kill."""
    with _entered(), about(plan=plan_id):
        read_plan_step(plan_id)


@DBOS.step(name="read_plan_step", retries_allowed=True, max_attempts=ATTEMPTS)
def read_plan_step(plan_id: int) -> None:
    failed = {"state": "failed", "error_code": "service.internal", "error_facts": {}}
    _or_else(lambda: steps.read_plan(plan_id), lambda: steps.end_plan(plan_id, **failed))


@DBOS.workflow(name="deliver", max_recovery_attempts=MAX_RECOVERIES)
def deliver(delivery_id: int, renewal: int) -> None:
    """Tell one address one event, or have it tried again later."""
    with _entered():
        deliver_step(delivery_id, renewal)


@DBOS.step(name="deliver_step", retries_allowed=True, max_attempts=ATTEMPTS)
def deliver_step(delivery_id: int, renewal: int) -> None:
    telling.deliver(delivery_id, renewal)


def _entered() -> AbstractContextManager[None]:
    return running().running.entered(str(DBOS.workflow_id))


def _or_else(act: Callable[[], None], give_up: Callable[[], None]) -> None:
    """Do it; a fault of ours ends it with a named state, where repeating it would fail for ever."""
    try:
        act()
    except PASSING:
        raise
    except Exception as error:
        _LOG.error("a fault of ours", exc_info=error)
        give_up()
