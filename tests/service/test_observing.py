"""Health, readiness, figures and log lines: what an operator sees, and that no document is quoted."""

from __future__ import annotations

import json
import logging
import math
import stat
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from service.app import create_app
from service.errors import UnsafeSetting
from service.logs import JsonLines, PlainLines, about
from service.metrics import Metrics
from service.reading import Reader
from service.records import FieldRecord, SampleRecord
from service.safety import drive_of, refuse_unsafe_places
from service.settings import Settings, load_settings
from service.worker_metrics import serve_metrics
from tests.service.conftest import NOW, Client
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
    assert found["tonghop_task_seconds_count", ("ok", "page")] >= 1
    assert math.isnan(found["tonghop_escaped_error_rate", ()])
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
        ({"worker_metrics_port": 9100}, "needs metrics_token"),
        ({"store_url": "gs://x"}, "s3://BUCKET"),
        ({"store_url": "s3://x", "store_endpoint": "http://kho.example"}, "plain http"),
    ],
)
def test_unsafe_settings_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UnsafeSetting, match=said):
        load_settings(**given)


def test_looked_at_fields_give_the_escaped_error_rate(client: Client, app: Any) -> None:
    submission = upload_table(client)
    with app.state.database.write() as session:
        fields = session.scalars(select(FieldRecord.id).where(FieldRecord.submission_id == submission)).all()
        for field, outcome in zip(fields, ("right", "right", "right", "wrong"), strict=False):
            session.add(
                SampleRecord(
                    field_id=field, campaign_id="205-KH/TU", kind="cell", share=1.0, confidence=0.99, seed=1,
                    drawn_at=NOW, outcome=outcome,
                )
            )  # fmt: skip
    found = figures(client)
    assert found["tonghop_escaped_error_rate", ()] == 0.25
    assert found["tonghop_looked_fields", ("wrong",)] == 1


def test_a_worker_tells_its_figures_to_who_knows_the_token(app: Any, settings: Settings) -> None:
    app.state.database.migrate()
    own = settings.model_copy(update={"worker_metrics_port": 0})
    metrics = Metrics(app.state.database)
    metrics.task_ended("page", "timeout", 3.0)
    with serve_metrics(own, metrics) as port:
        address = f"http://127.0.0.1:{port}/metrics"
        for header in ({}, {"authorization": "Bearer guess"}):
            with pytest.raises(urllib.error.HTTPError, match="404") as refused:
                urllib.request.urlopen(urllib.request.Request(address, headers=header))
            refused.value.close()
        asked = urllib.request.Request(address, headers={"authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(asked) as answer:
            told = answer.read().decode()
    assert 'tonghop_task_seconds_count{ended="timeout",task="page"} 1.0' in told
    with serve_metrics(settings, metrics) as none:
        assert none is None
