"""Is it alive, can it work, how is it doing: for service managers, proxies and Prometheus; no login, no
facts about documents.
"""

from __future__ import annotations

import hmac
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from service.dependencies import OPEN, SettingsDep
from service.errors import NotFound, problem_of
from service.metrics import CONTENT_TYPE, Metrics, queue_age

router = APIRouter(tags=["health"])
OK = "ok"


@router.get("/health", dependencies=[OPEN])
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": OK}


@router.get("/ready", dependencies=[OPEN])
def ready(request: Request, response: Response) -> dict[str, Any]:
    """Database and store answer too; 503 names what does not. ``queue_seconds`` is the longest wait."""
    database = request.app.state.database  # and not as somebody sees it: that would ask the database who
    found: dict[str, Any] = {"status": OK, "database": OK, "store": OK, "queue_seconds": None}
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
            found["queue_seconds"] = round(queue_age(session))
    except Exception as error:  # whatever the driver raises, the answer is the same
        found["database"] = problem_of(error).code
        found["status"] = "database"
    try:
        request.app.state.storage.check()
    except Exception as error:
        found["store"] = problem_of(error).code
        found["status"] = "store" if found["status"] == OK else found["status"]
    if found["status"] != OK:
        response.status_code = 503
    return found


@router.get("/metrics", dependencies=[OPEN], include_in_schema=False)
def metrics(request: Request, settings: SettingsDep) -> Response:
    """Figures for Prometheus, to whoever knows the token; there is no such page without one."""
    token = settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotFound(what="page")
    kept: Metrics = request.app.state.metrics
    return Response(kept.as_text(), media_type=CONTENT_TYPE)
