"""Upload links: an address by which one unit sends what it owes for one campaign, and nothing else.

The token in it is random and opaque; only its digest is kept, so a link is shown once, when it is made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.errors import LinkUnknown
from service.access.person import Person
from service.access.secrets import digest, new_token
from service.errors import BadRequest, CampaignUnknown, NotFound
from service.records import CampaignRecord, UnitRecord, UploadLinkRow, UserRow

LONGEST_DAYS = 366
PATH = "/send/"


@dataclass(frozen=True)
class Link:
    """What the bearer of a link may do: send for this unit and campaign."""

    id: int
    campaign_id: str
    campaign_title: str
    unit_id: str
    unit_name: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class LinkView:
    """A link as a list shows it; the address itself is kept nowhere."""

    id: int
    campaign_id: str
    unit_name: str
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime
    used_at: dt.datetime | None
    is_over: bool
    is_revoked: bool


def create_link(
    session: Session, campaign_id: str, unit_id: str, *, days: int, person: Person, now: dt.datetime
) -> str:
    """A new link's path, shown this once.

    Raises:
        CampaignUnknown: There is no such campaign.
        NotFound: There is no such unit.
        BadRequest: ``days`` is out of range.
    """
    if session.get(CampaignRecord, campaign_id) is None:
        raise CampaignUnknown(campaign=campaign_id)
    if session.get(UnitRecord, unit_id) is None:
        raise NotFound(what=f"unit {unit_id}")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadRequest(reason=f"days: 1 to {LONGEST_DAYS}")
    token = new_token()
    session.add(
        UploadLinkRow(
            token_hash=digest(token),
            campaign_id=campaign_id,
            unit_id=unit_id,
            created_at=now,
            created_by=person.id,
            expires_at=now + dt.timedelta(days=days),
        )
    )
    return PATH + token


def link_of(session: Session, token: str, *, now: dt.datetime) -> Link:
    """What a token stands for.

    Raises:
        LinkUnknown: It is none of ours, is over, or was taken back; which one is not told.
    """
    row = session.scalar(select(UploadLinkRow).where(UploadLinkRow.token_hash == digest(token)))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise LinkUnknown()
    campaign, unit = (
        session.get_one(CampaignRecord, row.campaign_id),
        session.get_one(UnitRecord, row.unit_id),
    )
    return Link(row.id, campaign.id, campaign.title, unit.id, unit.name, row.expires_at)


def mark_used(session: Session, link: Link, *, now: dt.datetime) -> None:
    session.get_one(UploadLinkRow, link.id).used_at = now


def revoke_link(session: Session, link_id: int, *, now: dt.datetime) -> None:
    row = session.get(UploadLinkRow, link_id)
    if row is None:
        raise NotFound(what=f"link {link_id}")
    row.revoked_at = row.revoked_at or now


def list_links(session: Session, *, now: dt.datetime) -> tuple[LinkView, ...]:
    """All links, the newest first."""
    rows = session.execute(
        select(UploadLinkRow, UnitRecord.name, UserRow.display_name)
        .join(UnitRecord, UnitRecord.id == UploadLinkRow.unit_id)
        .outerjoin(UserRow, UserRow.id == UploadLinkRow.created_by)
        .order_by(UploadLinkRow.id.desc())
    )
    return tuple(
        LinkView(
            row.id,
            row.campaign_id,
            unit,
            row.created_at,
            maker or "",
            row.expires_at,
            row.used_at,
            row.expires_at <= now,
            row.revoked_at is not None,
        )
        for row, unit, maker in rows
    )
