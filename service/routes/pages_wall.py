"""The digit wall: figures with the same reading, settled in one act and taken back in one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import campaigns
from service.access.matrix import Action
from service.dependencies import PersonDep, SessionDep, WriteSessionDep, needs
from service.errors import BadRequest, NothingToUndo, ValueNotUnderstood, problem_of
from service.reviewing import leases
from service.routes.desk import Desk, DeskDep
from service.web.render import Screen, ScreenDep, said
from service.web.wall import MIXED, Answer, Outcome, build_wall, settle_all, undo_all

SHORTCUTS = (
    (("Enter",), "confirm"),
    (("↑ ↓ ← →",), "walk"),
    (("Space",), "later"),
    (("PgDn", "PgUp"), "group"),
    (("Esc",), "restore"),
    (("Ctrl Z",), "undo"),
)

router = APIRouter(dependencies=[needs(Action.REVIEW)])


@router.get("/review/wall")
def wall(
    screen: ScreenDep,
    session: WriteSessionDep,
    desk: DeskDep,
    campaign: str = "",
    reading: str | None = None,
) -> Response:
    return _answer(screen, session, desk, campaign, reading)


@router.post("/review/wall")
def settle(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    desk: DeskDep,
    field: Annotated[list[int], Form()],
    version: Annotated[list[int], Form()],
    text: Annotated[list[str], Form()],
    later: Annotated[list[int] | None, Form()] = None,
    campaign: Annotated[str, Form()] = "",
    reading: Annotated[str, Form()] = "",
) -> Response:
    if not len(field) == len(version) == len(text):
        raise BadRequest(reason="field, version and text belong together")
    answers = [
        Answer(one, its, typed, one in (later or ()))
        for one, its, typed in zip(field, version, text, strict=True)
    ]
    try:
        outcome = settle_all(session, answers, person=person, now=desk.reviewer.now)
    except ValueNotUnderstood as error:
        problem = problem_of(error)
        sentence = f"{said(screen.language, problem, 'detail')} {said(screen.language, problem, 'remedy')}"
        message = {"tone": "bad", "text": sentence, "undo": False}
        typed_by_id = {answer.field_id: answer for answer in answers}
        return _answer(
            screen, session, desk, campaign, reading, message=message, typed=typed_by_id, status=422
        )
    if not screen.is_partial:
        return RedirectResponse("/review/wall", status_code=303)
    return _answer(
        screen, session, desk, campaign, reading, message=_saved(screen, outcome), undoable=outcome.fields
    )


@router.post("/review/wall/undo")
def undo(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    desk: DeskDep,
    acts: Annotated[str, Form()] = "",
    campaign: Annotated[str, Form()] = "",
    undone_reading: Annotated[str, Form()] = "",
) -> Response:
    fields = [int(part) for part in acts.split(",") if part.isdigit()]
    try:
        count = undo_all(session, fields, person=person, now=desk.reviewer.now)
    except NothingToUndo:
        message = {"tone": "bad", "text": screen.words("wall.cannot_undo"), "undo": False}
        return _answer(screen, session, desk, campaign, undone_reading, message=message)
    message = {"tone": "doubt", "text": screen.words("wall.undone", n=count), "undo": False}
    return _answer(screen, session, desk, campaign, undone_reading, message=message)


def _saved(screen: Screen, outcome: Outcome) -> dict[str, Any]:
    text = screen.words(
        "wall.saved", confirmed=outcome.confirmed, corrected=outcome.corrected, skipped=outcome.skipped
    )
    if outcome.stale:
        text = f"{text} {screen.words('wall.stale', n=outcome.stale)}"
    return {"tone": "doubt" if outcome.stale else "good", "text": text, "undo": bool(outcome.fields)}


def _answer(
    screen: Screen,
    session: Session,
    desk: Desk,
    campaign: str,
    reading: str | None,
    *,
    message: dict[str, Any] | None = None,
    undoable: tuple[int, ...] = (),
    typed: dict[int, Answer] | None = None,
    status: int = 200,
) -> Response:
    """Draw the wall of the reading, or of the largest group where none has it any more, and lend it."""
    view = build_wall(session, desk.reviewer, campaign_id=campaign or None, reading=reading)
    leases.give_back(session, desk.reviewer, scope=desk.scope)
    shown = [tile.field.id for tile in view.tiles]
    leases.take(session, shown, desk.reviewer, scope=desk.scope, seconds=desk.seconds)
    return screen.show(
        "_wall_screen.html" if screen.is_partial else "wall.html",
        section="review",
        status=status,
        wall=view,
        campaign=campaign,
        campaigns=campaigns.ids_with_tables(session),
        doubtful_count=screen.doubtful,
        desk=desk,
        mixed=MIXED,
        message=message,
        undoable=undoable,
        undone_reading=reading or "",
        typed=typed or {},
        shortcuts=SHORTCUTS,
    )
