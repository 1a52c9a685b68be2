"""Keys that a reviewer presses for each doubtful field of generated reports, in each of the three ways.

``TONGHOP_TEST_REPORTS`` names a folder of reports with truth to take instead of making some, and
``TONGHOP_TEST_CACHE`` one for page readings between runs.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from samples.generate import make_all, orders
from service.database import Database
from service.storage import Storage
from tests.benchmarks.read_office import stock
from tests.browser.conftest import (
    CHROMIUM,
    HTMX,
    browser,
    open_visit,
    running_server,
    sign_in_first_time,
)
from tests.browser.reviewer import Reviewer

__all__ = ["browser"]
pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(CHROMIUM is None or not HTMX.is_file(), reason="no chromium or no htmx"),
]
SEED = 88  # of the tuning range
REPORTS = 40  # so many hold 200 doubtful fields for each way, also for the wall
WANTED = 200  # doubtful fields to settle
NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[int, str | None]]:
    """A data folder with the reports in it, and what stands on the paper for each field."""
    given = os.environ.get("TONGHOP_TEST_REPORTS")
    reports = Path(given) if given else tmp_path_factory.mktemp("reports")
    if not given:
        make_all(orders(SEED, REPORTS, profile="poor150"), reports)
    folder = tmp_path_factory.mktemp("data")
    database = Database(f"sqlite:///{folder / 'tonghop.db'}")
    database.migrate()
    cache = os.environ.get("TONGHOP_TEST_CACHE")
    answers = stock(
        database, Storage(folder / "files"), reports, cache=Path(cache) if cache else None, now=NOW
    )
    database.close()
    return folder, answers


@pytest.mark.parametrize("way", ["desk", "grid", "wall"])
def test_keys_for_each_field(office: Any, browser: Any, tmp_path: Path, way: str) -> None:
    folder, answers = office
    shutil.copytree(folder, tmp_path / "data")
    with running_server(tmp_path / "data") as server:
        visit = open_visit(browser, server.url)
        sign_in_first_time(visit, server)
        visit.page.evaluate("addEventListener('mousedown', () => { throw new Error('a mouse was used'); })")
        tally = getattr(Reviewer(visit.page, answers), way)(WANTED)
        sys.stdout.write(f"\n{tally.told(way)}\n")
        assert visit.complaints == []
        visit.page.context.close()
