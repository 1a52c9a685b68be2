"""Units: the organisation tree with its history, and who owes a report of a campaign.

A unit is kept for ever: it ends, is renamed or merges into another, with the day of each, because a
report of 2023 comes from a district that is no more. ``unit_sheets.py`` brings a whole tree in and out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from extraction.text import fold
from service.errors import NotFound
from service.records import SubmissionRecord, UnitLevelRecord, UnitRecord


@dataclass(frozen=True)
class Level:
    """A level of the tree; ``deadline_level`` is the level of a campaign's deadlines that it follows."""

    id: str
    title: str
    rank: int
    deadline_level: str


@dataclass(frozen=True)
class FormerName:
    """A name that a unit bore up to and including the day ``until``, None where nobody knows the day."""

    name: str
    until: dt.date | None = None


@dataclass(frozen=True)
class UnitData:
    """A unit as people write it down; days are inclusive."""

    id: str
    name: str
    level: str
    parent: str | None = None
    short_name: str = ""
    abbreviations: tuple[str, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def valid_on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class UnitQuery:
    """Which units a list shows; those that have ended only where asked for."""

    text: str = ""
    level: str = ""
    below: str = ""
    ended: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True)
class ListedUnit:
    """A unit in a list, with its parent's name and how many units stand right below it."""

    unit: UnitData
    parent_name: str
    children: int


@dataclass(frozen=True)
class UnitList:
    items: tuple[ListedUnit, ...]
    total: int


def slug(name: str) -> str:
    """The id that a name gives, of small letters without marks, digits and hyphens.

    >>> slug("Huyện ủy Mộ Đức")
    'huyen-uy-mo-duc'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name).lower()).strip("-")[:80]


def list_levels(session: Session) -> tuple[Level, ...]:
    rows = session.scalars(select(UnitLevelRecord).order_by(UnitLevelRecord.rank, UnitLevelRecord.id))
    return tuple(Level(row.id, row.title, row.rank, row.deadline_level) for row in rows)


def get_unit(session: Session, unit_id: str) -> UnitData:
    """One unit; NotFound where there is none of this id."""
    row = session.get(UnitRecord, unit_id)
    if row is None:
        raise NotFound(what=f"unit {unit_id}")
    return data_of(row)


def deadline_level_of(session: Session, unit_id: str) -> str:
    """The level whose deadlines a unit follows by its own level; NotFound where there is none of this id."""
    unit = get_unit(session, unit_id)
    return next(level.deadline_level for level in list_levels(session) if level.id == unit.level)


def all_units(session: Session) -> tuple[UnitData, ...]:
    """Every unit there is or was, by id: 11,000 of them are some megabytes."""
    return tuple(data_of(row) for row in session.scalars(select(UnitRecord).order_by(UnitRecord.id)))


def upper_units(session: Session) -> tuple[UnitData, ...]:
    """The units that have others right below them, by id."""
    parents = select(UnitRecord.parent_id).where(UnitRecord.parent_id.is_not(None))
    query = select(UnitRecord).where(UnitRecord.id.in_(parents)).order_by(UnitRecord.id)
    return tuple(data_of(row) for row in session.scalars(query))


def some_unit(session: Session) -> bool:
    """Whether there is any unit."""
    return session.scalar(select(UnitRecord.id).limit(1)) is not None


def find_units(session: Session, query: UnitQuery, *, today: dt.date) -> UnitList:
    """Units by level and name; a text typed without tone marks is compared without them."""
    where: list[ColumnElement[bool]] = []
    for word in query.text.lower().split():
        bare = fold(word)
        where.append(UnitRecord.search_text.contains(bare if bare == word else word, autoescape=True))
    if query.level:
        where.append(UnitRecord.level == query.level)
    if query.below:
        where.append(UnitRecord.parent_id == query.below)
    if not query.ended:
        where.append(or_(UnitRecord.valid_to.is_(None), UnitRecord.valid_to >= today))
    total = session.scalar(select(func.count()).select_from(UnitRecord).where(*where)) or 0
    rows = session.scalars(
        select(UnitRecord)
        .join(UnitLevelRecord, UnitLevelRecord.id == UnitRecord.level)
        .where(*where)
        .order_by(UnitLevelRecord.rank, UnitRecord.name, UnitRecord.id)
        .offset(query.offset)
        .limit(query.limit)
    ).all()
    ids = [row.id for row in rows]
    parents = [row.parent_id for row in rows if row.parent_id]
    names = unit_names(session, parents)
    below = (
        select(UnitRecord.parent_id, func.count())
        .where(UnitRecord.parent_id.in_(ids))
        .group_by(UnitRecord.parent_id)
    )
    children = dict(session.execute(below).all())
    return UnitList(
        tuple(
            ListedUnit(data_of(row), names.get(row.parent_id or "", ""), children.get(row.id, 0))
            for row in rows
        ),
        total,
    )


def unit_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The names of some units by id."""
    query = select(UnitRecord.id, UnitRecord.name).where(UnitRecord.id.in_(set(ids)))
    return dict(session.execute(query).all())


def put_units(session: Session, units: Sequence[UnitData], *, now: dt.datetime) -> None:
    """Add or renew units as they are given; parents first. Writes no history: see ``unit_changes.py``."""
    there = {row.id: row for row in session.scalars(select(UnitRecord))}
    for unit in units:
        row = there.get(unit.id)
        if row is None:
            row = UnitRecord(id=unit.id)
            session.add(row)
        write(row, unit, now=now)
    session.flush()


def write(row: UnitRecord, unit: UnitData, *, now: dt.datetime) -> None:
    """Put a unit's data into its row, and the words by which it is looked for."""
    row.name, row.short_name, row.level, row.parent_id = unit.name, unit.short_name, unit.level, unit.parent
    row.abbreviations = list(unit.abbreviations)
    row.former_names = [_former_json(former) for former in unit.former_names]
    row.valid_from, row.valid_to = unit.valid_from, unit.valid_to
    words = (unit.id, unit.name, unit.short_name, *unit.abbreviations, *(f.name for f in unit.former_names))
    row.search_text = " ".join(f"{fold(word)} {word.lower()}" for word in words if word)
    row.updated_at = now


def data_of(row: UnitRecord) -> UnitData:
    return UnitData(
        id=row.id,
        name=row.name,
        level=row.level,
        parent=row.parent_id,
        short_name=row.short_name,
        abbreviations=tuple(row.abbreviations),
        former_names=tuple(
            FormerName(f["name"], dt.date.fromisoformat(f["until"]) if f.get("until") else None)
            for f in row.former_names
        ),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def counting() -> ColumnElement[bool]:
    """What makes a submission count for its unit: placed, newest revision, neither deleted nor returned.

    Together with a campaign and a period this finds at most one submission for a unit, unless a person
    has yet to say which of two is the right one.
    """
    return and_(
        SubmissionRecord.unit_id.is_not(None),
        SubmissionRecord.deleted_at.is_(None),
        SubmissionRecord.superseded_by.is_(None),
        SubmissionRecord.returned_at.is_(None),
    )


def in_period(period: str) -> ColumnElement[bool]:
    """Submissions of a period; those of a campaign without periods bear none."""
    if period:
        return SubmissionRecord.period == period
    return or_(SubmissionRecord.period.is_(None), SubmissionRecord.period == "")


def _former_json(former: FormerName) -> dict[str, Any]:
    return {"name": former.name, "until": former.until.isoformat() if former.until else None}
