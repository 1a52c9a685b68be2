"""The desk, the grid and the wall with a million fields in the database, by a real browser, keyboard only.

Prints: how the databases look the queue up, the time from Enter to the next field painted, and for each
page its first paint and its weight without the scan.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from service.database import Database
from service.records import FieldRecord
from service.reviewing.queue import ORDER, Reviewer, for_whom, waiting
from service.storage import Storage
from tests.benchmarks.big_office import CAMPAIGN, fill
from tests.browser.conftest import (
    CHROMIUM,
    HTMX,
    SCREEN,
    Server,
    Visit,
    browser,
    open_visit,
    running_server,
    sign_in_first_time,
)

__all__ = ["browser"]
pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(CHROMIUM is None or not HTMX.is_file(), reason="no chromium or no htmx"),
]
FIELDS = int(os.environ.get("TONGHOP_TEST_FIELDS", "1000000"))
ENTERS = 200
NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
GUARD_MS = 160  # the desk takes no Enter sooner than 120 ms after its crop was painted
WATCH = """() => {
  window.times = [];
  let pressed = 0;
  const onKey = (event) => { if (event.key === "Enter") pressed = event.timeStamp; };
  document.addEventListener("keydown", onKey, true);
  const painted = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();  // runs once the frame that was asked for has been painted
    channel.port1.onmessage = () => {
      if (pressed) window.times.push(performance.now() - pressed);
      pressed = 0;
    };
    channel.port2.postMessage(0);
  });
  const desk = document.querySelector("[data-desk]");
  let shown = desk.querySelector(".desk-card").dataset.field;
  new MutationObserver(() => {
    const card = desk.querySelector(".desk-card");
    if (!card || card.dataset.field === shown) return;
    shown = card.dataset.field;
    const crop = card.querySelector("[data-crop] img");
    if (!crop || crop.complete) painted();
    else crop.addEventListener("load", painted, { once: true });
  }).observe(desk, { childList: true });
}"""
WEIGHT = """() => {
  const entries = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  const scans = /\\/(crop|image)\\?|\\/image$/;
  const bytes = (wanted) => entries
    .filter((entry) => scans.test(entry.name) === wanted)
    .reduce((sum, entry) => sum + entry.transferSize, 0);
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { page: bytes(false), scan: bytes(true), paint: paint ? paint.startTime : null };
}"""


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("million")
    database = Database(f"sqlite:///{folder / 'tonghop.db'}")
    database.migrate()
    started = time.perf_counter()
    waits = fill(database, Storage(folder / "files"), FIELDS, now=NOW)
    seconds = time.perf_counter() - started
    say(f"\n{FIELDS:,} fields, {waits:,} of them waiting, written in {seconds:.0f} s")
    _plans(database)
    database.close()
    return folder


def _plans(database: Database) -> None:
    """How the next field and the number of waiting ones are looked up, and how long that takes."""
    reviewer = Reviewer(1, "benchmark", NOW)
    ids = select(FieldRecord.id)
    for what, where in (("all", waiting()), ("one campaign", waiting(campaign_id=CAMPAIGN))):
        query = ids.where(*where, *for_whom(reviewer)).order_by(*ORDER).limit(1)
        words = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        with database.read() as session:
            plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
            started = time.perf_counter()
            session.scalar(query)
            milliseconds = 1000 * (time.perf_counter() - started)
        say(f"next of {what}: {milliseconds:.1f} ms, {plan[0]}")
        assert "INDEX queue" in plan[0] and not any("TEMP B-TREE" in step for step in plan), plan


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with running_server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def visit(server: Server, browser: Any) -> Iterator[Visit]:
    visit = open_visit(browser, server.url)
    sign_in_first_time(visit, server)
    yield visit
    visit.page.context.close()


def test_enter_to_the_next_field_painted(visit: Visit) -> None:
    page = visit.page
    page.goto("/review")
    page.wait_for_selector("[data-desk-form]")
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    for n in range(ENTERS):
        page.wait_for_timeout(GUARD_MS)
        page.keyboard.press("Enter")
        page.wait_for_function("(n) => window.times.length > n", arg=n, timeout=10_000)
    times = sorted(page.evaluate("window.times"))
    p95 = times[int(0.95 * len(times))]
    say(
        f"Enter to the next field painted, {len(times)} times: median {statistics.median(times):.0f} ms, "
        f"p95 {p95:.0f} ms, longest {times[-1]:.0f} ms"
    )
    assert not visit.complaints


PAGES = (
    "/review",
    f"/review?campaign={CAMPAIGN}",
    "/review/grid/1",
    "/review/wall",
    "/review/headings/1",
    "/campaigns/quality?id=" + CAMPAIGN,
    "/submissions/1",
    "/submissions/1/pages/2",
    "/submissions",
    "/",
)


def test_first_paint_and_weight_of_each_page(visit: Visit, server: Server, browser: Any) -> None:
    state = visit.page.context.storage_state()
    say(f"{'page':<40} {'first paint ms':>15} {'kB, first visit':>16} {'kB, again':>10} {'scan kB':>8}")
    for address in PAGES:
        fresh = open_visit(browser, server.url, state, SCREEN)
        fresh.page.goto(address, wait_until="networkidle")
        first = fresh.page.evaluate(WEIGHT)
        paints = []
        for _ in range(5):
            fresh.page.goto(address, wait_until="networkidle")
            again = fresh.page.evaluate(WEIGHT)
            paints.append(again["paint"] or 0)
        say(
            f"{address:<40} {statistics.median(paints):>15.0f} {first['page'] / 1000:>16.1f} "
            f"{again['page'] / 1000:>10.1f} {first['scan'] / 1000:>8.1f}"
        )
        fresh.page.context.close()
