"""A furnished house: a running service in which every page has something to show. Reading is a stand-in."""

from __future__ import annotations

import datetime as dt
import html
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi.routing import APIRoute

from samples.office import CAMPAIGN, PERIODS, make_office
from samples.office_rows import write_office
from samples.office_texts import varied_texts
from service.access.people import reset_password
from service.app import create_app
from service.reading import Reader
from service.routes import pages
from service.settings import Settings
from tests.browser.conftest import PASSWORD
from tests.service import standin

sys.path.insert(0, str(Path(__file__).parents[1] / "extraction" / "plans"))
from tests.extraction.plans.plan_texts import COMMUNES

TABLE = ("", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6")
SEED, UNITS = 72, 24
START_SECONDS = 180
READ_SECONDS = 600
PIECES = frozenset({"/home/waiting", "/home/recent", "/upload/progress", "/units/options"})
"""What our own script asks for; it is looked at inside its page."""
FILES = (
    "/units/export.{form}",
    "/campaigns/file",
    "/plans/{plan_id}/crop",
    "/api/v1/openapi.json",
    "/login/outside",
)
"""Addresses behind which a file or another service lies and no page."""
QUERIES = {
    "/campaigns/names": f"id={CAMPAIGN}",
    "/campaigns/view": f"id={CAMPAIGN}",
    "/campaigns/edit": f"id={CAMPAIGN}",
    "/campaigns/quality": f"id={CAMPAIGN}",
    "/campaigns/versions": f"id={CAMPAIGN}",
    "/compiled": f"campaign={CAMPAIGN}&period={PERIODS[0]}",
    "/letters": f"campaign={CAMPAIGN}&period={PERIODS[0]}",
    "/tracking": f"campaign={CAMPAIGN}&period={PERIODS[0]}",
    "/tracking/coverage": f"campaign={CAMPAIGN}&period={PERIODS[0]}",
    "/tracking/units": f"campaign={CAMPAIGN}",
    "/submissions": "q=xa+so",
}
"""What an address needs behind its question mark to show something."""


@dataclass
class House:
    """Where it stands, a client of its administrator, and what stands in braces in an address."""

    url: str
    client: httpx.Client
    parts: dict[str, object] = field(default_factory=dict)

    def address(self, path: str) -> str:
        """The address of a page by the path of its route."""
        query = QUERIES.get(path)
        if path == "/submissions/{submission_id}/differences":
            query = f"old={self.parts['submission_id']}"
        if path == "/compiled/number":  # the first of the compiled page
            return str(self.parts["number_href"])
        return path.format(**self.parts) + (f"?{query}" if query else "")


def page_paths() -> list[str]:
    """The path of every page that the service has: a new one is looked at as soon as it has a route."""
    found = {
        route.path
        for module in pages._MODULES
        for route in module.router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    }
    return sorted(found - PIECES - {path for path in found if path.startswith(FILES)})


@contextmanager
def furnished(folder: Path, *, units: int = UNITS) -> Iterator[House]:
    """Run a service with an office of so many units, read reports, a plan, the tray and an address to tell.

    Its data is in the folder's ``var``, which may hold some already.
    """
    scans = folder / "scan"
    scans.mkdir(parents=True)
    settings = Settings(
        data_dir=folder / "var", workers=1, page_seconds=60, watch_folder=scans, intake_seconds=3600,
        webhook_hosts="127.0.0.1",
    )  # fmt: skip
    reader = Reader(settings, tasks=standin.TASKS)
    app = create_app(settings, reader=reader)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        ends = time.monotonic() + START_SECONDS
        while not server.started:
            assert thread.is_alive() and time.monotonic() < ends
            time.sleep(0.05)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            house = House(f"http://127.0.0.1:{port}", client)
            _furnish(house, app, scans, units)
            yield house
    finally:
        server.should_exit = True
        thread.join()
        reader.close()


def _furnish(house: House, app: Any, scans: Path, units: int) -> None:
    now = dt.datetime.now(dt.UTC)
    with app.state.database.write() as session:
        password = reset_password(session, "admin")
        write_office(
            session,
            make_office(SEED, units=units, periods=1),
            now=dt.datetime(2023, 5, 1, tzinfo=dt.UTC),
            texts=varied_texts,
        )
    client = house.client
    answer = client.post("/api/v1/session", json={"name": "admin", "password": password})
    client.headers["X-CSRF-Token"] = answer.raise_for_status().json()["csrf_token"]
    client.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}).raise_for_status()
    reports = [_report(client, name) for name in ("bao-cao-xa-mot.pdf", "bao-cao-xa-hai.pdf")]
    plan = client.post("/api/v1/plans", files={"file": ("kh-58.txt", COMMUNES.encode())}).json()["id"]
    hook = {"url": "http://127.0.0.1:9/nghe", "events": ["read"]}
    told = client.post("/api/v1/webhooks", json=hook).raise_for_status().json()["webhook"]["id"]
    _into_the_tray(app, scans, now)
    fields = client.get(f"/api/v1/submissions/{reports[1]}/fields").json()
    doubtful = next(one["id"] for one in fields if one["status"] == "review")
    compiled = client.get(
        "/compiled", params={"campaign": CAMPAIGN, "period": PERIODS[0], "sums": "now"}
    ).text
    found = re.search(r'href="(/compiled/number[^"]+)"', compiled)
    assert found
    house.parts = {
        "submission_id": reports[1],
        "number": 1,
        "field_id": doubtful,
        "unit_id": "x00001",
        "plan_id": plan,
        "webhook_id": told,
        "token": _link(client),
        "number_href": html.unescape(found.group(1)),
    }
    _until(lambda: client.get(f"/api/v1/plans/{plan}").json()["state"] != "reading")


def _link(client: httpx.Client) -> str:
    form = {"campaign": CAMPAIGN, "unit": "x00001", "days": "7", "csrf_token": client.headers["X-CSRF-Token"]}
    found = re.search(r"/send/([\w-]+)", client.post("/links", data=form).raise_for_status().text)
    assert found
    return found.group(1)


def _report(client: httpx.Client, name: str) -> int:
    sent = client.post("/api/v1/submissions", files=[("files", (name, standin.scan(2, name, *TABLE)))])
    report = int(sent.raise_for_status().json()["accepted"][0]["submission_id"])
    _until(lambda: client.get(f"/api/v1/submissions/{report}/progress").json()["state"] == "read")
    return report


def _into_the_tray(app: Any, scans: Path, now: dt.datetime) -> None:
    for name in ("quet-001.pdf", "quet-002.pdf"):
        (scans / name).write_bytes(standin.scan(1, name))
        os.utime(scans / name, (now.timestamp() - 60,) * 2)
    app.state.intake.look(now=now)
    app.state.intake.look(now=now)


def _until(is_so: Any) -> None:
    ends = time.monotonic() + READ_SECONDS
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.1)
