"""Upload links: handed out and taken back by the office, used by the units that hold them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import campaigns, uploads
from service.access import links
from service.access.links import Link
from service.access.matrix import Action
from service.auditing.recorder import note
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    check_origin,
    needs,
    require_link,
)
from service.errors import BadRequest, CampaignUnknown, NotFound, ProblemDetail, ServiceError, problem_of
from service.uploads import IncomingFile, UploadOutcome
from service.web.render import Screen, ScreenDep, plain_screen, said

DAYS = 30  # offered for a new link

router = APIRouter()
Giver = [needs(Action.LINKS)]
LinkDep = Annotated[Link, Depends(require_link)]


@router.get("/links", dependencies=Giver)
def links_page(screen: ScreenDep, session: SessionDep, now: NowDep) -> Response:
    return _page(screen, session, now)


@router.post("/links", dependencies=Giver)
def make_link(
    screen: ScreenDep,
    session: SessionDep,
    settings: SettingsDep,
    person: PersonDep,
    now: NowDep,
    campaign: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
) -> Response:
    try:
        path = links.create_link(
            session,
            campaign,
            unit.strip(),
            days=int(days) if days.isdigit() else 0,
            person=person,
            now=now,
        )
    except (BadRequest, CampaignUnknown, NotFound) as error:
        return _page(screen, session, now, error=error)
    session.flush()
    return _page(screen, session, now, made=settings.address + path)


@router.post("/links/{link_id}/revoke", dependencies=Giver)
def revoke_link(session: SessionDep, now: NowDep, link_id: int) -> Response:
    links.revoke_link(session, link_id, now=now)
    return RedirectResponse("/links", status_code=303)


@router.get("/send/{token}")
def send_page(request: Request, link: LinkDep) -> Response:
    return plain_screen(request).show("send.html", link=link, outcome=None, error=None)


@router.post("/send/{token}", dependencies=[Depends(check_origin)])
def send(
    request: Request,
    link: LinkDep,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Take a unit's report in: all files together are one. The answer is the receipt, and all it sees."""
    incoming = [IncomingFile(f.filename or "", f.file.read(settings.max_file_bytes + 1)) for f in files or []]
    screen, outcome = plain_screen(request), None
    try:
        outcome = uploads.receive_upload(
            database,
            storage,
            jobs,
            incoming,
            person=None,
            now=now,
            settings=settings,
            campaign_id=link.campaign_id,
            together=len(incoming) > 1,
            sender=link.unit_id,
        )
    except ServiceError as error:
        return screen.show(
            "send.html", status=problem_of(error).status, link=link, outcome=None, error=_told(screen, error)
        )
    with database.write() as session:
        links.mark_used(session, link, now=now)
        for taken in outcome.accepted:
            note(session, "link.sent", f"upload_links:{link.id}", submission_id=taken.submission_id)
    return screen.show(
        "send.html",
        link=link,
        error=None,
        outcome=outcome,
        received=now,
        refused=_refused(screen, outcome),
    )


def _refused(screen: Screen, outcome: UploadOutcome) -> list[str]:
    return [f"{one.name}: {_sentence(screen, one.problem)}" for one in outcome.rejected]


def _sentence(screen: Screen, problem: ProblemDetail) -> str:
    return said(screen.language, problem, "detail") or said(screen.language, problem, "title")


def _told(screen: Screen, error: ServiceError) -> str:
    problem = problem_of(error)
    return f"{_sentence(screen, problem)} {said(screen.language, problem, 'remedy')}".strip()


def _page(
    screen: Screen,
    session: Session,
    now: dt.datetime,
    *,
    made: str = "",
    error: ServiceError | None = None,
) -> Response:
    return screen.show(
        "links.html",
        status=problem_of(error).status if error else 200,
        error=_told(screen, error) if error else None,
        made=made,
        links=links.list_links(session, now=now),
        campaigns=campaigns.list_titles(session),
        days=DAYS,
        longest=links.LONGEST_DAYS,
    )
