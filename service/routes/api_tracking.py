"""JSON API: who has reported, the outline map, and the list as a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from extraction.text import fold
from service import campaigns, sheet_tables
from service.access.matrix import Action
from service.compiling.read import chosen_period
from service.coverage_map import Answer, coverage_map, coverage_rows
from service.dependencies import NowDep, SessionDep, needs, recorded
from service.i18n import translate
from service.office_time import office_day
from service.routes.api_exports import XLSX, download
from service.routes.api_submissions import View, as_json
from service.tracking import Basis, Standing, TrackingQuery, track
from service.tracking_lists import COLUMNS, coverage_columns, coverage_list, list_rows

router = APIRouter(tags=["tracking"])
EVERY_ROW = 1_000_000


def tracking_query(
    campaign: str,
    period: str = "",
    level: str = "",
    standing: str = "",
    below: str = "",
    q: str = "",
    basis: Basis = Basis.RECEIVED,
    sort: str = "unit",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> TrackingQuery:
    """The filters of the tracking page, as they stand in its address."""
    return TrackingQuery(campaign, period, level, below, standing, q, basis, sort, offset, limit)


QueryDep = Annotated[TrackingQuery, Depends(tracking_query)]


@router.get("/tracking", dependencies=View)
def get_tracking(session: SessionDep, now: NowDep, query: QueryDep) -> Any:
    """Units with their standing and days, filtered and paged, and the sums of the whole list."""
    campaigns.get_campaign(session, query.campaign_id)
    return as_json(track(session, query, today=office_day(now)))


@router.get("/tracking/coverage", dependencies=View)
def get_coverage(
    session: SessionDep,
    campaign: str,
    period: str = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Any:
    """Which unit answered which heading."""
    return as_json(coverage_map(session, campaign, period, offset=offset, limit=limit))


@router.get(
    "/tracking/coverage/xlsx",
    dependencies=[needs(Action.COMPILE), recorded("export")],
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
def export_coverage(session: SessionDep, now: NowDep, campaign: str, period: str = "") -> Response:
    """The whole outline map as a workbook."""
    chosen = campaigns.get_campaign(session, campaign)
    period = chosen_period(chosen, period)
    words = {answer.value: translate(f"coverage.{answer.value}", "vi") for answer in Answer}
    rows = coverage_list(coverage_rows(session, campaign, period), words)
    out = io.BytesIO()
    sheet_tables.write_xlsx("Bản đồ đề cương", coverage_columns(chosen), rows, out, now=now)
    which = fold(campaign).replace(" ", "-")
    return download(out.getvalue(), f"ban-do-de-cuong-{which}-{office_day(now):%Y%m%d}.xlsx", XLSX)


@router.get(
    "/tracking/{form}",
    dependencies=[needs(Action.COMPILE), recorded("export")],
    response_class=Response,
    responses={200: {"content": {XLSX: {}, "text/csv": {}}}},
)
def export_tracking(session: SessionDep, now: NowDep, query: QueryDep, form: str) -> Response:
    """The list that the filters leave, whole, as ``xlsx`` or ``csv``."""
    today = office_day(now)
    units = track(session, replace(query, offset=0, limit=EVERY_ROW), today=today).items
    words = {standing.value: translate(f"tracking.{standing.value}", "vi") for standing in Standing}
    rows = list_rows(units, words, today=today)
    out = io.BytesIO()
    if form == "csv":
        sheet_tables.write_csv(COLUMNS, rows, out)
        media_type = "text/csv; charset=utf-8"
    else:
        sheet_tables.write_xlsx("Theo dõi báo cáo", COLUMNS, rows, out, now=now)
        media_type = XLSX
    which = fold(query.campaign_id).replace(" ", "-")
    name = f"theo-doi-{which}-{today:%Y%m%d}.{'csv' if form == 'csv' else 'xlsx'}"
    return download(out.getvalue(), name, media_type)
