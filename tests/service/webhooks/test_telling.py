"""Reading, reviewing and exporting are told through the job engine, with the rows that they are about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.settings import Settings
from tests.service.conftest import Client
from tests.service.standin import scan
from tests.service.webhooks.listener import Listener, listening

WAIT_SECONDS = 30
EVENTS = ["read", "reviewed", "exported"]


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as told:
        yield told


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhook_hosts": "127.0.0.1"})


def next_event(listener: Listener) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(listener.arrived.get(timeout=WAIT_SECONDS))
    return told


def test_a_report_is_told_from_reading_to_export(client: Client, listener: Listener) -> None:
    made = client.post("/api/v1/webhooks", json={"url": listener.url, "events": EVENTS})
    assert made.status_code == 201 and len(made.json()["secret"]) == 64
    report = client.upload(("bc.pdf", scan(1))).json()["accepted"][0]["submission_id"]
    told = next_event(listener)
    assert (told["event"], told["submission"], told["state"]) == ("read", report, "read")
    for field in client.get(f"/api/v1/submissions/{report}/fields").json():
        if field["status"] in ("review", "missing"):
            body = {"verdict": "confirm", "version": field["version"]}
            client.post(f"/api/v1/fields/{field['id']}/settle", json=body).raise_for_status()
    told = next_event(listener)
    assert (told["event"], told["submission"]) == ("reviewed", report)
    client.get("/api/v1/exports/csv", params={"submission": report}).raise_for_status()
    told = next_event(listener)
    assert (told["event"], told["what"], told["asked"]) == (
        "exported", "/api/v1/exports/csv", {"submission": str(report)}
    )  # fmt: skip
    hook = made.json()["webhook"]["id"]
    log = client.get(f"/api/v1/webhooks/{hook}/deliveries").json()
    assert log["total"] == 3 and {one["event"] for one in log["items"]} == set(EVENTS)


def test_a_report_that_cannot_be_read_is_told_too(client: Client, listener: Listener) -> None:
    client.post("/api/v1/webhooks", json={"url": listener.url, "events": ["read"]}).raise_for_status()
    client.upload(("bc.pdf", scan(1, "die 1")))
    assert next_event(listener)["state"] == "failed"


def test_an_address_is_named_and_removed_on_the_page(client: Client, listener: Listener) -> None:
    page = client.post("/administration/webhooks", data={"url": listener.url, "events": EVENTS}).text
    assert listener.url in page and "Khóa ký" in page
    assert "Khóa ký" not in client.get("/administration").text
    assert "Chưa có tin nào" in client.get("/administration/webhooks/1").text
    gone = client.post("/administration/webhooks/1/remove")
    assert listener.url not in gone.text
    foreign = client.post(
        "/administration/webhooks", data={"url": "http://ngoai.example/", "events": ["read"]}
    )
    assert "TONGHOP_WEBHOOK_HOSTS" in foreign.text
