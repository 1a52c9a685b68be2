"""What a campaign comes to: totals, the units and pages behind each, differences, frozen cuts."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service import campaigns, snapshots
from service.access.matrix import Action
from service.compiling.change_rows import WHY_VI
from service.compiling.changes import Moved, changes
from service.compiling.lists import Names, text_mismatches
from service.compiling.model import Place
from service.compiling.read import chosen_period, compile_campaign
from service.compiling.reconcile import differences, said
from service.compiling.tree import roll_up
from service.compiling.words import STANDING_VI
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.errors import NotFound
from service.expected import periods_of
from service.routes.api_compiled import state
from service.snapshots import CUT, Mover
from service.web import compiled_view
from service.web.render import ScreenDep

MOST_SHOWN = 40
"""Differences and changes on the page; the workbook has all of them."""

router = APIRouter(dependencies=[needs(Action.COMPILE)])


@router.get("/compiled")
def compiled_page(
    screen: ScreenDep, session: SessionDep, campaign: str = "", period: str = "", cut: int | None = None
) -> Response:
    chosen = _chosen(session, campaign)
    period = chosen_period(chosen, period)
    found = state(session, chosen.id, period, cut)
    totals, names = roll_up(found), Names(found)
    apart = differences(found, totals)
    kept = snapshots.get_snapshot(session, cut) if cut is not None else None
    moved = None
    who: Mapping[Moved, Mover] = {}
    if kept is not None:
        moved = changes(found, compile_campaign(session, kept.campaign_id, kept.period))
        who = snapshots.movers(session, moved.numbers[:MOST_SHOWN], since=kept.at)
    return screen.show(
        "compiled.html",
        section="compiled",
        campaign=chosen,
        campaigns=campaigns.list_titles(session),
        periods=periods_of(chosen),
        period=period,
        counted=compiled_view.counted(found),
        tables=compiled_view.total_tables(chosen, found, totals, cut),
        names=names,
        differences=[(one, said(one, names.units)) for one in apart[:MOST_SHOWN]],
        more_differences=len(apart) - MOST_SHOWN,
        mismatches=text_mismatches(found)[:MOST_SHOWN],
        cuts=snapshots.list_snapshots(session, chosen.id, period, CUT),
        cut=kept,
        moved=moved,
        movers=who,
        why=WHY_VI,
        most=MOST_SHOWN,
        address=compiled_view.address(found, cut),
        live=compiled_view.address(found),
    )


@router.get("/compiled/number")
def number_page(
    screen: ScreenDep, session: SessionDep, campaign: str, sheet: str, column: str, line: str = "",
    period: str = "", below: str = "", cut: int | None = None,
) -> Response:  # fmt: skip
    """The units behind a number, level by level down to the page."""
    found = state(session, campaign, period, cut)
    totals, names, place = roll_up(found), Names(found), Place(sheet, line, column)
    if place not in {p for one in found.sheets for p in one.places}:
        raise NotFound(what=f"{sheet} {line} {column}")
    upper = next((unit for unit in found.units if unit.id == below), None)
    whole = totals.get((below, place))
    return screen.show(
        "compiled_number.html",
        section="compiled",
        campaign_id=found.campaign_id,
        place=names.of(place),
        upper=upper,
        whole=whole,
        rows=compiled_view.behind(found, totals, place, below, cut),
        standings=STANDING_VI,
        differences=[
            said(one, names.units)
            for one in differences(found, totals)
            if one.place == place and one.unit == below
        ],
        address=compiled_view.address(found, cut),
    )


@router.post("/compiled/cuts", dependencies=[needs(Action.CAMPAIGNS)])
def freeze(
    session: SessionDep, person: PersonDep, now: NowDep, campaign: Annotated[str, Form()],
    title: Annotated[str, Form()], period: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    cut = snapshots.freeze(session, campaign, period, title, person=person, now=now)
    asked = urllib.parse.urlencode({"campaign": campaign, "period": cut.period, "cut": cut.id})
    return RedirectResponse(f"/compiled?{asked}", 303)


def _chosen(session: Session, campaign_id: str) -> Campaign:
    """The campaign that the address names, else the one with most reports."""
    if campaign_id:
        return campaigns.get_campaign(session, campaign_id)
    return campaigns.get_campaign(session, campaigns.busiest_id(session) or "")
