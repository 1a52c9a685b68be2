"""What a campaign comes to: totals, the units and pages behind each, differences, frozen cuts."""

from __future__ import annotations

import math
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service import campaigns, snapshots
from service.access.matrix import Action
from service.compiling.change_rows import WHY_VI
from service.compiling.changes import Moved, changes
from service.compiling.lists import Names
from service.compiling.model import Place, Sheet
from service.compiling.read import chosen_period, compile_campaign
from service.compiling.rows import sheets_of
from service.compiling.words import STANDING_VI
from service.dependencies import DatabaseDep, NowDep, PersonDep, SessionDep, needs
from service.errors import NotFound
from service.expected import periods_of
from service.routes.api_compiled import state
from service.routes.waiting import NOW, wait_page
from service.snapshots import CUT, Mover
from service.sums.behind import behind_of, stored_behind
from service.sums.keeping import is_large, renew
from service.sums.overview import MOST_SHOWN, overview_of, stored_overview
from service.web import compiled_view
from service.web.render import ScreenDep

PER_PAGE = 50  # units behind a number

router = APIRouter(dependencies=[needs(Action.COMPILE)])


@router.get("/compiled")
def compiled_page(
    screen: ScreenDep, session: SessionDep, database: DatabaseDep, campaign: str = "", period: str = "",
    cut: int | None = None, sums: str = "",
) -> Response:  # fmt: skip
    chosen = _chosen(session, campaign)
    period = chosen_period(chosen, period)
    wait = sums != NOW and is_large(session, chosen.id)
    session.rollback()  # sums are brought up to now first; what is shown is looked at afterwards
    stored = cut is None and renew(database, chosen.id, period, build=not wait)
    if wait and not stored:
        address = compiled_view.address(chosen.id, period, cut)
        return wait_page(screen, chosen.id, "compiled", f"/compiled?{address}&sums={NOW}")
    found = stored_overview(session, chosen.id, period) if stored else None
    if found is None:
        found = overview_of(state(session, chosen.id, period, cut))
    kept = snapshots.get_snapshot(session, cut) if cut is not None else None
    moved = None
    who: Mapping[Moved, Mover] = {}
    names = found.names
    if kept is not None:
        now = compile_campaign(session, kept.campaign_id, kept.period)
        moved = changes(snapshots.figures_of(session, kept.id), now)
        who = snapshots.movers(session, moved.numbers[:MOST_SHOWN], since=kept.at)
    return screen.show(
        "compiled.html",
        section="compiled",
        campaign=chosen,
        campaigns=campaigns.list_titles(session),
        periods=periods_of(chosen),
        period=period,
        counted=found.counted,
        tables=compiled_view.total_tables(chosen, found, cut),
        names=names,
        differences=found.differences,
        more_differences=found.more_differences,
        mismatches=found.mismatches,
        cuts=snapshots.list_snapshots(session, chosen.id, period, CUT),
        cut=kept,
        moved=moved,
        movers=who,
        why=WHY_VI,
        most=MOST_SHOWN,
        address=compiled_view.address(chosen.id, period, cut),
        live=compiled_view.address(chosen.id, period),
    )


@router.get("/compiled/number")
def number_page(
    screen: ScreenDep, session: SessionDep, database: DatabaseDep, campaign: str, sheet: str, column: str,
    line: str = "", period: str = "", below: str = "", cut: int | None = None, page: int = 1,
    sums: str = "",
) -> Response:  # fmt: skip
    """The units behind a number, level by level down to the page."""
    chosen = campaigns.get_campaign(session, campaign)
    period, place, page = chosen_period(chosen, period), Place(sheet, line, column), max(1, page)
    if cut is None:
        _refuse_unknown(place, sheets_of(chosen))
    asked = {"sheet": sheet, "line": line, "column": column, "below": below}
    address = compiled_view.address(chosen.id, period, cut, **asked)
    wait = sums != NOW and is_large(session, chosen.id)
    session.rollback()
    stored = cut is None and renew(database, chosen.id, period, build=not wait)
    if wait and not stored:
        return wait_page(screen, chosen.id, "compiled", f"/compiled/number?{address}&page={page}&sums={NOW}")
    some = {"offset": (page - 1) * PER_PAGE, "limit": PER_PAGE}
    found = stored_behind(session, chosen.id, period, place, below, **some) if stored else None
    if found is None:
        compiled = state(session, chosen.id, period, cut)
        _refuse_unknown(place, compiled.sheets)
        found = behind_of(compiled, place, below, **some)
    return screen.show(
        "compiled_number.html",
        section="compiled",
        campaign_id=chosen.id,
        place=Names(found.compiled).of(place),
        upper=found.upper,
        whole=found.whole,
        rows=compiled_view.behind_rows(found, place, cut),
        standings=STANDING_VI,
        differences=found.differences,
        address=compiled_view.address(chosen.id, period, cut),
        page=page,
        pages=max(1, math.ceil(found.count / PER_PAGE)),
        page_url=lambda n: f"/compiled/number?{address}&page={n}",
    )


def _refuse_unknown(place: Place, sheets: Iterable[Sheet]) -> None:
    if place not in {known for sheet in sheets for known in sheet.places}:
        raise NotFound(what=" ".join(place))


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
