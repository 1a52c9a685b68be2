"""Health, readiness, figures and log lines: what an operator sees, and that no document is quoted."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.app import create_app
from service.errors import UnsafeSetting
from service.logs import JsonLines, PlainLines, about
from service.reading import Reader
from service.safety import drive_of, refuse_unsafe_places
from service.settings import Settings, load_settings
from tests.service.conftest import Client
from tests.service.standin import scan
from tests.service.test_flow import upload_table

TOKEN = "a token of the office"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"metrics_token": type(settings.metrics_token)(TOKEN), "json_logs": True}
    )


def figures(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_ready_names_what_is_away_and_health_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/ready").json() == {
        "status": "ok", "database": "ok", "store": "ok", "queue_seconds": 0,
    }  # fmt: skip

    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(client.app.state.storage, "check", full)  # type: ignore[attr-defined]
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["store"]) == ("store", "service.disk_full")
    monkeypatch.setattr(client.app.state.database, "read", full)  # type: ignore[attr-defined]
    assert client.get("/ready").json()["status"] == "database"
    assert client.get("/health").json() == {"status": "ok"}


def test_metrics_want_their_token_and_count_by_route(client: Client) -> None:
    upload_table(client)
    for header in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer guess"}):
        assert client.get("/metrics", headers=header).status_code == 404
    found = figures(client)
    assert found["tonghop_submissions", ("read",)] == 1
    assert found["tonghop_pages", ("read",)] >= 1
    assert found["tonghop_queue_age_seconds", ()] == found["tonghop_queue_depth", ()] == 0
    assert found["tonghop_workers", ()] == 1
    assert found["tonghop_requests_total", ("POST", "/api/v1/submissions", "201")] == 1
    client.get("/api/v1/submissions/123456")
    assert not any("123456" in label for _, labels in figures(client) for label in labels)


def test_no_figures_without_a_token_of_the_settings(reader: Reader, tmp_path: Path) -> None:
    with Client(create_app(Settings(data_dir=tmp_path / "v", workers=1), reader=reader)) as client:
        assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_requests_are_logged_by_route_with_an_id(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "service"):
        answer = client.get("/api/v1/submissions/987654321?q=mật", headers={"x-request-id": "abc-1"})
        assert answer.headers["x-request-id"] == "abc-1"
        bad = client.get("/health", headers={"x-request-id": "two words"}).headers["x-request-id"]
        assert bad != "two words" and len(bad) == 16
    line = next(r for r in caplog.records if r.name == "service.observing")
    assert line.facts["route"] == "/api/v1/submissions/{submission_id}"  # type: ignore[attr-defined]
    assert "987654321" not in json.dumps(line.facts) and "mật" not in caplog.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("lines", [JsonLines(), PlainLines()])
def test_a_line_tells_where_an_error_was_and_never_what_it_says(lines: logging.Formatter) -> None:
    try:
        raise ValueError("Nguyễn Văn A, sinh năm 1960")
    except ValueError as error:
        record = logging.makeLogRecord(
            {"msg": "a fault", "exc_info": (ValueError, error, error.__traceback__)}
        )
    with about(submission=7, page=3):
        said = lines.format(record)
    assert "Nguyễn" not in said and "ValueError" in said and Path(__file__).name in said
    if isinstance(lines, JsonLines):
        found: dict[str, Any] = json.loads(said)
        assert (found["submission"], found["page"], found["message"]) == (7, 3, "a fault")
    else:
        assert "submission=7 page=3" in said


def test_nothing_of_a_report_is_logged_while_it_is_read(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "service"):
        accepted = client.upload(("mật.pdf", scan(1, "CHUYỆN RIÊNG", "die 1"))).json()["accepted"]
        client.read_to_end(accepted[0]["submission_id"])
    assert "RIÊNG" not in caplog.text and "mật.pdf" not in caplog.text


def test_an_open_data_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    refuse_unsafe_places(Settings(data_dir=tmp_path))
    tmp_path.chmod(0o705)
    with pytest.raises(UnsafeSetting, match="chmod o="):
        refuse_unsafe_places(Settings(data_dir=tmp_path))
    tmp_path.chmod(stat.S_IRWXU)


def test_sqlite_on_a_network_drive_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/chung nfs4 rw 0 0\n")
    assert drive_of(Path("/mnt/chung/tonghop"), mounts) == "nfs4"
    assert drive_of(Path("/var/lib"), mounts) == "ext4"
    shared = Settings(data_dir=tmp_path / "v", database_url="sqlite:////mnt/chung/tonghop/x.db")
    with pytest.raises(UnsafeSetting, match="network drive"):
        refuse_unsafe_places(shared, mounts=mounts)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metrics_token": "short"}, "could be guessed"),
        ({"store_url": "gs://x"}, "s3://BUCKET"),
        ({"store_url": "s3://x", "store_endpoint": "http://kho.example"}, "plain http"),
    ],
)
def test_unsafe_settings_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(UnsafeSetting, match=said):
        load_settings(**given)
