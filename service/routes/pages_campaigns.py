"""Campaigns, and the export of their figures."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from service import aliases, campaigns
from service.dependencies import SessionDep
from service.web.form_layout import blank_form
from service.web.render import ScreenDep

router = APIRouter()


@router.get("/campaigns")
def campaign_list(screen: ScreenDep, session: SessionDep) -> Response:
    return screen.show("campaigns.html", section="campaigns", campaigns=campaigns.list_campaigns(session))


@router.get("/campaigns/view")
def campaign_page(screen: ScreenDep, session: SessionDep, id: str) -> Response:
    campaign = campaigns.get_campaign(session, id)
    counts = next(row for row in campaigns.list_campaigns(session) if row.id == campaign.id)
    forms = tuple(blank_form(form) for form in campaign.forms)
    return screen.show(
        "campaign.html",
        section="campaigns",
        campaign=campaign,
        counts=counts,
        forms=forms,
        names_waiting=aliases.waiting(session, campaign.id),
    )


@router.get("/export")
def export_page(screen: ScreenDep, session: SessionDep, campaign: str = "") -> Response:
    with_reports = [row for row in campaigns.list_campaigns(session) if row.submissions]
    with_reports.sort(key=lambda row: row.id != campaign)
    return screen.show("export.html", section="compiled", campaigns=with_reports, chosen=campaign)
