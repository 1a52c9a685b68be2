"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def programs() -> Path:
    """The folder of initdb and pg_ctl; the test is skipped where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        pytest.skip("PostgreSQL is not installed (scripts/setup.sh dev installs it)")
    return Path(on_path).parent


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server in a folder that ends with the block; the SQLAlchemy URL of an empty database."""
    with TemporaryDirectory(prefix="tonghop-pg-", dir="/tmp") as folder:  # a socket's path is short
        Path(folder).chmod(0o755)  # PostgreSQL's own account has to get there
        with server(Path(folder) / "server") as url:
            yield url


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server and yield the SQLAlchemy URL of an empty database; it ends with the block."""
    bin_folder, data = programs(), folder / "data"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    _run(str(bin_folder / "initdb"), "-D", str(data), "-U", "tonghop", "--auth=trust", "-E", "UTF8")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    _run(str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        _run(str(bin_folder / "createdb"), "-h", str(folder), "-U", "tonghop", "office")
        yield f"postgresql+psycopg://tonghop@/office?host={folder}"
    finally:
        _run(str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def stop(folder: Path) -> None:
    """Stop the server of that folder as a power cut would."""
    _run(str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")


def start(folder: Path) -> None:
    """Start the server of that folder again, as it was started first."""
    _run(str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "restart")


def _run(*command: str) -> None:
    """Run a program of PostgreSQL, which refuses to be root."""
    as_owner = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    done = subprocess.run([*as_owner, *command], capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, done.stderr
