"""Campaigns, and the export of their figures."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from extraction.plans.questions import plan_questions
from service import aliases, campaigns, messages, plan_drafts
from service.access.matrix import Action
from service.blanks.forms import MOST_AT_ONCE, expected_units
from service.campaign_versions import current_version, read_with_older
from service.dependencies import SessionDep, needs
from service.expected import expected_ids
from service.web.form_layout import blank_form
from service.web.render import Screen, ScreenDep

router = APIRouter()


@router.get("/campaigns", dependencies=[needs(Action.FOLLOW)])
def campaign_list(screen: ScreenDep, session: SessionDep) -> Response:
    may_edit = screen.may("campaigns")
    return screen.show(
        "campaigns.html",
        section="campaigns",
        campaigns=campaigns.list_campaigns(session),
        plans=plan_drafts.list_plans(session) if may_edit else (),
    )


@router.get("/campaigns/view", dependencies=[needs(Action.FOLLOW)])
def campaign_page(screen: ScreenDep, session: SessionDep, id: str, done: str = "") -> Response:
    campaign = campaigns.get_campaign(session, id)
    counts = next(row for row in campaigns.list_campaigns(session) if row.id == campaign.id)
    forms = tuple(blank_form(form) for form in campaign.forms)
    questions = plan_questions(campaign, plan_drafts.text_of_campaign(session, id))
    owing = len(expected_ids(session, id) or ()) if forms else 0
    fit = 0 < owing <= MOST_AT_ONCE
    return screen.show(
        "campaign.html",
        section="campaigns",
        campaign=campaign,
        counts=counts,
        forms=forms,
        units=expected_units(session, id) if fit else (),
        all_units_fit=fit,
        owing=owing,
        names_waiting=aliases.waiting(session, campaign.id),
        version=current_version(session, id),
        older=len(read_with_older(session, id)),
        questions=[messages.sentence(q.code, screen.language, q.facts) for q in questions],
        flash=_flash(screen, done),
    )


def _flash(screen: Screen, done: str) -> dict[str, str | None] | None:
    """What was just done, as its address tells: "v3" saved, "r12" being read again."""
    kind, count = done[:1], done[1:]
    if kind not in ("v", "r") or not count.isdigit():
        return None
    key = "plans.saved" if kind == "v" else "plans.reread_done"
    return {"tone": "good", "text": screen.words(key, n=int(count)), "undo": None}


@router.get("/export", dependencies=[needs(Action.EXPORT)])
def export_page(screen: ScreenDep, session: SessionDep, campaign: str = "") -> Response:
    with_reports = [row for row in campaigns.list_campaigns(session) if row.submissions]
    with_reports.sort(key=lambda row: row.id != campaign)
    return screen.show("export.html", section="compiled", campaigns=with_reports, chosen=campaign)
