"""Changes of the organisation tree: what an import would do, and one at a time, each with its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extraction.text import fold
from service.access.person import Person
from service.errors import NotFound, UnitRefused
from service.records import UnitEventRecord, UnitRecord
from service.sheet_reading import SheetRow
from service.unit_sheets import SheetUnit, read_units
from service.units import FormerName, UnitData, all_units, data_of, list_levels, write


@dataclass(frozen=True)
class FieldChange:
    """One field of a unit before and after."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class UnitChange:
    """What happens to one unit; ``kind`` is added, renamed, moved, ended, merged or changed."""

    unit: UnitData
    kind: str
    changes: tuple[FieldChange, ...] = ()
    successor: str | None = None


@dataclass(frozen=True)
class ImportPlan:
    """What an import does. Units that the sheet does not name (``untouched``) stay as they are."""

    changes: tuple[UnitChange, ...]
    unchanged: int
    untouched: int

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


@dataclass(frozen=True)
class UnitEvent:
    """A line of a unit's history."""

    unit_id: str
    kind: str
    day: dt.date | None
    successor_id: str | None
    facts: Mapping[str, Any]
    at: dt.datetime
    by: int | None


def plan_import(session: Session, name: str, rows: Sequence[SheetRow]) -> ImportPlan:
    """Say what a sheet would change, without changing anything; errors as ``read_units`` raises them.

    The rows are read (``read_rows``) before the session is opened: no transaction waits for that.
    """
    there = {unit.id: unit for unit in all_units(session)}
    levels = {fold(text): level.id for level in list_levels(session) for text in (level.id, level.title)}
    units = read_units(name, rows, levels=levels, known=there)
    merged = successors(session)
    changes: list[UnitChange] = []
    for row in units:
        change = _change(there.get(row.unit.id), row, merged.get(row.unit.id))
        if change is not None:
            changes.append(change)
    named = {row.unit.id for row in units}
    _refuse_circles({**there, **{row.unit.id: row.unit for row in units}})
    return ImportPlan(tuple(changes), len(units) - len(changes), len(there.keys() - named))


def apply_import(session: Session, plan: ImportPlan, *, person: Person | None, now: dt.datetime) -> None:
    """Carry a plan out: parents before children, each change with its line of history."""
    _put(session, [change.unit for change in plan.changes], now=now)
    for change in plan.changes:
        _record(session, change, person=person, now=now)


def add_unit(session: Session, unit: UnitData, *, person: Person | None, now: dt.datetime) -> None:
    """Add a unit; UnitRefused where its id is taken or its parent or level unknown."""
    if session.get(UnitRecord, unit.id) is not None:
        raise UnitRefused(unit=unit.id, reason="unit_sheet.same_id")
    _check(session, unit)
    _put(session, [unit], now=now)
    _record(session, UnitChange(unit, "added"), person=person, now=now)


def edit_unit(session: Session, unit: UnitData, *, person: Person | None, now: dt.datetime) -> None:
    """Renew a unit's data as given, as where something was written down wrongly."""
    before = _row(session, unit.id)
    change = _change(data_of(before), SheetUnit(unit, None, 0), None)
    if change is None:
        return
    _check(session, unit)
    _put(session, [unit], now=now)
    _record(session, change, person=person, now=now)


def rename_unit(
    session: Session, unit_id: str, name: str, *, day: dt.date, person: Person | None, now: dt.datetime
) -> None:
    """Give a unit a new name from a day on; the old one is kept as its name until the day before."""
    old = data_of(_row(session, unit_id))
    if not name.strip() or name.strip() == old.name:
        raise UnitRefused(unit=unit_id, reason="unit_sheet.no_name")
    former = (*old.former_names, FormerName(old.name, day - dt.timedelta(days=1)))
    unit = replace(old, name=name.strip(), former_names=former)
    _put(session, [unit], now=now)
    change = UnitChange(unit, "renamed", (FieldChange("name", old.name, unit.name),))
    _record(session, change, person=person, now=now, day=day)


def end_unit(
    session: Session,
    unit_id: str,
    *,
    last_day: dt.date,
    successor: str | None = None,
    person: Person | None,
    now: dt.datetime,
) -> None:
    """End a unit with its last day; where ``successor`` is given it merged into that one the day after."""
    old = data_of(_row(session, unit_id))
    if successor is not None:
        _row(session, successor)
        if successor == unit_id:
            raise UnitRefused(unit=unit_id, reason="unit_sheet.circle")
    if old.valid_from and last_day < old.valid_from:
        raise UnitRefused(unit=unit_id, reason="unit_sheet.ends_before_start")
    unit = replace(old, valid_to=last_day)
    _put(session, [unit], now=now)
    kind = "merged" if successor else "ended"
    change = UnitChange(unit, kind, (FieldChange("valid_to", old.valid_to, last_day),), successor)
    _record(session, change, person=person, now=now, day=last_day + dt.timedelta(days=1))


