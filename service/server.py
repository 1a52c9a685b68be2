"""Serving: the port taken first, then the service started, then told where it is."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sys

import uvicorn

from service.errors import PortTaken
from service.logs import log_to_standard_error
from service.processes import FIGURES_DIR, LEADER, become_one_of, tell_up
from service.settings import Settings

GOODBYE_SECONDS = 3  # for answers under way; a browser that watches progress would hold us for minutes


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, welcome: str | None, *, tells_parent: bool) -> None:
        super().__init__(config)
        self._welcome, self._tells_parent = welcome, tells_parent

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._welcome is not None:
            sys.stdout.write(self._welcome + "\n")
            sys.stdout.flush()
            if self._tells_parent:
                tell_up()


def run_server(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM, from as many processes as the settings say.

    The address is printed when it answers.

    Raises:
        PortTaken: Another program listens there; nothing was started.
        SystemExit: In the parent of several processes, once they have ended.
    """
    log_to_standard_error(as_json=settings.json_logs)
    with _listening(settings) as listener:
        port = listener.getsockname()[1]
        several = settings.process_count > 1
        number = LEADER
        if several:
            _share_figures(settings)
            number = become_one_of(settings.process_count)
        if number != LEADER:
            listener = _socket(settings, port, shared=True)
        from service.app import create_app  # behind the fork: the parent stays small and without threads

        welcome = (
            f"tonghop: http://{settings.host}:{port}  "
            f"(dừng / stop: Ctrl-C; dữ liệu / data: {settings.data_dir})"
        )
        config = uvicorn.Config(
            create_app(settings, leads=number == LEADER),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxy_networks),
            forwarded_allow_ips=[str(network) for network in settings.proxy_networks],
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
        with contextlib.suppress(KeyboardInterrupt):
            server = _Server(config, welcome if number == LEADER else None, tells_parent=several)
            server.run(sockets=[listener])


def _share_figures(settings: Settings) -> None:
    """Have all processes count into files of one folder, empty at first, so that any tells what all did."""
    folder = settings.making_dir / "figures"
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.making_dir.mkdir(exist_ok=True, mode=0o700)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[FIGURES_DIR] = str(folder)


def _listening(settings: Settings) -> socket.socket:
    """A socket that listens; tried without sharing first, so that another program's port stays its own."""
    try:
        listener = _socket(settings, settings.port, shared=False)
        listener.listen()
        if settings.process_count > 1:
            port = listener.getsockname()[1]
            listener.close()
            listener = _socket(settings, port, shared=True)
            listener.listen()
    except OSError as error:
        raise PortTaken(host=settings.host, port=settings.port, reason=error.strerror) from error
    return listener


def _socket(settings: Settings, port: int, *, shared: bool) -> socket.socket:
    """A bound one; where it is shared, the kernel spreads connections over all that listen there."""
    made = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((settings.host, port))
    except OSError:
        made.close()
        raise
    return made
