"""JSON API: the review queue, settling, history, crops."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response

from service import images, reviews
from service.access.matrix import Action
from service.access.person import Person
from service.dependencies import NowDep, SessionDep, StorageDep, require
from service.reviews import Decision
from service.routes.api_submissions import View, as_json
from service.schemas import SettleIn, UndoIn

router = APIRouter(tags=["review"])
Reviewer = Annotated[Person, Depends(require(Action.REVIEW))]


@router.get("/review/next", dependencies=View)
def next_doubtful(
    session: SessionDep, submission: int | None = None, campaign: str | None = None, after: int | None = None
) -> dict[str, Any] | None:
    """The next field that needs a person, null where none is left."""
    item = reviews.next_doubtful(session, submission_id=submission, campaign_id=campaign, after=after)
    return as_json(item) if item else None


@router.post("/review/undo")
def undo(
    session: SessionDep, person: Reviewer, now: NowDep, body: Annotated[UndoIn | None, Body()] = None
) -> dict[str, Any]:
    """Take back the last act of this person."""
    submission = body.submission if body else None
    return {"field": as_json(reviews.undo(session, person=person, now=now, submission_id=submission))}


@router.get("/fields/{field_id}", dependencies=View)
def get_item(field_id: int, session: SessionDep) -> Any:
    return as_json(reviews.get_item(session, field_id))


@router.get("/fields/{field_id}/history", dependencies=View)
def history(field_id: int, session: SessionDep) -> list[dict[str, Any]]:
    return [as_json(entry) for entry in reviews.history(session, field_id)]


@router.post("/fields/{field_id}/settle")
def settle(field_id: int, body: SettleIn, session: SessionDep, person: Reviewer, now: NowDep) -> Any:
    """Confirm, correct, skip, or say that it is illegible or not on the paper; a stale version is a 409."""
    decision = Decision(body.verdict, body.text, body.reason)
    return as_json(reviews.settle(session, field_id, decision, version=body.version, person=person, now=now))


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
) -> Response:
    """The piece of the upright page around the field; X-Box is the field's box in fractions of it."""
    piece = images.field_crop(session, storage, field_id, margin=margin, width=width)
    box = ",".join(str(v) for v in piece.box_in_crop)
    headers = {"x-box": box, "cache-control": "private, max-age=300"}
    return Response(piece.data, media_type="image/png", headers=headers)
