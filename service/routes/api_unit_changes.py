"""JSON API: single units of the tree written, renamed and ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter

from service import placing, unit_changes, units
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.routes.api_submissions import as_json
from service.schemas import Body, Id, Name
from service.units import FormerName, UnitData

router = APIRouter(prefix="/units", tags=["units"], dependencies=[needs(Action.UNITS)])


class FormerNameIn(Body):
    """A name that a unit bore up to and including a day, where anybody knows it."""

    name: Name
    until: dt.date | None = None


class UnitIn(Body):
    """A unit as it is written down; days are inclusive."""

    name: Name
    level: Id
    parent: Id | None = None
    short_name: str = ""
    abbreviations: tuple[Name, ...] = ()
    former_names: tuple[FormerNameIn, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class RenameIn(Body):
    """The new name and its first day."""

    name: Name
    day: dt.date


class EndIn(Body):
    """The last day, and the unit that takes over, if one does."""

    last_day: dt.date
    successor: Id | None = None


@router.post("", status_code=201)
def add_unit(body: UnitIn, session: SessionDep, person: PersonDep, now: NowDep) -> Any:
    """A new unit; its id is made from its name."""
    unit = _unit(units.slug(body.name), body)
    unit_changes.add_unit(session, unit, person=person, now=now)
    placing.place_all(session)
    return as_json(units.get_unit(session, unit.id))


@router.put("/{unit_id}")
def edit_unit(unit_id: str, body: UnitIn, session: SessionDep, person: PersonDep, now: NowDep) -> Any:
    """Write a unit's data anew, as where something was written down wrongly."""
    unit_changes.edit_unit(session, _unit(unit_id, body), person=person, now=now)
    placing.place_all(session)
    return as_json(units.get_unit(session, unit_id))


@router.post("/{unit_id}/rename", status_code=204)
def rename_unit(unit_id: str, body: RenameIn, session: SessionDep, person: PersonDep, now: NowDep) -> None:
    """A new name from a day on; the old one is kept."""
    unit_changes.rename_unit(session, unit_id, body.name, day=body.day, person=person, now=now)


@router.post("/{unit_id}/end", status_code=204)
def end_unit(unit_id: str, body: EndIn, session: SessionDep, person: PersonDep, now: NowDep) -> None:
    """A unit is no more from the day after its last."""
    unit_changes.end_unit(
        session, unit_id, last_day=body.last_day, successor=body.successor, person=person, now=now
    )


def _unit(unit_id: str, body: UnitIn) -> UnitData:
    return UnitData(
        id=unit_id,
        name=body.name,
        level=body.level,
        parent=body.parent,
        short_name=body.short_name.strip(),
        abbreviations=body.abbreviations,
        former_names=tuple(FormerName(one.name, one.until) for one in body.former_names),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )
