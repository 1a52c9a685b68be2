"""Letters of a campaign: a reminder for each late unit, a return slip, a receipt; and their templates."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from extraction.text import fold
from service import campaigns, submissions
from service.access.person import Person
from service.document_form import form_on
from service.errors import NotFound
from service.images import field_crop
from service.letter_defaults import LetterKind, default_template
from service.letter_making import LetterCell, check_template, fill
from service.office_time import office_day
from service.records import DOUBTFUL, LetterTemplateRecord, SubmissionRecord, UnitRecord, UserRow
from service.storage import Storage
from service.tracking import Standing, TrackedUnit, tracked_units
from service.web.formats import as_typed, date, written_date
from service.web.reasons import reasons_of

MOST_CELLS = 40
"""Cells that a return slip shows with their pictures; one with more is a report to be written anew."""

KINDS = {LetterKind.REMINDER: "CV", LetterKind.RETURN_SLIP: "PTL", LetterKind.RECEIPT: "TB"}
LATE = (Standing.OVERDUE, Standing.RETURNED)
_SAMPLE_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


@dataclass(frozen=True)
class Template:
    """An office's own template; ``by`` is who brought it."""

    kind: LetterKind
    name: str
    at: dt.datetime
    by: str
    content: bytes


def late_units(session: Session, campaign_id: str, period: str, *, today: dt.date) -> tuple[TrackedUnit, ...]:
    """The units that get a reminder: nothing received after the last day, or returned and not sent again."""
    units = tracked_units(session, campaign_id, period, today=today)
    return tuple(unit for unit in units if unit.standing in LATE)


def reminder(session: Session, campaign_id: str, period: str, unit_id: str, *, now: dt.datetime) -> bytes:
    """The reminder for one late unit; NotFound where it is not late."""
    today = office_day(now)
    unit = next(
        (u for u in late_units(session, campaign_id, period, today=today) if u.unit_id == unit_id), None
    )
    if unit is None:
        raise NotFound(what=f"late unit {unit_id}")
    campaign = campaigns.get_campaign(session, campaign_id)
    template = template_for(session, LetterKind.REMINDER, day=today)
    return fill(template, _reminder_facts(campaign, period, unit, today))


def reminders(session: Session, campaign_id: str, period: str, *, now: dt.datetime) -> bytes:
    """A ZIP with the reminder of every late unit."""
    today = office_day(now)
    campaign = campaigns.get_campaign(session, campaign_id)
    template = template_for(session, LetterKind.REMINDER, day=today)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for unit in late_units(session, campaign_id, period, today=today):
            letter = fill(template, _reminder_facts(campaign, period, unit, today))
            packed.writestr(letter_name(LetterKind.REMINDER, unit.unit_id, now), letter)
    return out.getvalue()


def return_slip(session: Session, storage: Storage, submission_id: int, *, now: dt.datetime) -> bytes:
    """The slip that goes back with a report: each doubtful cell, why, and its picture."""
    detail = submissions.get_submission(session, submission_id)
    failing = {path for check in detail.checks if not check.ok for path in check.paths}
    sentences = {p: c.sentence_vi for c in detail.checks if not c.ok for p in c.paths}
    cells: list[LetterCell] = []
    for field in detail.fields:
        if (field.status in DOUBTFUL or field.path in failing) and len(cells) < MOST_CELLS:
            why = list(reasons_of(field, "vi", failing=field.path in failing))
            why += [sentences[field.path]] if field.path in sentences else []
            value = as_typed(field)
            cells.append(LetterCell(field.label_vi, value, "; ".join(why), _crop(session, storage, field)))
    facts = _report_facts(
        session, LetterKind.RETURN_SLIP, submission_id, now=now, waiting=detail.row.doubtful
    )
    template = template_for(session, LetterKind.RETURN_SLIP, day=office_day(now))
    return fill(template, facts, cells)


def receipt(session: Session, submission_id: int, *, now: dt.datetime) -> bytes:
    """The notice that a report has come in."""
    waiting = submissions.get_row(session, submission_id).doubtful
    facts = _report_facts(session, LetterKind.RECEIPT, submission_id, now=now, waiting=waiting)
    return fill(template_for(session, LetterKind.RECEIPT, day=office_day(now)), facts)


def template_for(session: Session, kind: LetterKind, *, day: dt.date) -> bytes:
    """The office's newest template of a kind, else the one that comes with the program."""
    own = own_template(session, kind)
    return own.content if own else default_template(kind, day)


def own_template(session: Session, kind: LetterKind) -> Template | None:
    """The office's own template of a kind, None while it uses ours."""
    found = session.execute(
        select(LetterTemplateRecord, UserRow.display_name)
        .outerjoin(UserRow, UserRow.id == LetterTemplateRecord.by)
        .where(LetterTemplateRecord.kind == kind.value)
        .order_by(LetterTemplateRecord.id.desc())
        .limit(1)
    ).first()
    if found is None or not found[0].content:
        return None
    row, name = found
    return Template(kind, row.name, row.at, name or "", row.content)


