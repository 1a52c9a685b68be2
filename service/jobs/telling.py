"""Telling named addresses what happened: the rows of what is told and their jobs are one transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from service.jobs.order import FIRST
from service.jobs.runtime import Due, running, stopped
from service.records import SubmissionRecord
from service.webhooks.hooks import Event, facts_of, write_deliveries
from service.webhooks.sending import try_delivery

DELIVERY_PREFIX = "delivery-"


def delivery_due(delivery_id: int, renewal: int = 0, *, seconds: float = 0.0) -> Due:
    """The job of one try."""
    name = f"{DELIVERY_PREFIX}{delivery_id}-{renewal}"
    return Due("deliver", name, (delivery_id, renewal), FIRST, seconds)


def tell(session: Session, event: Event, facts: dict[str, Any], *, now: dt.datetime) -> None:
    """Have an event told to every address that wants it; takes effect with the session's transaction.

    Where no engine runs, as on the command line, the keeper of the service finds what waits.
    """
    waiting = write_deliveries(session, event, facts, now=now)
    if waiting and not stopped():
        running().post(session, [delivery_due(one) for one in waiting])


def tell_of_report(session: Session, event: Event, submission: SubmissionRecord, *, now: dt.datetime) -> None:
    """As ``tell``, with what a program is told of a report."""
    tell(session, event, facts_of(submission), now=now)


def deliver(delivery_id: int, renewal: int) -> None:
    """One try; a next one is due later where this one failed."""
    runtime = running()

    def again(session: Session, delivery: int, _tries: int, seconds: float, /) -> None:
        runtime.post(session, [delivery_due(delivery, renewal + 1, seconds=seconds)])

    try_delivery(runtime.database, runtime.settings, delivery_id, now=dt.datetime.now(dt.UTC), again=again)
