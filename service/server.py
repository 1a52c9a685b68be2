"""Serving: the port taken first, then the service started, then told where it is."""

from __future__ import annotations

import contextlib
import socket
import sys

import uvicorn

from service.app import create_app
from service.errors import PortTaken
from service.logs import log_to_standard_error
from service.settings import Settings

GOODBYE_SECONDS = 3  # for answers under way; a browser that watches progress would hold us for minutes


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, welcome: str) -> None:
        super().__init__(config)
        self._welcome = welcome

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(self._welcome + "\n")
            sys.stdout.flush()


def run_server(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM. The address is printed when it answers.

    Raises:
        PortTaken: Another program listens there; nothing was started.
    """
    log_to_standard_error(as_json=settings.json_logs)
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        welcome = (
            f"tonghop: http://{settings.host}:{port}  "
            f"(dừng / stop: Ctrl-C; dữ liệu / data: {settings.data_dir})"
        )
        config = uvicorn.Config(
            create_app(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxy_networks),
            forwarded_allow_ips=[str(network) for network in settings.proxy_networks],
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
        with contextlib.suppress(KeyboardInterrupt):
            _Server(config, welcome).run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortTaken(host=settings.host, port=settings.port, reason=error.strerror) from error
    return listener
