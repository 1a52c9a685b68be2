"""The board of headings: headings of a report on one side, the outline on the other."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reviews
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.errors import FieldLent, NothingToUndo, StaleField, problem_of
from service.reviewing import items
from service.reviewing.headings import assign, board_of
from service.web.render import Screen, ScreenDep, said

ABSENT = "absent"
SHORTCUTS = (
    (("↑ ↓",), "walk"),
    (("Enter",), "next"),
    (("F9", "Del"), "absent"),
    (("Esc",), "back"),
    (("Ctrl Z",), "undo"),
)

router = APIRouter(dependencies=[needs(Action.REVIEW)])


@router.get("/review/headings/{submission_id}")
def board(screen: ScreenDep, session: SessionDep, submission_id: int) -> Response:
    return _answer(screen, session, submission_id)


@router.post("/review/headings/{submission_id}")
def put(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    submission_id: int,
    item: Annotated[str, Form()],
    seen: Annotated[int, Form()],
    heading: Annotated[str, Form()] = "",
    act: Annotated[str, Form()] = "assign",
) -> Response:
    """Join the heading that was picked to the item, or say that the report does not have the item."""
    index = int(heading) if act != ABSENT and heading.isdigit() else None
    if act != ABSENT and index is None:
        message = {"tone": "bad", "text": screen.words("headings.pick_first")}
        return _answer(screen, session, submission_id, message=message, here=item, status=422)
    try:
        acts = assign(session, submission_id, item, index, seen=seen, person=person, now=now)
    except StaleField:
        message = {"tone": "bad", "text": screen.words("headings.stale")}
        return _answer(screen, session, submission_id, message=message, here=item, status=409)
    except FieldLent as error:
        text = said(screen.language, problem_of(error), "detail")
        message = {"tone": "bad", "text": text}
        return _answer(screen, session, submission_id, message=message, here=item, status=409)
    key = "headings.assigned" if index is not None else "headings.absent_said"
    message = {"tone": "good", "text": screen.words(key, item=item)}
    return _answer(screen, session, submission_id, message=message, here=item, acts=acts)


@router.post("/review/headings/{submission_id}/undo")
def undo(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    submission_id: int,
    acts: Annotated[int, Form(ge=1, le=500)],
) -> Response:
    """Take back the last act, with all that followed from it."""
    try:
        for _ in range(acts):
            reviews.undo(session, person=person, now=now, submission_id=submission_id)
    except (NothingToUndo, FieldLent) as error:
        text = said(screen.language, problem_of(error), "detail")
        return _answer(screen, session, submission_id, message={"tone": "bad", "text": text}, status=409)
    message = {"tone": "doubt", "text": screen.words("headings.undone")}
    return _answer(screen, session, submission_id, message=message)


def _answer(
    screen: Screen,
    session: Session,
    submission_id: int,
    *,
    message: dict[str, Any] | None = None,
    here: str = "",
    acts: int = 0,
    status: int = 200,
) -> Response:
    found = board_of(session, submission_id)
    outline = list(found.items)
    asked = next((item.id for item in outline if item.id == here), None)
    first = outline[0].id if outline else ""
    asked = asked or next((item.id for item in outline if item.state == "review"), first)
    free = next((h.index for h in found.headings if h.item is None), None)
    return screen.show(
        "_headings_board.html" if screen.is_partial else "headings.html",
        section="review",
        status=status,
        board=found,
        report=items.report_head(session, submission_id),
        message=message,
        acts=acts,
        here=asked,
        picked=free,
        shortcuts=SHORTCUTS,
    )
