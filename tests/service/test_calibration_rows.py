"""What people settled comes out as rows that the calibration takes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from samples.calibrate import load_rows
from service import campaigns, mapping
from service.calibration_rows import calibration_rows
from service.database import Database
from service.reading import Reader
from service.records import FieldRecord, PageRecord, SubmissionRecord
from service.settings import load_settings
from service.storage import Storage
from tests.extraction.paper import body, end_block, letterhead, page_of

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
SETTLED = (
    ("document.number", "253-BC/ĐU", "confirm", "253-BC/ĐU"),
    ("document.date", "2023-06-22", "correct", "2023-06-23"),
    ("document.signatory_name", None, "illegible", None),
)


def test_each_settled_field_is_a_row_with_its_signals(tmp_path: Path) -> None:
    database, storage = Database(f"sqlite:///{tmp_path}/t.db"), Storage(tmp_path / "files")
    database.migrate()
    page = page_of([*letterhead(), *body(["Tình hình chung của đảng bộ."], top=300), *end_block()])
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        session.add(
            SubmissionRecord(id=1, name="a.pdf", state="read", received_at=NOW, campaign_id="205-KH/TU")
        )
        session.flush()
        session.add(
            PageRecord(
                submission_id=1, revision=1, number=1, file_index=0, file_page=1, state="read",
                reading=mapping.pack_page(page),
            )
        )  # fmt: skip
        for position, (path, value, verdict, settled) in enumerate(SETTLED):
            session.add(
                FieldRecord(
                    submission_id=1, path=path, position=position, value=value, raw="", confidence=0.5,
                    machine_status="review", status="confirmed", doubts=[], candidates=[], verdict=verdict,
                    settled_value=settled,
                )
            )  # fmt: skip
    reader = Reader(load_settings(workers=1))
    try:
        with database.read() as session:
            rows = list(calibration_rows(session, storage, reader))
    finally:
        reader.close()
        database.close()
    assert [(r["path"], r["right"], r["value"]) for r in rows] == [
        ("document.number", True, "253-BC/ĐU"),
        ("document.date", False, "2023-06-22"),
    ]
    assert rows[0]["signals"] and rows[0]["kind"] == "number"
    out = tmp_path / "rows.ndjson"
    out.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n", "utf-8")
    assert len(load_rows([out])) == 2
