"""JSON API: the names that campaigns learned from corrections, and the links that units send reports by."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from service import aliases
from service.access import links
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, SettingsDep, needs
from service.routes.api_submissions import as_json
from service.schemas import Body, Id

router = APIRouter(tags=["campaigns"])
Giver = [needs(Action.LINKS)]


class NameActIn(Body):
    """What is said of a learned name: it holds from now on, it does not, or what was said is taken back."""

    act: Literal["accept", "refuse", "take_back"]


class LinkIn(Body):
    """Whose link, for which campaign, and for how many days."""

    campaign: Id
    unit: Id
    days: Annotated[int, Field(ge=1, le=links.LONGEST_DAYS)] = 30


@router.get("/campaigns/names", dependencies=[needs(Action.FOLLOW)])
def list_names(session: SessionDep, id: str) -> Any:
    """All names that a campaign learned, those that wait for a decision first."""
    return [as_json(one) for one in aliases.names_of(session, id)]


@router.post("/campaigns/names/{name_id}", dependencies=[needs(Action.CAMPAIGNS)])
def decide_name(name_id: int, body: NameActIn, session: SessionDep, person: PersonDep, now: NowDep) -> Any:
    """Accept a name, refuse it, or take the decision back."""
    return {"campaign": aliases.decide(session, name_id, body.act, person=person, now=now)}


@router.get("/links", dependencies=Giver)
def list_links(session: SessionDep, now: NowDep) -> Any:
    """The upload links, newest first; their addresses are kept nowhere."""
    return [as_json(one) for one in links.list_links(session, now=now)]


@router.post("/links", status_code=201, dependencies=Giver)
def make_link(
    body: LinkIn, session: SessionDep, settings: SettingsDep, person: PersonDep, now: NowDep
) -> Any:
    """A new upload link; its address is told this once."""
    path = links.create_link(session, body.campaign, body.unit, days=body.days, person=person, now=now)
    return {"address": settings.address + path}


@router.delete("/links/{link_id}", status_code=204, dependencies=Giver)
def revoke_link(link_id: int, session: SessionDep, now: NowDep) -> None:
    """The link opens nothing from now on."""
    links.revoke_link(session, link_id, now=now)
