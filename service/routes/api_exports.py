"""JSON API: spreadsheets."""

from __future__ import annotations

import io
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from service import exports
from service.access.matrix import Action
from service.dependencies import NowDep, SessionDep, SettingsDep, needs, recorded
from service.exports import ExportQuery

router = APIRouter(tags=["exports"], dependencies=[needs(Action.EXPORT)])
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(
    campaign: str | None = None, submission: Annotated[list[int] | None, Query()] = None
) -> ExportQuery:
    """Which reports an address asks for: those of a campaign, or the ones named; else all."""
    return ExportQuery(campaign or None, tuple(submission or ()))


QueryDep = Annotated[ExportQuery, Depends(_asked)]


@router.get(
    "/exports/xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
    dependencies=[recorded("export")],
)
def export_xlsx(
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    query: QueryDep,
) -> Response:
    """The workbook: the form's own layout, all fields, open issues, reports."""
    name = exports.export_name(query, "xlsx", now)
    out = io.BytesIO()
    exports.write_xlsx(session, query, out, now=now, base=settings.address)
    return download(out.getvalue(), name, XLSX)


@router.get(
    "/exports/csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    dependencies=[recorded("export")],
)
def export_csv(
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    query: QueryDep,
) -> Response:
    """All fields, one a line."""
    name = exports.export_name(query, "csv", now)
    out = io.BytesIO()
    exports.write_csv(session, query, out, base=settings.address)
    return download(out.getvalue(), name, "text/csv; charset=utf-8")


@router.get("/exports/json", response_class=Response, dependencies=[recorded("export")])
def export_json(
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    query: QueryDep,
) -> Response:
    """All reports with their fields; heads in the names of NĐ 30/2020."""
    out = io.BytesIO()
    exports.write_json(session, query, out, base=settings.address)
    return download(out.getvalue(), exports.export_name(query, "json", now), "application/json")


@router.get(
    "/exports/ods",
    response_class=Response,
    responses={200: {"content": {ODS: {}}}},
    dependencies=[recorded("export")],
)
def export_ods(
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    query: QueryDep,
) -> Response:
    """All fields and the list of reports, for LibreOffice."""
    out = io.BytesIO()
    exports.write_ods(session, query, out, base=settings.address)
    return download(out.getvalue(), exports.export_name(query, "ods", now), ODS)


def download(data: bytes, name: str, media_type: str) -> Response:
    """A file for saving, under a name of any letters."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type=media_type, headers={"content-disposition": disposition})
