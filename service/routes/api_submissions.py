"""JSON API: uploads, submissions, their pages and progress."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import FileResponse, StreamingResponse

from service import images, samples, submissions, uploads
from service.access.matrix import Action
from service.access.person import Person, sender_of
from service.archive import archive_submission
from service.database import Database
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    needs,
    recorded,
    require,
)
from service.errors import ProblemDetail
from service.progress import progress_of
from service.schemas import ReadAgainIn
from service.stored import stored_submission_json
from service.submissions import SubmissionQuery
from service.uploads import IncomingFile, UploadOutcome

router = APIRouter(tags=["submissions"])
View = [needs(Action.VIEW)]
STREAM_SECONDS = 0.5  # between two looks at the database; a page takes seconds
STREAM_LOOKS = 2400  # twenty minutes; the browser then connects again by itself
PRIVATE_DAY = "private, max-age=86400, immutable"

Uploader = Annotated[Person, Depends(require(Action.UPLOAD))]
Arranger = Annotated[Person, Depends(require(Action.ARRANGE))]


@router.post("/submissions", status_code=201)
def upload(
    person: Uploader,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    files: Annotated[list[UploadFile], File()],
    campaign: Annotated[str | None, Form()] = None,
    together: Annotated[bool, Form()] = False,
) -> dict[str, Any]:
    """Take scans in: each file is a report, or all are one where ``together``.

    What was taken and what was not, with reasons; a problem with the reasons where nothing was taken.
    """
    incoming = [IncomingFile(f.filename or "", f.file.read(settings.max_file_bytes + 1)) for f in files]
    outcome = uploads.receive_upload(
        database,
        storage,
        jobs,
        incoming,
        person=person,
        now=now,
        settings=settings,
        campaign_id=campaign or None,
        together=together,
        sender=sender_of(person),
    )
    uploads.refuse_if_nothing_taken(outcome)
    return outcome_json(outcome)


@router.post("/samples", status_code=201)
def upload_samples(
    person: Arranger,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
) -> dict[str, Any]:
    """Take in the bundled sample scans."""
    return outcome_json(
        samples.take_in_samples(database, storage, jobs, person=person, now=now, settings=settings)
    )


@router.get("/submissions", dependencies=View)
def list_submissions(
    session: SessionDep,
    text: str = "",
    state: str | None = None,
    campaign: str | None = None,
    badge: str | None = None,
    unit: str | None = None,
    period: str | None = None,
    received_from: dt.date | None = None,
    received_to: dt.date | None = None,
    unplaced: bool = False,
    deleted: bool = False,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Any:
    """Newest first; ``snippets`` say for a searched text where it stands, by the report's id."""
    query = SubmissionQuery(
        text=text,
        state=state,
        campaign_id=campaign,
        badge=badge,
        unit_id=unit,
        period=period,
        received_from=received_from,
        received_to=received_to,
        unplaced=unplaced,
        deleted=deleted,
        offset=offset,
        limit=limit,
    )
    return as_json(submissions.list_submissions(session, query))


@router.get("/progress/stream", dependencies=View)
def stream_progress(request: Request, database: DatabaseDep, ids: str) -> StreamingResponse:
    """Server-sent events: ``progress`` whenever something changed, ``end`` when all are read or failed."""
    wanted = [int(part) for part in ids.split(",")[:500] if part.strip().isdigit()]
    return StreamingResponse(_progress_events(request, database, wanted), media_type="text/event-stream")


@router.get("/submissions/{submission_id}", dependencies=View)
def get_submission(submission_id: int, session: SessionDep) -> Any:
    return as_json(submissions.get_submission(session, submission_id))


@router.delete("/submissions/{submission_id}", status_code=204)
def delete_submission(
    submission_id: int,
    session: SessionDep,
    person: Annotated[Person, Depends(require(Action.DELETE))],
    now: NowDep,
) -> None:
    submissions.delete_submission(session, submission_id, person=person, now=now)


@router.post("/submissions/{submission_id}/restore", status_code=204)
def restore_submission(
    submission_id: int,
    session: SessionDep,
    person: Annotated[Person, Depends(require(Action.DELETE))],
    now: NowDep,
) -> None:
    submissions.restore_submission(session, submission_id, person=person, now=now)


@router.post("/submissions/{submission_id}/read-again", status_code=202)
def read_again(
    submission_id: int, body: ReadAgainIn, session: SessionDep, jobs: JobsDep, person: Arranger, now: NowDep
) -> dict[str, Any]:
    submissions.read_again(session, jobs, submission_id, person=person, now=now, campaign_id=body.campaign)
    return {"submission_id": submission_id}


