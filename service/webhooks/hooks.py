"""Addresses that are told what happens, what they are told, and the list of what was told."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.access.person import Person
from service.errors import NotFound, WebhookRefused
from service.records import DeliveryRecord, SubmissionRecord, WebhookRecord
from service.settings import Settings


class Event(StrEnum):
    READ = "read"  # a report was read, or could not be
    REVIEWED = "reviewed"  # the last doubtful field of a report was settled
    EXPORTED = "exported"  # somebody took figures out


@dataclass(frozen=True)
class WebhookView:
    """An address and how its last delivery went; the secret is told only when it is made."""

    id: int
    url: str
    events: tuple[str, ...]
    created_at: dt.datetime
    waiting: int
    failed: int
    last_status: int | None
    last_error: str


@dataclass(frozen=True)
class DeliveryView:
    id: int
    event: str
    payload: dict[str, Any]
    state: str
    tries: int
    status: int | None
    error: str
    at: dt.datetime
    last_try_at: dt.datetime | None


@dataclass(frozen=True)
class DeliveryList:
    items: tuple[DeliveryView, ...]
    total: int


def add_webhook(
    session: Session, settings: Settings, url: str, events: Sequence[str], *, person: Person, now: dt.datetime
) -> tuple[WebhookView, str]:
    """Keep an address; returns it and the secret that signs what it gets.

    Raises:
        WebhookRefused: The address is none, or its host is not among ``settings.webhook_hosts``.
    """
    refuse_foreign(url, settings)
    row = WebhookRecord(
        url=url,
        secret=secrets.token_hex(32),
        events=sorted({Event(event).value for event in events}),
        created_at=now,
        created_by=person.id,
    )
    session.add(row)
    session.flush()
    return _view(session, row), row.secret


def refuse_foreign(url: str, settings: Settings) -> None:
    """Nothing leaves for a host that the deployer did not name; asked again before each delivery."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower()
        named = {parts.hostname or "", host}
    except ValueError as error:
        raise WebhookRefused(url=url) from error
    if parts.scheme not in ("http", "https") or "@" in host or not named & settings.hosts_of_webhooks:
        raise WebhookRefused(url=url)


def list_webhooks(session: Session) -> tuple[WebhookView, ...]:
    """Addresses in use, in the order in which they were made."""
    rows = session.scalars(
        select(WebhookRecord).where(WebhookRecord.removed_at.is_(None)).order_by(WebhookRecord.id)
    )
    return tuple(_view(session, row) for row in rows)


def remove_webhook(session: Session, webhook_id: int, *, now: dt.datetime) -> None:
    """Tell an address no more; what was told to it stays on record."""
    _row(session, webhook_id).removed_at = now


def deliveries(session: Session, webhook_id: int, *, offset: int = 0, limit: int = 50) -> DeliveryList:
    """What was told to an address, newest first."""
    row = session.get(WebhookRecord, webhook_id)
    if row is None:
        raise NotFound(what=f"webhook {webhook_id}")
    where = DeliveryRecord.webhook_id == webhook_id
    total = session.scalar(select(func.count()).select_from(DeliveryRecord).where(where)) or 0
    rows = session.scalars(
        select(DeliveryRecord).where(where).order_by(DeliveryRecord.id.desc()).offset(offset).limit(limit)
    )
    return DeliveryList(
        tuple(
            DeliveryView(d.id, d.event, d.payload, d.state, d.tries, d.status, d.error, d.at, d.last_try_at)
            for d in rows
        ),
        total,
    )


def write_deliveries(
    session: Session, event: Event, facts: dict[str, Any], *, now: dt.datetime
) -> tuple[int, ...]:
    """A delivery for each address that wants the event; their ids, to be handed to the job engine."""
    rows = []
    for hook in session.scalars(select(WebhookRecord).where(WebhookRecord.removed_at.is_(None))):
        if event.value in hook.events:
            payload = {"event": event.value, "at": now.isoformat(), **facts}
            rows.append(DeliveryRecord(webhook_id=hook.id, event=event.value, payload=payload, at=now))
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def facts_of(submission: SubmissionRecord) -> dict[str, Any]:
    """What a program is told of a report: enough to ask for the rest, no figure and no person."""
    return {
        "submission": submission.id,
        "revision": submission.revision,
        "state": submission.state,
        "campaign": submission.campaign_id,
        "unit": submission.unit_id,
        "period": submission.period,
    }


def _row(session: Session, webhook_id: int) -> WebhookRecord:
    row = session.get(WebhookRecord, webhook_id)
    if row is None or row.removed_at is not None:
        raise NotFound(what=f"webhook {webhook_id}")
    return row


def _view(session: Session, row: WebhookRecord) -> WebhookView:
    of_hook = DeliveryRecord.webhook_id == row.id
    counts = dict(
        session.execute(
            select(DeliveryRecord.state, func.count()).where(of_hook).group_by(DeliveryRecord.state)
        ).all()
    )
    last = session.scalar(
        select(DeliveryRecord)
        .where(of_hook, DeliveryRecord.tries > 0)
        .order_by(DeliveryRecord.id.desc())
        .limit(1)
    )
    return WebhookView(
        id=row.id,
        url=row.url,
        events=tuple(row.events),
        created_at=row.created_at,
        waiting=counts.get("waiting", 0),
        failed=counts.get("failed", 0),
        last_status=last.status if last else None,
        last_error=last.error if last else "",
    )
