"""The tray: filled from the folder, looked through by a person, taken in or set aside."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.intake.folder import MOVED_TO
from service.intake.looks import state_of
from service.intake.watcher import Watcher
from service.reading import Reader
from service.settings import Settings
from tests.service.conftest import Client, opened
from tests.service.standin import scan

NOW = dt.datetime(2023, 7, 16, 3, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scan").mkdir()
    return tmp_path / "scan"


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"watch_folder": folder, "intake_seconds": 3600})


@pytest.fixture
def watcher(client: Client, app: Any, settings: Settings) -> Watcher:
    return Watcher(settings, app.state.database, app.state.storage)


def put(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    os.utime(folder / name, (NOW.timestamp() - 60,) * 2)


def look_twice(watcher: Watcher) -> int:
    return watcher.look(now=NOW) + watcher.look(now=NOW)


def waiting(client: Client, state: str = "waiting") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/api/v1/tray", params={"state": state}).json()["items"]
    return items


def test_a_scan_comes_into_the_tray_and_becomes_a_report(
    client: Client, watcher: Watcher, folder: Path
) -> None:
    put(folder, "bc-xa.pdf", scan(1, "Bình Hiệp"))
    assert look_twice(watcher) == 1 and look_twice(watcher) == 0
    assert [p.name for p in (folder / MOVED_TO).rglob("*.pdf")] == ["bc-xa.pdf"]
    (item,) = waiting(client)
    assert (item["source"], item["origin"], item["state"]) == ("folder", "bc-xa.pdf", "waiting")
    answer = client.post("/api/v1/tray/take", json={"ids": [item["id"]]})
    assert answer.status_code == 201
    report = answer.json()["accepted"][0]["submission_id"]
    assert client.read_to_end(report)["row"]["state"] == "read"
    assert waiting(client) == [] and waiting(client, "taken")[0]["taken_as"] == report
    assert "từ thư mục máy quét (bc-xa.pdf)" in client.get(f"/submissions/{report}").text


def test_the_page_takes_in_what_is_ticked_and_sets_aside_with_a_way_back(
    client: Client, watcher: Watcher, folder: Path
) -> None:
    for name in ("a.pdf", "b.pdf"):
        put(folder, name, scan(1, name))
    look_twice(watcher)
    b, a = waiting(client)
    page = client.post("/tray", data={"act": "take", "items": [a["id"]]}).text
    assert "Đã nạp 1 báo cáo" in page
    page = client.post("/tray", data={"act": "set_aside", "items": [b["id"]]}).text
    back = re.search(r'action="(/tray/bring-back[^"]*)"', page)
    assert back and waiting(client) == []
    client.post(back.group(1))
    assert [item["id"] for item in waiting(client)] == [b["id"]]


def test_a_refused_file_stays_with_its_reason(client: Client, watcher: Watcher, folder: Path) -> None:
    put(folder, "hong.pdf", b"no pages here")
    put(folder, "co-roi.pdf", scan(1, "there"))
    client.upload(("x.pdf", scan(1, "there")))
    look_twice(watcher)
    outcome = client.post("/api/v1/tray/take", json={"ids": [i["id"] for i in waiting(client)]}).json()
    assert len(outcome["rejected"]) == 2
    reasons = {item["name"]: item["error"]["code"] for item in waiting(client)}
    assert reasons == {"hong.pdf": "ocr.damaged", "co-roi.pdf": "service.same_bytes"}
    assert "Báo cáo này đã có" in client.get("/tray").text


def test_a_folder_that_is_away_is_told_on_the_page(client: Client, app: Any, settings: Settings) -> None:
    away = settings.model_copy(update={"watch_folder": Path("/nowhere/scan")})
    app.state.intake = Watcher(away, app.state.database, app.state.storage)
    app.state.intake.look(now=NOW)
    with app.state.database.read() as session:
        problem = state_of(session).folder_problem
    assert problem is not None and problem.code == "service.watch_folder_failed"
    assert "/nowhere/scan" in client.get("/tray").text


def test_without_folder_and_mailbox_the_page_says_what_to_do(
    tmp_path: Path, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings(data_dir=tmp_path / "var", workers=1), reader=reader)
    with opened(app, capsys) as client:
        assert "TONGHOP_WATCH_FOLDER" in client.get("/tray").text


def test_a_reporting_unit_does_not_see_the_tray(as_role: Callable[[str], Client]) -> None:
    assert as_role("head").get("/api/v1/tray").status_code == 403
