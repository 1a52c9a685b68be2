"""JSON API: what a campaign comes to, its workbook, and its frozen cuts."""

from __future__ import annotations

import io
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from service import snapshots
from service.access.matrix import Action
from service.compiling.changes import changes
from service.compiling.export import write_compiled
from service.compiling.lists import Names
from service.compiling.model import Compiled
from service.compiling.periods import write_comparison
from service.compiling.read import compile_campaign
from service.compiling.reconcile import differences, said
from service.compiling.text import write_draft, write_side_by_side
from service.compiling.tree import roll_up
from service.dependencies import DatabaseDep, NowDep, PersonDep, SessionDep, SettingsDep, needs, recorded
from service.exports import ExportQuery, export_name
from service.mapping import json_value
from service.routes.api_exports import XLSX, download
from service.routes.api_letters import DOCX
from service.snapshots import CUT, EXPORT, Snapshot

router = APIRouter(tags=["compiled"], dependencies=[needs(Action.COMPILE)])


class NewCut(BaseModel):
    campaign: str
    title: str
    period: str = ""


@router.get("/compiled")
def compiled(session: SessionDep, campaign: str, period: str = "", cut: int | None = None) -> dict[str, Any]:
    """Totals, how each unit stands and its numbers, and the differences between levels."""
    found = state(session, campaign, period, cut)
    totals, names = roll_up(found), Names(found)
    return {
        "campaign": found.campaign_id,
        "period": found.period,
        "totals": [
            {**place._asdict(), "value": json_value(total.value), "open": total.open}
            for (unit, place), total in totals.items()
            if unit == ""
        ],
        "units": [
            {"unit": u.id, "name": u.name, "parent": u.parent, "standing": u.standing.value,
             "submissions": list(u.submissions)}
            for u in found.units
        ],
        "numbers": [
            {"unit": unit, **place._asdict(), "value": cell.value, "status": cell.status,
             "submission": cell.submission_id, "field": cell.field_id, "page": cell.page}
            for (unit, place), cell in found.cells.items()
        ],
        "differences": [
            {"unit": d.unit, **d.place._asdict(), "stated": json_value(d.stated),
             "below": json_value(d.below), "sentence": said(d, names.units)}
            for d in differences(found, totals)
        ],
        "unplaced": list(found.unplaced),
    }  # fmt: skip


@router.get(
    "/compiled/xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
    dependencies=[recorded("export")],
)
def compiled_xlsx(
    session: SessionDep, database: DatabaseDep, settings: SettingsDep, person: PersonDep, now: NowDep,
    campaign: str, period: str = "", cut: int | None = None,
) -> Response:  # fmt: skip
    """The workbook: totals in the form's layout, the form by unit, differences, what waits, each number."""
    found = state(session, campaign, period, cut)
    out = io.BytesIO()
    base = settings.address
    title, before = "", None
    if cut is not None:
        title = snapshots.get_snapshot(session, cut).title
    else:
        last = snapshots.last_of(session, found.campaign_id, found.period, EXPORT)
        before = (snapshots.figures_of(session, last.id), last.at) if last else None
    write_compiled(session, found, out, base=base, now=now, cut=title, before=before)
    session.rollback()  # the read state is no longer needed; the export is noted in a transaction of its own
    if cut is None:
        with database.write() as writing:
            snapshots.keep(writing, found, EXPORT, "", person=person, now=now)
    name = export_name(ExportQuery(campaign), "xlsx", now)
    return download(out.getvalue(), name, XLSX)


@router.get("/compiled/text", response_class=Response, dependencies=[recorded("export")])
def draft(session: SessionDep, now: NowDep, campaign: str, period: str = "") -> Response:
    """A draft report in the outline's order: each unit's text with its source."""
    out = io.BytesIO()
    write_draft(session, compile_campaign(session, campaign, period), out)
    return download(out.getvalue(), export_name(ExportQuery(campaign), "docx", now), DOCX)


@router.get("/compiled/text-xlsx", response_class=Response, dependencies=[recorded("export")])
def answers(
    session: SessionDep, settings: SettingsDep, now: NowDep, campaign: str, period: str = ""
) -> Response:
    """The units' texts side by side, a sheet for each part of the outline."""
    out = io.BytesIO()
    found = compile_campaign(session, campaign, period)
    write_side_by_side(session, found, out, base=settings.address, now=now)
    return download(out.getvalue(), "loi-van-" + export_name(ExportQuery(campaign), "xlsx", now), XLSX)


@router.get("/compiled/comparison", response_class=Response, dependencies=[recorded("export")])
def comparison(session: SessionDep, now: NowDep, campaign: str, before: str, after: str) -> Response:
    """Two periods of a campaign side by side."""
    out = io.BytesIO()
    first, second = (compile_campaign(session, campaign, period) for period in (before, after))
    write_comparison(first, second, out, now=now)
    return download(out.getvalue(), "so-sanh-" + export_name(ExportQuery(campaign), "xlsx", now), XLSX)


@router.get("/compiled/cuts")
def cuts(session: SessionDep, campaign: str, period: str = "") -> list[dict[str, Any]]:
    """Frozen cuts, newest first."""
    return [_cut_json(cut) for cut in snapshots.list_snapshots(session, campaign, period, CUT)]


@router.post("/compiled/cuts", status_code=201, dependencies=[needs(Action.CAMPAIGNS)])
def freeze(session: SessionDep, person: PersonDep, now: NowDep, new: NewCut) -> dict[str, Any]:
    """Freeze the figures of this moment."""
    return _cut_json(snapshots.freeze(session, new.campaign, new.period, new.title, person=person, now=now))


@router.get("/compiled/changes")
def changes_since(session: SessionDep, cut: int) -> dict[str, Any]:
    """What moved since a cut: totals, and numbers with who moved them and why."""
    kept = snapshots.get_snapshot(session, cut)
    found = changes(
        snapshots.figures_of(session, cut), compile_campaign(session, kept.campaign_id, kept.period)
    )
    who = snapshots.movers(session, found.numbers, since=kept.at)
    return {
        "cut": _cut_json(kept),
        "totals": [
            {**m.place._asdict(), "before": json_value(m.before), "after": json_value(m.after)}
            for m in found.totals
        ],
        "numbers": [
            {"unit": m.unit, **m.place._asdict(), "before": json_value(m.before),
             "after": json_value(m.after), "why": m.why.value, "who": who[m].who,
             "submission": m.submission_id, "field": m.field_id}
            for m in found.numbers
        ],
    }  # fmt: skip


def state(session: SessionDep, campaign: str, period: str, cut: int | None) -> Compiled:
    """The live figures, or those of a cut."""
    if cut is not None:
        return snapshots.figures_of(session, cut)
    return compile_campaign(session, campaign, period)


def _cut_json(cut: Snapshot) -> dict[str, Any]:
    return {
        "id": cut.id, "campaign": cut.campaign_id, "period": cut.period, "title": cut.title,
        "at": cut.at.isoformat(), "by": cut.by, "digest": cut.digest,
    }  # fmt: skip
