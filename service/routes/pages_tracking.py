"""Tracking of a campaign, its outline map, and the list of units that owe a report."""

from __future__ import annotations

import datetime as dt
import math
import urllib.parse
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service import campaigns, expected, units
from service.access.matrix import Action
from service.coverage_map import Answer, coverage_map
from service.dependencies import DatabaseDep, NowDep, PersonDep, SessionDep, needs
from service.errors import BadRequest
from service.expected import Rule
from service.flow import flow_of
from service.office_time import office_day
from service.routes.waiting import NOW, wait_page
from service.sums.answers import renew_answers, stored_answers
from service.sums.keeping import is_large
from service.tracking import Basis, Standing, TrackingQuery, track, tracked_units
from service.unit_sheets import parse_day
from service.web.render import ScreenDep

PER_PAGE = 50
CHART = {"width": 720.0, "height": 170.0}
FILTERS = ("received", "missing", *(str(s) for s in Standing), "extended")
SORTS = ("unit", "late", "received", "due")

router = APIRouter()


@router.get("/tracking", dependencies=[needs(Action.FOLLOW)])
def tracking_page(
    screen: ScreenDep,
    session: SessionDep,
    now: NowDep,
    campaign: str = "",
    period: str = "",
    level: str = "",
    standing: str = "",
    below: str = "",
    q: str = "",
    basis: str = "received",
    sort: str = "unit",
    page: int = 1,
    done: str = "",
) -> Response:
    chosen = _chosen(session, campaign)
    if chosen is None:
        return screen.show("tracking_empty.html", section="tracking")
    period = _period(chosen, period)
    query = TrackingQuery(
        campaign_id=chosen.id,
        period=period,
        level=level,
        below=below,
        standing=standing if standing in FILTERS else "",
        text=q,
        basis=Basis(basis) if basis in list(Basis) else Basis.RECEIVED,
        sort=sort if sort in SORTS else "unit",
        offset=(max(1, page) - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    today = office_day(now)
    every = tracked_units(session, chosen.id, period, basis=query.basis, today=today)
    found = track(session, query, today=today, units=every)
    names = units.unit_names(session, (u.parent_id for u in found.items if u.parent_id))
    late = {child for unit in found.items for child in unit.late_children}
    names |= {unit.unit_id: unit.name for unit in every if unit.unit_id in late}
    flow = flow_of(every, today=today)
    filters = {
        "campaign": chosen.id,
        "period": period,
        "level": level,
        "standing": query.standing,
        "below": below,
        "q": q,
        "basis": str(query.basis),
        "sort": query.sort,
    }
    address = urllib.parse.urlencode({k: v for k, v in filters.items() if v})
    return screen.show(
        "tracking.html",
        section="tracking",
        campaign=chosen,
        campaigns=campaigns.list_titles(session),
        periods=expected.periods_of(chosen),
        found=found,
        names=names,
        names_of=lambda ids: ", ".join(names.get(one, one) for one in ids),
        flow=flow,
        chart=CHART,
        today=today,
        filters=filters,
        standings=FILTERS,
        sorts=SORTS,
        bases=tuple(Basis),
        basis=query.basis,
        before=expected.before_reading(session, chosen.id),
        readings=expected.BEFORE_READINGS,
        address=address,
        page=max(1, page),
        pages=max(1, math.ceil(found.total / PER_PAGE)),
        page_url=lambda n: f"/tracking?{address}&page={n}",
        filtered_by=lambda **change: "/tracking?" + _with(filters, change),
        flash=_flash(screen.words("tracking.extended_done") if done == "extended" else ""),
    )


@router.post("/tracking/extension", dependencies=[needs(Action.CAMPAIGNS)])
def extend(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    campaign: Annotated[str, Form()],
    unit: Annotated[str, Form()],
    period: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    expected.grant_extension(
        session, campaign, unit, period, due=_day(day), reason=reason, person=person, now=now
    )
    address = urllib.parse.urlencode({"campaign": campaign, "period": period, "done": "extended"})
    return RedirectResponse(f"/tracking?{address}", status_code=303)


@router.post("/tracking/before", dependencies=[needs(Action.CAMPAIGNS)])
def choose_before(
    session: SessionDep,
    campaign: Annotated[str, Form()],
    reading: Annotated[str, Form()],
    period: Annotated[str, Form()] = "",
) -> Response:
    if reading not in expected.BEFORE_READINGS:
        raise BadRequest(reason=f"reading {reading}")
    expected.set_before_reading(session, campaign, reading)
    address = urllib.parse.urlencode({"campaign": campaign, "period": period})
    return RedirectResponse(f"/tracking?{address}", status_code=303)


@router.get("/tracking/coverage", dependencies=[needs(Action.FOLLOW)])
def coverage_page(
    screen: ScreenDep, session: SessionDep, database: DatabaseDep, campaign: str, period: str = "",
    page: int = 1, sums: str = "",
) -> Response:  # fmt: skip
    chosen = campaigns.get_campaign(session, campaign)
    period = _period(chosen, period)
    page = max(1, page)
    address = urllib.parse.urlencode({"campaign": campaign, "period": period})
    wait = sums != NOW and is_large(session, campaign)
    session.rollback()  # answers are brought up to now first; what is shown is looked at afterwards
    stored = renew_answers(database, campaign, period, build=not wait)
    if wait and not stored:
        return wait_page(screen, campaign, "tracking", f"/tracking/coverage?{address}&page={page}&sums={NOW}")
    answers = stored_answers(session, campaign, period) if stored else None
    found = coverage_map(
        session, campaign, period, offset=(page - 1) * PER_PAGE, limit=PER_PAGE, answers=answers
    )
    return screen.show(
        "coverage.html",
        section="tracking",
        campaign=chosen,
        period=period,
        periods=expected.periods_of(chosen),
        found=found,
        answers=tuple(Answer),
        address=address,
        page=page,
        pages=max(1, math.ceil(found.total / PER_PAGE)),
        page_url=lambda n: f"/tracking/coverage?{address}&page={n}",
    )


@router.get("/tracking/units", dependencies=[needs(Action.FOLLOW)])
def expected_page(screen: ScreenDep, session: SessionDep, campaign: str, drawn: str = "") -> Response:
    chosen = campaigns.get_campaign(session, campaign)
    rules = {rule.level: rule for rule in expected.rules_of(session, campaign)}
    told = drawn.split(",")
    flash = ""
    if len(told) == 3:
        flash = screen.words("expected.drawn", added=told[0], removed=told[1], total=told[2])
    return screen.show(
        "tracking_units.html",
        section="tracking",
        campaign=chosen,
        periods=expected.periods_of(chosen),
        levels=units.list_levels(session),
        rules=rules,
        roots=units.upper_units(session),
        some=units.some_unit(session),
        deadline_levels=sorted({d.level for d in chosen.deadlines if d.level != expected.MILESTONE}),
        flash=_flash(flash),
    )


@router.post("/tracking/units", dependencies=[needs(Action.CAMPAIGNS)])
def draw(
    session: SessionDep,
    campaign: Annotated[str, Form()],
    level: Annotated[list[str] | None, Form()] = None,
    root: Annotated[list[str] | None, Form()] = None,
    deadline: Annotated[list[str] | None, Form()] = None,
    taken: Annotated[list[str] | None, Form()] = None,
) -> Response:
    rows = zip(level or [], root or [], deadline or [], strict=False)
    rules = [Rule(one, below or None, follows) for one, below, follows in rows if one in (taken or [])]
    drawn = expected.draw_list(session, campaign, rules)
    told = f"{drawn.added},{drawn.removed},{drawn.total}"
    address = urllib.parse.urlencode({"campaign": campaign, "drawn": told})
    return RedirectResponse(f"/tracking/units?{address}", status_code=303)


@router.post("/tracking/exception", dependencies=[needs(Action.CAMPAIGNS)])
def except_unit(
    session: SessionDep,
    campaign: Annotated[str, Form()],
    unit: Annotated[str, Form()],
    level: Annotated[str, Form()] = "",
    act: Annotated[str, Form()] = "add",
) -> Response:
    chosen = campaigns.get_campaign(session, campaign)
    follows = None if act == "leave_out" else (level or units.deadline_level_of(session, unit.strip()))
    for period in expected.periods_of(chosen):
        expected.set_expected(session, campaign, unit.strip(), level=follows, period=period)
    address = urllib.parse.urlencode({"campaign": campaign})
    return RedirectResponse(f"/tracking/units?{address}", status_code=303)


def _chosen(session: Session, campaign: str) -> Campaign | None:
    """The campaign asked for, else the one with most reports."""
    if campaign:
        return campaigns.get_campaign(session, campaign)
    busiest = campaigns.busiest_id(session)
    return campaigns.get_campaign(session, busiest) if busiest else None


def _period(campaign: Campaign, period: str) -> str:
    periods = expected.periods_of(campaign)
    return period if period in periods else periods[0]


def _with(filters: dict[str, str], change: dict[str, str]) -> str:
    return urllib.parse.urlencode({k: v for k, v in {**filters, **change}.items() if v})


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadRequest(reason=text) from error


def _flash(text: str) -> dict[str, str | None] | None:
    return {"tone": "good", "text": text, "undo": None} if text else None
