"""Checks computed anew from stored fields are those that the reading computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.checks import run_checks
from extraction.model import Extraction, Field, FieldStatus, Finding
from extraction.row_tree import Level
from extraction.rows import BodyRow, CellText, FormRow
from ocr.model import BoundingBox
from service import campaigns, results
from service.database import Database
from service.recheck import recheck
from service.records import CheckRecord, FieldRecord, SubmissionRecord

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
ROWS = (
    ("Tổng cộng", Level.TOTAL, None, None, "30"),
    ("Hợp tác xã", Level.GROUP, 0, 0, "12"),
    ("HTX An Bình", Level.MEMBER, 0, 1, "5"),
    ("HTX Bình Hòa", Level.MEMBER, 0, 1, "7"),
    ("Tổ hợp tác", Level.GROUP, 1, 0, "18"),
    ("THT số 1", Level.MEMBER, 1, 4, "17"),
)
"""Label, level, index of the form's group, parent row, figure: the last group is off by one."""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    database.migrate()
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        yield session
    database.close()


@pytest.fixture
def read(session: Session) -> Session:
    """A report of ``ROWS`` as it stands right after reading."""
    campaign = campaigns.get_campaign(session, "205-KH/TU")
    form = campaign.form("bieu-1")
    box = BoundingBox(0, 0, 1, 1)
    rows, findings = [], []
    for number, (label, level, group, parent, figure) in enumerate(ROWS, 1):
        body = BodyRow(1, {}, None, CellText(label, box, 1, 1.0))
        rows.append(FormRow(body, level, form.groups[group] if group is not None else None, parent))
        findings.append(Finding(f"table.bieu-1.{number}.label", "label", label, label))
        findings.append(Finding(f"table.bieu-1.{number}.so_luong", "cell", Decimal(figure), figure))
    checks = run_checks(campaign, findings, {"bieu-1": rows})
    failed = {path for check in checks if not check.ok for path in check.paths}
    fields = [
        Field(f.path, f.value, f.raw, 0.99, FieldStatus.REVIEW, doubts=("check_fails",))
        if f.path in failed
        else Field(f.path, f.value, f.raw, 0.99, FieldStatus.ACCEPTED)
        for f in findings
    ]
    session.add(SubmissionRecord(id=1, name="a.pdf", state="reading", revision=1, received_at=NOW))
    session.flush()
    found = Extraction("205-KH/TU", tuple(fields), checks)
    results.keep(session, 1, 1, (), found, now=NOW)
    session.flush()
    return session


def checks_of(session: Session) -> list[tuple[object, ...]]:
    rows = session.scalars(select(CheckRecord).order_by(CheckRecord.position))
    return [(r.name, r.ok, r.code, r.paths, r.facts, r.repair) for r in rows]


def field(session: Session, number: int) -> FieldRecord:
    path = f"table.bieu-1.{number}.so_luong"
    return session.scalars(select(FieldRecord).where(FieldRecord.path == path)).one()


def correct(session: Session, number: int, text: str) -> None:
    row = field(session, number)
    row.settled_value, row.settled_raw, row.verdict, row.status = int(text), text, "correct", "corrected"
    recheck(session, 1, row.path)


def test_nothing_changes_where_nobody_spoke(read: Session) -> None:
    before = checks_of(read)
    assert [ok for _, ok, *_ in before] == [True, True, False]
    recheck(read, 1)
    assert checks_of(read) == before


def test_correction_of_a_member_mends_its_group_and_releases_it(read: Session) -> None:
    assert field(read, 5).status == "review"
    correct(read, 6, "18")
    assert [ok for _, ok, *_ in checks_of(read)] == [True, True, True]
    assert (field(read, 5).status, field(read, 6).status) == ("accepted", "corrected")


def test_field_with_another_doubt_or_little_confidence_is_not_released(read: Session) -> None:
    field(read, 5).doubts = ["check_fails", "handwritten"]
    correct(read, 6, "18")
    assert field(read, 5).status == "review"
    field(read, 5).doubts, field(read, 5).confidence = [], 0.5
    correct(read, 6, "17")
    correct(read, 6, "18")
    assert field(read, 5).status == "review"


def test_correction_of_a_group_breaks_the_total_and_asks_about_it(read: Session) -> None:
    correct(read, 5, "17")
    assert [ok for _, ok, *_ in checks_of(read)] == [False, True, True]
    assert (field(read, 1).status, field(read, 2).status) == ("review", "review")
