"""An S3 server of the tests' own, whose files outlive it, so that it can be killed and started again.

It keeps and gives objects (PUT, GET, HEAD), asks nobody who they are, and writes each whole or not at all.
While there is a file ``hold`` in its folder, it takes in half of what is put and then waits, to be killed.
"""

from __future__ import annotations

import hashlib
import http.server
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from urllib.parse import unquote, urlsplit

HALF = "half"
"""The file by which it tells that it holds half of an object."""


class Bucket:
    """The server as a process; ``start`` and ``kill`` as often as wanted, on the same port and folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", "tests.service.bucket", str(self._port), str(self.folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None and self._process.stdout.readline() == "listens\n"

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            with self._process as process:
                process.kill()
            self._process = None


@contextmanager
def bucket(folder: Path) -> Iterator[Bucket]:
    """A bucket that runs, killed with the block."""
    made = Bucket(folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = Path()

    def _file(self) -> Path:
        return self.folder / unquote(urlsplit(self.path).path).strip("/").replace("/", "~")

    def do_PUT(self) -> None:
        size = int(self.headers["content-length"])
        if (self.folder / "hold").exists():
            self.rfile.read(size // 2)
            (self.folder / HALF).touch()
            threading.Event().wait()
        data = self.rfile.read(size)
        waiting = self._file().with_name(f"{self._file().name}.{threading.get_ident()}")
        waiting.write_bytes(data)
        waiting.replace(self._file())
        self._answer(200, b"", etag=hashlib.sha256(data).hexdigest())

    def do_GET(self) -> None:
        file = self._file()
        if not file.is_file():
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        data = file.read_bytes()
        self._answer(200, data, etag=hashlib.sha256(data).hexdigest())

    do_HEAD = do_GET

    def _answer(self, status: int, data: bytes, *, etag: str = "") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        if etag:
            self.send_header("etag", f'"{etag}"')
            self.send_header("last-modified", formatdate(usegmt=True))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until killed."""
    _Handler.folder = Path(sys.argv[2])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler)
    sys.stdout.write("listens\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
