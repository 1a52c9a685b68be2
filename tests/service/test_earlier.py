"""Steady figures are held against the unit's report of the period before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from service import campaigns
from service.database import Database
from service.earlier import check_against_earlier
from service.records import CheckRecord, FieldRecord, SubmissionRecord
from service.units import UnitData, put_units

NOW = dt.datetime(2024, 7, 1, tzinfo=dt.UTC)
PATH = "figure.I.so_lao_dong"


@pytest.mark.parametrize(("now", "ok", "status"), [(150, True, "accepted"), (900, False, "review")])
def test_a_figure_far_from_the_period_before_goes_to_a_person(
    tmp_path: Path, now: int, ok: bool, status: str
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    database.migrate()
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        put_units(session, [UnitData("a", "Huyện ủy A", "huyen")], now=NOW)
        plan = "01-KH/BCĐ"
        periods = campaigns.get_campaign(session, plan).periods
        for number, value in ((1, 120), (2, now)):
            session.add(
                SubmissionRecord(
                    id=number, name="a.pdf", state="read", received_at=NOW, campaign_id=plan, unit_id="a",
                    period=periods[number - 1],
                )
            )  # fmt: skip
            session.flush()
            session.add(
                FieldRecord(
                    submission_id=number, path=PATH, position=0, value=value, raw=str(value), confidence=1,
                    machine_status="accepted", status="accepted", doubts=[], candidates=[],
                )
            )  # fmt: skip
        session.flush()
        for number in (1, 2):
            check_against_earlier(session, session.get_one(SubmissionRecord, number))
        session.flush()
        (check,) = session.scalars(select(CheckRecord)).all()
        assert (check.submission_id, check.ok, check.facts["before"]) == (2, ok, "120")
        row = session.scalars(select(FieldRecord).where(FieldRecord.submission_id == 2)).one()
        assert row.status == status
    database.close()