@router.post("/submissions/{submission_id}/stop", status_code=204)
def stop_reading(submission_id: int, session: SessionDep, _person: Arranger) -> None:
    """End the reading of a report that waits or is being read; it can be read again."""
    submissions.stop_reading(session, submission_id)


@router.get("/submissions/{submission_id}/fields", dependencies=View)
def list_fields(
    submission_id: int, session: SessionDep, prefix: str = "", status: str | None = None
) -> list[dict[str, Any]]:
    fields = submissions.list_fields(session, submission_id, prefix=prefix, status=status)
    return [as_json(field) for field in fields]


@router.get("/submissions/{submission_id}/result", dependencies=[*View, recorded("export")])
def get_result(submission_id: int, session: SessionDep) -> dict[str, Any]:
    """The submission as ``tonghop read --json`` gives it, people's values in place of the machine's."""
    return stored_submission_json(session, submission_id)


@router.get("/submissions/{submission_id}/progress", dependencies=View)
def get_progress(submission_id: int, session: SessionDep) -> Any:
    submissions.record(session, submission_id, deleted=True)
    return as_json(progress_of(session, [submission_id])[0])


@router.get(
    "/submissions/{submission_id}/pages/{number}/image",
    dependencies=View,
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
def page_image(
    submission_id: int,
    number: int,
    session: SessionDep,
    storage: StorageDep,
    width: Annotated[int | None, Query(ge=16, le=images.WIDEST_PX)] = None,
) -> Response:
    """The page as scanned, upright and level; at most ``width`` pixels across where that is given."""
    data = images.page_image(session, storage, submission_id, number, width=width)
    return Response(data, media_type="image/jpeg", headers={"cache-control": "private, max-age=300"})


@router.get(
    "/submissions/{submission_id}/files/{position}",
    dependencies=[*View, recorded("download")],
    response_class=Response,
)
def get_file(submission_id: int, position: int, session: SessionDep, storage: StorageDep) -> Response:
    """An original, byte for byte, for saving; browsers never open it in place."""
    name, sha256, media_type = submissions.file_of(session, submission_id, position)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "sandbox",
        "cache-control": PRIVATE_DAY,
    }
    return Response(storage.read(sha256), media_type=media_type, headers=headers)


@router.get(
    "/submissions/{submission_id}/pdfa",
    dependencies=[*View, recorded("download")],
    response_class=FileResponse,
    responses={200: {"content": {"application/pdf": {}}}},
)
def get_pdfa(
    submission_id: int,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    after: BackgroundTasks,
) -> FileResponse:
    """The submission as searchable PDF/A-2b: pages as they came, words as read and corrected under them."""
    folder = tempfile.TemporaryDirectory(prefix="pdfa-", dir=settings.making_dir)
    after.add_task(folder.cleanup)
    try:
        out = Path(folder.name) / "out.pdf"
        archive_submission(database, storage, jobs.reader, submission_id, out, now=now)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(out, media_type="application/pdf", filename=f"{submission_id}-pdfa.pdf")


def outcome_json(outcome: UploadOutcome) -> dict[str, Any]:
    return {
        "accepted": as_json(outcome.accepted),
        "rejected": [
            {"name": r.name, "submission_id": r.submission_id, "problem": r.problem.as_json()}
            for r in outcome.rejected
        ],
    }


_PLAIN = (str, bool, int, float)


def as_json(view: Any) -> Any:
    """A view as plain JSON data; a problem inside it in the one shape that problems have."""
    if view is None or isinstance(view, _PLAIN):
        return view
    if isinstance(view, ProblemDetail):
        return view.as_json()
    if is_dataclass(view) and not isinstance(view, type):
        return {one.name: as_json(getattr(view, one.name)) for one in fields(view)}
    if isinstance(view, Mapping):
        return {key: as_json(value) for key, value in view.items()}
    if isinstance(view, list | tuple):
        return [as_json(one) for one in view]
    return jsonable_encoder(view)


async def _progress_events(request: Request, database: Database, ids: list[int]) -> AsyncIterator[str]:
    last = ""
    for _ in range(STREAM_LOOKS):
        if await request.is_disconnected():
            return
        found = await run_in_threadpool(_look, database, ids)
        data = json.dumps(found, ensure_ascii=False)
        if data != last:
            last = data
            yield f"event: progress\ndata: {data}\n\n"
        if all(one["state"] in ("read", "failed") for one in found):
            yield "event: end\ndata: {}\n\n"
            return
        await asyncio.sleep(STREAM_SECONDS)


def _look(database: Database, ids: list[int]) -> Any:
    with database.read() as session:
        return as_json(progress_of(session, ids))
