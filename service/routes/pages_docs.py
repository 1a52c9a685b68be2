"""The API's description as a page of our own: the usual viewers load scripts from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.dependencies import OPEN, MaybePersonDep
from service.web.api_docs import sections
from service.web.render import plain_screen

router = APIRouter()
OPENAPI = "/api/v1/openapi.json"


@router.get(OPENAPI, dependencies=[OPEN])
def openapi(request: Request) -> dict[str, Any]:
    """The API's description; it says nothing about the office."""
    schema: dict[str, Any] = request.app.openapi()
    return schema


@router.get("/api/v1/docs", dependencies=[OPEN])
def api_docs(request: Request, person: MaybePersonDep) -> Response:
    """Readable without a login, as the description itself is."""
    schema = request.app.openapi()
    return plain_screen(request, person).show(
        "api_docs.html", sections=sections(schema), about=schema["info"], openapi_url=OPENAPI
    )
