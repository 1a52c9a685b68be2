"""What a person says about where a report belongs: unit, period, days, return, revision."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from service import placing, revisions, submissions
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.errors import BadRequest
from service.labels import label_of
from service.routes.pages_submissions import campaign_of
from service.unit_sheets import parse_day
from service.web import formats
from service.web.render import ScreenDep

router = APIRouter()
Placer = [needs(Action.ARRANGE)]


@router.post("/submissions/{submission_id}/place", dependencies=Placer)
def place(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    submission_id: int,
    unit: Annotated[str, Form()] = "",
    period: Annotated[str, Form()] = "",
) -> Response:
    placing.choose_place(
        session, submission_id, unit_id=unit.strip() or None, period=period or None, person=person, now=now
    )
    return _back(submission_id)


@router.post("/submissions/{submission_id}/days", dependencies=Placer)
def days(
    session: SessionDep,
    submission_id: int,
    sent: Annotated[str, Form()] = "",
    received: Annotated[str, Form()] = "",
) -> Response:
    placing.set_days(session, submission_id, sent=_day(sent), received=_day(received))
    return _back(submission_id)


@router.post("/submissions/{submission_id}/return", dependencies=[needs(Action.REVIEW)])
def return_report(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    submission_id: int,
    reason: Annotated[str, Form()] = "",
) -> Response:
    placing.return_report(session, submission_id, reason=reason, person=person, now=now)
    return _back(submission_id)


@router.post("/submissions/{submission_id}/take-back", dependencies=[needs(Action.REVIEW)])
def take_back(session: SessionDep, submission_id: int) -> Response:
    placing.take_back_return(session, submission_id)
    return _back(submission_id)


@router.post("/submissions/{submission_id}/apart", dependencies=Placer)
def apart(session: SessionDep, submission_id: int, other: Annotated[int, Form()]) -> Response:
    revisions.keep_apart(session, submission_id, other=other)
    return _back(submission_id)


@router.get("/submissions/{submission_id}/differences", dependencies=[needs(Action.VIEW)])
def differences(screen: ScreenDep, session: SessionDep, submission_id: int, old: int) -> Response:
    found = revisions.differences(session, old, submission_id)
    new = submissions.get_row(session, submission_id)
    campaign = campaign_of(session, new.campaign_id)
    rows = revisions.row_labels(session, old, submission_id)

    def typed(path: str, value: Any) -> str:
        if value is None:
            return formats.NOTHING
        if isinstance(value, bool):
            return screen.words("common.yes" if value else "common.no")
        return formats.typed(value, "date" if path == "document.date" else "words")

    return screen.show(
        "differences.html",
        section="submissions",
        found=found,
        new=new,
        old=submissions.get_row(session, old),
        labels={d.path: label_of(d.path, campaign, rows) for d in found},
        typed=typed,
    )


def _back(submission_id: int) -> Response:
    return RedirectResponse(f"/submissions/{submission_id}", status_code=303)


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadRequest(reason=text) from error
