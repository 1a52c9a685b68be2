"""JSON API: the organisation tree, where a report belongs, and the pages that it consists of."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, UploadFile
from pydantic import BaseModel

from service import page_layout, placing, revisions, unit_changes, units
from service.access.matrix import Action
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    needs,
    require,
)
from service.errors import SheetUnreadable
from service.office_time import office_day
from service.page_layout import PagePlace
from service.routes.api_submissions import Arranger, View, as_json
from service.sheet_reading import read_rows
from service.units import UnitQuery

router = APIRouter(tags=["units"])


class PlaceIn(BaseModel):
    """Where a report belongs; what is left out stays as it is."""

    unit: str | None = None
    period: str | None = None
    campaign: str | None = None


class DaysIn(BaseModel):
    sent: dt.date | None = None
    received: dt.date | None = None


class PageIn(BaseModel):
    """A page by its present number, a further quarter turn clockwise, and whether it is set aside."""

    number: int
    turn: int = 0
    left_out: bool = False


class ReturnIn(BaseModel):
    reason: str = ""


@router.get("/units", dependencies=[needs(Action.FOLLOW)])
def list_units(
    session: SessionDep,
    now: NowDep,
    text: str = "",
    level: str = "",
    below: str = "",
    ended: bool = False,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> Any:
    """Units by level and name; those that have ended only where asked for."""
    query = UnitQuery(text, level, below, ended, offset, limit)
    return as_json(units.find_units(session, query, today=office_day(now)))


@router.get("/units/{unit_id}", dependencies=[needs(Action.FOLLOW)])
def get_unit(session: SessionDep, unit_id: str) -> Any:
    """A unit and its history."""
    return {
        "unit": as_json(units.get_unit(session, unit_id)),
        "history": [as_json(event) for event in unit_changes.history(session, unit_id)],
    }


@router.post("/units/import", dependencies=[needs(Action.UNITS)])
def import_units(
    database: DatabaseDep,
    settings: SettingsDep,
    person: PersonDep,
    now: NowDep,
    file: Annotated[UploadFile, File()],
    dry_run: bool = False,
) -> Any:
    """Bring a sheet of units in, or only say what it would change; nothing changes where a cell is wrong."""
    data, name = file.file.read(settings.max_file_bytes + 1), file.filename or "units.xlsx"
    if len(data) > settings.max_file_bytes:
        raise SheetUnreadable(file=name, fault=f"> {settings.max_file_mib} MiB")
    rows = read_rows(name, data)
    with database.read() if dry_run else database.write() as session:
        plan = unit_changes.plan_import(session, name, rows)
        if not dry_run:
            unit_changes.apply_import(session, plan, person=person, now=now)
            placing.place_all(session)
    return as_json(plan)


@router.get("/submissions/{submission_id}/place", dependencies=View)
def get_place(session: SessionDep, submission_id: int) -> Any:
    """Where a report stands, the candidates that a person is asked about, and its revisions."""
    return {
        **as_json(placing.placement_of(session, submission_id)),
        "revisions": list(revisions.revision_chain(session, submission_id)),
        "standing": as_json(placing.standing_of(session, submission_id)),
    }


@router.put("/submissions/{submission_id}/place")
def put_place(submission_id: int, body: PlaceIn, session: SessionDep, person: Arranger, now: NowDep) -> Any:
    placing.choose_place(
        session,
        submission_id,
        unit_id=body.unit,
        period=body.period,
        person=person,
        now=now,
        campaign_id=body.campaign,
    )
    return as_json(placing.placement_of(session, submission_id))


@router.put("/submissions/{submission_id}/days", status_code=204)
def put_days(submission_id: int, body: DaysIn, session: SessionDep, _person: Arranger) -> None:
    placing.set_days(session, submission_id, sent=body.sent, received=body.received)


@router.post("/submissions/{submission_id}/return", status_code=204)
def return_report(
    submission_id: int,
    body: ReturnIn,
    session: SessionDep,
    person: Annotated[Any, Depends(require(Action.REVIEW))],
    now: NowDep,
) -> None:
    placing.return_report(session, submission_id, reason=body.reason, person=person, now=now)


@router.post("/submissions/{submission_id}/take-back", status_code=204)
def take_back(
    submission_id: int, session: SessionDep, _person: Annotated[Any, Depends(require(Action.REVIEW))]
) -> None:
    """A returned report counts again."""
    placing.take_back_return(session, submission_id)


@router.post("/submissions/{submission_id}/apart/{other}", status_code=204)
def keep_apart(submission_id: int, other: int, session: SessionDep, _person: Arranger) -> None:
    """These are two reports and no revisions of one."""
    revisions.keep_apart(session, submission_id, other=other)


@router.get("/submissions/{submission_id}/differences", dependencies=View)
def get_differences(session: SessionDep, submission_id: int, old: int) -> Any:
    """The fields that differ from another revision."""
    return [as_json(one) for one in revisions.differences(session, old, submission_id)]


@router.put("/submissions/{submission_id}/pages", status_code=202)
def put_pages(
    submission_id: int, body: list[PageIn], session: SessionDep, jobs: JobsDep, _person: Arranger
) -> dict[str, int]:
    """Put all pages into a new order; only turned ones are read again."""
    places = [PagePlace(page.number, page.turn, page.left_out) for page in body]
    page_layout.arrange(session, submission_id, places, enqueue=jobs.enqueue)
    return {"submission_id": submission_id}


@router.post("/submissions/{submission_id}/split", status_code=202)
def split(
    submission_id: int, pages: list[int], session: SessionDep, jobs: JobsDep, _person: Arranger
) -> dict[str, int]:
    """Make some pages a report of their own."""
    return {"submission_id": page_layout.split_off(session, submission_id, pages, enqueue=jobs.enqueue)}


@router.post("/submissions/{submission_id}/join/{other}", status_code=202)
def join(
    submission_id: int, other: int, session: SessionDep, jobs: JobsDep, person: Arranger, now: NowDep
) -> dict[str, int]:
    """Append another report's pages to this one."""
    page_layout.join(session, submission_id, other, enqueue=jobs.enqueue, person=person, now=now)
    return {"submission_id": submission_id}
