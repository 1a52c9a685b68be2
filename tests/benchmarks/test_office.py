"""Opening tracking and the compiled result and exporting them, for an office of 200 and of 11,000 units."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from samples.office import CAMPAIGN, make_office
from samples.office_rows import write_office
from tests.service.conftest import Client, _quick, app, client, reader, settings  # noqa: F401

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]
NOW = dt.datetime(2023, 12, 1, tzinfo=dt.UTC)


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    sys.stdout.write(
        f"{what:<44} {time.perf_counter() - wall:6.2f} s wall {time.process_time() - cpu:6.2f} s CPU\n"
    )


@pytest.mark.parametrize(("units", "periods"), [(200, 3), (11_000, 1)])
def test_pages_and_exports_of_a_whole_office(client: Client, app: Any, units: int, periods: int) -> None:  # noqa: F811
    office = make_office(5, units, periods)
    with app.state.database.write() as session:
        write_office(session, office, now=NOW)
    sys.stdout.write(f"\n{len(office.units) - 1} units, {len(office.sent)} reports\n")
    asked = {"campaign": CAMPAIGN, "period": office.periods[0]}
    for what, address in (
        ("open tracking", "/tracking"),
        ("export tracking (XLSX)", "/api/v1/tracking/xlsx"),
        ("open the compiled result", "/compiled"),
        ("export the compiled workbook", "/api/v1/compiled/xlsx"),
        ("the same again, with its change log", "/api/v1/compiled/xlsx"),
        ("every field as XLSX", "/api/v1/exports/xlsx"),
        ("every field as CSV", "/api/v1/exports/csv"),
        ("every field as JSON", "/api/v1/exports/json"),
        ("every field as ODS", "/api/v1/exports/ods"),
    ):
        with timed(what):
            answer = client.get(address, params=asked)
        assert answer.status_code == 200
        sys.stdout.write(f"{'':<44} {len(answer.content) / 2**20:6.1f} MiB\n")
