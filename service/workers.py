"""Child processes that handle foreign bytes: each dies with its parent and is confined (``service.confine``).

A child serves one request after another over a pipe. What goes over the pipe is JSON and raw bytes, never
pickles, so that a parser taken over by a hostile file cannot run code in the server through its answer.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from service.confine import confine, die_with_parent, limit_cpu
from service.errors import ReaderDied, ReaderTimeout, problem_of

REQUESTS_PER_CHILD = 200  # then a fresh process, so that leaks of the imaging libraries stay bounded


@dataclass(frozen=True)
class Parts:
    """What goes over the pipe in either direction: a JSON object and blobs."""

    head: Mapping[str, Any]
    blobs: tuple[bytes, ...] = ()


class RemoteProblem(Exception):
    """The child answered with an error; ``code`` and ``facts`` say which, as ``service.errors`` has them."""

    def __init__(self, code: str, facts: Mapping[str, Any], text: str) -> None:
        super().__init__(text)
        self.code = code
        self.facts = dict(facts)
        self.text = text


Task = Callable[[Parts], Parts]
Watch = Callable[[str, str, float], None]
"""Told of each task that ended: its name, how (ok, problem, died, timeout), in how many seconds."""


class WorkerPool:
    """A fixed number of child processes, started when first needed; safe to call from many threads.

    Args:
        tasks: By name: importable module-level functions that run in the child.
        size: Children at work at the same time; further calls wait.
        memory_mib: Address space of one child.
        niceness: By how much the children give way to other processes, as ``nice`` has it.
        writable: Folders that the children may write into, beside the one for temporary files.
    """

    def __init__(
        self,
        tasks: Mapping[str, str],
        *,
        size: int,
        memory_mib: int,
        niceness: int = 0,
        writable: Sequence[Path] = (),
    ) -> None:
        self._terms = _Terms(dict(tasks), memory_mib, niceness, tuple(writable), os.getpid())
        self._free: queue.Queue[_Child | None] = queue.LifoQueue()
        self._children: set[_Child] = set()
        self._lock = threading.Lock()
        self._closed = False
        self.watch: Watch = lambda _task, _ended, _seconds: None
        # The kernel kills a child when the *thread* that started it ends, so one lasting thread starts all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starts-readers")
        for _ in range(size):
            self._free.put(None)

    def run(self, task: str, parts: Parts, *, seconds: float) -> Parts:
        """Have a child do a task.

        Raises:
            RemoteProblem: The task raised an error; it carries the error's code.
            ReaderTimeout: It took longer than ``seconds`` and was killed.
            ReaderDied: The child ended without an answer; a fresh one takes its place.
        """
        child = self._free.get()
        began, ended = time.monotonic(), "died"
        try:
            if self._closed:
                raise ReaderDied()
            if child is None or not child.usable:
                if child is not None:
                    self._discard(child)
                child = self._start()
            answer = child.ask(task, parts, seconds)
            ended = "problem" if "problem" in answer.head else "ok"
        except ReaderDied as error:
            ended = "timeout" if isinstance(error, ReaderTimeout) else "died"
            if child is not None:
                self._discard(child)
            child = None
            raise
        finally:
            self._free.put(child)
            self.watch(task, ended, time.monotonic() - began)
        problem = answer.head.get("problem")
        if problem is not None:
            raise RemoteProblem(problem["code"], problem["facts"], problem["text"])
        return answer

    def close(self) -> None:
        """Kill all children; tasks under way fail with ReaderDied."""
        self._closed = True
        self._starter.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            children, self._children = self._children, set()
        for child in children:
            child.kill()

    def _start(self) -> _Child:
        try:
            child = self._starter.submit(_Child, self._terms).result()
        except (RuntimeError, CancelledError) as error:  # closed in between
            raise ReaderDied() from error
        with self._lock:
            self._children.add(child)
        return child

    def _discard(self, child: _Child) -> None:
        with self._lock:
            self._children.discard(child)
        child.kill()


@dataclass(frozen=True)
class _Terms:
    """What a child lives under; ``parent`` is the process that it dies with."""

    tasks: Mapping[str, str]
    memory_mib: int
    niceness: int
    writable: tuple[Path, ...]
    parent: int


class _Child:
    def __init__(self, terms: _Terms) -> None:
        # Not fork: the server has threads, and their locks would be copied as held.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, terms), daemon=True)
        with _quiet_main():
            self._process.start()
        theirs.close()
        self._served = 0

    @property
    def usable(self) -> bool:
        return self._process.is_alive() and self._served < REQUESTS_PER_CHILD

    def ask(self, task: str, parts: Parts, seconds: float) -> Parts:
        self._served += 1
        try:
            _send(self._pipe, Parts({"task": task, "seconds": seconds, **parts.head}, parts.blobs))
            if not self._pipe.poll(seconds):
                raise ReaderTimeout(seconds=round(seconds))
            return _receive(self._pipe)
        except (EOFError, OSError, ValueError) as error:
            raise ReaderDied() from error

    def kill(self) -> None:
        pid = self._process.pid
        if pid is not None and self._process.is_alive():
            # The child leads its own process group, so that its Tesseract goes with it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self._process.kill()
        self._process.join(timeout=10)
        self._pipe.close()


@contextlib.contextmanager
def _quiet_main() -> Iterator[None]:
    """Keep ``spawn`` from importing the program's main module again: the tasks are found by name."""
    import sys

    main = sys.modules["__main__"]
    spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    with _MAIN_LOCK:
        main.__spec__ = None
        if file is not None:
            del main.__file__
        try:
            yield
        finally:
            main.__spec__ = spec
            if file is not None:
                main.__file__ = file


_MAIN_LOCK = threading.Lock()


def _serve(pipe: Connection, terms: _Terms) -> None:
    """The child's life: limits first, then one request after another until the pipe closes."""
    _bind_to_parent(terms.parent)
    os.nice(terms.niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    confine(memory_mib=terms.memory_mib, writable=terms.writable)
    functions: dict[str, Task] = {}
    while True:
        try:
            request = _receive(pipe)
        except (EOFError, OSError):
            return
        name = str(request.head["task"])
        limit_cpu(float(request.head["seconds"]))
        try:
            if name not in functions:
                functions[name] = _load(terms.tasks[name])
            answer = functions[name](request)
        except Exception as error:
            answer = Parts({"problem": _as_problem(error)})
        _send(pipe, answer)


def _as_problem(error: Exception) -> dict[str, Any]:
    if isinstance(error, MemoryError):
        return {"code": "service.reader_died", "facts": {}, "text": "out of memory"}
    problem = problem_of(error)
    return {"code": problem.code, "facts": dict(problem.facts), "text": f"{type(error).__name__}: {error}"}


def _bind_to_parent(parent: int) -> None:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # one core each; Tesseract's own threads cost four times the work
    os.environ["OMP_NUM_THREADS"] = "1"
    os.setpgid(0, 0)
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _load(name: str) -> Task:
    import importlib

    module, function = name.split(":")
    task: Task = getattr(importlib.import_module(module), function)
    return task


def _send(pipe: Connection, parts: Parts) -> None:
    pipe.send_bytes(json.dumps({"blobs": len(parts.blobs), "head": parts.head}).encode())
    for blob in parts.blobs:
        pipe.send_bytes(blob)


def _receive(pipe: Connection) -> Parts:
    envelope = json.loads(pipe.recv_bytes())
    blobs: Sequence[bytes] = [pipe.recv_bytes() for _ in range(int(envelope["blobs"]))]
    return Parts(envelope["head"], tuple(blobs))
