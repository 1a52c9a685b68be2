"""A stored submission in the contract's JSON (DESIGN 3.1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records import CheckRecord, FieldRecord, ProblemRecord
from service.results import files_of
from service.submissions import record
from service.views import check_view, value_of


def stored_submission_json(session: Session, submission_id: int) -> dict[str, Any]:
    """The submission as the command line gives it, people's values in place of the machine's."""
    submission = record(session, submission_id, deleted=True)
    files = [file.name for file in files_of(session, submission_id)]
    fields = session.scalars(
        select(FieldRecord)
        .where(
            FieldRecord.submission_id == submission_id, ~FieldRecord.gone | FieldRecord.verdict.is_not(None)
        )
        .order_by(FieldRecord.position, FieldRecord.id)
    )
    checks = session.scalars(
        select(CheckRecord).where(CheckRecord.submission_id == submission_id).order_by(CheckRecord.position)
    )
    problems = session.scalars(select(ProblemRecord).where(ProblemRecord.submission_id == submission_id))
    return {
        "file": files[0],
        **({"files": files} if len(files) > 1 else {}),
        "id": submission.id,
        "state": submission.state,
        "campaign": submission.campaign_id,
        "unit": submission.unit_id,
        "pages": submission.pages,
        "fields": [_field(row) for row in fields],
        "checks": [_check(row) for row in checks],
        "problems": [{"code": p.code, "page": p.page, "message": p.message} for p in problems],
        "signatures": submission.signatures,
    }


def _field(row: FieldRecord) -> dict[str, Any]:
    return {
        "path": row.path,
        "value": value_of(row),
        "raw": row.raw,
        "confidence": round(row.confidence, 4),
        "status": row.status,
        "page": row.page,
        "bbox": row.bbox,
        "candidates": row.candidates,
        "doubts": row.doubts,
        "unit": row.unit,
        "sentence": row.sentence,
        **({"machine_value": row.value} if row.verdict else {}),
    }


def _check(row: CheckRecord) -> dict[str, Any]:
    view = check_view(row)
    return {
        "name": view.name,
        "ok": view.ok,
        "code": view.code,
        "message": view.sentence_en,
        "paths": list(view.paths),
        "facts": view.facts,
        "repair": [list(pair) for pair in view.repair],
    }
