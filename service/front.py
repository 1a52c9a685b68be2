"""How browsers reach the service: the public address, its certificate, the proxies that are believed."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from urllib.parse import urlsplit

from service.settings import Settings

LEAST_DAYS = 14
"""A certificate that ends sooner should have been renewed already."""

SECONDS = 5.0


def look(settings: Settings, *, now: dt.datetime, context: ssl.SSLContext | None = None) -> str:
    """What stands between browsers and the service.

    Args:
        settings: Their ``public_url`` is asked for its certificate where it is https.
        now: Against which the certificate is held.
        context: Which authorities are trusted; else those of the system.

    Raises:
        RuntimeError: The address does not answer, or its certificate is wrong or ends soon.
    """
    if not settings.public_url.startswith("https://"):
        open_to = "accepted by TONGHOP_ALLOW_PLAIN_HTTP" if settings.allow_plain_http else "this machine only"
        return f"plain http at {settings.address}, {open_to}"
    parts = urlsplit(settings.public_url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        ends = _certificate_end(host, port, context or ssl.create_default_context())
    except OSError as error:  # ssl's own are of this kind
        reason = getattr(error, "verify_message", "") or error.strerror or str(error)
        raise RuntimeError(f"{host}:{port} cannot be reached by TLS ({reason}); look at the proxy") from error
    days = (ends - now).days
    if days < LEAST_DAYS:
        raise RuntimeError(f"the certificate of {host} ends in {days} days, {ends:%F}: renew it")
    believed = settings.trusted_proxies or "none, so every address in the audit is the proxy's"
    return f"TLS at {host}:{port}, certificate for {days} more days; trusted proxies: {believed}"


def _certificate_end(host: str, port: int, context: ssl.SSLContext) -> dt.datetime:
    with (
        socket.create_connection((host, port), SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        found = secured.getpeercert() or {}
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), dt.UTC)
