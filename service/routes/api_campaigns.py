"""JSON API: campaigns."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import Response

from extraction.campaign_format import campaign_to_dict
from extraction.plans.questions import plan_questions
from service import campaigns, plan_drafts, submissions
from service.access.matrix import Action
from service.blanks.forms import BlankKind, blank_archive, blank_name, sheets_for, write_blank
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
from service.routes.api_exports import download
from service.routes.api_submissions import View, as_json
from service.schemas import CampaignIn
from service.uploads import clean_name

router = APIRouter(tags=["campaigns"])
MEDIA_TYPES = {
    BlankKind.PDF: "application/pdf",
    BlankKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Manage = [needs(Action.CAMPAIGNS)]


@router.get("/campaigns", dependencies=View)
def list_campaigns(session: SessionDep) -> list[dict[str, Any]]:
    return [as_json(row) for row in campaigns.list_campaigns(session)]


@router.get("/campaigns/detail", dependencies=View)
def get_campaign(session: SessionDep, id: str) -> dict[str, Any]:
    """A campaign in the form of its file; the id stands in the query because it holds slashes."""
    return campaign_to_dict(campaigns.get_campaign(session, id))


@router.put("/campaigns/detail", dependencies=Manage)
def put_campaign(
    session: SessionDep, person: PersonDep, now: NowDep, body: CampaignIn, id: str
) -> dict[str, Any]:
    """Save a campaign as its next version; ``base`` is the version that was opened, null to overwrite."""
    number = save_campaign(
        session, body.campaign, person=person, now=now, campaign_id=id, base_version=body.base
    )
    return {"id": id, "version": number}


@router.post("/campaigns/file", dependencies=Manage)
def post_campaign_file(
    session: SessionDep, person: PersonDep, now: NowDep, file: Annotated[UploadFile, File()]
) -> dict[str, Any]:
    """Take in a campaign file (YAML); a mistake in it is named with its line and changes nothing."""
    data = take_campaign(file.file.read(LARGEST_CAMPAIGN_BYTES + 1), clean_name(file.filename or ""))
    return {"id": data["id"], "version": save_campaign(session, data, person=person, now=now)}


@router.get("/campaigns/file", dependencies=View)
def get_campaign_file(session: SessionDep, id: str, version: int | None = None) -> Response:
    """A campaign as its file (YAML), in its newest version or in another."""
    data = version_data(session, id, version or current_version(session, id))
    return Response(write_campaign(data), media_type="application/yaml")


@router.get("/campaigns/form", dependencies=View, response_class=Response)
def get_blank_form(
    session: SessionDep, id: str, unit: str | None = None, kind: BlankKind = BlankKind.PDF
) -> Response:
    """A blank form to print, for one unit, or for anybody (an empty ``unit``).

    Without ``unit`` it is a ZIP with the form of every unit that the campaign expects.
    """
    if unit is None:
        return download(blank_archive(session, id, kind), blank_name(id, "", "zip"), "application/zip")
    data = write_blank(sheets_for(session, id, unit), kind)
    return download(data, blank_name(id, unit, kind), MEDIA_TYPES[kind])


@router.get("/campaigns/versions", dependencies=View)
def get_versions(session: SessionDep, id: str) -> dict[str, Any]:
    """Who saved which version when and what changed; how many reports were read with an older one."""
    campaigns.get_campaign(session, id)
    return {
        "current": current_version(session, id),
        "versions": [as_json(version) for version in list_versions(session, id)],
        "read_with_older": list(read_with_older(session, id)),
    }


@router.get("/campaigns/questions", dependencies=View)
def get_questions(session: SessionDep, id: str) -> list[dict[str, Any]]:
    """What does not fit in the plan, for its owner."""
    campaign = campaigns.get_campaign(session, id)
    text = plan_drafts.text_of_campaign(session, id)
    return [{"code": q.code, "facts": dict(q.facts)} for q in plan_questions(campaign, text)]


@router.post("/campaigns/read-again", dependencies=Manage)
def post_read_again(
    session: SessionDep, person: PersonDep, jobs: JobsDep, now: NowDep, id: str
) -> dict[str, Any]:
    """Read again all reports that were read with an older version of the campaign."""
    older = read_with_older(session, id)
    for submission_id in older:
        submissions.read_again(session, jobs, submission_id, person=person, now=now)
    return {"submissions": list(older)}


@router.post("/plans", status_code=202, dependencies=Manage)
def post_plan(
    person: PersonDep,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    file: Annotated[UploadFile, File()],
) -> dict[str, Any]:
    """Take in a plan (scan, PDF, DOCX, text) to be read into a draft campaign."""
    data = file.file.read(settings.max_file_bytes + 1)
    name = file.filename or ""
    plan_id = plan_drafts.take_plan(
        database, storage, jobs, name, data, person=person, now=now, settings=settings
    )
    return {"id": plan_id}


@router.get("/plans", dependencies=Manage)
def get_plans(session: SessionDep) -> list[dict[str, Any]]:
    """Plans that no campaign was made of yet."""
    return [as_json(plan) for plan in plan_drafts.list_plans(session)]


@router.get("/plans/{plan_id}", dependencies=Manage)
def get_plan(session: SessionDep, plan_id: int) -> Any:
    """A plan with its draft once it is read: campaign, evidence of each part, questions to the owner."""
    return as_json(plan_drafts.get_plan(session, plan_id))


@router.post("/plans/{plan_id}/confirm", dependencies=Manage)
def post_confirm(
    session: SessionDep, person: PersonDep, now: NowDep, plan_id: int, body: CampaignIn
) -> dict[str, Any]:
    """Make a campaign of a plan's draft, as a person put it right."""
    plan_drafts.get_plan(session, plan_id)
    number = save_campaign(session, body.campaign, person=person, now=now)
    plan_drafts.confirm_plan(session, plan_id, str(body.campaign["id"]))
    return {"id": body.campaign["id"], "version": number}


@router.delete("/plans/{plan_id}", status_code=204, dependencies=Manage)
def delete_plan(session: SessionDep, plan_id: int) -> None:
    """Forget a draft that nobody needs."""
    plan_drafts.discard_plan(session, plan_id)
