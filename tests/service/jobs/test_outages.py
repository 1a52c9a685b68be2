"""Disk full, database restarted, store away in the middle: said plainly, nothing lost, gone on by itself."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.app import create_app
from service.errors import StoreUnreachable
from service.reading import Reader
from service.settings import Settings
from service.storage import Storage
from tests.service import postgres
from tests.service.conftest import PASSWORD, Client, log_in
from tests.service.standin import scan


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (full(), 507, "service.disk_full"),
        (StoreUnreachable(reason="away"), 503, "service.store_unreachable"),
    ],
)
def test_what_is_being_read_waits_for_the_store_and_goes_on_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
) -> None:
    """The store fails at the first pages, as often as it is tried; then there is room again."""
    put, failing = Storage.put, True
    tried = []

    def refuse(storage: Storage, data: bytes) -> str:
        if not failing:
            return put(storage, data)
        tried.append(len(data))
        raise fault

    made = client.upload(("a.pdf", scan(2))).json()["accepted"][0]["submission_id"]
    monkeypatch.setattr(Storage, "put", refuse)
    answer = client.upload(("b.pdf", scan(1, "sau")))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["remedy"]
    assert client.get(f"/api/v1/submissions/{made}").json()["row"]["state"] in ("received", "reading", "read")
    failing = False
    assert client.read_to_end(made)["row"]["pages_done"] == 2
    again = client.upload(("b.pdf", scan(1, "sau"))).json()["accepted"][0]["submission_id"]
    assert client.read_to_end(again)["row"]["state"] == "read"


@pytest.fixture
def server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="tonghop-pg-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with postgres.server(Path(folder) / "server") as url:
            yield url


def test_a_database_that_drops_every_connection_loses_nothing(
    server: str, settings: Settings, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings.model_copy(update={"database_url": server}), reader=reader)
    with Client(app, base_url="http://testserver") as client:
        password = capsys.readouterr().out.split("one-time password: ")[1].split()[0]
        log_in(client, "admin", password)
        client.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}).raise_for_status()
        made = client.upload(("a.pdf", scan(12))).json()["accepted"][0]["submission_id"]
        with app.state.database.engine.connect() as connection:
            # Each is waited for: else the next request could still get a connection that is about to end.
            others = (
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
            connection.execute(text(others))
        row = client.read_to_end(made)["row"]
        assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", 12, 0)
        assert client.get("/ready").json()["status"] == "ok"
