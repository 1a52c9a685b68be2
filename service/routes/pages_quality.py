"""The quality of a campaign's figures: what slips through, what is looked at again, the threshold."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.access.matrix import MATRIX, Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.errors import BadRequest
from service.records import UserRow
from service.reviewing import samples
from service.reviewing.choices import KINDS, ReviewChoices, choose
from service.reviewing.quality import TARGET, quality_of, take_threshold
from service.web.render import Screen, ScreenDep

router = APIRouter()
Manage = [needs(Action.CAMPAIGNS)]


@router.get("/campaigns/quality", dependencies=[needs(Action.COMPILE)])
def quality(screen: ScreenDep, session: SessionDep, id: str) -> Response:
    return _answer(screen, session, id)


@router.post("/campaigns/quality/choices", dependencies=Manage)
def put_choices(
    screen: ScreenDep,
    session: SessionDep,
    id: str,
    twice: Annotated[list[str] | None, Form()] = None,
    twice_percent: Annotated[str, Form()] = "0",
    sample_percent: Annotated[str, Form()] = "0",
    seed: Annotated[int, Form()] = 1,
) -> Response:
    chosen = ReviewChoices(tuple(twice or ()), _share(twice_percent), _share(sample_percent), seed)
    choose(session, id, chosen)
    return _answer(screen, session, id, {"tone": "good", "text": screen.words("quality.saved")})


@router.post("/campaigns/quality/draw", dependencies=Manage)
def draw(screen: ScreenDep, session: SessionDep, now: NowDep, id: str) -> Response:
    count = samples.draw(session, id, now=now)
    return _answer(screen, session, id, {"tone": "good", "text": screen.words("quality.drew", n=count)})


@router.post("/campaigns/quality/threshold", dependencies=Manage)
def put_threshold(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    id: str,
    threshold: Annotated[float, Form()],
) -> Response:
    number = take_threshold(session, id, threshold, person=person, now=now)
    return _answer(screen, session, id, {"tone": "good", "text": screen.words("quality.taken", n=number)})


def _share(percent: str) -> float:
    """A share from "2", "0,5" or "0.5 %"."""
    text = percent.strip().removesuffix("%").strip().replace(",", ".") or "0"
    try:
        return float(text) / 100
    except ValueError as error:
        raise BadRequest(reason=f"{percent} is no percentage") from error


def _answer(
    screen: Screen, session: Session, campaign_id: str, flash: dict[str, Any] | None = None
) -> Response:
    reviewers = select(func.count()).where(
        UserRow.role.in_(MATRIX[Action.REVIEW]), UserRow.disabled_at.is_(None)
    )
    return screen.show(
        "quality.html",
        section="campaigns",
        quality=quality_of(session, campaign_id),
        kinds=KINDS,
        target=TARGET,
        reviewers=session.scalar(reviewers) or 0,
        told=flash,
    )
