"""The audit for the administrator: who did what, from where, with its filters."""

from __future__ import annotations

import math
import urllib.parse

from fastapi import APIRouter
from fastapi.responses import Response

from service.access.matrix import Action
from service.auditing.chain import head_of
from service.auditing.reading import AuditQuery, find, kinds
from service.dependencies import SessionDep, needs
from service.web.audit_view import day_starts, entry_rows, what
from service.web.render import ScreenDep

PER_PAGE = 50

router = APIRouter(dependencies=[needs(Action.AUDIT)])


@router.get("/audit")
def audit_page(
    screen: ScreenDep,
    session: SessionDep,
    who: str = "",
    kind: str = "",
    subject: str = "",
    report: str = "",
    since: str = "",
    until: str = "",
    page: int = 1,
) -> Response:
    page = max(1, page)
    query = AuditQuery(
        who=who.strip(),
        kind=kind,
        subject=subject.strip(),
        submission_id=int(report) if report.isdigit() else None,
        since=day_starts(since),
        until=day_starts(until, later=1),
        offset=(page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    found, total = find(session, query)
    filters = {"who": who, "kind": kind, "subject": subject, "report": report, "since": since, "until": until}
    kept = {key: value for key, value in filters.items() if value}
    return screen.show(
        "audit.html",
        section="audit",
        rows=entry_rows(found, screen.language),
        total=total,
        head=head_of(session),
        kinds=[(one, what(one, screen.language)) for one in kinds(session)],
        filters=filters,
        filtered=bool(kept),
        page=page,
        pages=max(1, math.ceil(total / PER_PAGE)),
        page_url=lambda n: f"/audit?{urllib.parse.urlencode(kept | {'page': n})}",
    )
