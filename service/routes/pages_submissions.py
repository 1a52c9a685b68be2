"""The list of reports, one report, one page of it."""

from __future__ import annotations

import datetime as dt
import math
import urllib.parse
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service import campaigns, placing, revisions, submissions
from service.access.matrix import Action
from service.auditing.reading import AuditQuery, find
from service.dependencies import JobsDep, NowDep, PersonDep, SessionDep, needs
from service.errors import NotFound
from service.intake import tray
from service.submissions import SubmissionQuery
from service.units import unit_names
from service.web.audit_view import EntryRow, entry_rows
from service.web.badges import BADGES, badge_of
from service.web.render import Screen, ScreenDep, cell_style, label
from service.web.report_view import view_report

PER_PAGE = 25
HISTORY_LINES = 100  # newest entries of the audit under a report; the audit's own page has all

router = APIRouter()


@router.get("/submissions", dependencies=[needs(Action.VIEW)])
def submission_list(
    screen: ScreenDep,
    session: SessionDep,
    q: str = "",
    campaign: str = "",
    state: str = "",
    unit: str = "",
    unplaced: bool = False,
    since: str = "",
    until: str = "",
    page: int = 1,
    deleted: int | None = None,
    restored: int | None = None,
) -> Response:
    page = max(1, page)
    query = SubmissionQuery(
        text=q,
        campaign_id=campaign or None,
        badge=state if state in BADGES else None,
        unit_id=unit or None,
        unplaced=unplaced,
        received_from=_day(since),
        received_to=_day(until),
        offset=(page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    found = submissions.list_submissions(session, query)
    filters = {
        "q": q,
        "campaign": campaign,
        "state": state,
        "unit": unit,
        "unplaced": "1" if unplaced else "",
        "since": since,
        "until": until,
    }
    kept = {key: value for key, value in filters.items() if value}
    flash: dict[str, str | None] | None = None
    if deleted is not None:
        text = screen.words("submission.deleted", name=submissions.get_row(session, deleted).name)
        flash = {"tone": "doubt", "text": text, "undo": f"/submissions/{deleted}/restore"}
    elif restored is not None:
        flash = {"tone": "good", "text": screen.words("submission.restored"), "undo": None}
    return screen.show(
        "submissions.html",
        section="submissions",
        found=found.items,
        snippets=found.snippets,
        unit_name=unit_names(session, [unit]).get(unit, unit) if unit else "",
        total=found.total,
        page=page,
        pages=max(1, math.ceil(found.total / PER_PAGE)),
        page_url=lambda n: f"/submissions?{urllib.parse.urlencode(kept | {'page': n})}",
        filters=filters,
        filtered=bool(kept),
        states=BADGES,
        campaigns=campaigns.list_titles(session),
        flash=flash,
    )


@router.get("/submissions/{submission_id}", dependencies=[needs(Action.VIEW)])
def submission_page(
    screen: ScreenDep, session: SessionDep, submission_id: int, again: bool = False
) -> Response:
    detail = submissions.get_submission(session, submission_id)
    failing = frozenset(path for check in detail.checks if not check.ok for path in check.paths)
    view = view_report(
        detail.fields,
        detail.checks,
        campaign_of(session, detail.row.campaign_id),
        cell_style(screen.language, failing),
        partial(label, screen.language),
    )
    badge = badge_of(detail.row)
    flash = (
        {"tone": "good", "text": screen.words("submission.reading_again"), "undo": None} if again else None
    )
    return screen.show(
        "submission.html",
        campaigns=campaigns.list_campaigns(session),
        section="submissions",
        row=detail.row,
        badge=badge,
        reading=badge == "reading",
        problems=detail.problems,
        signatures=detail.signatures,
        placement=placing.placement_of(session, submission_id),
        origin=tray.origin_of(session, submission_id),
        chain=revisions.revision_chain(session, submission_id),
        standing=placing.standing_of(session, submission_id),
        pages=detail.page_rows,
        view=view,
        audit=_history(screen, session, submission_id),
        flash=flash,
    )


def _history(screen: Screen, session: Session, submission_id: int) -> tuple[EntryRow, ...]:
    """What was done with a report, newest first; for the office's people."""
    if not screen.may(Action.FOLLOW):
        return ()
    found, _ = find(session, AuditQuery(submission_id=submission_id, limit=HISTORY_LINES))
    return tuple(row for row in entry_rows(found, screen.language) if row.says_something)


@router.get("/submissions/{submission_id}/pages/{number}", dependencies=[needs(Action.VIEW)])
def page_viewer(
    screen: ScreenDep, session: SessionDep, submission_id: int, number: int, field: int | None = None
) -> Response:
    detail = submissions.get_submission(session, submission_id)
    page = next((p for p in detail.page_rows if p.number == number), None)
    if page is None:
        raise NotFound(what=screen.words("common.page_n", n=number))
    fields = tuple(f for f in detail.fields if f.page == number)
    return screen.show(
        "page.html",
        section="submissions",
        row=detail.row,
        page=page,
        fields=fields,
        here_field=field,
        source=submissions.page_source(session, submission_id, number),
    )


@router.post("/submissions/{submission_id}/delete", dependencies=[needs(Action.DELETE)])
def delete(session: SessionDep, person: PersonDep, now: NowDep, submission_id: int) -> Response:
    submissions.delete_submission(session, submission_id, person=person, now=now)
    return RedirectResponse(f"/submissions?deleted={submission_id}", status_code=303)


@router.post("/submissions/{submission_id}/restore", dependencies=[needs(Action.DELETE)])
def restore(session: SessionDep, person: PersonDep, now: NowDep, submission_id: int) -> Response:
    submissions.restore_submission(session, submission_id, person=person, now=now)
    return RedirectResponse(f"/submissions?restored={submission_id}", status_code=303)


@router.post("/submissions/{submission_id}/stop", dependencies=[needs(Action.ARRANGE)])
def stop_reading(session: SessionDep, submission_id: int) -> Response:
    submissions.stop_reading(session, submission_id)
    return RedirectResponse(f"/submissions/{submission_id}", status_code=303)


@router.post("/submissions/{submission_id}/read-again", dependencies=[needs(Action.ARRANGE)])
def read_again(
    session: SessionDep,
    jobs: JobsDep,
    person: PersonDep,
    now: NowDep,
    submission_id: int,
    campaign: Annotated[str, Form()] = "",
) -> Response:
    submissions.read_again(session, jobs, submission_id, person=person, now=now, campaign_id=campaign or None)
    return RedirectResponse(f"/submissions/{submission_id}?again=true", status_code=303)


def _day(text: str) -> dt.date | None:
    """The day of an address, None for none and for one that is no day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def campaign_of(session: Session, campaign_id: str | None) -> Campaign | None:
    """The campaign of a report, None while it is not known."""
    return campaigns.get_campaign(session, campaign_id) if campaign_id else None
