"""JSON API: letters as Word files, and their templates."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile

from service import letters
from service.access.matrix import Action
from service.campaigns import get_campaign
from service.compiling.read import chosen_period
from service.dependencies import NowDep, PersonDep, SessionDep, StorageDep, needs, recorded
from service.letter_defaults import LetterKind
from service.letter_making import LARGEST_TEMPLATE_BYTES
from service.letters import letter_name
from service.office_time import office_day
from service.routes.api_exports import download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
router = APIRouter(tags=["letters"], dependencies=[needs(Action.COMPILE)])


@router.get("/letters/late")
def late(session: SessionDep, now: NowDep, campaign: str, period: str = "") -> list[dict[str, Any]]:
    """The units that get a reminder."""
    chosen = chosen_period(get_campaign(session, campaign), period)
    found = letters.late_units(session, campaign, chosen, today=office_day(now))
    return [
        {"unit": u.unit_id, "name": u.name, "due": u.last_day, "standing": u.standing.value} for u in found
    ]


@router.get("/letters/reminder", response_class=Response, dependencies=[recorded("export")])
def reminder(session: SessionDep, now: NowDep, campaign: str, period: str = "", unit: str = "") -> Response:
    """The reminder for one late unit, or a ZIP with one for each."""
    chosen = chosen_period(get_campaign(session, campaign), period)
    if unit:
        letter = letters.reminder(session, campaign, chosen, unit, now=now)
        return download(letter, letter_name(LetterKind.REMINDER, unit, now), DOCX)
    name = letter_name(LetterKind.REMINDER, campaign, now).removesuffix(".docx") + ".zip"
    return download(letters.reminders(session, campaign, chosen, now=now), name, ZIP)


@router.get("/letters/return-slip", response_class=Response, dependencies=[recorded("export")])
def return_slip(session: SessionDep, storage: StorageDep, now: NowDep, submission: int) -> Response:
    """The slip that goes back with a report: its doubtful cells with their pictures."""
    slip = letters.return_slip(session, storage, submission, now=now)
    return download(slip, letter_name(LetterKind.RETURN_SLIP, str(submission), now), DOCX)


@router.get("/letters/receipt", response_class=Response, dependencies=[recorded("export")])
def receipt(session: SessionDep, now: NowDep, submission: int) -> Response:
    """The notice that a report has come in."""
    notice = letters.receipt(session, submission, now=now)
    return download(notice, letter_name(LetterKind.RECEIPT, str(submission), now), DOCX)


@router.get("/letters/template", response_class=Response)
def template(session: SessionDep, now: NowDep, kind: LetterKind) -> Response:
    """The template in force, to be changed in Word."""
    content = letters.template_for(session, kind, day=office_day(now))
    return download(content, f"mau-{kind.value}.docx", DOCX)


@router.post("/letters/template", status_code=204, dependencies=[needs(Action.CAMPAIGNS)])
def put_template(
    session: SessionDep, person: PersonDep, now: NowDep, kind: LetterKind,
    file: Annotated[UploadFile | None, File()] = None,
) -> None:  # fmt: skip
    """Use an own template; without a file, ours again."""
    data = file.file.read(LARGEST_TEMPLATE_BYTES + 1) if file else b""
    name = (file.filename or "") if file else ""
    letters.put_template(session, kind, name, data, person=person, now=now)