def put_template(
    session: Session, kind: LetterKind, name: str, data: bytes, *, person: Person | None, now: dt.datetime
) -> None:
    """Use an own template from now on; no bytes at all go back to ours.

    Raises:
        TemplateRefused: It is no plain Word file, or cannot be filled.
    """
    if data:
        check_template(data, _sample_facts(office_day(now)), (LetterCell("Ô", "1", "mờ", _SAMPLE_PNG),))
    by = person.id if person else None
    session.add(LetterTemplateRecord(kind=kind.value, name=name[:300], content=data, at=now, by=by))
    session.flush()


def letter_name(kind: LetterKind, what: str, now: dt.datetime) -> str:
    """A file name of plain letters.

    >>> letter_name(LetterKind.REMINDER, "mo-duc", dt.datetime(2023, 7, 20, tzinfo=dt.UTC))
    'cong-van-don-doc-mo-duc-20230720.docx'
    """
    words = {
        LetterKind.REMINDER: "cong-van-don-doc",
        LetterKind.RETURN_SLIP: "phieu-tra-lai",
        LetterKind.RECEIPT: "thong-bao-da-nhan",
    }
    return f"{words[kind]}-{fold(what).replace(' ', '-')}-{office_day(now):%Y%m%d}.docx"


def _reminder_facts(campaign: Campaign, period: str, unit: TrackedUnit, today: dt.date) -> dict[str, Any]:
    late = (today - unit.last_day).days if unit.last_day else 0
    return {
        **_common(campaign, period, LetterKind.REMINDER, today),
        "unit": unit.name,
        "due": date(unit.due),
        "extended": date(unit.extended_to) if unit.extended_to else "",
        "days_late": max(0, late),
        "return_reason": unit.return_reason,
    }


def _report_facts(
    session: Session, kind: LetterKind, submission_id: int, *, now: dt.datetime, waiting: int
) -> Mapping[str, Any]:
    row = submissions.get_row(session, submission_id)
    record = session.get_one(SubmissionRecord, submission_id)
    today = office_day(now)
    if row.campaign_id is None:
        raise NotFound(what=f"campaign of submission {submission_id}")
    campaign = campaigns.get_campaign(session, row.campaign_id)
    unit = session.get(UnitRecord, record.unit_id) if record.unit_id else None
    tracked = {u.unit_id: u for u in tracked_units(session, campaign.id, record.period or "", today=today)}
    found = tracked.get(record.unit_id or "")
    received = record.received_day or office_day(record.received_at)
    counted = (
        found.received if found and found.submission_id == submission_id and found.received else received
    )
    late = (counted - found.last_day).days if found and found.last_day else 0
    report = f"Báo cáo số {row.number}" if row.number else "Báo cáo"
    return {
        **_common(campaign, record.period or "", kind, today),
        "unit": unit.name if unit else row.issuer or row.name,
        "report": report + (f", ngày {date(row.date)}" if row.date else ""),
        "received": date(received),
        "pages": row.pages,
        "waiting": waiting,
        "due": date(found.due) if found else "",
        "extended": date(found.extended_to) if found and found.extended_to else "",
        "days_late": max(0, late),
        "return_reason": record.return_reason,
    }


def _common(campaign: Campaign, period: str, kind: LetterKind, today: dt.date) -> dict[str, Any]:
    form = form_on(today)
    subject = f"đôn đốc gửi báo cáo thực hiện Kế hoạch số {campaign.number or campaign.id}"
    office = campaign.issuer.removeprefix("Ban Thường vụ ")  # the paper is the committee's own
    issuer = campaign.number.rpartition("/")[2] if campaign.number else ""
    return {
        "issuer": office,
        "issuer_caps": office.upper(),
        "number": form.number.format(kind=KINDS[kind], issuer=issuer),
        "place": campaign.province,
        "today": date(today),
        "today_long": written_date(today).removeprefix("ngày "),
        "subject": subject,
        "subject_line": form.subject.format(subject=subject),
        "plan_number": campaign.number or campaign.id,
        "plan_date": date(campaign.date) if campaign.date else "",
        "plan_issuer": campaign.issuer,
        "plan_title": campaign.title,
        "period": period,
        "ending": form.ending,
        "keep": form.keep,
        "authority": "T/L BAN THƯỜNG VỤ",
        "position": "CHÁNH VĂN PHÒNG",
        "signatory": "",
    }


def _sample_facts(today: dt.date) -> dict[str, Any]:
    campaign = Campaign("1-KH/TU", "1-KH/TU", "Tỉnh ủy", "Tỉnh", today, "Kế hoạch", ())
    words = ("unit", "due", "extended", "return_reason", "report", "received")
    common = _common(campaign, "", LetterKind.REMINDER, today)
    return {**common, **dict.fromkeys(words, "mẫu"), "days_late": 1, "pages": 1, "waiting": 0}


def _crop(session: Session, storage: Storage, field: Any) -> bytes | None:
    try:
        return field_crop(session, storage, field.id).data
    except NotFound:
        return None
