"""Is it alive, can it work: for service managers and proxies; no login, no facts about documents."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import text

from service.dependencies import DatabaseDep

router = APIRouter(tags=["health"])


@router.get("/health")
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready")
def ready(database: DatabaseDep, response: Response) -> dict[str, str]:
    """The database answers too."""
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
    except Exception:  # whatever the driver raises, the answer is the same
        response.status_code = 503
        return {"status": "database"}
    return {"status": "ok"}
