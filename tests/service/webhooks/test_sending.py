"""Sending events to a real HTTP server: signed, tried again, never led elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from service.access.matrix import Role
from service.access.people import ensure_administrator
from service.access.person import Person
from service.database import Database
from service.errors import WebhookRefused
from service.settings import Settings
from service.webhooks import hooks
from service.webhooks.hooks import Event
from service.webhooks.sending import PAUSES_SECONDS, SIGNATURE, post, try_delivery
from tests.service.webhooks.listener import Listener, listening

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
ADMIN = Person(1, "admin", "Quản trị", Role.ADMIN, must_change_password=False)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as told:
        yield told


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, webhook_hosts="127.0.0.1, may-khac:8080")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.write() as session:
        ensure_administrator(session, now=NOW)
    yield database
    database.close()


@dataclass
class Later:
    """Notes what is to be tried again."""

    asked: list[tuple[int, float]] = field(default_factory=list)

    def __call__(self, session: Session, delivery_id: int, tries: int, seconds: float, /) -> None:
        self.asked.append((tries, seconds))


def tell(database: Database, settings: Settings, url: str) -> tuple[int, str]:
    """Name an address and tell it an event; the delivery and the secret."""
    with database.write() as session:
        _, secret = hooks.add_webhook(session, settings, url, ["read"], person=ADMIN, now=NOW)
        (delivery,) = hooks.write_deliveries(session, Event.READ, {"submission": 7}, now=NOW)
    return delivery, secret


def delivery_of(database: Database) -> hooks.DeliveryView:
    with database.read() as session:
        return hooks.deliveries(session, 1).items[0]


def test_an_event_arrives_signed(database: Database, settings: Settings, listener: Listener) -> None:
    delivery, secret = tell(database, settings, listener.url)
    try_delivery(database, settings, delivery, now=NOW, again=Later())
    ((headers, body),) = listener.got
    assert json.loads(body) == {"event": "read", "submission": 7, "at": NOW.isoformat()}
    moment, signature = (part.split("=")[1] for part in headers[SIGNATURE].split(","))
    expected = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(signature, expected)
    assert headers["Tonghop-Delivery"] == str(delivery)
    assert (delivery_of(database).state, delivery_of(database).status) == ("sent", 204)


def test_a_refusal_is_tried_again_later_and_later_then_given_up(
    database: Database, settings: Settings, listener: Listener
) -> None:
    listener.status, later = 503, Later()
    delivery, _ = tell(database, settings, listener.url)
    for _ in range(len(PAUSES_SECONDS) + 3):
        try_delivery(database, settings, delivery, now=NOW, again=later)
    assert [seconds for _, seconds in later.asked] == list(PAUSES_SECONDS)
    assert len(listener.got) == len(PAUSES_SECONDS) + 1
    assert (delivery_of(database).state, delivery_of(database).status) == ("failed", 503)


def test_a_redirect_is_not_followed(database: Database, settings: Settings, listener: Listener) -> None:
    listener.status, listener.location = 307, listener.url
    delivery, _ = tell(database, settings, listener.url)
    try_delivery(database, settings, delivery, now=NOW, again=Later())
    assert len(listener.got) == 1 and delivery_of(database).status == 307


def test_a_host_that_is_away_is_written_down() -> None:
    outcome = post("http://127.0.0.1:9/x", "k", {"event": "read"}, delivery=1, now=NOW)
    assert outcome.status is None and "refused" in outcome.error


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest",
        "https://may-khac/x",  # only its port 8080 is named
        "http://127.0.0.1@evil.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://[::1/",
        "x",
    ],
)
def test_only_named_hosts_are_told(database: Database, settings: Settings, url: str) -> None:
    with database.write() as session, pytest.raises(WebhookRefused):
        hooks.add_webhook(session, settings, url, ["read"], person=ADMIN, now=NOW)


def test_a_host_that_is_named_no_more_is_told_no_more(
    database: Database, settings: Settings, listener: Listener
) -> None:
    delivery, _ = tell(database, settings, listener.url)
    closed = settings.model_copy(update={"webhook_hosts": ""})
    try_delivery(database, closed, delivery, now=NOW, again=Later())
    assert listener.got == [] and delivery_of(database).state == "failed"


def test_a_removed_address_is_told_no_more(
    database: Database, settings: Settings, listener: Listener
) -> None:
    delivery, _ = tell(database, settings, listener.url)
    with database.write() as session:
        hooks.remove_webhook(session, 1, now=NOW)
        assert hooks.list_webhooks(session) == ()
        assert hooks.write_deliveries(session, Event.READ, {}, now=NOW) == ()
    try_delivery(database, settings, delivery, now=NOW, again=Later())
    assert listener.got == [] and delivery_of(database).state == "failed"
