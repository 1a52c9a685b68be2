"""JSON API: the tray of what came by itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from service.access.matrix import Action
from service.access.person import Person
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    needs,
    require,
)
from service.intake import tray
from service.intake.looks import set_done, state_of
from service.reading import StoredFile
from service.routes.api_submissions import as_json, outcome_json
from service.schemas import TrayIdsIn, TrayTakeIn

router = APIRouter(tags=["tray"])
Arrange = [needs(Action.ARRANGE)]
Operator = Annotated[Person, Depends(require(Action.OPERATE))]
Arranger = Annotated[Person, Depends(require(Action.ARRANGE))]


@router.get("/tray", dependencies=Arrange)
def list_tray(
    session: SessionDep,
    state: Literal["waiting", "taken", "set_aside"] = "waiting",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """What came into the watched folder and the mailbox, newest first, and how the last look went."""
    found = as_json(tray.list_tray(session, state=state, offset=offset, limit=limit))
    return {**found, "intake": as_json(state_of(session))}


@router.post("/tray/mails/{mail_id}/done", status_code=204)
def mail_done(mail_id: int, session: SessionDep, person: Operator, now: NowDep) -> None:
    """Say that somebody dealt with a mail that could not be taken: ``mails_left`` names it no more."""
    set_done(session, mail_id, person=person, now=now)


@router.get(
    "/tray/{item_id}/preview",
    dependencies=Arrange,
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
def preview(item_id: int, session: SessionDep, storage: StorageDep, jobs: JobsDep) -> Response:
    """The first page, small."""
    name, sha256 = tray.file_of(session, item_id)
    picture = jobs.reader.preview(StoredFile(name, storage.path(sha256)))
    return Response(picture, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


@router.post("/tray/take", status_code=201)
def take(
    body: TrayTakeIn,
    person: Arranger,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
) -> dict[str, Any]:
    """Take files of the tray in: each is a report, or all are one where ``together``."""
    outcome = tray.take(
        database,
        storage,
        jobs,
        body.ids,
        person=person,
        now=now,
        settings=settings,
        campaign_id=body.campaign,
        together=body.together,
    )
    return outcome_json(outcome)


@router.post("/tray/set-aside", status_code=204)
def set_aside(body: TrayIdsIn, session: SessionDep, person: Arranger, now: NowDep) -> None:
    """Put files out of the tray; they stay kept."""
    tray.set_aside(session, body.ids, person=person, now=now)


@router.post("/tray/bring-back", status_code=204, dependencies=Arrange)
def bring_back(body: TrayIdsIn, session: SessionDep) -> None:
    """Put files that were set aside into the tray again."""
    tray.bring_back(session, body.ids)
