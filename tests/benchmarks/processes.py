"""What processes cost: CPU seconds of those that have ended, memory of those that run."""

from __future__ import annotations

import contextlib
import os
import resource
import threading
from collections.abc import Iterator
from pathlib import Path

MIB = 1024 * 1024
SAMPLE_SECONDS = 0.1


def cpu_of_children() -> float:
    """CPU seconds of all processes that this one started and that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_seconds(pid: int) -> float:
    """CPU seconds that a running process and those that it started and that still run have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(child) for child in children_of(pid))


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def memory_mib(pid: int) -> float:
    """A process's own share of memory and that of all it started, shared pages counted once."""
    own = 0.0
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(memory_mib(child) for child in children_of(pid))


class MemoryWatch:
    """Samples this process's children while it lasts; ``worst_mib`` is the largest that one of them was."""

    def __init__(self) -> None:
        self.worst_mib = 0.0
        self._ended = threading.Event()

    def take_worst(self) -> float:
        """The largest since it was last asked."""
        worst, self.worst_mib = self.worst_mib, 0.0
        return worst

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            for child in children_of(os.getpid()):
                self.worst_mib = max(self.worst_mib, memory_mib(child))


@contextlib.contextmanager
def watched_memory() -> Iterator[MemoryWatch]:
    watch = MemoryWatch()
    thread = threading.Thread(target=watch._watch, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch._ended.set()
        thread.join()
