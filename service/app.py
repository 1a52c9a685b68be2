"""The web application: its parts made, its routes joined, its errors in one shape, its headers set."""

from __future__ import annotations

import datetime as dt
import gc
import importlib.util
import logging
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager

from anyio import CancelScope
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import campaigns, expected
from service.access.named import named_routes
from service.access.people import ensure_administrator
from service.database import Database
from service.dependencies import find_link, find_person
from service.errors import (
    NotFound,
    NotLoggedIn,
    ProblemDetail,
    RequestTooLarge,
    ServiceError,
    problem_for,
    problem_of,
)
from service.intake.watcher import Watcher
from service.jobs import Jobs
from service.metrics import Metrics
from service.observing import Observe, route_of
from service.reading import Reader
from service.routes import (
    api_accounts,
    api_administration,
    api_campaigns,
    api_compiled,
    api_expected,
    api_exports,
    api_headings,
    api_intake,
    api_letters,
    api_names,
    api_quality,
    api_reviews,
    api_submissions,
    api_tracking,
    api_unit_changes,
    api_units,
    health,
)
from service.safety import refuse_unsafe_places
from service.searching.catch_up import take_up_words
from service.settings import Settings, load_settings
from service.storage import make_storage

_LOG = logging.getLogger(__name__)
_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; "
    "script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=()",
}
_API = (
    api_accounts,
    api_administration,
    api_submissions,
    api_reviews,
    api_campaigns,
    api_compiled,
    api_expected,
    api_exports,
    api_headings,
    api_intake,
    api_letters,
    api_names,
    api_quality,
    api_tracking,
    api_unit_changes,
    api_units,
)
LEAST_COMPRESSED_BYTES = 1000  # what fits one packet gains nothing
COMPRESSION = (
    4  # of 1..9: three quarters of a page are saved within a millisecond, more costs more than it saves
)
_COMPRESSED = (
    "application/pdf",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.spreadsheet",
)
"""Media types that are packed already; those and event streams that the middleware knows come on top."""
SQLITE_OVERFLOW = "too large to convert to SQLite INTEGER"
GARBAGE_THRESHOLDS = (100_000, 50, 100)
"""How many new objects the garbage collector waits for. Compiling an office makes millions that hold no
circle; looking through them at every 700th, as Python does by itself, doubled the time."""

STRANGER_BYTES = 64 * 1024  # no login form is larger
_HTTP_CODES = {404: "service.not_found", 401: "service.not_logged_in", 403: "service.forbidden"}


def create_app(
    settings: Settings | None = None, *, reader: Reader | None = None, leads: bool = True
) -> FastAPI:
    """The service, ready to be served: tables migrated, campaigns loaded, jobs taken up at start.

    Args:
        settings: Else those of the environment.
        reader: Else one with the real libraries; tests hand in one with stand-ins.
        leads: False in a process beside one that does all this: it only answers.
    """
    settings = settings or load_settings()
    refuse_unsafe_places(settings)
    database = Database(settings.database)
    storage = make_storage(settings)
    app = FastAPI(
        title="tonghop",
        description="Reads scanned reports of Party committees; a person settles the doubtful fields.",
        version="1",
        lifespan=_lifespan,
        docs_url=None,  # its page loads scripts from elsewhere, which no page of ours does
        redoc_url=None,
        openapi_url=None,  # pages_docs serves it, as a route that names its action
    )
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    app.state.settings, app.state.database, app.state.storage = settings, database, storage
    app.state.jobs, app.state.reader, app.state.leads = None, reader, leads
    for module in _API:
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(health.router)
    _answer_errors(app)
    app.add_middleware(BodyLimit, limit_bytes=settings.max_request_bytes, limit_mib=settings.max_request_mib)
    app.add_middleware(
        GZipMiddleware,
        minimum_size=LEAST_COMPRESSED_BYTES,
        compresslevel=COMPRESSION,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *_COMPRESSED),
    )
    app.add_middleware(SecurityHeaders, https=settings.public_url.startswith("https://"))
    app.state.intake = Watcher(settings, database, storage)
    app.state.metrics = Metrics(database)
    app.add_middleware(Observe, metrics=app.state.metrics)
    if importlib.util.find_spec("service.routes.pages") is not None:
        from service.routes import pages

        pages.install(app)
    named_routes(app.routes)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    started = ExitStack()  # what has to be ended, the last one first, also where a later start failed
    try:
        await run_in_threadpool(_start, app, started)
        yield
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(started.close)


def _start(app: FastAPI, started: ExitStack) -> None:
    settings, database = app.state.settings, app.state.database
    started.callback(database.close)
    password = _prepare(settings, database) if app.state.leads else None
    reader = app.state.reader
    if reader is None:
        reader = Reader(settings)
        started.callback(reader.close)
    reader.tell(app.state.metrics.task_ended)
    app.state.jobs = Jobs(
        settings,
        database,
        app.state.storage,
        reader,
        reads=settings.reads and app.state.leads,
        only_posts=not app.state.leads,
    )
    app.state.jobs.start()
    started.callback(app.state.jobs.stop)
    if app.state.leads:
        _start_what_one_does(app, started)
    if password is not None:
        _tell_first_password(password)


