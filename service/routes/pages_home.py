"""What waits for me."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import campaigns, submissions
from service.access.matrix import Action
from service.dependencies import NowDep, SessionDep, needs
from service.submissions import SubmissionQuery
from service.web.counts import counts_of
from service.web.render import ScreenDep, today

RECENT = 6

SAID = {"password": "password.changed"}

router = APIRouter()


def _waiting(session: Session) -> dict[str, Any]:
    recent = submissions.list_submissions(session, SubmissionQuery(limit=RECENT)).items
    return counts_of(session) | {"recent": recent}


@router.get("/", dependencies=[needs(Action.VIEW)])
def home(screen: ScreenDep, session: SessionDep, now: NowDep, said: str = "") -> Response:
    told = {"tone": "good", "text": screen.words(SAID[said]), "undo": None} if said in SAID else None
    return screen.show(
        "home.html",
        section="home",
        today=today(now),
        campaigns=campaigns.list_campaigns(session),
        flash=told,
        **_waiting(session),
    )


@router.get("/home/waiting", dependencies=[needs(Action.VIEW)])
def waiting(screen: ScreenDep, session: SessionDep) -> Response:
    return screen.show("_home_tiles.html", **_waiting(session))


@router.get("/home/recent", dependencies=[needs(Action.VIEW)])
def recent(screen: ScreenDep, session: SessionDep) -> Response:
    return screen.show("_recent.html", **_waiting(session))
