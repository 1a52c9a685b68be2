"""Campaigns: the built-in ones that ship as YAML, and those in the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from extraction.campaign_format import campaign_from_dict
from service import mapping
from service.alias_merge import accepted_names, with_names
from service.errors import CampaignUnknown
from service.records import CampaignRecord, FieldRecord, SubmissionRecord, is_doubtful

_SEEN = "tonghop_campaigns"
"""Where a session keeps the campaigns that it was asked for: a page asks for the same one several times."""
BUILTIN = Path(__file__).parent / "data" / "campaigns"


@dataclass(frozen=True, slots=True)
class CampaignTitle:
    """A campaign in a list to choose from."""

    id: str
    title: str


@dataclass(frozen=True)
class CampaignRow:
    id: str
    number: str | None
    title: str
    issuer: str
    date: dt.date | None
    forms: int
    outline_items: int
    submissions: int
    doubtful: int
    builtin: bool


@lru_cache(maxsize=1)
def builtin_campaigns() -> tuple[dict[str, Any], ...]:
    """The shipped campaigns as plain data, by id. Dates become ISO text, so that the data is JSON too."""
    found = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(BUILTIN.glob("*.yaml"))]
    return tuple(sorted((_plain(data) for data in found), key=lambda data: str(data["id"])))


def load_builtin(session: Session, *, now: dt.datetime) -> int:
    """Put the shipped campaigns into the database, renewing older copies; those of people stay. How many."""
    shipped = builtin_campaigns()
    for data in shipped:
        campaign = campaign_from_dict(data)
        row = session.get(CampaignRecord, campaign.id)
        if row is None:
            session.add(
                CampaignRecord(id=campaign.id, title=campaign.title, builtin=True, data=data, updated_at=now)
            )
        elif row.builtin and row.data != data:
            row.title, row.data, row.updated_at = campaign.title, data, now
    return len(shipped)


def campaign_data(session: Session) -> list[dict[str, Any]]:
    """All campaigns as plain data for the reading processes, with the names that this office accepted."""
    names = accepted_names(session)
    rows = session.scalars(select(CampaignRecord).order_by(CampaignRecord.id))
    return [with_names(row.data, names[row.id]) if row.id in names else row.data for row in rows]


def get_campaign(session: Session, campaign_id: str) -> Campaign:
    """One campaign; CampaignUnknown where there is none of this id."""
    row = session.get(CampaignRecord, campaign_id)
    if row is None:
        raise CampaignUnknown(campaign=campaign_id)
    # The row is kept beside: the session forgets rows that nobody holds, and would ask for it each time.
    seen: dict[str, tuple[CampaignRecord, Any, Campaign]] = session.info.setdefault(_SEEN, {})
    if campaign_id not in seen or seen[campaign_id][1] is not row.data:
        seen[campaign_id] = row, row.data, _known(campaign_id, row.data)
    return seen[campaign_id][2]


_last: dict[str, tuple[dict[str, Any], Campaign]] = {}
"""Of each id the data that were asked for last, and what they mean: comparing is cheaper than writing."""


def _known(campaign_id: str, data: dict[str, Any]) -> Campaign:
    known = _last.get(campaign_id)
    if known is None or known[0] != data:
        known = _last[campaign_id] = data, _parsed(mapping.json_line(data))
    return known[1]


def list_titles(session: Session) -> tuple[CampaignTitle, ...]:
    """All campaigns to choose from, by number."""
    rows = session.execute(select(CampaignRecord.id, CampaignRecord.title).order_by(CampaignRecord.id))
    return tuple(CampaignTitle(id, title) for id, title in rows)


def busiest_id(session: Session) -> str | None:
    """The campaign with most reports; None where there is no campaign."""
    here = and_(SubmissionRecord.campaign_id == CampaignRecord.id, SubmissionRecord.deleted_at.is_(None))
    query = select(CampaignRecord.id).outerjoin(SubmissionRecord, here).group_by(CampaignRecord.id)
    return session.scalar(query.order_by(func.count(SubmissionRecord.id).desc(), CampaignRecord.id).limit(1))


def list_campaigns(session: Session) -> tuple[CampaignRow, ...]:
    """All campaigns with what came in for each and how many fields of it wait."""
    submissions = _counts(
        session,
        select(SubmissionRecord.campaign_id, func.count())
        .where(SubmissionRecord.deleted_at.is_(None))
        .group_by(SubmissionRecord.campaign_id),
    )
    doubtful = _counts(
        session,
        select(SubmissionRecord.campaign_id, func.count())
        .join(FieldRecord, FieldRecord.submission_id == SubmissionRecord.id)
        .where(SubmissionRecord.deleted_at.is_(None), is_doubtful())
        .group_by(SubmissionRecord.campaign_id),
    )
    rows = []
    for record in session.scalars(select(CampaignRecord).order_by(CampaignRecord.id)):
        campaign = _parsed(mapping.json_line(record.data))
        rows.append(
            CampaignRow(
                id=campaign.id,
                number=campaign.number,
                title=campaign.title,
                issuer=campaign.issuer,
                date=campaign.date,
                forms=len(campaign.forms),
                outline_items=len(campaign.items),
                submissions=submissions.get(campaign.id, 0),
                doubtful=doubtful.get(campaign.id, 0),
                builtin=record.builtin,
            )
        )
    return tuple(rows)


def ids_with_tables(session: Session) -> list[str]:
    """The campaigns that ask for a form and have had a report."""
    some = exists().where(SubmissionRecord.campaign_id == CampaignRecord.id)
    ids = session.scalars(select(CampaignRecord.id).where(some).order_by(CampaignRecord.id)).all()
    return [one for one in ids if get_campaign(session, one).forms]


def _counts(session: Session, query: Any) -> dict[str, int]:
    return {key: count for key, count in session.execute(query) if key is not None}


@lru_cache(maxsize=64)
def _parsed(data: str) -> Campaign:
    import json

    return campaign_from_dict(json.loads(data))


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, dt.date) else data
