"""JSON API: the board of headings, which heading of a report answers which item of the outline."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.reviewing.headings import assign, board_of
from service.routes.api_submissions import as_json
from service.schemas import Body, Id

router = APIRouter(tags=["review"], dependencies=[needs(Action.REVIEW)])


class AssignIn(Body):
    """``heading`` is its index on the board; left out, the report does not have the item."""

    item: Id
    heading: int | None = None
    seen: int


@router.get("/submissions/{submission_id}/headings")
def get_board(submission_id: int, session: SessionDep) -> Any:
    """The headings that were found, the items of the outline, and ``seen``, which an act must name."""
    return as_json(board_of(session, submission_id))


@router.post("/submissions/{submission_id}/headings")
def assign_heading(
    submission_id: int, body: AssignIn, session: SessionDep, person: PersonDep, now: NowDep
) -> dict[str, int]:
    """Join a heading to an item; ``POST /review/undo`` as often as it settled fields takes it back."""
    count = assign(session, submission_id, body.item, body.heading, seen=body.seen, person=person, now=now)
    return {"settled": count}
