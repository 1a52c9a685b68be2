"""Servers and workers as processes of their own, on loopback, to be killed and started again."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.endurance.nursery import Nursery

PASSWORD = "mật khẩu để thử"
START_SECONDS = 600.0  # on a machine with other work; alone it takes one
ENDS_WITHIN_SECONDS = 60.0
ANSWER_SECONDS = 600.0  # of a request on a very busy machine, before a client gives up


class Process:
    """``tonghop serve`` or ``tonghop worker``."""

    def __init__(
        self, nursery: Nursery, command: str, env: Mapping[str, str], *, port: int | None = None
    ) -> None:
        self.command, self.port = command, port
        self._nursery = nursery
        self._env = {k: v for k, v in os.environ.items() if not k.startswith("TONGHOP_")} | dict(env)
        self._output = -1
        self.pid = 0
        self.said = ""
        self.start()

    def start(self) -> None:
        """Start it; ``wait_until_up`` says when it works."""
        arguments = [self.command, *(("--port", str(self.port)) if self.port else ())]
        self._output, theirs = os.pipe()
        try:
            self.pid = self._nursery.bear(arguments, self._env, theirs)
        finally:
            os.close(theirs)
        self.said = ""

    def wait_until_up(self) -> None:
        """Wait for the line that it prints when it works."""
        end = time.monotonic() + START_SECONDS
        while "tonghop: " not in self.said:
            ready, _, _ = select.select([self._output], [], [], max(0.0, end - time.monotonic()))
            data = os.read(self._output, 65536) if ready else b""
            if not data:
                raise AssertionError(f"{self.command} did not start: {self.said or 'it said nothing'}")
            self.said += data.decode()

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            handle = os.pidfd_open(self.pid)
            try:
                signal.pidfd_send_signal(handle, how)
                gone, _, _ = select.select([handle], [], [], ENDS_WITHIN_SECONDS)
            finally:
                os.close(handle)
            assert gone, f"{self.command} did not end"
        os.close(self._output)


class Cluster:
    """One server and some workers on one database; leave it with ``close``.

    Args:
        nursery: Starts its processes.
        folder: Of the data, of the server's and each worker's own if the scans lie elsewhere.
        workers: How many besides the server.
        env: Further settings of all.
        server_reads: Whether the server reads too.
    """

    def __init__(
        self,
        nursery: Nursery,
        folder: Path,
        *,
        workers: int,
        env: Mapping[str, str] | None = None,
        server_reads: bool = False,
    ) -> None:
        alone = {"TONGHOP_WORKERS": "1", "TONGHOP_PROCESSES": "1"}
        self.env = {"TONGHOP_DATA_DIR": str(folder), **alone, **(env or {})}
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.server = Process(
            nursery, "serve", {**self.env, "TONGHOP_READS": str(server_reads)}, port=self._port
        )
        self.workers: list[Process] = []
        try:
            self.server.wait_until_up()
            self.client = self._first_login()
            self.workers = [Process(nursery, "worker", self.env) for _ in range(workers)]
        except BaseException:
            self.close()
            raise

    def answering(self) -> list[int]:
        """The processes that answer requests: the server, or its children where it has several."""
        pid = self.server.pid
        several = self.env["TONGHOP_PROCESSES"] != "1"
        return (
            [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            if several
            else [pid]
        )

    @property
    def processes(self) -> list[Process]:
        return [self.server, *self.workers]

    def log_in(self, name: str = "admin", password: str = PASSWORD) -> httpx.Client:
        """A client of somebody who is logged in; it outlives restarts of the server."""
        client = httpx.Client(base_url=self.url, timeout=ANSWER_SECONDS)
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
