"""Each request gets an id, is counted and, where lines are JSON, logged: by its route, never its address."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import about
from service.metrics import Metrics

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
UNKNOWN_ROUTE = "none"
API = "/api/v1/"


class Observe:
    """The outermost layer: what it does not see did not happen."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        began, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
                # Now and not at the end: a stream of progress lasts as long as somebody watches.
                self._metrics.answered(scope["method"], route_of(scope), status, time.perf_counter() - began)
            await send(message)

        with about(request=request_id):
            await self._app(scope, receive, send_with_id)
            seconds = round(time.perf_counter() - began, 4)
            facts = {
                "method": scope["method"],
                "route": route_of(scope),
                "status": status,
                "seconds": seconds,
            }
            _LOG.info("request", extra={"facts": facts})


def route_of(scope: Scope) -> str:
    """The pattern of the route that answered, with no number or name of anything in it."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return UNKNOWN_ROUTE
    # a route knows its place below the router's prefix only
    below = scope["path"].startswith(API) and not path.startswith(API)
    return f"{API.rstrip('/')}{path}" if below else str(path)
