"""The organisation tree: look for units, add, edit, rename, end and merge them, import and export."""

from __future__ import annotations

import datetime as dt
import io
import math
import urllib.parse
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import sheet_tables, unit_changes, units
from service.access.matrix import Action
from service.dependencies import DatabaseDep, NowDep, PersonDep, SessionDep, SettingsDep, needs, recorded
from service.errors import BadRequest, SheetUnreadable, UnitRefused, UnitSheetRefused
from service.office_time import office_day
from service.placing import place_all
from service.routes.api_exports import XLSX
from service.sheet_reading import read_rows
from service.storage import Storage
from service.unit_sheets import COLUMNS, SEPARATOR, former_text, parse_day, parse_former, sheet_rows
from service.units import UnitData, UnitQuery
from service.web.render import Screen, ScreenDep, said

PER_PAGE = 50
OFFERED = 20  # units under an entry; whoever sees more types another letter

router = APIRouter()
Editor = [needs(Action.UNITS)]


@router.get("/units", dependencies=[needs(Action.FOLLOW)])
def unit_list(
    screen: ScreenDep,
    session: SessionDep,
    now: NowDep,
    q: str = "",
    level: str = "",
    below: str = "",
    ended: bool = False,
    page: int = 1,
    done: str = "",
) -> Response:
    page = max(1, page)
    query = UnitQuery(q, level, below, ended, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    found = units.find_units(session, query, today=office_day(now))
    filters = {"q": q, "level": level, "below": below, "ended": "1" if ended else ""}
    kept = urllib.parse.urlencode({key: value for key, value in filters.items() if value})
    return screen.show(
        "units.html",
        section="units",
        found=found,
        filters=filters,
        filtered=bool(kept),
        levels=units.list_levels(session),
        page=page,
        pages=max(1, math.ceil(found.total / PER_PAGE)),
        page_url=lambda n: f"/units?{kept}&page={n}",
        flash=_flash(screen, "units.applied", n=done) if done.isdigit() else None,
    )


@router.get("/units/new", dependencies=[needs(Action.UNITS)])
def new_unit(screen: ScreenDep, session: SessionDep) -> Response:
    return _form(screen, session, None)


@router.get("/units/export.{form}", dependencies=[needs(Action.FOLLOW), recorded("export")])
def export_units(session: SessionDep, now: NowDep, form: str) -> Response:
    out = io.BytesIO()
    columns = [column for column, _ in COLUMNS.values()]
    rows = sheet_rows(units.all_units(session), unit_changes.successors(session))
    if form == "csv":
        sheet_tables.write_csv(columns, rows, out)
    else:
        sheet_tables.write_xlsx("Đơn vị", columns, rows, out, now=now)
    media = "text/csv; charset=utf-8" if form == "csv" else XLSX
    name = f"don-vi-{now:%Y%m%d}.{'csv' if form == 'csv' else 'xlsx'}"
    return Response(
        out.getvalue(),
        media_type=media,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.post("/units/import", dependencies=Editor)
def preview_import(
    screen: ScreenDep,
    database: DatabaseDep,
    settings: SettingsDep,
    file: Annotated[UploadFile, File()],
) -> Response:
    """What a sheet would change; nothing is changed. The sheet is kept under its hash for the next step."""
    data = file.file.read(settings.max_file_bytes + 1)
    name = file.filename or "don-vi.xlsx"
    try:
        if len(data) > settings.max_file_bytes:
            raise SheetUnreadable(file=name, fault=f"> {settings.max_file_mib} MiB")
        rows = read_rows(name, data)
        with database.read() as session:
            plan = unit_changes.plan_import(session, name, rows)
    except (UnitSheetRefused, SheetUnreadable, UnitRefused) as error:
        return screen.show(
            "units_import.html",
            section="units",
            status=422,
            plan=None,
            file=name,
            error=said(screen.language, error.problem, "detail"),
            faults=error.facts.get("faults", []),
            sheet="",
        )
    sheet = Storage(settings.data_dir / "sheets").put(data)
    return screen.show(
        "units_import.html", section="units", plan=plan, file=name, error="", faults=[], sheet=sheet
    )


@router.post("/units/import/apply", dependencies=Editor)
def apply_import(
    database: DatabaseDep,
    settings: SettingsDep,
    person: PersonDep,
    now: NowDep,
    sheet: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    file: Annotated[str, Form()],
) -> Response:
    data = Storage(settings.data_dir / "sheets").read(sheet)
    rows = read_rows(file, data)
    with database.write() as session:
        plan = unit_changes.plan_import(session, file, rows)
        unit_changes.apply_import(session, plan, person=person, now=now)
        place_all(session)
    return RedirectResponse(f"/units?done={len(plan.changes)}", status_code=303)


@router.get("/units/options", dependencies=[needs(Action.VIEW)])
def unit_options(screen: ScreenDep, session: SessionDep, now: NowDep, unit: str = "") -> Response:
    """Units to choose from while somebody types a name or an id."""
    query = UnitQuery(text=unit.strip(), limit=OFFERED)
    return screen.show(
        "_unit_options.html", found=units.find_units(session, query, today=office_day(now)).items
    )


@router.get("/units/{unit_id}", dependencies=[needs(Action.FOLLOW)])
def unit_page(screen: ScreenDep, session: SessionDep, unit_id: str, saved: bool = False) -> Response:
    unit = units.get_unit(session, unit_id)
    flash = _flash(screen, "units.saved", name=unit.name) if saved else None
    return _form(screen, session, unit, flash=flash)


@router.post("/units/save", dependencies=Editor)
def save_unit(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    name: Annotated[str, Form()],
    level: Annotated[str, Form()],
    unit_id: Annotated[str, Form()] = "",
    is_new: Annotated[bool, Form()] = False,
    parent: Annotated[str, Form()] = "",
    short_name: Annotated[str, Form()] = "",
    abbreviations: Annotated[str, Form()] = "",
    former: Annotated[str, Form()] = "",
    valid_from: Annotated[str, Form()] = "",
    valid_to: Annotated[str, Form()] = "",
) -> Response:
    unit = UnitData(
        id=units.slug(unit_id) or units.slug(name),
        name=name.strip(),
        level=level,
        parent=parent.strip() or None,
        short_name=short_name.strip(),
        abbreviations=tuple(p.strip() for p in abbreviations.split(SEPARATOR) if p.strip()),
        former_names=tuple(parse_former(p) for p in former.split(SEPARATOR) if p.strip()),
        valid_from=_day(valid_from),
        valid_to=_day(valid_to),
    )
    save = unit_changes.add_unit if is_new else unit_changes.edit_unit
    save(session, unit, person=person, now=now)
    place_all(session)
    return RedirectResponse(f"/units/{unit.id}?saved=true", status_code=303)


@router.post("/units/{unit_id}/rename", dependencies=Editor)
def rename(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    unit_id: str,
    name: Annotated[str, Form()],
    day: Annotated[dt.date, Form()],
) -> Response:
    unit_changes.rename_unit(session, unit_id, name, day=day, person=person, now=now)
    return RedirectResponse(f"/units/{unit_id}?saved=true", status_code=303)


@router.post("/units/{unit_id}/end", dependencies=Editor)
def end(
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    unit_id: str,
    last_day: Annotated[dt.date, Form()],
    successor: Annotated[str, Form()] = "",
) -> Response:
    unit_changes.end_unit(
        session, unit_id, last_day=last_day, successor=successor.strip() or None, person=person, now=now
    )
    return RedirectResponse(f"/units/{unit_id}?saved=true", status_code=303)


def _form(screen: Screen, session: Session, unit: UnitData | None, *, flash: Any = None) -> Response:
    parent = units.get_unit(session, unit.parent) if unit and unit.parent else None
    return screen.show(
        "unit.html",
        section="units",
        unit=unit,
        parent=parent,
        levels=units.list_levels(session),
        events=unit_changes.history(session, unit.id) if unit else (),
        former=f"{SEPARATOR} ".join(former_text(f) for f in unit.former_names) if unit else "",
        separator=SEPARATOR,
        flash=flash,
    )


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadRequest(reason=text) from error


def _flash(screen: Screen, key: str, **facts: object) -> dict[str, str | None]:
    return {"tone": "good", "text": screen.words(key, **facts), "undo": None}
