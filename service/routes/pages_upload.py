"""Taking reports in, and watching them being read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import campaigns, samples, submissions
from service.access.matrix import Action
from service.access.person import sender_of
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    needs,
)
from service.errors import ServiceError, problem_of
from service.intake.tray import waiting_count
from service.progress import progress_of
from service.submissions import IncomingFile, ProblemView, SubmissionQuery, UploadOutcome
from service.web.badges import Badge, badge_of
from service.web.render import Screen, ScreenDep, said, screen_for

SHOWN = 20  # newest reports in the progress list; older ones are in the list of submissions

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A report in the progress list."""

    row: Any
    badge: Badge
    page_states: tuple[str, ...]
    problems: tuple[ProblemView, ...]

    @property
    def reading(self) -> bool:
        return self.badge == "reading"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused file, in the reader's language."""

    file: str
    reason: str
    remedy: str
    href: str | None


def progress_rows(session: Session) -> dict[str, Any]:
    """The newest reports with the state of each page, and the ids that are still being read."""
    rows = submissions.list_submissions(session, SubmissionQuery(limit=SHOWN)).items
    ids = [row.id for row in rows]
    states = {p.id: p.page_states for p in progress_of(session, ids)}
    problems = submissions.problems_of(session, ids)
    progress = tuple(
        ProgressRow(row, badge_of(row), tuple(states.get(row.id, ())), problems.get(row.id, ()))
        for row in rows
    )
    return {"progress": progress, "unfinished": [p.row.id for p in progress if p.reading]}


def _page(screen: Screen, session: Session, rejections: tuple[Rejection, ...] = (), **facts: Any) -> Response:
    return screen.show(
        "upload.html",
        section="upload",
        campaigns=campaigns.list_titles(session),
        rejections=rejections,
        tray_count=waiting_count(session) if screen.may(Action.ARRANGE) else 0,
        **progress_rows(session) | facts,
    )


@router.get("/upload", dependencies=[needs(Action.UPLOAD)])
def upload_page(screen: ScreenDep, session: SessionDep, samples: int | None = None) -> Response:
    flash = None
    if samples is not None:
        text = screen.words("samples.taken", n=samples) if samples else screen.words("samples.already")
        flash = {"tone": "good", "text": text, "undo": None}
    return _page(screen, session, flash=flash)


@router.get("/upload/progress", dependencies=[needs(Action.VIEW)])
def progress(screen: ScreenDep, session: SessionDep) -> Response:
    return screen.show("_progress.html", **progress_rows(session))


@router.post("/upload", dependencies=[needs(Action.UPLOAD)])
def upload(
    request: Request,
    person: PersonDep,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    files: Annotated[list[UploadFile] | None, File()] = None,
    campaign: Annotated[str, Form()] = "",
    together: Annotated[str, Form()] = "",
) -> Response:
    incoming = [
        IncomingFile(file.filename or "", file.file.read(settings.max_file_bytes + 1)) for file in files or []
    ]
    outcome: UploadOutcome | None = None
    refused: tuple[ServiceError, ...] = ()
    try:
        outcome = submissions.receive_upload(
            database,
            storage,
            jobs,
            incoming,
            person=person,
            now=now,
            settings=settings,
            campaign_id=campaign or None,
            together=bool(together),
            sender=sender_of(person),
        )
    except ServiceError as error:
        refused = (error,)
    with database.read() as session:
        screen = screen_for(request, session, person)
        names = ", ".join(file.name for file in incoming) or "–"
        rejections = _rejections(screen, outcome, refused, names)
        if not screen.is_partial and not rejections:
            return RedirectResponse("/upload", status_code=303)
        if not screen.is_partial:
            return _page(screen, session, rejections)
    if not rejections:
        return Response(status_code=204)
    return Response("".join(screen.draw("_rejection.html", r=r) for r in rejections), media_type="text/html")


@router.post("/samples", dependencies=[needs(Action.ARRANGE)])
def take_samples(
    person: PersonDep,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
) -> Response:
    outcome = samples.take_in_samples(database, storage, jobs, person=person, now=now, settings=settings)
    return RedirectResponse(f"/upload?samples={len(outcome.accepted)}", status_code=303)


def _rejections(
    screen: Screen, outcome: UploadOutcome | None, refused: tuple[ServiceError, ...], names: str
) -> tuple[Rejection, ...]:
    told = [(r.name, r.problem, r.submission_id) for r in (outcome.rejected if outcome else ())]
    told += [(names, problem_of(error), None) for error in refused]
    return tuple(
        Rejection(
            file=name,
            reason=said(screen.language, problem, "detail") or said(screen.language, problem, "title"),
            remedy=said(screen.language, problem, "remedy"),
            href=f"/submissions/{same}" if same else None,
        )
        for name, problem, same in told
    )
