"""Tracking of a whole made-up office equals what the office knows of itself, unit by unit."""

from __future__ import annotations

import datetime as dt

import pytest

from samples.office import CAMPAIGN, PERIODS, PROVINCE, Office, Sent, make_office
from samples.office_rows import write_office
from samples.office_texts import FULL, HEADINGS, varied_texts
from samples.office_truth import truth_of
from service.coverage_map import Answer, coverage_map, coverage_rows
from service.database import Database
from service.flow import flow_of
from service.tracking import Basis, TrackingQuery, track, tracked_units

TODAY = dt.date(2024, 1, 31)  # after every deadline
UNITS = 60


@pytest.fixture(scope="module")
def office() -> Office:
    return make_office(71, units=UNITS)


@pytest.fixture(scope="module")
def database(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('office')}/test.db")
    database.migrate()
    with database.write() as session:
        write_office(session, office, now=dt.datetime(2023, 1, 1, tzinfo=dt.UTC), texts=varied_texts)
    return database


@pytest.mark.parametrize("period", PERIODS)
def test_every_unit_stands_as_it_does_in_truth(database: Database, office: Office, period: str) -> None:
    truth = truth_of(office, period).units
    with database.read() as session:
        found = {u.unit_id: u for u in tracked_units(session, CAMPAIGN, period, today=TODAY)}
    assert found.keys() == truth.keys() - {PROVINCE}
    stood = {unit: (str(u.standing), u.days_late(Basis.RECEIVED)) for unit, u in found.items()}
    returned = {unit for unit, told in truth.items() if told.tracked == "returned"}
    expected = {unit: (told.tracked, told.days_late) for unit, told in truth.items() if unit not in returned}
    assert {unit: stood[unit] for unit in expected} == expected
    assert {stood[unit][0] for unit in returned} <= {"returned"}


@pytest.mark.parametrize("period", PERIODS)
def test_sums_are_those_of_the_units(database: Database, office: Office, period: str) -> None:
    truth = truth_of(office, period).units.values()
    with database.read() as session:
        sums = track(session, TrackingQuery(CAMPAIGN, period), today=TODAY).sums
    assert sums.expected == len(truth)
    for standing in ("on_time", "late", "returned", "overdue"):
        found = {str(key): count for key, count in sums.by_standing.items()}
        assert found.get(standing, 0) == sum(told.tracked == standing for told in truth)


def test_picture_ends_with_as_many_as_were_received(database: Database) -> None:
    with database.read() as session:
        units = tracked_units(session, CAMPAIGN, PERIODS[0], today=TODAY)
        sums = track(session, TrackingQuery(CAMPAIGN, PERIODS[0]), today=TODAY).sums
    flow = flow_of(units, today=TODAY)
    assert flow.points[-1].received == sums.received
    assert flow.points[-1].due == sums.expected
    received = [point.received for point in flow.points]
    assert received == sorted(received)
    assert flow.polyline("received", width=100, height=50).startswith("0.0,")


def told(sent: Sent, heading: str) -> Answer:
    """What the map must say of a report: a heading over answered ones needs no long text of its own."""
    texts = varied_texts(sent)
    if heading not in texts:
        return Answer.MISSING
    below = any(other.startswith(f"{heading}.") for other in texts)
    return Answer.ANSWERED if below or texts[heading] == FULL else Answer.THIN


def test_outline_map_says_what_each_report_wrote(database: Database, office: Office) -> None:
    with database.read() as session:
        rows = list(coverage_rows(session, CAMPAIGN, PERIODS[0]))
    for row in rows:
        assert row.answers == tuple(told(office.sent[row.submission_id - 1], h) for h in HEADINGS)
    assert {answer for row in rows for answer in row.answers} == set(Answer)


def test_outline_map_counts_every_report_once_under_every_heading(database: Database) -> None:
    with database.read() as session:
        found = coverage_map(session, CAMPAIGN, PERIODS[0], limit=1000)
    assert len(found.rows) == found.total
    for place, heading in enumerate(found.headings):
        column = [row.answers[place] for row in found.rows]
        assert {answer: column.count(answer) for answer in Answer} == heading.counts
