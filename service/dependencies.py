"""What routes ask for, each named once."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from service import accounts
from service.accounts import SESSION_COOKIE, Person, clear_session_cookie, set_session_cookie
from service.database import Database
from service.errors import BadOrigin, Forbidden, NotLoggedIn, PasswordChangeNeeded
from service.jobs import Jobs
from service.settings import Settings
from service.storage import Storage

__all__ = ["clear_session_cookie", "set_session_cookie"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def get_storage(request: Request) -> Storage:
    storage: Storage = request.app.state.storage
    return storage


def get_jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def get_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


SettingsDep = Annotated[Settings, Depends(get_settings)]
DatabaseDep = Annotated[Database, Depends(get_database)]
StorageDep = Annotated[Storage, Depends(get_storage)]
JobsDep = Annotated[Jobs, Depends(get_jobs)]
NowDep = Annotated[dt.datetime, Depends(get_now)]


def get_session(request: Request, database: DatabaseDep) -> Iterator[Session]:
    """A read transaction for safe methods, else a write transaction, committed before the answer is sent."""
    opened = database.read() if request.method in SAFE_METHODS else database.write()
    with opened as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def _find_person(request: Request) -> Person | None:
    database: Database = request.app.state.database
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(SESSION_COOKIE, "")
    with database.read() as session:
        if scheme.lower() == "bearer":
            return accounts.person_of_token(session, token.strip())
        return accounts.person_of_session(session, cookie, now=get_now()) if cookie else None


async def find_person(request: Request) -> Person | None:
    """Who is asking, without any further check; None for nobody."""
    if not hasattr(request.state, "person"):
        request.state.person = await run_in_threadpool(_find_person, request)
    person: Person | None = request.state.person
    return person


async def get_person_who_may_have_to_change(request: Request) -> Person:
    """Who is asking; a browser's unsafe request must come from our own pages and prove it."""
    person = await find_person(request)
    if person is None:
        raise NotLoggedIn()
    if person.session_id is not None and request.method not in SAFE_METHODS:
        check_origin(request)
        await _check_csrf(request, person)
    return person


async def get_person(request: Request) -> Person:
    person = await get_person_who_may_have_to_change(request)
    if person.must_change_password:
        raise PasswordChangeNeeded()
    return person


MaybePersonDep: TypeAlias = Annotated[Person | None, Depends(find_person)]
PersonMustChangeDep: TypeAlias = Annotated[Person, Depends(get_person_who_may_have_to_change)]
PersonDep: TypeAlias = Annotated[Person, Depends(get_person)]


def require(action: str) -> Callable[[Request], Awaitable[Person]]:
    """A dependency that lets only roles through that may do this."""
    if action not in accounts.ACTIONS:
        raise ValueError(f"no such action: {action}")

    async def check(request: Request) -> Person:
        person = await get_person(request)
        if not accounts.may(person.role, action):
            raise Forbidden(action=action)
        return person

    return check


def check_origin(request: Request) -> None:
    """Refuse a request that another site made the browser send; programs send no Origin and pass."""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise BadOrigin()
    if origin is None:
        return
    settings = get_settings(request)
    allowed = (
        {urlsplit(settings.public_url).netloc} if settings.public_url else {request.headers.get("host", "")}
    )
    if urlsplit(origin).netloc not in allowed:
        raise BadOrigin()


async def _check_csrf(request: Request, person: Person) -> None:
    token = request.headers.get("x-csrf-token", "")
    content = request.headers.get("content-type", "")
    if not token and content.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        form = await request.form(max_files=get_settings(request).max_files + 1)
        value = form.get("csrf_token")
        token = value if isinstance(value, str) else ""
    if not hmac.compare_digest(token.encode(), person.csrf_token.encode()):
        raise BadOrigin()
