"""The figures of a worker, which serves nothing else: ``/metrics`` on a port of its own, with a token."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from service.metrics import CONTENT_TYPE, Metrics
from service.settings import Settings


@contextmanager
def serve_metrics(settings: Settings, metrics: Metrics) -> Iterator[int | None]:
    """Answer for the length of a ``with`` block; the port, None where the settings name none."""
    if settings.worker_metrics_port is None:
        yield None
        return
    server = _Server((settings.host, settings.worker_metrics_port), _Handler)
    server.metrics, server.token = metrics, settings.metrics_token.get_secret_value()
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    metrics: Metrics
    token: str


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10  # seconds; who asks and then says nothing holds a thread no longer

    def do_GET(self) -> None:
        given = self.headers.get("authorization", "").removeprefix("Bearer ")
        if self.path != "/metrics" or not hmac.compare_digest(given.encode(), self.server.token.encode()):
            self.send_error(404)
            return
        body = self.server.metrics.as_text()
        self.send_response(200)
        self.send_header("content-type", CONTENT_TYPE)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the address asked for is a stranger's word."""
