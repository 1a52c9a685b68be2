"""A real service on a real SQLite database with the real job engine; only reading itself is a stand-in."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, text

with warnings.catch_warnings():  # Starlette asks for httpx2; httpx does the same for us
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from service.access import secrets
from service.app import create_app
from service.reading import Reader
from service.routes import api_submissions
from service.settings import Settings
from service.unit_changes import add_unit
from service.units import UnitData
from tests.service import postgres, standin

PASSWORD = "mật khẩu để thử"
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class Client(TestClient):
    """A browser that is logged in: cookie and CSRF token."""

    def upload(self, *files: tuple[str, bytes], **form: str) -> Any:
        return self.post("/api/v1/submissions", files=[("files", file) for file in files], data=form)

    def read_to_end(self, submission_id: int) -> dict[str, Any]:
        """Follow the progress stream, as a browser does, until reading has ended."""
        with self.stream("GET", "/api/v1/progress/stream", params={"ids": str(submission_id)}) as stream:
            assert any(line == "event: end" for line in stream.iter_lines())
        found: dict[str, Any] = self.get(f"/api/v1/submissions/{submission_id}").json()
        return found


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    """Passwords hashed as weakly as argon2 allows, and progress looked at often: tests wait for both."""
    with pytest.MonkeyPatch.context() as patch:
        weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        patch.setattr(secrets, "_HASH", weak)
        patch.setattr(secrets, "_NOBODY", weak.hash("nobody has this password"))
        patch.setattr(api_submissions, "STREAM_SECONDS", 0.05)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "var",
        workers=2,
        page_seconds=5,
        max_file_mib=1,
        max_request_mib=4,
        max_pages=20,
        drain_seconds=0,
    )


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One set of child processes for all tests: starting them is what takes time."""
    reader = Reader(Settings(workers=2, page_seconds=120), tasks=standin.TASKS)
    yield reader
    reader.close()


@pytest.fixture
def app(settings: Settings, reader: Reader) -> Any:
    return create_app(settings, reader=reader)


@contextmanager
def opened(app: Any, capsys: pytest.CaptureFixture[str]) -> Iterator[Client]:
    """The service at its first start, and a browser in which its administrator is logged in."""
    with Client(app, base_url="http://testserver") as client:
        password = capsys.readouterr().out.split("one-time password: ")[1].split()[0]
        log_in(client, "admin", password)
        client.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}).raise_for_status()
        yield client


@pytest.fixture
def client(app: Any, capsys: pytest.CaptureFixture[str]) -> Iterator[Client]:
    with opened(app, capsys) as client:
        yield client


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.temporary_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The one server with all its tables dropped."""
    engine = create_engine(postgres_server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_server


def log_in(client: TestClient, name: str, password: str) -> None:
    answer = client.post("/api/v1/session", json={"name": name, "password": password})
    answer.raise_for_status()
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


@pytest.fixture
def as_role(client: Client, app: Any) -> Iterator[Callable[[str], Client]]:
    """Make a person of a role and log in as them, in a browser of their own."""

    def make(role: str) -> Client:
        unit = None
        if role == "unit":
            unit = "don-vi-thu"
            with app.state.database.write() as session:
                add_unit(session, UnitData(unit, "Đơn vị thử", "huyen"), person=None, now=NOW)
        body = {"name": f"nguoi-{role}", "role": role, "unit": unit}
        made = client.post("/api/v1/users", json=body).json()
        other = Client(app, base_url="http://testserver")
        log_in(other, made["user"]["name"], made["one_time_password"])
        old = {"old": made["one_time_password"], "new": PASSWORD}
        other.post("/api/v1/me/password", json=old).raise_for_status()
        return other

    yield make
