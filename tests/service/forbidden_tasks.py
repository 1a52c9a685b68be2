"""Tasks that do what a parser taken over by a hostile file would do, each telling how far it came."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from service.workers import Parts

TASKS = {
    name: f"tests.service.forbidden_tasks:{name}"
    for name in (
        "connect",
        "connect_below",
        "write",
        "kill",
        "trace",
        "grow",
        "spin",
        "open_many",
        "write_much",
    )
}


def connect(request: Parts) -> Parts:
    """Sockets of every family that there may be."""
    families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK)
    return Parts(
        {"told": [_told(lambda family=family: socket.socket(family).close()) for family in families]}
    )


def connect_below(request: Parts) -> Parts:
    """The same from a program that the task starts, as it starts Tesseract."""
    code = f"import socket; socket.create_connection(('127.0.0.1', {request.head['port']}), 5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return Parts({"told": [done.stderr.strip().splitlines()[-1] if done.returncode else "done"]})


def write(request: Parts) -> Parts:
    def touch(path: str) -> None:
        Path(path).write_text("x", "utf-8")

    return Parts({"told": [_told(lambda path=path: touch(path)) for path in request.head["paths"]]})


def kill(request: Parts) -> Parts:
    return Parts({"told": [_told(lambda: os.kill(os.getppid(), signal.SIGURG))]})


def trace(request: Parts) -> Parts:
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.ptrace(16, os.getppid(), 0, 0)  # PTRACE_ATTACH
    return Parts({"told": [os.strerror(ctypes.get_errno()) if answer else "done"]})


def grow(request: Parts) -> Parts:
    return Parts({"told": [len(bytearray(request.head["mib"] * 1024 * 1024))]})


def spin(request: Parts) -> Parts:
    while time.process_time() < 3600:
        pass
    return Parts({})


def open_many(request: Parts) -> Parts:
    with contextlib.ExitStack() as held:

        def more() -> None:
            for _ in range(2000):
                held.enter_context(Path("/dev/null").open())

        return Parts({"told": [_told(more)]})


def write_much(request: Parts) -> Parts:
    def more() -> None:
        with Path(request.head["path"]).open("wb") as file:
            file.seek(5 * 1024**3)
            file.write(b"x")

    return Parts({"told": [_told(more)]})


def _told(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except OSError as error:
        return error.strerror or str(error)
    return "done"
