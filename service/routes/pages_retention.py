"""Scans whose time is over: what would be erased, erasing it after a confirmation, and the record of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import retention
from service.access.matrix import Action
from service.auditing.reading import AuditQuery, find
from service.dependencies import DatabaseDep, NowDep, SettingsDep, StorageDep, needs
from service.office_time import office_day
from service.settings import Settings
from service.web.render import Screen, ScreenDep

PATH = "/administration/retention"
SHOWN_RECORDS = 50

router = APIRouter()
Operate = [needs(Action.OPERATE)]


@router.get(PATH, dependencies=Operate)
def retention_page(
    screen: ScreenDep, database: DatabaseDep, settings: SettingsDep, now: NowDep, done: int = 0
) -> Response:
    text = screen.words("retention.done", n=done)
    flash = {"tone": "good", "text": text, "undo": None} if done > 0 else None
    with database.read() as session:
        return _page(screen, session, settings, now, flash=flash)


@router.post(PATH, dependencies=Operate)
def erase(
    screen: ScreenDep,
    database: DatabaseDep,
    storage: StorageDep,
    settings: SettingsDep,
    now: NowDep,
    reports: Annotated[str, Form()] = "",
) -> Response:
    """Erase what is due, where the person typed how many reports that is; else the page again, unchanged."""
    with database.read() as session:
        due = _due(session, settings, now)
        count = sum(len(one.submission_ids) for one in due)
        if not count or reports.strip() != str(count):
            flash = {"tone": "bad", "text": screen.words("retention.not_confirmed", n=count), "undo": None}
            return _page(screen, session, settings, now, flash=flash, status=422)
    erased = retention.run(database, storage, years=settings.keep_scans_years, today=office_day(now), now=now)
    return RedirectResponse(f"{PATH}?done={erased.reports}", status_code=303)


def _due(session: Session, settings: Settings, now: dt.datetime) -> tuple[retention.Due, ...]:
    return retention.plan(session, years=settings.keep_scans_years, today=office_day(now))


def _page(
    screen: Screen,
    session: Session,
    settings: Settings,
    now: dt.datetime,
    *,
    flash: Mapping[str, str | None] | None,
    status: int = 200,
) -> Response:
    due = _due(session, settings, now)
    entries, total = find(session, AuditQuery(kind="retention.erased", limit=SHOWN_RECORDS))
    return screen.show(
        "retention.html",
        section="administration",
        status=status,
        due=due,
        reports=sum(len(one.submission_ids) for one in due),
        years=settings.keep_scans_years,
        records=[(entry, {change.name: change.after for change in entry.changes}) for entry in entries],
        total=total,
        flash=flash,
    )
