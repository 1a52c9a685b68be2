"""Campaigns that people save: every version stays, with who, when and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from extraction.campaign_format import campaign_from_dict
from extraction.errors import CampaignError
from service.access.person import Person
from service.errors import CampaignFileRefused, CampaignInUse, CampaignStale, NotFound
from service.expected import refresh_due
from service.records import CampaignRecord, CampaignVersionRecord, SubmissionRecord, UserRow

MOST_SHOWN = 160  # letters of a value in the list of changes


@dataclass(frozen=True)
class Version:
    """One saved version; ``changes`` are path, before and after, None for what was not there."""

    number: int
    saved_at: dt.datetime
    saved_by: str
    changes: tuple[Mapping[str, Any], ...]


def save_campaign(
    session: Session,
    data: Mapping[str, Any],
    *,
    person: Person | None,
    now: dt.datetime,
    campaign_id: str | None = None,
    base_version: int | None = None,
) -> int:
    """Save a campaign as its next version and return that version's number.

    Reports read before keep the version that they were read with. Saving what is already there changes
    nothing.

    Args:
        session: Of a write transaction.
        data: The whole campaign as plain data.
        person: Who saves it.
        now: When.
        campaign_id: The campaign that is edited; its id must stay. None takes the data's own.
        base_version: The version that was opened for editing; None overwrites whatever is there.

    Raises:
        CampaignFileRefused: The data breaks the format; the facts name the entry.
        CampaignInUse: The id would change.
        CampaignStale: Somebody saved another version since ``base_version``.
    """
    try:
        campaign = campaign_from_dict(data)
    except CampaignError as error:
        found = "–" if error.found is None else str(error.found)[:60]
        raise CampaignFileRefused(
            file=str(data.get("id", "")), line="–", entry=error.key, expected=error.expected, found=found
        ) from error
    if campaign_id is not None and campaign.id != campaign_id:
        raise CampaignInUse(campaign=campaign_id, id=campaign.id)
    row = session.get(CampaignRecord, campaign.id)
    if row is None:
        row = CampaignRecord(id=campaign.id, title=campaign.title, builtin=False, data={}, updated_at=now)
        session.add(row)
        session.flush()
    current = current_version(session, campaign.id)
    if base_version is not None and current != base_version:
        raise CampaignStale(campaign=campaign.id, version=current, who=_saved_by(session, campaign.id))
    changes = changes_between(row.data, data)
    if row.data and not changes:
        return current
    if row.data and not _has_versions(session, campaign.id):
        _add(session, campaign.id, 1, row.data, (), row.updated_at, None)
    number = current + 1 if row.data else 1
    _add(session, campaign.id, number, data, changes if row.data else (), now, person)
    row.data, row.title, row.builtin, row.updated_at = dict(data), campaign.title, False, now
    session.flush()
    refresh_due(session, campaign.id)
    return number


def current_version(session: Session, campaign_id: str) -> int:
    """The number of a campaign's newest version; one that nobody has saved yet has version 1."""
    newest = select(func.max(CampaignVersionRecord.number)).where(
        CampaignVersionRecord.campaign_id == campaign_id
    )
    return session.scalar(newest) or 1


def current_versions(session: Session) -> dict[str, int]:
    """The newest version of each campaign that was ever saved; the others stand at 1."""
    query = select(CampaignVersionRecord.campaign_id, func.max(CampaignVersionRecord.number)).group_by(
        CampaignVersionRecord.campaign_id
    )
    return {row[0]: row[1] for row in session.execute(query)}


def list_versions(session: Session, campaign_id: str) -> tuple[Version, ...]:
    """All versions of a campaign, newest first; none while it stands as it came."""
    rows = session.execute(
        select(CampaignVersionRecord, UserRow)
        .outerjoin(UserRow, UserRow.id == CampaignVersionRecord.saved_by)
        .where(CampaignVersionRecord.campaign_id == campaign_id)
        .order_by(CampaignVersionRecord.number.desc())
    )
    return tuple(
        Version(
            row.number, row.saved_at, (user.display_name or user.name) if user else "", tuple(row.changes)
        )
        for row, user in rows
    )


def version_data(session: Session, campaign_id: str, number: int) -> dict[str, Any]:
    """A campaign as one version has it; NotFound where there is none of this number."""
    row = session.scalar(
        select(CampaignVersionRecord).where(
            CampaignVersionRecord.campaign_id == campaign_id, CampaignVersionRecord.number == number
        )
    )
    if row is not None:
        return row.data
    campaign = session.get(CampaignRecord, campaign_id)
    if campaign is None or number != current_version(session, campaign_id):
        raise NotFound(what=f"version {number} of {campaign_id}")
    return campaign.data


def read_with_older(session: Session, campaign_id: str) -> Sequence[int]:
    """The reports that were read with an older version of their campaign, by id."""
    current = current_version(session, campaign_id)
    if current == 1:
        return ()
    older = or_(SubmissionRecord.campaign_version.is_(None), SubmissionRecord.campaign_version < current)
    return session.scalars(
        select(SubmissionRecord.id)
        .where(
            SubmissionRecord.campaign_id == campaign_id,
            SubmissionRecord.state == "read",
            SubmissionRecord.deleted_at.is_(None),
            older,
        )
        .order_by(SubmissionRecord.id)
    ).all()


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs between two campaigns, by path; items of lists are known by their id, key or name.

    >>> changes_between({"title": "a"}, {"title": "b"})
    [{'path': 'title', 'before': 'a', 'after': 'b'}]
    """
    old, new = _flat(before), _flat(after)
    return [
        {"path": path, "before": _shown(old.get(path)), "after": _shown(new.get(path))}
        for path in [*new, *(p for p in old if p not in new)]
        if old.get(path) != new.get(path)
    ]


def _flat(data: Any, path: str = "") -> dict[str, Any]:
    if isinstance(data, Mapping):
        found: dict[str, Any] = {}
        for key, value in data.items():
            found |= _flat(value, f"{path}.{key}" if path else str(key))
        return found
    if isinstance(data, list) and any(isinstance(item, Mapping) for item in data):
        found = {}
        for i, item in enumerate(data):
            found |= _flat(item, f"{path}[{_name(item, i)}]")
        return found
    return {path: data}


def _name(item: Any, place: int) -> str:
    if isinstance(item, Mapping):
        if "section" in item and "name" in item:
            return f"{item['section']}.{item['name']}"
        for key in ("id", "key", "title"):
            if item.get(key):
                return str(item[key])
    return str(place + 1)


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text[:MOST_SHOWN]


def _has_versions(session: Session, campaign_id: str) -> bool:
    return (
        session.scalar(
            select(CampaignVersionRecord.id).where(CampaignVersionRecord.campaign_id == campaign_id).limit(1)
        )
        is not None
    )


def _saved_by(session: Session, campaign_id: str) -> str:
    versions = list_versions(session, campaign_id)
    return versions[0].saved_by if versions else ""


def _add(
    session: Session,
    campaign_id: str,
    number: int,
    data: Mapping[str, Any],
    changes: Sequence[Mapping[str, Any]],
    at: dt.datetime,
    person: Person | None,
) -> None:
    session.add(
        CampaignVersionRecord(
            campaign_id=campaign_id,
            number=number,
            data=dict(data),
            changes=[dict(change) for change in changes],
            saved_at=at,
            saved_by=person.id if person else None,
        )
    )
