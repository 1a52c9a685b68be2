"""kill -9 of the real server while the real reader reads: the next start reads every upload to its end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.service.hostile_files import good_scan

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "reports" / "bao-cao-xa-nghia-phuong.pdf"
pytestmark = [
    pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed"),
    pytest.mark.skipif(not SAMPLE.is_file(), reason="the bundled samples are not here"),
]


class Running:
    """``tonghop serve`` in a process of its own, on a free port."""

    def __init__(self, data: Path) -> None:
        env = {**os.environ, "TONGHOP_DATA_DIR": str(data), "TONGHOP_WORKERS": "1", "TONGHOP_PROCESSES": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "serve", "--port", "0"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.password = ""
        self.clients: list[httpx.Client] = []
        for line in self.process.stdout:
            if found := re.search(r"one-time password: (\S+)", line):
                self.password = found[1]
            if found := re.search(r"tonghop: (http://\S+)", line):
                self.url = found[1]
                return
        raise AssertionError("the server did not start")

    def log_in(self, name: str, password: str) -> httpx.Client:
        client = httpx.Client(base_url=self.url, timeout=120)
        self.clients.append(client)
        answer = client.post("/api/v1/session", json={"name": name, "password": password})
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    def end(self, how: signal.Signals) -> int:
        for client in self.clients:
            client.close()
        self.process.send_signal(how)
        code = self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def pages_in(data: Path) -> dict[tuple[int, int], tuple[str, int, str | None]]:
    """State, begun how often, and image of each page, by submission and number."""
    with sqlite3.connect(data / "tonghop.db") as database:
        rows = database.execute("select submission_id, number, state, starts, level_sha256 from pages")
        found = {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
    database.close()
    return found


def follow(client: httpx.Client, ids: list[int], until: str) -> None:
    query = {"ids": ",".join(map(str, ids))}
    with client.stream("GET", "/api/v1/progress/stream", params=query) as stream:
        assert any(until in line for line in stream.iter_lines())


def test_killed_server_reads_every_upload_to_its_end_and_no_page_twice(tmp_path: Path) -> None:
    data = tmp_path / "var"
    server = Running(data)
    try:
        client = server.log_in("admin", server.password)
        client.post("/api/v1/me/password", json={"old": server.password, "new": "mật khẩu mới"})
        files = [("files", (SAMPLE.name, SAMPLE.read_bytes())), ("files", ("hai.tif", good_scan()))]
        ids = [a["submission_id"] for a in client.post("/api/v1/submissions", files=files).json()["accepted"]]
        assert len(ids) == 2
        server.end(signal.SIGKILL)  # right after the upload

        server = Running(data)
        follow(server.log_in("admin", "mật khẩu mới"), ids, '"read"')
        server.end(signal.SIGKILL)  # while it reads
        kept = {place: page for place, page in pages_in(data).items() if page[0] == "read"}
        assert 0 < len(kept) < len(pages_in(data))

        server = Running(data)
        client = server.log_in("admin", "mật khẩu mới")
        follow(client, ids, "event: end")
        pages = pages_in(data)
        assert {page[0] for page in pages.values()} == {"read"}
        assert {place: pages[place] for place in kept} == kept, (
            "pages kept before the kill are not read again"
        )
        for submission in ids:
            found = client.get(f"/api/v1/submissions/{submission}").json()
            assert (found["row"]["state"], found["row"]["pages_failed"]) == ("read", 0)
            paths = [field["path"] for field in found["fields"]]
            assert paths and len(paths) == len(set(paths))
        assert server.end(signal.SIGINT) == 0, "Ctrl-C ends it quietly"
    finally:
        server.process.kill()
