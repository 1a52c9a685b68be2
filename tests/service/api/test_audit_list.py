"""The audit by API: newest first, some at a time, by its filters, for those only who may read it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import Client

AUDIT = "/api/v1/audit"


def key(client: Client, *scopes: str) -> dict[str, str]:
    made = client.post("/api/v1/tokens", json={"label": "x", "scopes": list(scopes)}).raise_for_status()
    return {"Authorization": f"Bearer {made.json()['token']}"}


def test_entries_come_newest_first_and_some_at_a_time(client: Client) -> None:
    every = client.get(AUDIT, params={"limit": 500}).json()
    assert every["total"] == len(every["items"]) >= 2
    numbers = [one["number"] for one in every["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert every["head"] == {"number": numbers[0], "hash": every["items"][0]["hash"]}
    second = client.get(AUDIT, params={"limit": 1, "offset": 1}).json()
    assert [one["number"] for one in second["items"]] == numbers[1:2] and second["total"] == len(numbers)


def test_filters_narrow_the_list(client: Client) -> None:
    logins = client.get(AUDIT, params={"kind": "login"}).json()
    assert logins["items"] and all(one["kind"].startswith("login") for one in logins["items"])
    assert client.get(AUDIT, params={"until": "2000-01-01"}).json()["total"] == 0
    assert client.get(AUDIT, params={"since": "2000-01-01"}).json()["total"] >= logins["total"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_at_the_ends_of_the_calendar_are_no_fault(client: Client, day: str) -> None:
    asked: dict[str, Any] = {"since": day, "until": day}
    assert client.get(AUDIT, params=asked).status_code == 200
    assert client.get("/audit", params=asked).status_code == 200


def test_a_key_reads_the_audit_only_with_that_scope(client: Client) -> None:
    asks = Client(client.app, base_url="http://testserver")
    assert asks.get(AUDIT).status_code == 401
    assert asks.get(AUDIT, headers=key(client, "view")).status_code == 403
    assert asks.get(AUDIT, headers=key(client, "audit")).status_code == 200
