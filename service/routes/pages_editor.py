"""The campaign editor, the versions of a campaign, its file, and plans read into drafts."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from extraction.campaign_format import campaign_from_dict
from extraction.plans.questions import plan_questions
from service import campaigns, messages, plan_drafts, submissions
from service.access.matrix import Action
from service.campaign_rows import data_of
from service.campaign_versions import (
    current_version,
    list_versions,
    read_with_older,
    save_campaign,
    version_data,
)
from service.campaign_yaml import LARGEST_CAMPAIGN_BYTES, take_campaign, write_campaign
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    needs,
)
from service.errors import BadRequest, ServiceError
from service.records import CampaignRecord
from service.uploads import clean_name
from service.web.campaign_editor import anchor_of, editor_context
from service.web.render import Screen, ScreenDep, said

router = APIRouter()
Manage = [needs(Action.CAMPAIGNS)]


def view_url(campaign_id: str, note: str = "") -> str:
    return "/campaigns/view?" + urlencode({"id": campaign_id, **({"done": note} if note else {})})


@router.get("/campaigns/edit", dependencies=Manage)
def edit_page(screen: ScreenDep, session: SessionDep, id: str) -> Response:
    data = _data(session, id)
    return _editor(screen, data, base=current_version(session, id), action="/campaigns/edit", id=id)


@router.post("/campaigns/edit", dependencies=Manage)
def save_edited(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    rows: Annotated[str, Form()],
    base: Annotated[int, Form()],
    id: str,
) -> Response:
    opened, sent = version_data(session, id, base), _rows(rows)
    try:
        number = save_campaign(
            session, data_of(sent, opened), person=person, now=now, campaign_id=id, base_version=base
        )
    except ServiceError as error:
        return _editor(screen, opened, base=base, action="/campaigns/edit", id=id, rows=sent, error=error)
    return RedirectResponse(view_url(id, f"v{number}"), status_code=303)


@router.get("/campaigns/file", dependencies=[needs(Action.FOLLOW)])
def campaign_file(session: SessionDep, _person: PersonDep, id: str, version: int | None = None) -> Response:
    data = version_data(session, id, version or current_version(session, id))
    name = f"{id.replace('/', '-')}.yaml".encode("ascii", "ignore").decode()
    return Response(
        write_campaign(data),
        media_type="application/yaml",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/campaigns/versions", dependencies=[needs(Action.FOLLOW)])
def versions_page(screen: ScreenDep, session: SessionDep, id: str) -> Response:
    campaign = campaigns.get_campaign(session, id)
    versions = list_versions(session, id)
    return screen.show("campaign_versions.html", section="campaigns", campaign=campaign, versions=versions)


@router.post("/campaigns/import", dependencies=Manage)
def import_file(
    session: SessionDep, person: PersonDep, now: NowDep, file: Annotated[UploadFile, File()]
) -> Response:
    data = take_campaign(file.file.read(LARGEST_CAMPAIGN_BYTES + 1), clean_name(file.filename or ""))
    number = save_campaign(session, data, person=person, now=now)
    return RedirectResponse(view_url(str(data["id"]), f"v{number}"), status_code=303)


@router.post("/campaigns/reread", dependencies=Manage)
def read_reports_again(
    session: SessionDep, person: PersonDep, jobs: JobsDep, now: NowDep, id: str
) -> Response:
    older = read_with_older(session, id)
    for submission_id in older:
        submissions.read_again(session, jobs, submission_id, person=person, now=now)
    return RedirectResponse(view_url(id, f"r{len(older)}"), status_code=303)


@router.post("/plans", dependencies=Manage)
def take_plan(
    person: PersonDep,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    file: Annotated[UploadFile, File()],
) -> Response:
    data = file.file.read(settings.max_file_bytes + 1)
    plan_id = plan_drafts.take_plan(
        database, storage, jobs, file.filename or "", data, person=person, now=now, settings=settings
    )
    return RedirectResponse(f"/plans/{plan_id}", status_code=303)


@router.get("/plans/{plan_id}", dependencies=Manage)
def plan_page(screen: ScreenDep, session: SessionDep, plan_id: int) -> Response:
    plan = plan_drafts.get_plan(session, plan_id)
    if plan.draft is None:
        return screen.show("plan.html", section="campaigns", plan=plan)
    if screen.is_partial:
        return Response(status_code=200, headers={"HX-Redirect": f"/plans/{plan_id}"})
    return _editor(screen, plan.draft["campaign"], base=0, action=f"/plans/{plan_id}", plan=plan)


@router.post("/plans/{plan_id}", dependencies=Manage)
def confirm_plan(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    plan_id: int,
    rows: Annotated[str, Form()],
) -> Response:
    plan, sent = plan_drafts.get_plan(session, plan_id), _rows(rows)
    opened = (plan.draft or {}).get("campaign", {})
    data = data_of(sent, opened)
    try:
        save_campaign(session, data, person=person, now=now)
    except ServiceError as error:
        action = f"/plans/{plan_id}"
        return _editor(screen, opened, base=0, action=action, plan=plan, rows=sent, error=error)
    plan_drafts.confirm_plan(session, plan_id, str(data["id"]))
    return RedirectResponse(view_url(str(data["id"])), status_code=303)


@router.post("/plans/{plan_id}/discard", dependencies=Manage)
def discard_plan(session: SessionDep, plan_id: int) -> Response:
    plan_drafts.discard_plan(session, plan_id)
    return RedirectResponse("/campaigns", status_code=303)


@router.get("/plans/{plan_id}/crop", dependencies=Manage)
def plan_crop(
    session: SessionDep,
    storage: StorageDep,
    plan_id: int,
    page: int,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
) -> Response:
    data = plan_drafts.plan_crop(session, storage, plan_id, page, (x0, y0, x1, y1))
    return Response(data, media_type="image/png", headers={"cache-control": "private, max-age=3600"})


def _editor(
    screen: Screen,
    data: dict[str, Any],
    *,
    base: int,
    action: str,
    id: str = "",
    plan: plan_drafts.PlanView | None = None,
    rows: dict[str, Any] | None = None,
    error: ServiceError | None = None,
) -> Response:
    campaign = campaign_from_dict(data)
    text = str((plan.draft or {}).get("text", "")) if plan else ""
    told = None
    if error is not None:
        problem = error.problem
        place = anchor_of(rows or {}, data, str(problem.facts.get("entry", "")))
        words = f"{said(screen.language, problem, 'detail')} {said(screen.language, problem, 'remedy')}"
        told = {"text": words.strip(), "place": place}
    name = plan.name if plan else campaign.id
    response = screen.show(
        "campaign_edit.html",
        section="campaigns",
        title=screen.words("plans.draft", name=name) if plan else screen.words("edit.title", id=name),
        action=f"{action}?{urlencode({'id': id})}" if id else action,
        base=base,
        error=told,
        questions=[
            messages.sentence(q.code, screen.language, q.facts) for q in plan_questions(campaign, text)
        ],
        **editor_context(data, screen.language, plan, rows),
    )
    if error is not None:
        response.status_code = error.problem.status
    return response


def _data(session: Session, campaign_id: str) -> dict[str, Any]:
    campaigns.get_campaign(session, campaign_id)  # CampaignUnknown where there is none
    return session.get_one(CampaignRecord, campaign_id).data


def _rows(text: str) -> dict[str, Any]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise BadRequest(reason="rows") from error
    if not isinstance(rows, dict):
        raise BadRequest(reason="rows")
    return rows
