"""Several processes on one port: what one is told the others know, and none that dies is missed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

TOKEN = "sixteen-characters"
PATIENCE_SECONDS = 300.0  # on a busy machine, where a process takes half a minute to start


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Service:
    """``tonghop serve`` in two processes."""

    def __init__(self, folder: Path) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("TONGHOP_")}
        env |= {"TONGHOP_DATA_DIR": str(folder), "TONGHOP_METRICS_TOKEN": TOKEN, "TONGHOP_DRAIN_SECONDS": "0"}
        command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--processes", "2"]
        self.env = env
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = ""
        while "tonghop: http" not in said:  # and it stays open: a leader that starts anew says it again
            line = self.process.stdout.readline()
            assert line, said
            said += line
        self.url = re.search(r"http://\S+", said)[0]  # type: ignore[index]
        self.first_password = re.search(r"one-time password: (\S+)", said)[1]  # type: ignore[index]
        until(lambda: len(self.answering()) == 2)

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in path.read_text().split()]

    def answering(self) -> list[int]:
        """The processes that listen: each has a socket of its own on the port."""
        port = f"{int(self.url.rsplit(':', 1)[1]):04X}"
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        inodes = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port}") and line[3] == "0A"}
        return [pid for pid in self.children() if inodes.intersection(_sockets(pid))]

    def ask(self, path: str, **headers: str) -> httpx.Response:
        """By a connection of its own, so that the kernel chooses who answers."""
        return httpx.get(self.url + path, headers=headers, timeout=PATIENCE_SECONDS)


def _sockets(pid: int) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except FileNotFoundError:
            continue
    return found


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path / "var")
    with made.process:
        yield made
        made.process.kill()


def test_two_processes_answer_as_one_and_what_dies_is_started_anew(service: Service) -> None:
    login = {"name": "admin", "password": service.first_password}
    answer = httpx.post(f"{service.url}/api/v1/session", json=login, timeout=PATIENCE_SECONDS)
    cookie = f"tonghop_session={answer.cookies['tonghop_session']}"
    for _ in range(20):  # whoever answers knows the login
        assert service.ask("/api/v1/me", cookie=cookie).status_code == 200
    figures = service.ask("/metrics", authorization=f"Bearer {TOKEN}").text
    counted = re.search(r'tonghop_requests_total\{[^}]*route="/api/v1/me",status="200"\} ([\d.]+)', figures)
    assert counted is not None and float(counted[1]) == 20.0, figures
    assert "tonghop_workers 1.0" in figures

    other = subprocess.run(
        [sys.executable, "-m", "service.cli", "serve", "--port", service.url.rsplit(":", 1)[1]],
        env=service.env, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert other.returncode != 0 and "cannot be opened" in other.stderr

    for dies in service.children():
        os.kill(dies, signal.SIGKILL)
        until(lambda dies=dies: dies not in service.children() and len(service.answering()) == 2)
        for _ in range(10):
            assert service.ask("/api/v1/me", cookie=cookie).status_code == 200

    family = service.children()
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(PATIENCE_SECONDS) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in family)


def test_processes_do_not_outlive_their_parent(service: Service) -> None:
    family = service.children()
    service.process.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
