"""Is it alive, can it work: for service managers and proxies; no login, no facts about documents."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from service.dependencies import OPEN

router = APIRouter(tags=["health"])


@router.get("/health", dependencies=[OPEN])
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready", dependencies=[OPEN])
def ready(request: Request, response: Response) -> dict[str, str]:
    """The database answers too."""
    database = request.app.state.database  # and not as somebody sees it: that would ask the database who
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
    except Exception:  # whatever the driver raises, the answer is the same
        response.status_code = 503
        return {"status": "database"}
    return {"status": "ok"}
