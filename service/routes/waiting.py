"""A page that is painted at once where what was asked for takes seconds, and goes on to it by itself."""

from __future__ import annotations

from fastapi.responses import Response

from service.web.render import Screen

NOW = "now"
"""``sums=now`` in an address asks for the figures themselves, however long they take."""


def wait_page(screen: Screen, campaign_id: str, section: str, address: str) -> Response:
    """Say that figures are being added up, and lead to the address that shows them."""
    return screen.show("compiled_wait.html", section=section, campaign_id=campaign_id, address=address)
