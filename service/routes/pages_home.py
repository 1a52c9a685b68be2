"""What waits for me."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import campaigns, submissions
from service.access.matrix import Action
from service.access.person import Person
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.progress import unfinished_ids
from service.submissions import SubmissionQuery
from service.waiting import waiting_for
from service.web.render import ScreenDep, today

RECENT = 6

SAID = {"password": "password.changed"}

router = APIRouter()
View = [needs(Action.VIEW)]


def _waiting(session: Session, person: Person, now: dt.datetime) -> dict[str, Any]:
    return {
        "desk": waiting_for(session, person, now=now),
        "unfinished": unfinished_ids(session),
        "recent": submissions.list_submissions(session, SubmissionQuery(limit=RECENT)).items,
    }


@router.get("/", dependencies=View)
def home(
    screen: ScreenDep, session: SessionDep, person: PersonDep, now: NowDep, said: str = "", tour: bool = False
) -> Response:
    told = {"tone": "good", "text": screen.words(SAID[said]), "undo": None} if said in SAID else None
    return screen.show(
        "home.html",
        section="home",
        today=today(now),
        campaigns=campaigns.list_titles(session),
        flash=told,
        tour=tour,
        **_waiting(session, person, now),
    )


@router.get("/home/waiting", dependencies=View)
def waiting(screen: ScreenDep, session: SessionDep, person: PersonDep, now: NowDep) -> Response:
    return screen.show("_home_tiles.html", **_waiting(session, person, now))


@router.get("/home/recent", dependencies=View)
def recent(screen: ScreenDep, session: SessionDep, person: PersonDep, now: NowDep) -> Response:
    return screen.show("_recent.html", **_waiting(session, person, now))
