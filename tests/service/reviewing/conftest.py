"""A database with one campaign, some people and reports, on SQLite or on PostgreSQL; no web server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.access.matrix import Role
from service.access.person import Person
from service.database import Database
from service.records import CampaignRecord, FieldRecord, SubmissionRecord, UserRow

NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
CAMPAIGN = "1-KH/TU"
DATA = {
    "id": CAMPAIGN,
    "number": CAMPAIGN,
    "issuer": "Tỉnh ủy",
    "province": "Quảng Ngãi",
    "date": "2026-01-01",
    "title": "Kế hoạch thử",
    "outline": [{"id": "I", "title": "Tình hình chung"}, {"id": "II", "title": "Kết quả"}],
    "forms": [
        {
            "id": "b",
            "title": "Biểu",
            "columns": [
                {"key": "label", "title": "Đơn vị", "type": "label"},
                {"key": "n", "title": "Số lượng", "type": "count"},
            ],
        }
    ],
}


@dataclass
class Office:
    database: Database

    def person(self, name: str) -> Person:
        """Somebody with a login of their own."""
        with self.database.write() as session:
            user = UserRow(
                name=name,
                display_name=f"Đồng chí {name}",
                password_hash="-",
                role="reviewer",
                must_change_password=False,
                created_at=NOW,
            )
            session.add(user)
            session.flush()
            return Person(user.id, name, user.display_name, Role.REVIEWER, False, "", f"browser-{name}")

    def report(self, *fields: dict[str, Any]) -> tuple[int, list[int]]:
        """A report with these fields; path and status, and anything else that matters."""
        with self.database.write() as session:
            submission = SubmissionRecord(
                name="bc.pdf", state="read", campaign_id=CAMPAIGN, received_at=NOW, unit_status="accepted"
            )
            session.add(submission)
            session.flush()
            rows = [_field(session, submission.id, n, facts) for n, facts in enumerate(fields)]
            return submission.id, [row.id for row in rows]

    def field(self, field_id: int) -> FieldRecord:
        with self.database.read() as session:
            return session.get_one(FieldRecord, field_id)


def _field(session: Session, submission_id: int, position: int, facts: dict[str, Any]) -> FieldRecord:
    plain = {
        "position": position,
        "value": 5,
        "raw": "5",
        "confidence": 0.9,
        "machine_status": facts.get("status", "review"),
        "doubts": [],
        "candidates": ["5", "6"],
        "page": 1,
        "bbox": [0.1, 0.1, 0.2, 0.2],
        "box": [0.1, 0.1, 0.2, 0.2],
        "status": "review",
    }
    row = FieldRecord(submission_id=submission_id, **plain | facts)
    session.add(row)
    session.flush()
    return row


def cells(count: int, **facts: Any) -> list[dict[str, Any]]:
    """Cells of the form's one figure column, a row each."""
    return [{"path": f"table.b.{n}.n", **facts} for n in range(1, count + 1)]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: Any, tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    database.migrate()
    with database.write() as session:
        session.add(CampaignRecord(id=CAMPAIGN, title="Thử", builtin=False, data=DATA, updated_at=NOW))
    yield Office(database)
    database.close()
