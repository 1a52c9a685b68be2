"""The API's description as a page of our own: the usual viewers load scripts from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.dependencies import MaybePersonDep
from service.web.api_docs import sections
from service.web.render import plain_screen

router = APIRouter()


@router.get("/api/v1/docs")
def api_docs(request: Request, person: MaybePersonDep) -> Response:
    """Readable without a login, as the description itself is."""
    schema = request.app.openapi()
    return plain_screen(request, person).show(
        "api_docs.html", sections=sections(schema), about=schema["info"], openapi_url=request.app.openapi_url
    )
