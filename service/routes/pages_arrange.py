"""The pages of a report in a person's hands: moved, turned, set aside, split off, joined to another's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from service import page_layout, submissions
from service.access.matrix import Action
from service.dependencies import JobsDep, NowDep, PersonDep, SessionDep, needs
from service.errors import BadRequest
from service.page_layout import PagePlace
from service.web.render import ScreenDep

router = APIRouter()
Clerk = [needs(Action.ARRANGE)]


@router.get("/submissions/{submission_id}/arrange", dependencies=[needs(Action.ARRANGE)])
def arrange_page(screen: ScreenDep, session: SessionDep, submission_id: int) -> Response:
    row = submissions.get_row(session, submission_id)
    rows = page_layout.current_pages(session, submission_id)
    others = [
        submissions.get_row(session, other) for other in page_layout.continued_by(session, submission_id)
    ]
    return screen.show(
        "arrange.html", section="submissions", row=row, pages=rows, others=others, turns=page_layout.TURNS
    )


@router.post("/submissions/{submission_id}/arrange", dependencies=Clerk)
def arrange(
    session: SessionDep,
    jobs: JobsDep,
    submission_id: int,
    page: Annotated[list[int], Form()],
    position: Annotated[list[int], Form()],
    turn: Annotated[list[int], Form()],
    left_out: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Each page with the place that it shall have; of two with one place the former goes before."""
    if not len(page) == len(position) == len(turn):
        raise BadRequest(reason="page, position, turn")
    aside = set(left_out or ())
    rows = sorted(zip(position, range(len(page)), page, turn, strict=True))
    places = [PagePlace(number, turned, number in aside) for _, _, number, turned in rows]
    page_layout.arrange(session, submission_id, places, enqueue=jobs.enqueue)
    return RedirectResponse(f"/submissions/{submission_id}", status_code=303)


@router.post("/submissions/{submission_id}/split", dependencies=Clerk)
def split(
    session: SessionDep,
    jobs: JobsDep,
    submission_id: int,
    chosen: Annotated[list[int] | None, Form()] = None,
) -> Response:
    part = page_layout.split_off(session, submission_id, chosen or (), enqueue=jobs.enqueue)
    return RedirectResponse(f"/submissions/{part}", status_code=303)


@router.post("/submissions/{submission_id}/join", dependencies=Clerk)
def join(
    session: SessionDep,
    jobs: JobsDep,
    person: PersonDep,
    now: NowDep,
    submission_id: int,
    other: Annotated[int, Form()],
    before: Annotated[bool, Form()] = False,
) -> Response:
    """Append the other's pages to this report, or (``before``) this one's to the other."""
    kept, gone = (other, submission_id) if before else (submission_id, other)
    page_layout.join(session, kept, gone, enqueue=jobs.enqueue, person=person, now=now)
    return RedirectResponse(f"/submissions/{kept}", status_code=303)
