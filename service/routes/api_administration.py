"""JSON API: the state of the installation, and programs that are told what happens."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from service import administration, retention
from service.access.matrix import Action
from service.access.person import Person
from service.auditing.chain import head_of
from service.auditing.reading import AuditQuery, find
from service.dependencies import (
    DatabaseDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    needs,
    require,
)
from service.errors import BadRequest
from service.office_time import day_start, office_day
from service.routes.api_submissions import as_json
from service.schemas import EraseIn, WebhookIn
from service.waiting import waiting_for
from service.webhooks import hooks

router = APIRouter()
MOST_ID = 2**31 - 1  # of a database's integer
Operate = [needs(Action.OPERATE)]
Operator = Annotated[Person, Depends(require(Action.OPERATE))]


@router.get("/waiting", tags=["submissions"], dependencies=[needs(Action.VIEW)])
def what_waits(session: SessionDep, person: PersonDep, now: NowDep) -> Any:
    """What waits for the person asking, the most urgent kind first, and deadlines near or past."""
    return as_json(waiting_for(session, person, now=now))


@router.get("/installation", tags=["administration"], dependencies=Operate)
def installation(session: SessionDep, settings: SettingsDep) -> dict[str, Any]:
    """Storage, the queue, and every setting in force with where it comes from."""
    return {
        "state": as_json(administration.installation_state(session, settings)),
        "settings": as_json(administration.settings_in_force(settings)),
    }


@router.get("/retention", tags=["administration"], dependencies=Operate)
def due_scans(session: SessionDep, settings: SettingsDep, now: NowDep) -> Any:
    """The reports whose scans have been kept long enough, by campaign; nothing is erased."""
    return [
        as_json(one)
        for one in retention.plan(session, years=settings.keep_scans_years, today=office_day(now))
    ]


@router.post("/retention", tags=["administration"], dependencies=Operate)
def erase_due_scans(
    body: EraseIn, database: DatabaseDep, storage: StorageDep, settings: SettingsDep, now: NowDep
) -> Any:
    """Erase the scans that are due. ``reports`` says how many reports that is; else nothing is erased."""
    today = office_day(now)
    with database.read() as session:
        due = retention.plan(session, years=settings.keep_scans_years, today=today)
    count = sum(len(one.submission_ids) for one in due)
    if not count or body.reports != count:
        raise BadRequest(reason=f"{count} reports are due")
    return as_json(retention.run(database, storage, years=settings.keep_scans_years, today=today, now=now))


@router.get("/audit", tags=["administration"], dependencies=[needs(Action.AUDIT)])
def list_audit(
    session: SessionDep,
    who: str = "",
    kind: str = "",
    subject: str = "",
    submission: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    offset: Annotated[int, Query(ge=0, le=MOST_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """What everybody did, newest first. ``since`` and ``until`` are days of the office, both included.

    ``head`` is the chain's last link: whoever keeps it can tell later that nothing before it was changed.
    """
    query = AuditQuery(
        who=who.strip(),
        kind=kind,
        subject=subject.strip(),
        submission_id=submission,
        since=day_start(since) if since else None,
        until=day_start(until, later=1) if until else None,
        offset=offset,
        limit=limit,
    )
    found, total = find(session, query)
    return {"items": [as_json(one) for one in found], "total": total, "head": as_json(head_of(session))}


@router.get("/webhooks", tags=["webhooks"], dependencies=Operate)
def list_webhooks(session: SessionDep) -> Any:
    """Addresses that are told what happens."""
    return as_json(hooks.list_webhooks(session))


@router.post("/webhooks", tags=["webhooks"], status_code=201)
def add_webhook(
    body: WebhookIn, session: SessionDep, settings: SettingsDep, person: Operator, now: NowDep
) -> dict[str, Any]:
    """Name an address; the secret that signs what it gets is told here only."""
    made, secret = hooks.add_webhook(session, settings, body.url, body.events, person=person, now=now)
    return {"webhook": as_json(made), "secret": secret}


@router.delete("/webhooks/{webhook_id}", tags=["webhooks"], status_code=204, dependencies=Operate)
def remove_webhook(webhook_id: int, session: SessionDep, now: NowDep) -> None:
    """Tell an address no more."""
    hooks.remove_webhook(session, webhook_id, now=now)


@router.get("/webhooks/{webhook_id}/deliveries", tags=["webhooks"], dependencies=Operate)
def list_deliveries(
    webhook_id: int,
    session: SessionDep,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Any:
    """What was told to an address, newest first, with the answer to each."""
    return as_json(hooks.deliveries(session, webhook_id, offset=offset, limit=limit))
