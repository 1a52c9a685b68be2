"""JSON API: the review queue, settling, history, crops."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from service import images, reviews
from service.access.matrix import Action
from service.access.person import Person
from service.dependencies import (
    DatabaseDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    require,
)
from service.reviewing import items, leases
from service.reviewing.leases import reviewer_of
from service.reviewing.queue import count_waiting
from service.reviews import Decision
from service.routes.api_submissions import View, as_json
from service.schemas import SettleIn, UndoIn

PROGRAM = "program"  # what leases of programs are taken under; a browser's page takes its own
router = APIRouter(tags=["review"])
Reviewer = Annotated[Person, Depends(require(Action.REVIEW))]


@router.get("/review/next", dependencies=View)
def next_doubtful(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    submission: int | None = None,
    campaign: str | None = None,
    after: int | None = None,
) -> dict[str, Any] | None:
    """The next field that needs a person, null where none is left that this one may be given."""
    item = items.next_doubtful(
        session, reviewer_of(person, now), submission_id=submission, campaign_id=campaign, after=after
    )
    return _with_left(session, item, campaign) if item else None


@router.post("/review/next")
def borrow_next(
    database: DatabaseDep,
    person: Reviewer,
    settings: SettingsDep,
    now: NowDep,
    submission: int | None = None,
    campaign: str | None = None,
) -> Any:
    """The next field, lent to this person for a while: nobody else is given it meanwhile."""
    with database.write() as session:
        found = leases.take_next(
            session,
            reviewer_of(person, now),
            scope=PROGRAM,
            seconds=settings.lease_seconds,
            submission_id=submission,
            campaign_id=campaign,
        )
    if found is None:
        return None
    with database.read() as session:  # nobody who writes waits for what is only shown
        return JSONResponse(_with_left(session, items.get_item(session, found), campaign))


@router.post("/review/give-back", status_code=204)
def give_back(session: SessionDep, person: Reviewer, now: NowDep) -> None:
    """Give back the field that ``POST /review/next`` lent, unsettled."""
    leases.give_back(session, reviewer_of(person, now), scope=PROGRAM)


def _with_left(session: Session, item: items.ReviewItem, campaign: str | None) -> dict[str, Any]:
    """A field with how many wait beside it, in the campaign asked for and in its own report."""
    left = count_waiting(session, campaign_id=campaign)
    in_report = count_waiting(session, submission_id=item.submission.id)
    return {**as_json(item), "left": left, "left_in_submission": in_report}


@router.post("/review/undo")
def undo(
    session: SessionDep, person: Reviewer, now: NowDep, body: Annotated[UndoIn | None, Body()] = None
) -> dict[str, Any]:
    """Take back the last act of this person."""
    submission = body.submission if body else None
    return {"field": as_json(reviews.undo(session, person=person, now=now, submission_id=submission))}


@router.get("/fields/{field_id}", dependencies=View)
def get_item(field_id: int, session: SessionDep) -> Any:
    return _with_left(session, items.get_item(session, field_id), None)


@router.get("/fields/{field_id}/history", dependencies=View)
def history(field_id: int, session: SessionDep) -> list[dict[str, Any]]:
    return [as_json(entry) for entry in items.history(session, field_id)]


@router.post("/fields/{field_id}/settle")
def settle(field_id: int, body: SettleIn, database: DatabaseDep, person: Reviewer, now: NowDep) -> Any:
    """Confirm, correct, skip, or say that it is illegible or not on the paper; a stale version is a 409."""
    decision = Decision(body.verdict, body.text, body.reason)
    with database.write() as session:
        settled = reviews.settle(session, field_id, decision, version=body.version, person=person, now=now)
    with database.read() as session:  # what comes next is looked for when the word is kept
        following = items.next_doubtful(
            session, reviewer_of(person, now), submission_id=settled.field.submission_id, after=field_id
        )
        return JSONResponse({**as_json(settled), "next": as_json(following) if following else None})


@router.get(
    "/fields/{field_id}/crop",
    dependencies=View,
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def crop(
    field_id: int,
    session: SessionDep,
    storage: StorageDep,
    margin: Annotated[float, Query(ge=0, le=20)] = 0.5,
    width: Annotated[int | None, Query(ge=16, le=images.WIDEST_PX)] = None,
    tall: Annotated[int | None, Query(ge=16, le=images.TALLEST_PX)] = None,
) -> Response:
    """The piece of the upright page around the field; X-Box is the field's box in fractions of it."""
    piece = images.field_crop(session, storage, field_id, margin=margin, width=width, tall=tall)
    box = ",".join(str(v) for v in piece.box_in_crop)
    headers = {"x-box": box, "cache-control": "private, max-age=300"}
    return Response(piece.data, media_type="image/png", headers=headers)
