"""The names that a campaign learned from corrections: what waits, what holds, and a way back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from service import aliases, campaigns
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.web.render import ScreenDep

router = APIRouter()


@router.get("/campaigns/names", dependencies=[needs(Action.FOLLOW)])
def names(screen: ScreenDep, session: SessionDep, id: str) -> Response:
    campaign = campaigns.get_campaign(session, id)
    found = aliases.names_of(session, id)
    return screen.show("names.html", section="campaigns", campaign=campaign, names=found)


@router.post("/campaigns/names/{name_id}", dependencies=[needs(Action.CAMPAIGNS)])
def decide(
    session: SessionDep, person: PersonDep, now: NowDep, name_id: int, act: Annotated[str, Form()]
) -> Response:
    campaign_id = aliases.decide(session, name_id, act, person=person, now=now)
    return RedirectResponse(f"/campaigns/names?id={quote(campaign_id, safe='')}", status_code=303)
