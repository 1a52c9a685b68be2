"""The HTML pages: installs their routes, the static files and the error page."""

from __future__ import annotations

import urllib.parse

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from service.errors import ProblemDetail
from service.routes import (
    pages_account,
    pages_administration,
    pages_arrange,
    pages_audit,
    pages_campaigns,
    pages_compiled,
    pages_docs,
    pages_editor,
    pages_grid,
    pages_headings,
    pages_home,
    pages_intake,
    pages_letters,
    pages_links,
    pages_names,
    pages_outside,
    pages_own,
    pages_people,
    pages_placing,
    pages_quality,
    pages_retention,
    pages_review,
    pages_submissions,
    pages_tracking,
    pages_units,
    pages_upload,
    pages_wall,
)
from service.web.api_examples import with_examples
from service.web.render import STATIC, plain_screen, said, unversioned

ASSET_SECONDS = 365 * 24 * 3600  # addresses of assets carry a version, so an old copy is never asked for

_MODULES = (
    pages_account,
    pages_administration,
    pages_home,
    pages_upload,
    pages_intake,
    pages_arrange,
    pages_names,
    pages_own,
    pages_people,
    pages_placing,
    pages_quality,
    pages_retention,
    pages_submissions,
    pages_headings,
    pages_grid,  # before the desk, whose address takes any word behind /review/
    pages_wall,
    pages_review,
    pages_campaigns,
    pages_editor,
    pages_compiled,
    pages_letters,
    pages_tracking,
    pages_units,
    pages_docs,
    pages_audit,
    pages_own,
    pages_outside,
    pages_people,
    pages_links,
)

LOGIN = "/login"
PASSWORD = "/account/password"


class _Assets(StaticFiles):
    """Our own files and the third-party ones that set-up copied beside them.

    One asked for with the version in use may be kept for ever. A page that was opened before an upgrade asks
    for an older version: it gets the file as it is now, and keeps it for no longer than this time.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        name, is_current = unversioned(path)
        response = await super().get_response(name, scope)
        kept = f"public, max-age={ASSET_SECONDS}, immutable" if is_current else "no-cache"
        response.headers.setdefault("Cache-Control", kept)
        return response


def install(app: FastAPI) -> None:
    """Add all HTML pages to the service."""
    app.mount("/static", _Assets(directory=STATIC), name="static")
    for module in _MODULES:
        app.include_router(module.router, include_in_schema=False)
    app.state.render_error = render_error
    app.openapi = with_examples(app)  # type: ignore[method-assign]


def render_error(request: Request, problem: ProblemDetail) -> Response:
    """An error as a page: what happened and what to do; sign-in and the first password are led to."""
    if problem.code == "service.not_logged_in":
        return _lead(request, f"{LOGIN}?next={urllib.parse.quote(_asked(request))}", problem.status)
    if problem.code == "service.password_change_needed":
        return _lead(request, PASSWORD, problem.status)
    screen = plain_screen(request)
    detail, remedy = said(screen.language, problem, "detail"), said(screen.language, problem, "remedy")
    if screen.is_partial:
        return Response(f"{detail} {remedy}".strip(), problem.status, media_type="text/plain; charset=utf-8")
    return screen.show(
        "error.html",
        status=problem.status,
        title=said(screen.language, problem, "title"),
        text=f"{detail} {remedy}".strip(),
        code=problem.code,
        back=None,
    )


def _asked(request: Request) -> str:
    """The address to come back to after sign-in: only what can be asked for again."""
    url = request.url
    return url.path + (f"?{url.query}" if url.query else "") if request.method == "GET" else "/"


def _lead(request: Request, where: str, status: int) -> Response:
    """Send a browser there; our own script gets the status, and loads the page anew."""
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=status, headers={"HX-Redirect": where})
    return RedirectResponse(where, status_code=303)
