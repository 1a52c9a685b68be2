"""Servers and workers as processes of their own, on loopback, to be killed and started again."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PASSWORD = "mật khẩu để thử"
START_SECONDS = 120.0  # on a machine with other work; alone it takes four
ENDS_WITHIN_SECONDS = 60.0


class Process:
    """``tonghop serve`` or ``tonghop worker``."""

    def __init__(self, command: str, env: Mapping[str, str], *, port: int | None = None) -> None:
        self.command, self.port = command, port
        self._env = {k: v for k, v in os.environ.items() if not k.startswith("TONGHOP_")} | dict(env)
        self._process: subprocess.Popen[bytes] | None = None
        self.said = ""
        self.start()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it; ``wait_until_up`` says when it works."""
        arguments = [self.command, *(("--port", str(self.port)) if self.port else ())]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", *arguments],
            cwd=ROOT,
            env=self._env,
            stdout=subprocess.PIPE,
        )
        self.said = ""

    def wait_until_up(self) -> None:
        """Wait for the line that it prints when it works."""
        assert self._process is not None and self._process.stdout is not None
        end = time.monotonic() + START_SECONDS
        while "tonghop: " not in self.said:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
            data = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            if not data:
                raise AssertionError(f"{self.command} did not start: {self.said or 'it said nothing'}")
            self.said += data.decode()

    def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End it; its exit code."""
        assert self._process is not None and self._process.stdout is not None
        self._process.send_signal(how)
        code = self._process.wait(timeout=ENDS_WITHIN_SECONDS)
        self._process.stdout.close()
        return code


class Cluster:
    """One server and some workers on one database; leave it with ``close``.

    Args:
        folder: Of the data, of the server's and each worker's own if the scans lie elsewhere.
        workers: How many besides the server.
        env: Further settings of all.
        server_reads: Whether the server reads too.
    """

    def __init__(
        self, folder: Path, *, workers: int, env: Mapping[str, str] | None = None, server_reads: bool = False
    ) -> None:
        self.env = {"TONGHOP_DATA_DIR": str(folder), "TONGHOP_WORKERS": "1", **(env or {})}
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.server = Process("serve", {**self.env, "TONGHOP_READS": str(server_reads)}, port=self._port)
        self.workers: list[Process] = []
        try:
            self.server.wait_until_up()
            self.client = self._first_login()
            self.workers = [Process("worker", self.env) for _ in range(workers)]
        except BaseException:
            self.close()
            raise

    @property
    def processes(self) -> list[Process]:
        return [self.server, *self.workers]

    def log_in(self, name: str = "admin", password: str = PASSWORD) -> httpx.Client:
        """A client of somebody who is logged in; it outlives restarts of the server."""
        client = httpx.Client(base_url=self.url, timeout=60)
        answer = client.post("/api/v1/session", json={"name": name, "password": password})
        answer.raise_for_status()
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    def _first_login(self) -> httpx.Client:
        found = re.search(r"one-time password: (\S+)", self.server.said)
        assert found is not None
        client = self.log_in(password=found[1])
        client.post("/api/v1/me/password", json={"old": found[1], "new": PASSWORD}).raise_for_status()
        return client

    def close(self) -> None:
        """Kill what runs."""
        if hasattr(self, "client"):
            self.client.close()
        for process in self.processes:
            process.end()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
