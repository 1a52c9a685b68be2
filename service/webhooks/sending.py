"""Sending one event: signed, to the named address and nowhere else, and what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from service.database import Database
from service.errors import WebhookRefused
from service.records import DeliveryRecord, WebhookRecord
from service.settings import Settings
from service.webhooks.hooks import refuse_foreign

TIMEOUT_SECONDS = 10.0
PAUSES_SECONDS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 21600.0)
"""Between tries: a restart of the other side takes seconds, its repair a morning; then a person looks."""
SIGNATURE = "Tonghop-Signature"


class Again(Protocol):
    """Has a delivery tried again after so many seconds, in the session's transaction."""

    def __call__(self, session: Session, delivery_id: int, tries: int, seconds: float, /) -> None: ...


@dataclass(frozen=True)
class Outcome:
    """What one try came to; ``status`` is None where no answer came."""

    status: int | None
    error: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer that did not take it."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def sign(secret: str, body: bytes, *, now: dt.datetime) -> str:
    """The header that proves sender and moment: ``t=<seconds>,v1=<HMAC-SHA256 of "t.body">``.

    >>> sign("k", b"{}", now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))[:13]
    't=1767225600,'
    """
    moment = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def post(url: str, secret: str, payload: Mapping[str, Any], *, delivery: int, now: dt.datetime) -> Outcome:
    """Send an event once; an answer outside 200..299, none in time or no connection is told, never raised."""
    body = json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()
    request = urllib.request.Request(
        url,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "User-Agent": "tonghop",
            "Tonghop-Event": str(payload["event"]),
            "Tonghop-Delivery": str(delivery),
            SIGNATURE: sign(secret, body, now=now),
        },
    )
    opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return Outcome(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return Outcome(error.code, str(error.reason))
    except (OSError, ValueError) as error:
        return Outcome(None, str(getattr(error, "reason", error)))


def try_delivery(
    database: Database, settings: Settings, delivery_id: int, *, now: dt.datetime, again: Again
) -> None:
    """Try a delivery once, write down what came of it, and have it tried again where that is worth it.

    A crash between sending and writing sends it twice: the receiver tells by ``Tonghop-Delivery``.
    """
    with database.read() as session:
        row = session.get(DeliveryRecord, delivery_id)
        hook = session.get(WebhookRecord, row.webhook_id) if row else None
        if row is None or hook is None or row.state != "waiting":
            return
        url, secret, payload, is_gone = hook.url, hook.secret, dict(row.payload), hook.removed_at is not None
    try:
        refuse_foreign(url, settings)
        outcome = Outcome(None, "the address was removed") if is_gone else None
    except WebhookRefused:
        outcome, is_gone = Outcome(None, "the host is not named in TONGHOP_WEBHOOK_HOSTS any more"), True
    outcome = outcome or post(url, secret, payload, delivery=delivery_id, now=now)
    with database.write() as session:
        row = session.get_one(DeliveryRecord, delivery_id)
        row.tries, row.last_try_at = row.tries + 1, now
        row.status, row.error = outcome.status, outcome.error[:500]
        left = PAUSES_SECONDS[row.tries - 1 : row.tries] if not is_gone else ()
        row.state = "sent" if outcome.is_taken else "waiting" if left else "failed"
        if row.state == "waiting":
            again(session, delivery_id, row.tries, left[0])
