"""Who owes a report: a campaign's list of units by period, their deadlines, exceptions and extensions.

A list is drawn by rules (a level, below a unit) and corrected by hand; drawing it anew after the tree
changed keeps what people added, left out and granted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extraction.campaign import BeforeDay, Campaign, Deadline
from extraction.text import fold
from service.access.person import Person
from service.campaigns import get_campaign
from service.errors import CampaignUnknown, NotFound
from service.records import CampaignRecord, CampaignUnitRecord, ExtensionRecord, UnitLevelRecord, UnitRecord
from service.units import UnitData, all_units

BEFORE_READINGS = ("on", "day_before")
"""How "trước ngày D" is read: D itself is still in time, or D - 1 is the last day."""

SAME_SENDER = 85.0
"""Likeness (0..100) of a unit's name to a sender that a deadline names: "Ban cán sự đảng UBND tỉnh"."""

MILESTONE = "milestone"


@dataclass(frozen=True)
class Rule:
    """All units of a level of the tree, below ``root`` if given; they follow ``deadline_level``."""

    level: str
    root: str | None = None
    deadline_level: str = ""


@dataclass(frozen=True)
class Drawn:
    """What drawing a list did, units over all periods."""

    added: int
    removed: int
    total: int


@dataclass(frozen=True)
class Extension:
    """A later day granted to a unit, ``due`` None where it was taken back."""

    due: dt.date | None
    reason: str
    by: int | None
    at: dt.datetime


def periods_of(campaign: Campaign) -> tuple[str, ...]:
    """The periods of a campaign; one that has none is one period, ""."""
    return campaign.periods or ("",)


def before_reading(session: Session, campaign_id: str) -> str:
    """How this office reads "trước ngày D" (``BEFORE_READINGS``); as the campaign says until it chooses."""
    record = _record(session, campaign_id)
    own = BEFORE_READINGS[record.data.get("before_day") == BeforeDay.EXCLUDED]
    reading = record.settings.get("before", own)
    return str(reading)


def set_before_reading(session: Session, campaign_id: str, reading: str) -> None:
    """Choose the reading of "trước ngày D"; the due days of the whole list follow."""
    if reading not in BEFORE_READINGS:
        raise ValueError(f"no such reading: {reading}")
    record = _record(session, campaign_id)
    record.settings = {**record.settings, "before": reading}
    refresh_due(session, campaign_id)


def last_day(deadline: Deadline, reading: str) -> dt.date | None:
    """The last day in time by a deadline, as the office reads "before".

    >>> words = Deadline("district", "", dt.date(2023, 7, 15), "trước ngày 15/7/2023")
    >>> last_day(words, "on"), last_day(words, "day_before")
    (datetime.date(2023, 7, 15), datetime.date(2023, 7, 14))
    """
    return deadline.last_day(BeforeDay.EXCLUDED if reading == "day_before" else BeforeDay.INCLUDED)


def due_for(campaign: Campaign, level: str, period: str, unit_name: str, reading: str) -> dt.date | None:
    """The last day of a unit: by the deadline that names it, else by the first one of its level."""
    fitting = [
        d
        for d in campaign.deadlines
        if d.level == level and d.level != MILESTONE and (d.period or "") in ("", period)
    ]
    if not fitting:
        return None
    name = fold(unit_name)
    named = [d for d in fitting if fuzz.partial_ratio(fold(d.sender), name) >= SAME_SENDER]
    return last_day((named or fitting)[0], reading)


def rules_of(session: Session, campaign_id: str) -> tuple[Rule, ...]:
    rules = _record(session, campaign_id).settings.get("expected", [])
    return tuple(Rule(**rule) for rule in rules)


def draw_list(
    session: Session, campaign_id: str, rules: Sequence[Rule], *, day: dt.date | None = None
) -> Drawn:
    """Draw the list of units by rules, and keep the rules for the next time.

    Args:
        session: A write transaction.
        campaign_id: Of a campaign that is there.
        rules: Which levels below which units.
        day: Units that exist on this day; else on the plan's as-of date or its own, else all that ever did.
    """
    record = _record(session, campaign_id)
    campaign = get_campaign(session, campaign_id)
    record.settings = {**record.settings, "expected": [asdict(rule) for rule in rules]}
    wanted = _chosen(session, rules, day or campaign.as_of or campaign.date)
    there = {
        (row.period, row.unit_id): row
        for row in session.scalars(
            select(CampaignUnitRecord).where(CampaignUnitRecord.campaign_id == campaign_id)
        )
    }
    added = removed = 0
    for period in periods_of(campaign):
        for unit_id, level in wanted.items():
            row = there.get((period, unit_id))
            if row is None:
                session.add(
                    CampaignUnitRecord(campaign_id=campaign_id, period=period, unit_id=unit_id, level=level)
                )
                added += 1
            elif not row.by_hand:
                row.level = level
    for (period, unit_id), row in there.items():
        stays = row.by_hand or row.left_out or row.extended_to is not None
        if not stays and (unit_id not in wanted or period not in periods_of(campaign)):
            session.delete(row)
            removed += 1
    session.flush()
    refresh_due(session, campaign_id)
    query = select(func.count()).select_from(CampaignUnitRecord)
    kept = query.where(CampaignUnitRecord.campaign_id == campaign_id, ~CampaignUnitRecord.left_out)
    return Drawn(added, removed, session.scalar(kept) or 0)


