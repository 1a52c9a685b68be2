"""Where a submission belongs: its unit and period, its dates, and whether it corrects an earlier report.

The machine places a report when it is read, and again when the tree or the list of units changes; a
person's word stays. What it is not sure of is a question on the report's page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from extraction.form_code import FormCode, named_by, parse_form_code
from extraction.period_match import match_period, sure_period
from extraction.text import fold
from extraction.unit_match import Clues, KnownUnit, UnitIndex, index_units, match_unit, surely
from ocr.model import Page
from service.access.person import Person
from service.aliases import learn_from_place, unit_named
from service.campaigns import get_campaign
from service.errors import BadRequest, CampaignUnknown, NotFound
from service.expected import before_reading, due_for, expected_ids, periods_of
from service.records import (
    CampaignRecord,
    CampaignUnitRecord,
    FieldRecord,
    FileRecord,
    SubmissionRecord,
    UnitRecord,
)
from service.revisions import link_revision
from service.searching.index import keep_fields
from service.units import UnitData, all_units

ACCEPTED, REVIEW, CONFIRMED = "accepted", "review", "confirmed"
OPENING_CHARACTERS = 700  # letterhead, kind and title of a first page
_DOCUMENT = ("issuer", "number", "date", "place", "kind", "superior")


@dataclass(frozen=True)
class UnitChoice:
    """A unit that a person may choose for a report."""

    unit_id: str
    name: str
    parent: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Placement:
    """Where a report stands, and what a person is asked about it."""

    submission_id: int
    campaign_id: str | None
    unit_id: str | None
    unit_name: str
    unit_status: str
    period: str | None
    period_status: str
    periods: tuple[str, ...]
    choices: tuple[UnitChoice, ...]
    signed: dt.date | None
    sent: dt.date | None
    received: dt.date | None

    @property
    def asks(self) -> bool:
        """Whether a person has to say the unit or the period."""
        return self.campaign_id is not None and REVIEW in (self.unit_status, self.period_status)


def unit_index(session: Session) -> UnitIndex:
    """All units, ready for matching; make it once for many submissions."""
    return index_units([_known(unit) for unit in all_units(session)])


def place(
    session: Session,
    submission: SubmissionRecord,
    *,
    opening: str | None = None,
    code: FormCode | None = None,
    index: UnitIndex | None = None,
) -> None:
    """Place a submission by what was read of it; a person's choice of unit and period is left alone.

    Args:
        session: A write transaction.
        submission: With its fields flushed.
        opening: The text of its first page's head; None keeps what an earlier reading gave, code included.
        code: That of its first page, where it is a form of ours; its unit is certain.
        index: From ``unit_index``, where many are placed together.
    """
    document = _document_of(session, submission.id)
    submission.signed_date = _day(document.get("date"))
    submission.identity = identity_of(document)
    told = dict(submission.placing)
    if opening is not None:
        told["opening"] = opening[:OPENING_CHARACTERS]
        told["code"] = code.text if code else ""
    if submission.placed_by is None:
        _place_unit(session, submission, document, told, index or unit_index(session))
        _place_period(session, submission, told)
    submission.placing = told
    session.flush()
    link_revision(session, submission)


def place_all(session: Session, *, campaign_id: str | None = None) -> int:
    """Place again every report that no person placed, as after an import of units; how many have a unit."""
    index = unit_index(session)
    query = select(SubmissionRecord).where(
        SubmissionRecord.state == "read",
        SubmissionRecord.deleted_at.is_(None),
        SubmissionRecord.placed_by.is_(None),
    )
    if campaign_id is not None:
        query = query.where(SubmissionRecord.campaign_id == campaign_id)
    placed = 0
    for submission in session.scalars(query.order_by(SubmissionRecord.id)).all():
        place(session, submission, index=index)
        placed += submission.unit_id is not None
    return placed


def placement_of(session: Session, submission_id: int) -> Placement:
    """Where a report stands, with the units and periods that a person may choose from."""
    row = session.get(SubmissionRecord, submission_id)
    if row is None:
        raise NotFound(what=f"submission {submission_id}")
    campaign = _campaign(session, row.campaign_id)
    found = row.placing.get("units", [])
    names = _names(session, [c["unit"] for c in found] + ([row.unit_id] if row.unit_id else []))
    return Placement(
        submission_id=row.id,
        campaign_id=row.campaign_id,
        unit_id=row.unit_id,
        unit_name=names.get(row.unit_id or "", ("", ""))[0],
        unit_status=row.unit_status,
        period=row.period,
        period_status=row.period_status,
        periods=campaign.periods if campaign else (),
        choices=tuple(
            UnitChoice(c["unit"], *names[c["unit"]], c["score"], tuple(c["evidence"]))
            for c in found
            if c["unit"] in names
        ),
        signed=row.signed_date,
        sent=row.sent_date,
        received=row.received_day,
    )


@dataclass(frozen=True)
class ReportStanding:
    """Whether a report counts: sent back, or corrected by another, or itself the correction of one."""

    returned_at: dt.datetime | None
    return_reason: str
    revision_of: int | None
    superseded_by: int | None


def standing_of(session: Session, submission_id: int) -> ReportStanding:
    row = session.get(SubmissionRecord, submission_id)
    if row is None:
        raise NotFound(what=f"submission {submission_id}")
    return ReportStanding(row.returned_at, row.return_reason, row.revision_of, row.superseded_by)


def choose_place(
    session: Session,
    submission_id: int,
    *,
    unit_id: str | None,
    period: str | None,
    person: Person,
    now: dt.datetime,
    campaign_id: str | None = None,
) -> None:
    """A person's word on unit and period (None leaves one as it is); a new name of the unit is proposed.

    Raises:
        NotFound: There is no such submission or unit.
        BadRequest: The campaign has no such period.
    """
    row = session.get(SubmissionRecord, submission_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what=f"submission {submission_id}")
    if campaign_id is not None:
        if session.get(CampaignRecord, campaign_id) is None:
            raise CampaignUnknown(campaign=campaign_id)
        row.campaign_id = campaign_id
    campaign = _campaign(session, row.campaign_id)
    if unit_id is not None:
        unit = session.get(UnitRecord, unit_id)
        if unit is None:
            raise NotFound(what=f"unit {unit_id}")
        row.unit_id, row.unit_status = unit_id, CONFIRMED
        learn_from_place(session, row, unit, person=person, now=now)
    if period is not None:
        if campaign is None or period not in periods_of(campaign):
            raise BadRequest(reason=f"period {period}")
        row.period, row.period_status = period, CONFIRMED
    row.placed_by = person.id
    session.flush()
    keep_fields(session, row.id)
    link_revision(session, row)


def set_days(session: Session, submission_id: int, *, sent: dt.date | None, received: dt.date | None) -> None:
    """The days that no machine knows: when the unit sent a report and when the office had it in hand."""
    row = session.get(SubmissionRecord, submission_id)
    if row is None:
        raise NotFound(what=f"submission {submission_id}")
    row.sent_date = sent
    row.received_day = received or row.received_day


def return_report(
    session: Session, submission_id: int, *, reason: str, person: Person, now: dt.datetime
) -> None:
    """Send a report back to its unit: it counts no more, until a new revision comes."""
    row = session.get(SubmissionRecord, submission_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what=f"submission {submission_id}")
    row.returned_at, row.returned_by, row.return_reason = now, person.id, reason.strip()


def take_back_return(session: Session, submission_id: int) -> None:
    row = session.get(SubmissionRecord, submission_id)
    if row is None:
        raise NotFound(what=f"submission {submission_id}")
    row.returned_at = row.returned_by = None
    row.return_reason = ""


def identity_of(document: Mapping[str, Any]) -> str:
    """Issuer, kind, number and date as one folded text; "" while one of them is unknown.

    >>> report = {"issuer": "Huyện ủy Mộ Đức", "kind": "báo cáo", "number": "45-BC/HU", "date": "2023-07-05"}
    >>> identity_of(report)
    'huyen uy mo duc|bao cao|45-bc/hu|2023-07-05'
    """
    issuer, kind, number, date = (
        str(document.get(key) or "") for key in ("issuer", "kind", "number", "date")
    )
    if not (issuer and number and date):
        return ""
    digits = "".join(c for c in number if c.isdigit())
    if not digits:
        return ""  # the number was left open, as in a draft
    return f"{fold(issuer)}|{fold(kind)}|{number.lower().replace(' ', '')}|{date}"[:400]


def opening_of(pages: Sequence[Page]) -> str:
    """The head of the first page that has words."""
    for page in pages:
        if page.lines:
            upper = [line.text for line in page.lines if line.box.top < page.height * 0.6]
            return "\n".join(upper)[:OPENING_CHARACTERS]
    return ""


def clues_of(document: Mapping[str, Any], files: Sequence[str]) -> Clues:
    """What a report's own fields and its files' names say about its sender."""
    issuer = str(document.get("issuer") or "")
    own = fold(issuer)
    above = [line for line in str(document.get("issuer_raw") or "").split("\n") if fold(line) not in own]
    return Clues(
        issuer=issuer,
        above=str(document.get("superior") or (above[-1] if above else "")),
        number=str(document.get("number") or ""),
        place=str(document.get("place") or ""),
        files=tuple(files),
        date=_day(document.get("date")),
    )


def _place_unit(
    session: Session,
    submission: SubmissionRecord,
    document: Mapping[str, Any],
    told: dict[str, Any],
    index: UnitIndex,
) -> None:
    files = session.scalars(
        select(FileRecord.name).where(FileRecord.submission_id == submission.id).order_by(FileRecord.position)
    ).all()
    expected = expected_ids(session, submission.campaign_id) if submission.campaign_id else None
    ranked = match_unit(clues_of(document, files), index, expected=expected)
    told["units"] = [
        {"unit": match.unit, "score": match.score, "evidence": list(match.evidence)} for match in ranked
    ]
    campaign_id, issuer = submission.campaign_id, str(document.get("issuer") or "")
    by_name = unit_named(session, campaign_id, issuer) if campaign_id and issuer else None
    code = parse_form_code(str(told.get("code", "")))
    coded = named_by(code.unit, [unit.id for unit in index.units]) if code else None
    sure = coded or by_name or surely(ranked)
    sender = told.get(
        "sender"
    )  # whose link or account brought it; what the paper says may differ: a question
    submission.unit_id = sender or sure
    if sender and sure not in (None, sender):
        submission.unit_status = REVIEW
    else:
        submission.unit_status = ACCEPTED if sender or sure else (REVIEW if index.units else "")


def _place_period(session: Session, submission: SubmissionRecord, told: dict[str, Any]) -> None:
    campaign = _campaign(session, submission.campaign_id)
    if campaign is None or not campaign.periods:
        submission.period, submission.period_status = None, ""
        return
    reading = before_reading(session, campaign.id)
    level = session.scalar(
        select(CampaignUnitRecord.level)
        .where(
            CampaignUnitRecord.campaign_id == campaign.id, CampaignUnitRecord.unit_id == submission.unit_id
        )
        .limit(1)
    )
    level = level or next((d.level for d in campaign.deadlines if d.period), "")
    due = {period: due_for(campaign, level, period, "", reading) for period in campaign.periods}
    ranked = match_period(str(told.get("opening", "")), submission.signed_date, campaign.periods, due)
    told["periods"] = [{"period": match.period, "score": match.score} for match in ranked]
    sure = sure_period(ranked)
    submission.period, submission.period_status = sure, ACCEPTED if sure else REVIEW


def _document_of(session: Session, submission_id: int) -> dict[str, Any]:
    """The document's own fields, a person's values before the machine's; the issuer's raw text beside it."""
    paths = [f"document.{key}" for key in _DOCUMENT]
    found: dict[str, Any] = {}
    for row in session.scalars(
        select(FieldRecord).where(FieldRecord.submission_id == submission_id, FieldRecord.path.in_(paths))
    ):
        key = row.path.removeprefix("document.")
        found[key] = row.settled_value if row.verdict else row.value
        if key == "issuer":
            found["issuer_raw"] = row.raw
    return found


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _known(unit: UnitData) -> KnownUnit:
    return KnownUnit(
        unit.id,
        unit.name,
        unit.short_name,
        unit.abbreviations,
        tuple((former.name, former.until) for former in unit.former_names),
        unit.parent,
        unit.valid_from,
        unit.valid_to,
    )


def _campaign(session: Session, campaign_id: str | None) -> Campaign | None:
    return get_campaign(session, campaign_id) if campaign_id else None


def _names(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Unit -> its name and its parent's."""
    rows = {u.id: u for u in session.scalars(select(UnitRecord).where(UnitRecord.id.in_(ids)))}
    parents = {u.parent_id for u in rows.values() if u.parent_id}
    above = {u.id: u.name for u in session.scalars(select(UnitRecord).where(UnitRecord.id.in_(parents)))}
    return {key: (u.name, above.get(u.parent_id or "", "")) for key, u in rows.items()}
