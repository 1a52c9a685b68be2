"""Plans taken in by people: kept, read into a draft by a job, confirmed into a campaign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.model import SourceFile
from service.access.person import Person
from service.database import Database
from service.errors import FileRefused, NotFound, ProblemDetail, problem_for
from service.images import crop_of
from service.jobs import Jobs
from service.mapping import Box
from service.plan_reading import TEXT_SUFFIXES
from service.records import PlanRecord
from service.settings import Settings
from service.storage import Storage
from service.uploads import clean_name
from service.workers import RemoteProblem


@dataclass(frozen=True)
class PlanView:
    """A plan as people see it; ``read`` pages of ``pages`` are done."""

    id: int
    name: str
    state: str
    pages: int
    read: int
    added_at: dt.datetime
    draft: dict[str, Any] | None
    campaign_id: str | None
    problem: ProblemDetail | None


def take_plan(
    database: Database,
    storage: Storage,
    jobs: Jobs,
    name: str,
    data: bytes,
    *,
    person: Person | None,
    now: dt.datetime,
    settings: Settings,
) -> int:
    """Keep a plan's file and have it read; its id.

    Raises:
        FileRefused: It is empty, too large or cannot be opened.
    """
    name = clean_name(name)
    if not data:
        raise FileRefused("ocr.empty", file=name)
    if len(data) > settings.max_file_bytes:
        raise FileRefused("service.file_too_large", file=name, limit_mib=settings.max_file_mib)
    is_text = PurePath(name).suffix.lower() in TEXT_SUFFIXES
    try:
        pages = 0 if is_text else jobs.reader.count_pages(SourceFile(name, data))
    except RemoteProblem as error:
        raise FileRefused(error.code, **{**error.facts, "file": name}) from error
    if pages > settings.max_pages:
        raise FileRefused("service.too_many_pages", file=name, pages=pages, limit=settings.max_pages)
    digest = storage.put(data)
    with database.write() as session:
        row = PlanRecord(
            name=name,
            sha256=digest,
            state="reading",
            pages=pages,
            added_at=now,
            added_by=person.id if person else None,
        )
        session.add(row)
        session.flush()
        jobs.enqueue_plan(session, row.id)
        return row.id


def get_plan(session: Session, plan_id: int) -> PlanView:
    """One plan; NotFound where there is none of this id."""
    return _view(_row(session, plan_id))


def list_plans(session: Session) -> tuple[PlanView, ...]:
    """Plans that no campaign was made of yet, newest first."""
    rows = session.scalars(
        select(PlanRecord).where(PlanRecord.campaign_id.is_(None)).order_by(PlanRecord.id.desc())
    )
    return tuple(_view(row) for row in rows)


def text_of_campaign(session: Session, campaign_id: str) -> str:
    """The words of the plan that a campaign was made of, "" where nobody read one."""
    rows = select(PlanRecord).where(PlanRecord.campaign_id == campaign_id).order_by(PlanRecord.id.desc())
    row = session.scalars(rows.limit(1)).first()
    return str((row.draft or {}).get("text", "")) if row else ""


def confirm_plan(session: Session, plan_id: int, campaign_id: str) -> None:
    """Note which campaign a person made of a plan."""
    _row(session, plan_id).campaign_id = campaign_id


def discard_plan(session: Session, plan_id: int) -> None:
    """Forget a draft that nobody needs; the file stays in the store."""
    session.delete(_row(session, plan_id))


def plan_crop(
    session: Session, storage: Storage, plan_id: int, page: int, box: Box, *, margin: float = 0.4
) -> bytes:
    """The piece of a plan's page that a part of its draft rests on, as PNG."""
    digest = _row(session, plan_id).images.get(str(page))
    if digest is None:
        raise NotFound(what=f"image of page {page}")
    return crop_of(storage, str(digest), box, margin=margin).data


def _row(session: Session, plan_id: int) -> PlanRecord:
    row = session.get(PlanRecord, plan_id)
    if row is None:
        raise NotFound(what=f"plan {plan_id}")
    return row


def _view(row: PlanRecord) -> PlanView:
    problem = problem_for(row.error_code, row.error_facts or {}) if row.error_code else None
    return PlanView(
        row.id,
        row.name,
        row.state,
        row.pages,
        len(row.images),
        row.added_at,
        row.draft,
        row.campaign_id,
        problem,
    )
