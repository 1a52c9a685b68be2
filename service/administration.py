"""The state of the installation for whoever runs it: settings and their source, storage, the queue."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import shutil
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from service.records import FileRecord, PageRecord, PlanRecord, SubmissionRecord, UserRow
from service.settings import Settings

SECRET = "•••"


@dataclass(frozen=True)
class SettingView:
    """A setting as it is in force; ``is_set`` where the environment says so, else it is the default."""

    name: str
    value: str
    is_set: bool
    help: str


@dataclass(frozen=True)
class InstallationState:
    """What is kept, what waits to be read, and how much room is left. Sizes in bytes."""

    version: str
    database: str
    database_bytes: int
    originals: int
    original_bytes: int
    disk_free_bytes: int
    disk_bytes: int
    people: int
    reports: int
    reports_reading: int
    reports_failed: int
    pages: int
    pages_waiting: int
    pages_failed: int
    plans_reading: int
    waiting_since: dt.datetime | None


def settings_in_force(settings: Settings) -> tuple[SettingView, ...]:
    """Every setting, secrets left out."""
    views = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        shown = (
            make_url(value).render_as_string(hide_password=True)
            if name == "database_url" and value
            else value
        )
        views.append(
            SettingView(
                name=f"TONGHOP_{name.upper()}",
                value="" if shown is None else str(shown),
                is_set=name in settings.model_fields_set and value != field.default,
                help=str(field.description),
            )
        )
    return tuple(views)


def installation_state(session: Session, settings: Settings) -> InstallationState:
    """Counted now; cheap enough for a page that is looked at now and then."""
    disk = shutil.disk_usage(settings.data_dir)
    files, size = session.execute(select(func.count(), func.coalesce(func.sum(FileRecord.size), 0))).one()
    live = SubmissionRecord.deleted_at.is_(None)
    states = dict(
        session.execute(
            select(SubmissionRecord.state, func.count()).where(live).group_by(SubmissionRecord.state)
        ).all()
    )
    newest = (PageRecord.submission_id == SubmissionRecord.id) & (
        PageRecord.revision == SubmissionRecord.revision
    )
    pages = dict(
        session.execute(
            select(PageRecord.state, func.count())
            .join(SubmissionRecord, newest)
            .where(live)
            .group_by(PageRecord.state)
        ).all()
    )
    unread = SubmissionRecord.state.in_(("received", "reading"))
    return InstallationState(
        version=importlib.metadata.version("tonghop"),
        database=session.get_bind().dialect.name,
        database_bytes=_database_bytes(session),
        originals=files,
        original_bytes=int(size),
        disk_free_bytes=disk.free,
        disk_bytes=disk.total,
        people=session.scalar(select(func.count()).where(UserRow.disabled_at.is_(None))) or 0,
        reports=sum(states.values()),
        reports_reading=states.get("received", 0) + states.get("reading", 0),
        reports_failed=states.get("failed", 0),
        pages=sum(pages.values()),
        pages_waiting=pages.get("waiting", 0) + pages.get("reading", 0),
        pages_failed=pages.get("failed", 0),
        plans_reading=session.scalar(select(func.count()).where(PlanRecord.state == "reading")) or 0,
        waiting_since=session.scalar(select(func.min(SubmissionRecord.received_at)).where(live, unread)),
    )


def _database_bytes(session: Session) -> int:
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        query = "SELECT pg_database_size(current_database())"
    return int(session.scalar(text(query)) or 0)
