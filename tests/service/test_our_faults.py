"""A fault of the program blames the program, and what it stopped is read again."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.jobs.steps import MAX_STARTS
from service.reading import Reader
from service.settings import Settings
from tests.service import standin
from tests.service.conftest import PASSWORD, Client, log_in, opened
from tests.service.standin import scan

STEPS = ("page-fault", "extract-fault")


@pytest.fixture
def fault(tmp_path: Path) -> Path:
    path = tmp_path / "fault"
    path.touch()
    return path


def upload_into_fault(client: Client, step: str, fault: Path) -> dict[str, Any]:
    accepted = client.upload(("tốt.pdf", scan(2, f"{step} {fault}"))).json()["accepted"]
    return client.read_to_end(accepted[0]["submission_id"])


@pytest.mark.parametrize("step", STEPS)
def test_fault_of_ours_names_the_administrator_and_not_the_scan(
    client: Client, step: str, fault: Path
) -> None:
    row = upload_into_fault(client, step, fault)["row"]
    assert (row["state"], row["error"]["code"]) == ("failed", "service.internal")
    assert "không phải lỗi của bản quét" in row["error"]["detail"]
    assert "quản trị viên" in row["error"]["remedy"] and "đọc lại" in row["error"]["remedy"]
    assert "quét lại" not in row["error"]["remedy"]


@pytest.mark.parametrize("step", STEPS)
def test_reading_again_succeeds_once_the_fault_is_mended(client: Client, step: str, fault: Path) -> None:
    submission = upload_into_fault(client, step, fault)["row"]["id"]
    fault.unlink()
    client.post(f"/api/v1/submissions/{submission}/read-again", json={}).raise_for_status()
    assert client.read_to_end(submission)["row"]["state"] == "read"


@pytest.mark.parametrize("step", STEPS)
def test_next_start_reads_what_a_fault_of_ours_stopped(
    settings: Settings,
    reader: Reader,
    capsys: pytest.CaptureFixture[str],
    step: str,
    fault: Path,
) -> None:
    with opened(create_app(settings, reader=reader), capsys) as client:
        submission = upload_into_fault(client, step, fault)["row"]["id"]
    fault.unlink()
    with Client(create_app(settings, reader=reader), base_url="http://testserver") as client:
        log_in(client, "admin", PASSWORD)
        found = client.read_to_end(submission)
        assert (found["row"]["state"], found["row"]["error"]) == ("read", None)
        assert [p["state"] for p in found["page_rows"]] == ["read", "read"]


def test_server_told_to_stop_while_it_reads_leaves_no_thread_behind(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Reader(settings, tasks=standin.TASKS)
    with opened(create_app(settings, reader=own), capsys) as client:
        submission = client.upload(("chậm.pdf", scan(2, "slow"))).json()["accepted"][0]["submission_id"]
        while "reading" not in client.get(f"/api/v1/submissions/{submission}/progress").text:
            pass
    own.close()
    left = [t for t in threading.enumerate() if t.name.startswith("ThreadPoolExecutor")]
    for thread in left:
        thread.join(timeout=10)
    assert not any(thread.is_alive() for thread in left)


def test_page_that_takes_all_its_time_is_tried_once_more_and_then_set_aside(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Reader(settings, tasks=standin.TASKS)
    with opened(create_app(settings, reader=own), capsys) as client:
        submission = client.upload(("chậm.pdf", scan(1, "slow"))).json()["accepted"][0]["submission_id"]
        page = client.read_to_end(submission)["page_rows"][0]
    own.close()
    assert (page["state"], page["tries"], page["error"]["code"]) == ("failed", 2, "service.reader_timeout")


@pytest.mark.parametrize(
    ("starts", "end"), [(10, ("read", None)), (MAX_STARTS, ("failed", "service.reader_died"))]
)
def test_kills_of_the_service_around_a_page_set_it_aside_late(
    settings: Settings,
    reader: Reader,
    capsys: pytest.CaptureFixture[str],
    fault: Path,
    starts: int,
    end: tuple[str, str | None],
) -> None:
    with opened(create_app(settings, reader=reader), capsys) as client:
        submission = upload_into_fault(client, STEPS[0], fault)["row"]["id"]
    fault.unlink()
    with sqlite3.connect(settings.data_dir / "tonghop.db") as database:  # as a kill leaves them
        database.execute("update pages set state = 'reading', error_code = null, starts = ?", [starts])
        database.execute("update submissions set state = 'reading', error_code = null")
    with Client(create_app(settings, reader=reader), base_url="http://testserver") as client:
        log_in(client, "admin", PASSWORD)
        client.read_to_end(submission)
    with sqlite3.connect(settings.data_dir / "tonghop.db") as database:
        assert database.execute("select distinct state, error_code from pages").fetchall() == [end]