def refresh_due(session: Session, campaign_id: str) -> None:
    """Bring the due days of a list in step with the campaign's deadlines; call it when either changes."""
    campaign, reading = get_campaign(session, campaign_id), before_reading(session, campaign_id)
    days: dict[tuple[str, str, str], dt.date | None] = {}
    rows = session.execute(
        select(CampaignUnitRecord, UnitRecord.name)
        .join(UnitRecord, UnitRecord.id == CampaignUnitRecord.unit_id)
        .where(CampaignUnitRecord.campaign_id == campaign_id)
    )
    by_name = _levels_with_several_senders(campaign)
    for row, name in rows:
        key = (row.level, row.period, name if row.level in by_name else "")
        if key not in days:
            days[key] = due_for(campaign, row.level, row.period, key[2], reading)
        if row.due != days[key]:
            row.due = days[key]
    session.flush()


def refresh_all(session: Session) -> None:
    """Bring the due days of every list in step, as after an upgrade that renewed the shipped campaigns."""
    for campaign_id in session.scalars(select(CampaignUnitRecord.campaign_id).distinct()).all():
        refresh_due(session, campaign_id)


def set_expected(session: Session, campaign_id: str, unit_id: str, *, level: str | None, period: str) -> None:
    """An exception by hand: a unit that owes a report at a level, or (``level`` None) one that owes none."""
    if session.get(UnitRecord, unit_id) is None:
        raise NotFound(what=f"unit {unit_id}")
    row = _row(session, campaign_id, unit_id, period)
    if row is None:
        if level is None:
            return
        row = CampaignUnitRecord(campaign_id=campaign_id, period=period, unit_id=unit_id, by_hand=True)
        session.add(row)
    row.left_out = level is None
    if level is not None:
        row.level, row.by_hand = level, True
    session.flush()
    refresh_due(session, campaign_id)


def grant_extension(
    session: Session,
    campaign_id: str,
    unit_id: str,
    period: str,
    *,
    due: dt.date | None,
    reason: str,
    person: Person | None,
    now: dt.datetime,
) -> None:
    """Grant a unit a later last day, or take one back (``due`` None); every word on it is kept."""
    row = _row(session, campaign_id, unit_id, period)
    if row is None:
        raise NotFound(what=f"unit {unit_id} of {campaign_id}")
    row.extended_to = due
    by = person.id if person else None
    session.add(ExtensionRecord(campaign_unit_id=row.id, due=due, reason=reason.strip(), by=by, at=now))
    session.flush()


def extensions_of(session: Session, campaign_id: str, unit_id: str, period: str) -> tuple[Extension, ...]:
    """All words on a unit's extension, newest first."""
    row = _row(session, campaign_id, unit_id, period)
    if row is None:
        return ()
    found = session.scalars(
        select(ExtensionRecord)
        .where(ExtensionRecord.campaign_unit_id == row.id)
        .order_by(ExtensionRecord.id.desc())
    )
    return tuple(Extension(e.due, e.reason, e.by, e.at) for e in found)


def expected_ids(session: Session, campaign_id: str) -> frozenset[str] | None:
    """Units that owe a report in any period, None where no list was drawn."""
    rows = session.execute(
        select(CampaignUnitRecord.unit_id, CampaignUnitRecord.left_out).where(
            CampaignUnitRecord.campaign_id == campaign_id
        )
    ).all()
    return frozenset(unit for unit, left_out in rows if not left_out) if rows else None


def _chosen(session: Session, rules: Iterable[Rule], day: dt.date | None) -> dict[str, str]:
    """Unit -> level of deadlines; a later rule goes before an earlier one."""
    units = {unit.id: unit for unit in all_units(session)}
    follows = dict(session.execute(select(UnitLevelRecord.id, UnitLevelRecord.deadline_level)).all())
    chosen: dict[str, str] = {}
    for rule in rules:
        for unit in units.values():
            if unit.level != rule.level or (day is not None and not unit.valid_on(day)):
                continue
            if rule.root is None or _is_below(unit, rule.root, units):
                chosen[unit.id] = rule.deadline_level or follows.get(rule.level, rule.level)
    return chosen


def _is_below(unit: UnitData, root: str, units: dict[str, UnitData]) -> bool:
    at: UnitData | None = unit
    while at is not None:
        if at.id == root:
            return True
        at = units.get(at.parent) if at.parent else None
    return False


def _levels_with_several_senders(campaign: Campaign) -> frozenset[str]:
    """Levels where a unit's own name says which deadline holds for it."""
    pairs = {(d.level, d.sender) for d in campaign.deadlines}
    levels = [level for level, _ in pairs]
    return frozenset(level for level in levels if levels.count(level) > 1)


def _record(session: Session, campaign_id: str) -> CampaignRecord:
    record = session.get(CampaignRecord, campaign_id)
    if record is None:
        raise CampaignUnknown(campaign=campaign_id)
    return record


def _row(session: Session, campaign_id: str, unit_id: str, period: str) -> CampaignUnitRecord | None:
    return session.scalar(
        select(CampaignUnitRecord).where(
            CampaignUnitRecord.campaign_id == campaign_id,
            CampaignUnitRecord.unit_id == unit_id,
            CampaignUnitRecord.period == period,
        )
    )
