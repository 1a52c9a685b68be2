"""Letters of a campaign: who gets a reminder, slips and receipts, and the office's own templates."""

from __future__ import annotations

import urllib.parse
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse, Response

from service import campaigns, letters, submissions
from service.access.matrix import Action
from service.compiling.read import chosen_period
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.document_form import form_on
from service.expected import periods_of
from service.letter_defaults import LetterKind
from service.letter_making import LARGEST_TEMPLATE_BYTES
from service.office_time import office_day
from service.submissions import SubmissionQuery
from service.web.render import ScreenDep

MOST_SHOWN = 100
"""Late units and reports on the page; the ZIP has a letter for every late unit."""

router = APIRouter(dependencies=[needs(Action.COMPILE)])


@router.get("/letters")
def letters_page(
    screen: ScreenDep, session: SessionDep, now: NowDep, campaign: str = "", period: str = "", done: str = ""
) -> Response:
    if not campaign:
        return RedirectResponse("/compiled", 303)  # where one is chosen
    chosen = campaigns.get_campaign(session, campaign)
    period, today = chosen_period(chosen, period), office_day(now)
    late = letters.late_units(session, chosen.id, period, today=today)
    of_period = SubmissionQuery(campaign_id=chosen.id, period=period or None, limit=MOST_SHOWN)
    reports = submissions.list_submissions(session, of_period)
    flash = {"tone": "good", "text": screen.words("letters.template_done"), "undo": None} if done else None
    return screen.show(
        "letters.html",
        section="campaigns",
        campaign=chosen,
        period=period,
        periods=periods_of(chosen),
        late=late[:MOST_SHOWN],
        more=len(late) - MOST_SHOWN,
        today=today,
        reports=reports.items,
        more_reports=reports.total - len(reports.items),
        templates=[(kind, letters.own_template(session, kind)) for kind in LetterKind],
        form=form_on(today),
        flash=flash,
    )


@router.post("/letters/template", dependencies=[needs(Action.CAMPAIGNS)])
def put_template(
    session: SessionDep, person: PersonDep, now: NowDep, kind: Annotated[LetterKind, Form()],
    campaign: Annotated[str, Form()], file: Annotated[UploadFile | None, File()] = None,
) -> Response:  # fmt: skip
    data = file.file.read(LARGEST_TEMPLATE_BYTES + 1) if file and file.filename else b""
    name = (file.filename or "") if file else ""
    letters.put_template(session, kind, name, data, person=person, now=now)
    return RedirectResponse(f"/letters?campaign={urllib.parse.quote(campaign, safe='')}&done=1", 303)
