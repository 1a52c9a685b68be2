"""A start or a stop that fails half-way leaves nothing launched; one engine runs in a process."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from service.app import create_app
from service.intake.watcher import Watcher
from service.jobs import Jobs
from service.jobs.keeper import Keeper
from service.jobs.presence import Presence
from service.jobs.runtime import stopped
from service.reading import Reader
from service.settings import Settings
from tests.service.conftest import Client
from tests.service.standin import scan


def fail(*_: Any, **__: Any) -> None:
    raise OSError("the disk went away")


@pytest.mark.parametrize(
    ("part", "act"), [(Keeper, "start"), (Watcher, "start"), (Jobs, "_register_queues"), (Presence, "enter")]
)
def test_a_start_that_fails_leaves_nothing_launched(
    settings: Settings, reader: Reader, monkeypatch: pytest.MonkeyPatch, part: type, act: str
) -> None:
    app = create_app(settings, reader=reader)
    with monkeypatch.context() as patch:
        patch.setattr(part, act, fail)
        with pytest.raises(OSError, match="went away"), Client(app):
            pass
    assert stopped()
    assert not [t.name for t in threading.enumerate() if t.name == "keeper"]
    with Client(app, base_url="http://testserver") as client:
        assert client.get("/ready").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("part", "act"), [(Keeper, "stop"), (Watcher, "stop"), (Presence, "leave"), (Jobs, "_drain")]
)
def test_a_stop_that_fails_ends_all_the_rest(
    settings: Settings, reader: Reader, monkeypatch: pytest.MonkeyPatch, part: type, act: str
) -> None:
    app = create_app(settings, reader=reader)
    whole = getattr(part, act)

    def ends_and_fails(self: Any) -> None:
        whole(self)
        fail()

    with monkeypatch.context() as patch:
        patch.setattr(part, act, ends_and_fails)
        with pytest.raises(OSError, match="went away"), Client(app):
            pass
    assert stopped()
    with Client(app, base_url="http://testserver") as client:
        assert client.get("/ready").json()["status"] == "ok"


def test_a_second_engine_is_refused_and_the_first_goes_on(
    client: Client, settings: Settings, reader: Reader
) -> None:
    other = settings.model_copy(update={"data_dir": settings.data_dir.with_name("other")})
    with pytest.raises(RuntimeError, match="already"), Client(create_app(other, reader=reader)):
        pass
    made = client.upload(("a.pdf", scan(2))).json()["accepted"][0]["submission_id"]
    assert client.read_to_end(made)["row"]["state"] == "read"
