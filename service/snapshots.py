"""Frozen cuts ("số liệu chốt 15/7") and the states behind exports: kept for ever, compared with today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.access.person import Person
from service.campaigns import get_campaign
from service.compiling.changes import Moved
from service.compiling.model import Compiled
from service.compiling.packing import digest_of, pack, unpack
from service.compiling.read import chosen_period, compile_campaign
from service.errors import BadRequest, NotFound
from service.records import CorrectionRecord, SnapshotRecord, SubmissionRecord, UserRow

CUT, EXPORT = "cut", "export"
LONGEST_TITLE = 200  # characters, as the column holds
_BATCH = 500  # ids of one query


@dataclass(frozen=True)
class Snapshot:
    """A snapshot without its figures."""

    id: int
    campaign_id: str
    period: str
    kind: str
    title: str
    at: dt.datetime
    by: str
    digest: str


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moved a number, and when; ``who`` is empty where nobody is known."""

    who: str
    at: dt.datetime | None


def freeze(
    session: Session,
    campaign_id: str,
    period: str | None,
    title: str,
    *,
    person: Person | None,
    now: dt.datetime,
) -> Snapshot:
    """Keep the figures of this moment under a title of the office's choice.

    Raises:
        BadRequest: The title is empty or too long.
    """
    wanted = " ".join(title.split())
    if not 0 < len(wanted) <= LONGEST_TITLE:
        raise BadRequest(reason=f"title: 1..{LONGEST_TITLE} ký tự / characters")
    compiled = compile_campaign(session, campaign_id, period)
    return keep(session, compiled, CUT, wanted, person=person, now=now)


def keep(
    session: Session, compiled: Compiled, kind: str, title: str, *, person: Person | None, now: dt.datetime
) -> Snapshot:
    """Add a snapshot; an export whose figures are those of the last one adds none."""
    packed = pack(compiled)
    digest = digest_of(packed)
    if kind == EXPORT:
        last = last_of(session, compiled.campaign_id, compiled.period, EXPORT)
        if last is not None and last.digest == digest:
            return last
    row = SnapshotRecord(
        campaign_id=compiled.campaign_id,
        period=compiled.period,
        kind=kind,
        title=title,
        at=now,
        by=person.id if person else None,
        digest=digest,
        content=packed,
    )
    session.add(row)
    session.flush()
    return get_snapshot(session, row.id)


def list_snapshots(
    session: Session, campaign_id: str, period: str | None, kind: str = CUT
) -> tuple[Snapshot, ...]:
    """Snapshots of a campaign's period, newest first."""
    period = chosen_period(get_campaign(session, campaign_id), period)
    rows = session.execute(
        _query().where(
            SnapshotRecord.campaign_id == campaign_id,
            SnapshotRecord.period == period,
            SnapshotRecord.kind == kind,
        )
    )
    return tuple(_snapshot(row, name) for row, name in rows)


def last_of(session: Session, campaign_id: str, period: str, kind: str) -> Snapshot | None:
    """The newest snapshot of a kind, None where there is none."""
    return next(iter(list_snapshots(session, campaign_id, period, kind)), None)


def get_snapshot(session: Session, snapshot_id: int) -> Snapshot:
    """One snapshot; NotFound where there is none of this id."""
    row = session.execute(_query().where(SnapshotRecord.id == snapshot_id)).first()
    if row is None:
        raise NotFound(what=f"snapshot {snapshot_id}")
    return _snapshot(*row)


def figures_of(session: Session, snapshot_id: int) -> Compiled:
    """The figures as they stood. NotFound where there is none; ValueError where the stored bytes changed."""
    found = session.execute(
        select(SnapshotRecord.content, SnapshotRecord.digest).where(SnapshotRecord.id == snapshot_id)
    ).first()
    if found is None:
        raise NotFound(what=f"snapshot {snapshot_id}")
    content, digest = found
    if digest_of(content) != digest:
        raise ValueError(f"snapshot {snapshot_id} is not what was kept")
    return unpack(content)


def movers(session: Session, moved: Iterable[Moved], *, since: dt.datetime) -> Mapping[Moved, Mover]:
    """Who made each number move after a moment: who settled the field, else who took the report in."""
    moved = tuple(moved)
    settled: dict[int, Mover] = {}
    taken: dict[int, Mover] = {}
    for ids in _batches({m.field_id for m in moved}):
        newest = (
            select(func.max(CorrectionRecord.id))
            .where(CorrectionRecord.field_id.in_(ids), CorrectionRecord.at > since)
            .group_by(CorrectionRecord.field_id)
        )
        for field, at, name in session.execute(
            select(CorrectionRecord.field_id, CorrectionRecord.at, UserRow.display_name)
            .join(UserRow, UserRow.id == CorrectionRecord.user_id)
            .where(CorrectionRecord.id.in_(newest))
        ):
            settled[field] = Mover(name, at)
    for ids in _batches({m.submission_id for m in moved}):
        for submission, at, name in session.execute(
            select(SubmissionRecord.id, SubmissionRecord.received_at, UserRow.display_name)
            .outerjoin(UserRow, UserRow.id == SubmissionRecord.received_by)
            .where(SubmissionRecord.id.in_(ids))
        ):
            taken[submission] = Mover(name or "", at)
    nobody = Mover("", None)
    return {m: settled.get(m.field_id) or taken.get(m.submission_id, nobody) for m in moved}


def _query() -> Select[SnapshotRecord, str | None]:
    return (
        select(SnapshotRecord, UserRow.display_name)
        .outerjoin(UserRow, UserRow.id == SnapshotRecord.by)
        .order_by(SnapshotRecord.id.desc())
    )


def _snapshot(row: SnapshotRecord, name: str | None) -> Snapshot:
    return Snapshot(row.id, row.campaign_id, row.period, row.kind, row.title, row.at, name or "", row.digest)


def _batches(ids: set[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[at : at + _BATCH] for at in range(0, len(ordered), _BATCH))
