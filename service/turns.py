"""Whose turn it is to write into a SQLite file: first among the threads of a process, then among processes.

SQLite lets a writer sleep and look again, up to 0.1 s at a time and in no order: among many writers one may
wait for seconds. Where they queue here first, the next one goes on as soon as one ends. It is a courtesy and
no safeguard: SQLite's own lock decides, and who waited here too long goes on without.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

LOOK_SECONDS = 0.002  # between two looks at another process's turn; a transaction takes some milliseconds


class Turns:
    """The writers of this process; beside a file, those of all processes that name the same one."""

    def __init__(self, path: Path | None, *, patience_seconds: float) -> None:
        self._path, self._patience_seconds = path, patience_seconds
        self._lock = threading.Lock()
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Wait for the turn; False where it did not come."""
        end = time.monotonic() + self._patience_seconds
        if not self._lock.acquire(timeout=self._patience_seconds):
            return False
        while not self._is_ours() and time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
        return True

    def give(self) -> None:
        """Let the next one."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._lock.release()

    def close(self) -> None:
        """Leave the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _is_ours(self) -> bool:
        if self._path is None:
            return True
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a full disk, a folder that cannot be written: SQLite will say so
            return True
        return True
