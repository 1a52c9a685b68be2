"""JSON API: what slips through in a campaign, what is looked at again, and the threshold that follows."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.reviewing import samples
from service.reviewing.choices import ReviewChoices, choose
from service.reviewing.quality import quality_of, take_threshold
from service.routes.api_submissions import as_json
from service.schemas import ChoicesIn, ThresholdIn

router = APIRouter(tags=["quality"])
Manage = [needs(Action.CAMPAIGNS)]


@router.get("/quality", dependencies=[needs(Action.COMPILE)])
def get_quality(session: SessionDep, id: str) -> Any:
    """Drawn fields of a campaign and what came out, by kind, and the threshold that is proposed."""
    return as_json(quality_of(session, id))


@router.put("/quality/choices", dependencies=Manage)
def put_choices(session: SessionDep, body: ChoicesIn, id: str) -> Any:
    """Which kinds of fields two people enter, and which share of the accepted ones is looked at again."""
    chosen = ReviewChoices(tuple(body.twice), body.twice_share, body.sample_share, body.seed)
    choose(session, id, chosen)
    return as_json(chosen)


@router.post("/quality/draw", dependencies=Manage)
def draw(session: SessionDep, now: NowDep, id: str) -> dict[str, int]:
    """Draw by lot from the campaign's reports that are already read."""
    return {"drawn": samples.draw(session, id, now=now)}


@router.post("/quality/threshold", dependencies=Manage)
def put_threshold(
    session: SessionDep, person: PersonDep, now: NowDep, body: ThresholdIn, id: str
) -> dict[str, int]:
    """Put the proposed threshold into force; the campaign gets a version that tells who and when."""
    return {"version": take_threshold(session, id, body.threshold, person=person, now=now)}