def history(session: Session, unit_id: str) -> tuple[UnitEvent, ...]:
    """What happened to a unit and what merged into it, newest first."""
    rows = session.scalars(
        select(UnitEventRecord)
        .where((UnitEventRecord.unit_id == unit_id) | (UnitEventRecord.successor_id == unit_id))
        .order_by(UnitEventRecord.id.desc())
    )
    return tuple(
        UnitEvent(row.unit_id, row.kind, row.day, row.successor_id, row.facts, row.at, row.by) for row in rows
    )


def successors(session: Session) -> dict[str, str]:
    """Unit -> the one that it merged into, by the newest word on it."""
    newest = (
        select(UnitEventRecord.unit_id, func.max(UnitEventRecord.id).label("id"))
        .where(UnitEventRecord.kind == "merged")
        .group_by(UnitEventRecord.unit_id)
        .subquery()
    )
    query = select(UnitEventRecord.unit_id, UnitEventRecord.successor_id).join(
        newest, newest.c.id == UnitEventRecord.id
    )
    return {unit: successor for unit, successor in session.execute(query) if successor}


def _change(before: UnitData | None, row: SheetUnit, merged_into: str | None) -> UnitChange | None:
    if before is None:
        return UnitChange(row.unit, "added", successor=row.successor)
    changes = tuple(
        FieldChange(f.name, getattr(before, f.name), getattr(row.unit, f.name))
        for f in fields(UnitData)
        if getattr(before, f.name) != getattr(row.unit, f.name)
    )
    merges = row.successor is not None and row.successor != merged_into
    if not changes and not merges:
        return None
    keys = {change.key for change in changes}
    kind = "changed"
    if merges:
        kind = "merged"
    elif "valid_to" in keys and row.unit.valid_to:
        kind = "ended"
    elif "name" in keys:
        kind = "renamed"
    elif "parent" in keys:
        kind = "moved"
    return UnitChange(row.unit, kind, changes, row.successor if merges else None)


def _put(session: Session, units: Sequence[UnitData], *, now: dt.datetime) -> None:
    """Write rows first without parents, then with them: the order of a sheet says nothing of the tree."""
    rows = {}
    for unit in units:
        row = session.get(UnitRecord, unit.id)
        if row is None:
            row = UnitRecord(id=unit.id)
            write(row, replace(unit, parent=None), now=now)
            session.add(row)
        rows[unit.id] = row
    session.flush()
    for unit in units:
        write(rows[unit.id], unit, now=now)
    session.flush()


def _record(
    session: Session,
    change: UnitChange,
    *,
    person: Person | None,
    now: dt.datetime,
    day: dt.date | None = None,
) -> None:
    ends = change.unit.valid_to if change.kind in ("ended", "merged") else None
    session.add(
        UnitEventRecord(
            unit_id=change.unit.id,
            kind="merged" if change.successor else change.kind,
            day=day or (ends + dt.timedelta(days=1) if ends else None),
            successor_id=change.successor,
            facts={c.key: {"before": _plain(c.before), "after": _plain(c.after)} for c in change.changes},
            at=now,
            by=person.id if person else None,
        )
    )
    session.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, FormerName):
        return value.name
    return value.isoformat() if isinstance(value, dt.date) else value


def _check(session: Session, unit: UnitData) -> None:
    if not unit.id or not unit.name.strip():
        raise UnitRefused(unit=unit.id, reason="unit_sheet.no_name")
    if unit.level not in {level.id for level in list_levels(session)}:
        raise UnitRefused(unit=unit.id, reason="unit_sheet.unknown_level")
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        raise UnitRefused(unit=unit.id, reason="unit_sheet.ends_before_start")
    if unit.parent is not None:
        if session.get(UnitRecord, unit.parent) is None:
            raise UnitRefused(unit=unit.id, reason="unit_sheet.unknown_parent")
        _refuse_circles({**{u.id: u for u in all_units(session)}, unit.id: unit})


def _refuse_circles(units: Mapping[str, UnitData]) -> None:
    safe: set[str] = set()
    for start in units:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in safe:
            if at in path:
                raise UnitRefused(unit=at, reason="unit_sheet.circle")
            path.append(at)
            at = units[at].parent if at in units else None
        safe.update(path)


def _row(session: Session, unit_id: str) -> UnitRecord:
    row = session.get(UnitRecord, unit_id)
    if row is None:
        raise NotFound(what=f"unit {unit_id}")
    return row
