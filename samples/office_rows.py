"""An office of ``office.py`` written into a database, as if its reports had been scanned, read and placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import insert
from sqlalchemy.orm import Session

from samples.office import CAMPAIGN, COLUMNS, FORM, GROUPS, PROVINCE, TEXT_FIGURE, Office, Sent
from service.expected import Rule, draw_list
from service.records import CampaignRecord, FieldRecord, FileRecord, PageRecord, SubmissionRecord
from service.units import UnitData, put_units

OFFICE_HOURS = dt.timedelta(hours=7)
_BOX = [0.4, 0.2, 0.47, 0.22]
_TEXTS = {
    "I": "Đảng bộ có các chi bộ trực thuộc.",
    "II": "Đã tổ chức quán triệt, triển khai.",
    "III": "Còn ít.",
}
_BATCH = 20_000  # rows of one INSERT

Texts: TypeAlias = Callable[[Sent], Mapping[str, str]]
"""What a report says under the headings of the outline, by their ids."""


def few_texts(_sent: Sent) -> Mapping[str, str]:
    """The same three short texts for every report."""
    return _TEXTS


def write_office(session: Session, office: Office, *, now: dt.datetime, texts: Texts = few_texts) -> None:
    """Write units, the campaign, who owes a report, and every report with its pages, fields and ``texts``."""
    units = [UnitData(u.id, u.name, u.level, u.parent) for u in office.units]
    put_units(session, units, now=now)
    data = office.campaign
    session.add(
        CampaignRecord(id=CAMPAIGN, title=str(data["title"]), builtin=False, data=data, updated_at=now)
    )
    session.flush()
    draw_list(session, CAMPAIGN, (Rule("huyen", PROVINCE), Rule("xa", PROVINCE)))
    names = {unit.id: unit.name for unit in office.units}
    first = 1 + (
        session.query(SubmissionRecord.id).order_by(SubmissionRecord.id.desc()).limit(1).scalar() or 0
    )
    submissions = [_submission(s, first + i, first, names[s.unit]) for i, s in enumerate(office.sent)]
    chains = [{k: row.pop(k) for k in ("revision_of", "superseded_by")} for row in submissions]
    session.execute(insert(SubmissionRecord), submissions)
    for row, chain in zip(submissions, chains, strict=True):
        if any(chain.values()):
            submission = session.get_one(SubmissionRecord, row["id"])
            submission.revision_of, submission.superseded_by = chain["revision_of"], chain["superseded_by"]
    session.flush()
    session.execute(insert(FileRecord), [_file(s, first + i) for i, s in enumerate(office.sent)])
    session.execute(
        insert(PageRecord),
        [_page(first + i, number) for i in range(len(office.sent)) for number in (1, 2)],
    )
    fields: list[dict[str, Any]] = []
    for index, sent in enumerate(office.sent):
        fields += _fields(sent, first + index, names[sent.unit], texts(sent))
        if len(fields) > _BATCH:
            session.execute(insert(FieldRecord.__table__), fields)
            fields = []
    session.execute(insert(FieldRecord.__table__), fields)


def _submission(sent: Sent, id: int, first: int, name: str) -> dict[str, Any]:
    day = (sent.received + OFFICE_HOURS).date()
    return {
        "id": id,
        "name": f"bc-{sent.unit}-{sent.period}.pdf",
        "state": "read",
        "revision": 1,
        "campaign_id": CAMPAIGN,
        "unit_id": sent.unit,
        "unit_status": "accepted" if sent.is_sure else "review",
        "period": sent.period,
        "period_status": "accepted",
        "signed_date": day,
        "sent_date": day,
        "received_day": day,
        "identity": f"{name.lower()} bc {id} {day}",
        "returned_at": sent.received if sent.returned else None,
        "return_reason": "Thiếu dấu" if sent.returned else "",
        "revision_of": None if sent.corrects is None else first + sent.corrects,
        "superseded_by": None if sent.corrected_by is None else first + sent.corrected_by,
        "pages": 2,
        "received_at": sent.received,
        "read_at": sent.received,
    }


def _file(sent: Sent, submission: int) -> dict[str, Any]:
    return {
        "submission_id": submission,
        "position": 0,
        "name": f"bc-{sent.unit}-{sent.period}.pdf",
        "sha256": f"{submission - sent.shares_file:064x}",
        "size": 100_000,
        "pages": 2,
        "live": not sent.shares_file,
        "shared": sent.shares_file,
    }


def _page(submission: int, number: int) -> dict[str, Any]:
    return {
        "submission_id": submission,
        "revision": 1,
        "number": number,
        "file_index": 0,
        "file_page": number,
        "state": "read",
    }


def _fields(sent: Sent, submission: int, name: str, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    day = (sent.received + OFFICE_HOURS).date()
    rows = [
        _field("document.issuer", name),
        _field("document.kind", "BÁO CÁO"),
        _field("document.number", f"{submission}-BC/ĐU"),
        _field("document.date", day.isoformat()),
        _field("document.signed", True),
        _field(f"figure.{TEXT_FIGURE}", sent.text_figure),
    ]
    rows += [_field(f"outline.{item}.text", text) for item, text in texts.items()]
    number = 0
    for position, (group, label) in enumerate(GROUPS, 1):
        number += 1
        halves = group in sent.by_members
        rows += _row(sent, number, group, str(position), label, 0 if halves else 1)
        for half in (2, 3) if halves else ():
            number += 1
            rows += _row(sent, number, group, "-", f"Thành viên {half}", half)
    return [{**row, "submission_id": submission, "position": i} for i, row in enumerate(rows)]


def _row(sent: Sent, number: int, group: str, ordinal: str, label: str, share: int) -> list[dict[str, Any]]:
    """A data row; ``share`` 0 leaves it empty, 1 gives the number, 2 and 3 its two halves."""
    start = f"table.{FORM}.{number}."
    rows = [_field(start + "stt", ordinal), _field(start + "label", label)]
    for column in COLUMNS:
        key, whole = (group, column), sent.numbers[group, column]
        value = (None, whole, whole // 2, whole - whole // 2)[share]
        if key in sent.unread and share:
            rows.append(_field(start + column, None, status="missing"))
        elif key in sent.doubtful and share:
            rows.append(_field(start + column, value, status="review"))
        elif key in sent.corrected and share:
            rows.append(_field(start + column, (value or 0) + 1, status="corrected", settled=value))
        else:
            rows.append(_field(start + column, value))
    return rows


def _field(path: str, value: Any, *, status: str = "accepted", settled: Any = None) -> dict[str, Any]:
    is_settled = status == "corrected"
    return {
        "path": path,
        "value": value,
        "raw": "" if value is None else str(value),
        "confidence": 0.995 if status == "accepted" else 0.6,
        "machine_status": "review" if is_settled else status,
        "doubts": [],
        "candidates": [],
        "page": 2 if path.startswith("table") else 1,
        "bbox": _BOX,
        "box": _BOX,
        "gone": False,
        "status": status,
        "verdict": "correct" if is_settled else None,
        "settled_value": settled,
        "settled_raw": str(settled) if is_settled else None,
        "skips": 0,
        "version": 1,
    }
