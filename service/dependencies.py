"""What routes ask for, each named once."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from service.access.errors import LinkUnknown
from service.access.keys import mark_used, person_of_token
from service.access.limits import LIMIT, Limit
from service.access.links import PATH as LINK_PATH
from service.access.links import Link, link_of
from service.access.logins import SESSION_COOKIE, Caller, mark_seen, person_of_session
from service.access.matrix import BEFORE_PASSWORD, STRANGERS, Action
from service.access.named import names_action
from service.access.person import Person
from service.auditing.actor import ACTOR, SHOWN_DIGITS, Actor
from service.auditing.recorder import note
from service.database import Database
from service.errors import BadOrigin, Forbidden, NotLoggedIn, PasswordChangeNeeded
from service.jobs import Jobs
from service.jobs.telling import tell
from service.settings import Settings
from service.storage import Storage
from service.webhooks.hooks import Event

NOBODY = 0  # the id of no account
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def get_storage(request: Request) -> Storage:
    storage: Storage = request.app.state.storage
    return storage


def get_jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def get_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


SettingsDep = Annotated[Settings, Depends(get_settings)]
StorageDep = Annotated[Storage, Depends(get_storage)]
JobsDep = Annotated[Jobs, Depends(get_jobs)]
NowDep = Annotated[dt.datetime, Depends(get_now)]


def _find_person(request: Request) -> Person | None:
    database: Database = request.app.state.database
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(SESSION_COOKIE, "")
    now = get_now()
    with database.read() as session:
        if scheme.lower() == "bearer":
            person = person_of_token(session, token.strip(), now=now)
        else:
            person = person_of_session(session, cookie, now=now) if cookie else None
    if person is not None and not person.seen:
        remember = mark_used if person.session_id is None else mark_seen
        remember(database, person, now=now)
    return person


async def find_person(request: Request) -> Person | None:
    """Who is asking, without any further check; None for nobody."""
    if not hasattr(request.state, "person"):
        request.state.person = await run_in_threadpool(_find_person, request)
    person: Person | None = request.state.person
    return person


async def find_link(request: Request) -> Link | None:
    """The upload link that the address holds; None where it holds none that is in force."""
    if not hasattr(request.state, "link"):
        request.state.link = await run_in_threadpool(_find_link, request)
    link: Link | None = request.state.link
    return link


def _find_link(request: Request) -> Link | None:
    path = request.url.path
    if not path.startswith(LINK_PATH):
        return None
    database: Database = request.app.state.database
    try:
        with database.read() as session:
            return link_of(session, path.removeprefix(LINK_PATH), now=get_now())
    except LinkUnknown:
        return None


async def _require_link(request: Request) -> Link:
    link = await find_link(request)
    if link is None:
        raise LinkUnknown()
    return link


require_link = names_action(_require_link, Action.LINK)
"""The dependency of a route that an upload link opens."""


async def get_database(request: Request) -> Database:
    """The database as the one who asks may see it."""
    person, database = await find_person(request), request.app.state.database
    link = await find_link(request)
    if link is not None:
        actor = Actor(None, link.unit_name, f"link:{link.id}", client_address(request))
        own = Limit(frozenset({link.unit_id}), NOBODY)
        by_link: Database = database.bound(**{LIMIT: own, ACTOR: actor})
        return by_link
    limit = Limit(person.unit_ids, person.id) if person and person.unit_ids is not None else None
    bound: Database = database.bound(**{LIMIT: limit, ACTOR: actor_of(request, person)})
    return bound


def client_address(request: Request) -> str:
    """Where a request comes from; behind a proxy that is trusted, where the proxy says."""
    return request.client.host if request.client else ""


def get_caller(request: Request) -> Caller:
    return Caller(client_address(request), request.headers.get("user-agent", ""))


CallerDep = Annotated[Caller, Depends(get_caller)]


def actor_of(request: Request, person: Person | None) -> Actor:
    """Who asks and from where, for the audit."""
    address = client_address(request)
    if person is None:
        return Actor(via="nobody", address=address)
    if person.session_id is None:
        return Actor(person.id, person.name, f"key:{person.token_id}", address)
    return Actor(person.id, person.name, f"session:{person.session_id[:SHOWN_DIGITS]}", address)


DatabaseDep = Annotated[Database, Depends(get_database)]


def get_session(request: Request, database: DatabaseDep) -> Iterator[Session]:
    """A read transaction for safe methods, else a write transaction, committed before the answer is sent."""
    opened = database.read() if request.method in SAFE_METHODS else database.write()
    with opened as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def get_write_session(database: DatabaseDep) -> Iterator[Session]:
    """A write transaction for a page that is asked for with GET and lends what it shows."""
    with database.write() as session:
        yield session


WriteSessionDep = Annotated[Session, Depends(get_write_session, scope="function")]


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


@cache
def require(action: Action | str) -> Callable[[Request], Awaitable[Person]]:
    """The dependency that lets only those through who may do this, and so names a route's action.

    Raises:
        ValueError: There is no such action, or it is one for strangers, which asks for nobody.
    """
    action = Action(action)
    if action in STRANGERS:
        raise ValueError(f"{action} is open to strangers")
    ask = get_person_who_may_have_to_change if action in BEFORE_PASSWORD else get_person

    async def check(request: Request) -> Person:
        person = await ask(request)
        if not person.may(action):
            raise Forbidden(action=action)
        return person

    return names_action(check, action)


async def _anybody() -> None:
    """A route that is open on purpose."""


OPEN = Depends(names_action(_anybody, Action.OPEN))
"""For a route that strangers may use."""


EXPORT = "export"


def recorded(kind: str) -> Any:
    """For a route that takes something out: the audit tells who took what, before the answer is sent.

    Args:
        kind: As the audit names it: ``export`` or ``download``.
    """

    def record(request: Request, database: DatabaseDep) -> Iterator[None]:
        yield  # an endpoint that fails gave nothing out
        report = request.path_params.get("submission_id")
        with database.write() as session:
            note(
                session,
                kind,
                request.url.path,
                submission_id=int(report) if report else None,
                asked=dict(request.query_params),
            )
            if kind == EXPORT:
                told = {"what": request.url.path, "asked": dict(request.query_params)}
                tell(session, Event.EXPORTED, told, now=get_now())

    return Depends(record, scope="function")


def needs(action: Action) -> Any:
    """For ``dependencies=[needs(Action.VIEW)]``: the one action that a route is there for."""
    return Depends(require(action))


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
