"""A process that has imported the program already, and forks servers and workers from there.

A kill then costs the start of a service and no import of it, seconds of a core each time. What is forked runs
the commands of ``tonghop`` in a process of its own, whose readers are spawned as always; it dies with the
nursery, and that with whoever made it. With the stand-in for reading, ``tests.endurance.mixed_tasks`` says
what is read by whom.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>
MOST_BYTES = 1 << 16  # of one request: arguments and an environment
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
"""Only a process with one thread may fork; these libraries would start some when imported."""


class Nursery:
    """Starts processes; safe to use from one thread at a time."""

    def __init__(self, *, stand_in: bool = False) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.endurance.nursery", str(theirs.fileno()), str(int(stand_in))],
                cwd=ROOT,
                env={**os.environ, **ONE_THREAD},
                pass_fds=(theirs.fileno(),),
            )

    def bear(self, arguments: Sequence[str], env: Mapping[str, str], stdout: int) -> int:
        """Start ``tonghop ARGUMENTS`` with this environment and output; its process id."""
        request = json.dumps({"arguments": list(arguments), "env": dict(env)}).encode()
        socket.send_fds(self._line, [request], [stdout])
        return int(self._line.recv(MOST_BYTES))

    def close(self) -> None:
        """End it, and what it started."""
        self._line.close()
        self._process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _become(arguments: Sequence[str], env: Mapping[str, str], stdout: int) -> NoReturn:
    """Be that command, in a process just forked."""
    from service.cli import main

    try:
        _die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(stdout, sys.stdout.fileno())
        os.close(stdout)
        os.environ.clear()
        os.environ.update(env)
        sys.argv = ["tonghop", *arguments]
        main()
    except SystemExit as end:
        sys.stdout.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)
    finally:
        os._exit(1)


def _serve(line: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no waiting for
    while True:
        request, descriptors, _, _ = socket.recv_fds(line, MOST_BYTES, 1)
        if not request:
            return
        wanted = json.loads(request)
        child = os.fork()
        if child == 0:
            line.close()
            _become(wanted["arguments"], wanted["env"], descriptors[0])
        os.close(descriptors[0])
        line.send(str(child).encode())


def main() -> None:
    """Import what servers and workers use, then fork them as asked."""
    import service.app
    import service.reading
    import service.routes.pages
    import service.server
    import service.worker

    _die_with_parent()
    descriptor, stand_in = sys.argv[1:]
    if int(stand_in):
        from tests.endurance.mixed_tasks import TASKS

        service.reading.TASKS.update(TASKS)
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=int(descriptor)) as line:
        _serve(line)


if __name__ == "__main__":
    main()
