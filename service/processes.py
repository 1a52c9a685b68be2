"""Several serving processes on one port: a parent that forks them, starts anew what dies, and ends them.

Python uses one core in a process, so a machine with more serves from several. The first leads: it brings the
tables up to date, reads reports and looks for files that come by themselves; the others only answer. All that
they share lies in the database. The parent has no threads and loads nothing, so that it can fork at any time.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from service.confine import die_with_parent

LEADER = 0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGUSR1)
FIGURES_DIR = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client keeps the figures of several processes; it reads this when it is imported."""
RESTART_SECONDS = 1.0  # before a process that died is started anew


def become_one_of(count: int) -> int:
    """Fork the processes; returns in each of them, with its number, and in the parent never.

    The leader says by ``tell_up`` that it serves; only then the others are started. A process that is killed
    is started anew; a leader that ends by itself ends all.

    Raises:
        SystemExit: In the parent, once all have ended, with the leader's exit code or 0 after SIGTERM.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    family, parent = _Family(), os.getpid()
    for number in family.due(count):
        pid = os.fork()
        if pid == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            _die_with(parent)
            return number
        family.children[pid] = number
    raise SystemExit(family.code)


def tell_up() -> None:
    """Of the leader: it serves, so the others may start."""
    os.kill(os.getppid(), signal.SIGUSR1)


class _Family:
    def __init__(self) -> None:
        self.children: dict[int, int] = {}
        self.code = 0
        self._stopping = self._is_up = False

    def due(self, count: int) -> Iterator[int]:
        """The numbers of processes to be forked now, each as soon as it is due, until all have ended."""
        waits_until = {LEADER: 0.0}
        while waits_until or self.children:
            for number, moment in list(waits_until.items()):
                if moment <= time.monotonic():
                    del waits_until[number]
                    yield number
            signalled = signal.sigtimedwait(SIGNALS, RESTART_SECONDS)
            if signalled is not None and signalled.si_signo in (signal.SIGTERM, signal.SIGINT):
                self._stop()
            if signalled is not None and signalled.si_signo == signal.SIGUSR1 and not self._is_up:
                self._is_up = True
                waits_until |= dict.fromkeys(range(LEADER + 1, count), 0.0)
            for number in self._dead():
                waits_until[number] = time.monotonic() + RESTART_SECONDS
            if self._stopping:
                waits_until.clear()

    def _dead(self) -> Iterator[int]:
        """Reap who died; a leader that cannot start or ends by itself takes the others with it."""
        while self.children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            number, code = self.children.pop(pid), os.waitstatus_to_exitcode(status)
            if number == LEADER and not self._stopping and (code >= 0 or not self._is_up):
                self.code = code if code >= 0 else 1
                self._stop()
            yield number

    def _stop(self) -> None:
        self._stopping = True
        for pid in self.children:
            os.kill(pid, signal.SIGTERM)  # also after Ctrl-C, which they had: a second one would cut answers


def _die_with(parent: int) -> None:
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)
