"""Looking into the audit: the list with its filters, one report's history, the export."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from service.auditing.chain import entries
from service.records import AuditRecord


@dataclass(frozen=True)
class Change:
    """One value that an entry tells; None before where there was nothing, after where nothing is left."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class AuditEntry:
    """An entry as people read it."""

    number: int
    at: dt.datetime
    who: str
    via: str
    address: str
    kind: str
    subject: str
    submission_id: int | None
    changes: tuple[Change, ...]
    reason: str
    hash: str


@dataclass(frozen=True)
class AuditQuery:
    """Which entries: by who, what, which report, which days (UTC moments), newest first."""

    who: str = ""
    kind: str = ""
    subject: str = ""
    submission_id: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    offset: int = 0
    limit: int = 50


def find(session: Session, query: AuditQuery) -> tuple[tuple[AuditEntry, ...], int]:
    """The entries asked for, and how many there are in all."""
    where = _conditions(query)
    total = session.scalar(select(func.count()).select_from(AuditRecord).where(*where)) or 0
    rows = select(AuditRecord).where(*where).order_by(AuditRecord.number.desc())
    found = session.scalars(rows.offset(query.offset).limit(query.limit))
    return tuple(_entry(row) for row in found), total


def kinds(session: Session) -> tuple[str, ...]:
    """The kinds of things that were done so far."""
    return tuple(session.scalars(select(AuditRecord.kind).distinct().order_by(AuditRecord.kind)))


def export(session: Session, out: IO[str]) -> int:
    """Write the whole audit as a line of JSON for each entry; how many there were.

    A line holds all that the entry's hash covers, so that the chain can be followed without the database.
    """
    count = 0
    for row in entries(session):
        told = {column.key: getattr(row, column.key) for column in AuditRecord.__table__.columns}
        told["at"] = row.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
        count += 1
    return count


def _conditions(query: AuditQuery) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if query.who:
        where.append(AuditRecord.user_name.icontains(query.who, autoescape=True))
    if query.kind:
        where.append(or_(AuditRecord.kind == query.kind, AuditRecord.kind.startswith(f"{query.kind}.")))
    if query.subject:
        where.append(AuditRecord.subject.icontains(query.subject, autoescape=True))
    if query.submission_id is not None:
        where.append(AuditRecord.submission_id == query.submission_id)
    if query.since is not None:
        where.append(AuditRecord.at >= query.since)
    if query.until is not None:
        where.append(AuditRecord.at < query.until)
    return where


def _entry(row: AuditRecord) -> AuditEntry:
    before: dict[str, Any] = json.loads(row.before or "{}")
    after: dict[str, Any] = json.loads(row.after or "{}")
    names = dict.fromkeys((*before, *after))
    return AuditEntry(
        row.number,
        row.at,
        row.user_name,
        row.via,
        row.address,
        row.kind,
        row.subject,
        row.submission_id,
        tuple(Change(name, before.get(name), after.get(name)) for name in names),
        row.reason,
        row.hash,
    )
