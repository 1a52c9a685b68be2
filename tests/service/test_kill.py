"""kill -9 of a real server in the middle of reading: after the next start every report is read to its end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.service.standin import scan

ROOT = Path(__file__).parents[2]
SERVER = """
import sys, uvicorn
from service.app import create_app
from service.reading import Reader
from service.settings import load_settings
from tests.service import standin
settings = load_settings()
app = create_app(settings, reader=Reader(settings, tasks=standin.TASKS))
class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print("PORT", self.servers[0].sockets[0].getsockname()[1], flush=True)
Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error")).run()
"""
REPORTS, PAGES = 6, 4


class Running:
    def __init__(self, data: Path) -> None:
        env = {**os.environ, "TONGHOP_DATA_DIR": str(data), "TONGHOP_WORKERS": "2", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.password = ""
        self.clients: list[httpx.Client] = []
        for line in self.process.stdout:
            if found := re.search(r"one-time password: (\S+)", line):
                self.password = found[1]
            if line.startswith("PORT "):
                self.url = f"http://127.0.0.1:{line.split()[1]}"
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        for client in self.clients:
            client.close()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def log_in(server: Running, name: str, password: str) -> httpx.Client:
    client = httpx.Client(base_url=server.url, timeout=60)
    server.clients.append(client)
    answer = client.post("/api/v1/session", json={"name": name, "password": password})
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return client


def test_killed_server_reads_every_upload_to_its_end_after_the_next_start(tmp_path: Path) -> None:
    server = Running(tmp_path / "var")
    try:
        client = log_in(server, "admin", server.password)
        client.post("/api/v1/me/password", json={"old": server.password, "new": "mật khẩu mới"})
        files = [("files", (f"{n}.pdf", scan(PAGES, str(n)))) for n in range(REPORTS)]
        ids = [a["submission_id"] for a in client.post("/api/v1/submissions", files=files).json()["accepted"]]
        assert len(ids) == REPORTS
        for _ in range(2):  # once right after the upload, once while it reads
            server.kill()
            server = Running(tmp_path / "var")
        client = log_in(server, "admin", "mật khẩu mới")
        with client.stream(
            "GET", "/api/v1/progress/stream", params={"ids": ",".join(map(str, ids))}
        ) as stream:
            assert any(line == "event: end" for line in stream.iter_lines())
        for submission in ids:
            found = client.get(f"/api/v1/submissions/{submission}").json()
            assert (found["row"]["state"], found["row"]["pages_done"]) == ("read", PAGES)
            assert [p["number"] for p in found["page_rows"]] == list(range(1, PAGES + 1))
            paths = [f["path"] for f in found["fields"]]
            assert paths and len(paths) == len(set(paths))
    finally:
        server.kill()
