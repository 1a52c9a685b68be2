"""Seconds of the tracking pages over a whole office: 200 units with 600 reports, and 11,000 units."""

from __future__ import annotations

import datetime as dt
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from samples.office import CAMPAIGN, PERIODS, make_office
from samples.office_rows import write_office
from service import sheet_tables
from service.coverage_map import coverage_map
from service.database import Database
from service.flow import flow_of
from service.tracking import TrackingQuery, track, tracked_units
from service.tracking_lists import COLUMNS, list_rows

NOW = dt.datetime(2023, 5, 1, tzinfo=dt.UTC)
TODAY = dt.date(2024, 1, 31)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def timed(name: str, act: Callable[[], object]) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    act()
    wall, own = time.perf_counter() - begun, time.process_time() - worked
    say(f"  {name:<34} {wall:6.2f} s  ({own:.2f} s of its own)")


@pytest.mark.benchmark
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("units", "periods"), [(200, 3), (11_000, 1)])
def test_tracking_of_a_whole_office(tmp_path: Path, units: int, periods: int) -> None:
    office = make_office(72, units=units, periods=periods)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.migrate()
    with database.write() as session:
        write_office(session, office, now=NOW)
    say(f"\n{len(office.units)} units, {len(office.sent)} reports")
    query = TrackingQuery(CAMPAIGN, PERIODS[0], limit=50)

    def page() -> None:
        with database.read() as session:
            units = tracked_units(session, CAMPAIGN, PERIODS[0], today=TODAY)
            track(session, query, today=TODAY, units=units)
            flow_of(units, today=TODAY)

    def export() -> None:
        with database.read() as session:
            items = track(session, TrackingQuery(CAMPAIGN, PERIODS[0], limit=10**6), today=TODAY).items
        words = {unit.standing.value: unit.standing.value for unit in items}
        rows = list_rows(items, words, today=TODAY)
        sheet_tables.write_xlsx("x", COLUMNS, rows, io.BytesIO(), now=NOW)

    def coverage() -> None:
        with database.read() as session:
            coverage_map(session, CAMPAIGN, PERIODS[0])

    timed("tracking page", page)
    timed("list as XLSX", export)
    timed("outline map", coverage)