def _prepare(settings: Settings, database: Database) -> str | None:
    """Folders, tables and campaigns as this version has them; a first account's password if one is made."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.making_dir.mkdir(exist_ok=True)
    database.migrate()
    now = dt.datetime.now(dt.UTC)
    with database.write() as session:
        campaigns.load_builtin(session, now=now)
        expected.refresh_all(session)
        return ensure_administrator(session, now=now)


def _start_what_one_does(app: FastAPI, started: ExitStack) -> None:
    """What one process of several does beside answering: old words taken up, files that come looked for."""
    database = app.state.database
    app.state.stopping = threading.Event()
    app.state.catching_up = threading.Thread(
        target=take_up_words, args=(database, app.state.stopping), daemon=True
    )
    app.state.catching_up.start()
    started.callback(app.state.catching_up.join)
    started.callback(app.state.stopping.set)
    app.state.intake.start()
    started.callback(app.state.intake.stop)


def _tell_first_password(password: str) -> None:
    """Print it once, here only: it is neither logged nor kept."""
    lines = (
        "",
        "  Tài khoản quản trị đầu tiên / first administrator",
        "    tên / name:                            admin",
        f"    mật khẩu dùng một lần / one-time password: {password}",
        "",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(ServiceError)
    async def _ours(request: Request, error: ServiceError) -> Response:
        return _answer(request, error.problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        return _answer(request, problem_for("service.bad_request", {"reason": reason}))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = _HTTP_CODES.get(error.status_code, "service.bad_request")
        facts = {"what": request.url.path, "reason": error.detail, "action": request.url.path}
        answer = _answer(request, ProblemDetail(error.status_code, code, facts))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(OSError)
    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    async def _away(request: Request, error: Exception) -> Response:
        _LOG.error("disk, database or store is away at %s", route_of(request.scope), exc_info=error)
        return _answer(request, problem_of(error))

    @app.exception_handler(OverflowError)
    async def _too_large(request: Request, error: OverflowError) -> Response:
        if SQLITE_OVERFLOW in str(error):  # nothing can have a number that the database cannot hold
            return _answer(request, NotFound(what=request.url.path).problem)
        return await _unexpected(request, error)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        _LOG.error("unexpected error at %s", route_of(request.scope), exc_info=error)
        return _answer(request, problem_of(error))


def _answer(request: Request, problem: ProblemDetail) -> Response:
    render: Callable[[Request, ProblemDetail], Response] | None = getattr(
        request.app.state, "render_error", None
    )
    if render is not None and not request.url.path.startswith("/api/"):
        return render(request, problem)
    headers = {"retry-after": str(problem.facts["seconds"])} if problem.status == 429 else None
    return JSONResponse(
        problem.as_json(), problem.status, headers=headers, media_type="application/problem+json"
    )


class SecurityHeaders:
    """Sets the headers that keep foreign content out of our pages; what may be cached says so itself."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if https:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                extra = dict(self._headers)
                extra.setdefault("cache-control", "no-store")
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in extra.items() if k.encode() not in present),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses requests larger than the limit: at once where they say so, else as soon as they are.

    Who is not logged in may send no more than a login form: their upload is refused before any of it
    is kept, because FastAPI takes a form in whole before it asks who sent it.
    """

    def __init__(self, app: ASGIApp, *, limit_bytes: int, limit_mib: int) -> None:
        self._app = app
        self._limit_bytes, self._limit_mib = limit_bytes, limit_mib

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        said = headers.get("content-length", "")
        size = int(said) if said.isdigit() else None
        sends_much = size > STRANGER_BYTES if size is not None else "transfer-encoding" in headers
        refused: ServiceError | None = None
        if sends_much and not await _is_known(Request(scope)):
            refused = NotLoggedIn()
        elif size is not None and size > self._limit_bytes:
            refused = RequestTooLarge(limit_mib=self._limit_mib)
        if refused is not None:
            await _answer(Request(scope), refused.problem)(scope, receive, send)
            return
        body = _CountedBody(receive, self._limit_bytes)
        try:
            await self._app(scope, body.receive, body.only_within_limit(send))
        except RequestTooLarge:
            if not body.is_over:
                raise
        if body.is_over:
            refused = RequestTooLarge(limit_mib=self._limit_mib)
            await _answer(Request(scope), refused.problem)(scope, receive, send)


async def _is_known(request: Request) -> bool:
    return await find_person(request) is not None or await find_link(request) is not None


class _CountedBody:
    """A request's body, broken off at a limit.

    FastAPI answers whatever breaks a form off with a 400, so what it answers then is not sent on.
    """

    def __init__(self, receive: Receive, limit_bytes: int) -> None:
        self._receive = receive
        self._left = limit_bytes
        self._answering = False

    @property
    def is_over(self) -> bool:
        return self._left < 0 and not self._answering

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise RequestTooLarge
        return message

    def only_within_limit(self, send: Send) -> Send:
        async def send_unless_over(message: Message) -> None:
            if not self.is_over:
                self._answering = True
                await send(message)

        return send_unless_over
