"""Templates, and the screen that a request is answered on: its person, its language, its colours."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from service.access.person import Person
from service.dependencies import PersonDep, SessionDep
from service.file_kinds import ACCEPTED
from service.i18n import DEFAULT, Language, language_of, translate
from service.reviewing.queue import count_waiting
from service.web import formats
from service.web.badges import badge_of, tone
from service.web.form_layout import CellStyle

PACKAGE = Path(__file__).resolve().parent.parent
STATIC = PACKAGE / "static"
VERSION_MARK = "v-"
LANGUAGE_COOKIE = "tonghop_language"
THEME_COOKIE = "tonghop_theme"
THEMES = ("auto", "light", "dark")
DIGITAL_SIGNATURES = ("valid", "invalid", "none")
DASHES = frozenset({"-", "–", "—"})
SECTIONS = (
    ("home", "/", "view"),
    ("upload", "/upload", "upload"),
    ("submissions", "/submissions", "view"),
    ("review", "/review", "review"),
    ("tracking", "/tracking", "follow"),
    ("campaigns", "/campaigns", "follow"),
    ("units", "/units", "follow"),
    ("compiled", "/compiled", "compile"),
)
"""Key, address and the action that a person must be allowed to see it in the menu."""


@lru_cache(maxsize=1)
def _version() -> str:
    """The package's version and the newest change of our own assets, so that no browser keeps old ones."""
    newest = max((int(p.stat().st_mtime) for p in STATIC.rglob("*") if p.is_file()), default=0)
    return f"{importlib.metadata.version('tonghop')}-{newest:x}"


def static_url(name: str) -> str:
    """The address of one of our files. The version is part of the path, so that a module which imports
    another by its name gets the same version, and the browser never has to ask whether it is.
    """
    return f"/static/{VERSION_MARK}{_version()}/{name}"


def unversioned(path: str) -> tuple[str, bool]:
    """The file that a path below ``/static/`` names, and whether it names the version in use."""
    first, _, rest = path.partition("/")
    if not first.startswith(VERSION_MARK):
        return path, False
    return rest, first == f"{VERSION_MARK}{_version()}"


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of the package; an unknown name in one is an error, never an empty place."""
    env = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        number=formats.number,
        bytes=formats.size,
        date=formats.date,
        datetime=formats.moment,
        tone=tone,
    )
    env.globals.update(accepted_files=ACCEPTED, static=static_url, badge_of=badge_of, field_url=field_url)
    return env


def field_url(field: Any) -> str:
    """Where a click on a field leads: the desk while it waits or lies nowhere, else its place on the page."""
    if field.status in ("review", "missing") or not field.page:
        return f"/review/{field.id}?submission={field.submission_id}"
    return f"/submissions/{field.submission_id}/pages/{field.page}?field={field.id}"


def said(language: Language, thing: Any, prefix: str = "") -> str:
    """The sentence of a thing that carries both languages (``detail_vi``, ``detail_en``; ``vi``, ``en``)."""
    return str(getattr(thing, f"{prefix}_{language}" if prefix else language) or "")


def label(language: Language, field: Any) -> str:
    return said(language, field, "label") or str(field.path)


def shown_value(language: Language, value: Any, field: Any) -> str:
    """A value for people; the empty answer is said, so that it cannot be mistaken for a page that failed."""
    if value is None:
        return formats.NOTHING if field.status == "missing" else translate("common.blank", language)
    if isinstance(value, bool):
        return translate("common.yes" if value else "common.no", language)
    if field.path == "document.digital_signature" and value in DIGITAL_SIGNATURES:
        return translate(f"signature.{value}", language)
    return formats.typed(value, formats.entry_kind(field), field.unit)


def shown(language: Language, field: Any) -> str:
    return shown_value(language, field.value, field)


def shown_machine(language: Language, field: Any) -> str:
    return shown_value(language, field.machine_value, field)


def cell_style(language: Language, failing: frozenset[str] = frozenset()) -> CellStyle:
    """How a form's cells are worded: blanks stay blank and a dash stays a dash, as on the paper."""

    def text(field: Any) -> str:
        if field.value is None:
            return ""
        if field.value == 0 and field.status in ("accepted", "review") and str(field.raw).strip() in DASHES:
            return "-"
        return shown(language, field)

    def note(field: Any, fails: bool) -> str:
        parts = [translate(f"state.{field.status}", language)] if field.status != "accepted" else []
        return ", ".join([*parts, *([translate("status.fails", language)] if fails else [])])

    return CellStyle(text=text, note=note, failing=failing)


@dataclass(frozen=True)
class Screen:
    """What every page knows about the person in front of it."""

    request: Request
    language: Language
    theme: str
    person: Person | None = None
    count: Callable[[], int] | None = None

    @cached_property
    def doubtful(self) -> int:
        """How many fields wait for a person; counted when a page asks, since pieces of pages do not."""
        return self.count() if self.count else 0

    def may(self, action: str) -> bool:
        """Whether the person in front of the screen may do this."""
        return self.person is not None and self.person.may(action)

    def words(self, key: str, **facts: object) -> str:
        return translate(key, self.language, **facts)

    @property
    def is_partial(self) -> bool:
        """Whether our own script asks, which swaps a piece of the page."""
        return self.request.headers.get("HX-Request") == "true"

    def context(self, section: str | None = None) -> dict[str, Any]:
        """The names that the frame of a page uses."""
        url = self.request.url
        person = self.person
        csrf = person.csrf_token if person else ""
        return {
            "t": lambda key, **facts: translate(key, self.language, **facts),
            "said": partial(said, self.language),
            "label": partial(label, self.language),
            "lang": self.language,
            "theme": self.theme,
            "user": person,
            "user_name": (person.display_name or person.name) if person else "",
            "can": lambda action: bool(person and person.may(action)),
            "csrf_token": csrf,
            "nav": [(key, href) for key, href, action in SECTIONS if person and person.may(action)],
            "section": section,
            "doubtful_count": 0 if self.is_partial else self.doubtful,
            "here": url.path + (f"?{url.query}" if url.query else ""),
            "flash": None,
            "shown": partial(shown, self.language),
            "shown_machine": partial(shown_machine, self.language),
        }

    def draw(self, template: str, *, section: str | None = None, **facts: Any) -> str:
        """The template as text."""
        return templates().get_template(template).render(self.context(section) | facts)

    def show(
        self,
        template: str,
        *,
        section: str | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> HTMLResponse:
        """The template as an answer; pages about people's data are never kept by a shared cache."""
        html = self.draw(template, section=section, **facts)
        kept = {"Cache-Control": "no-store", "Vary": "HX-Request, Cookie", **(headers or {})}
        return HTMLResponse(html, status_code=status, headers=kept)


def plain_screen(request: Request, person: Person | None = None) -> Screen:
    """A screen without a look into the database: sign-in, errors."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return Screen(
        request=request,
        language=language_of(request.cookies.get(LANGUAGE_COOKIE, DEFAULT)),
        theme=theme if theme in THEMES else "auto",
        person=person,
    )


def screen_for(request: Request, session: Session, person: Person) -> Screen:
    """A screen with the number of doubtful fields for the menu."""
    plain = plain_screen(request, person)
    return Screen(request, plain.language, plain.theme, person, partial(count_waiting, session))


def _screen(request: Request, session: SessionDep, person: PersonDep) -> Screen:
    return screen_for(request, session, person)


ScreenDep = Annotated[Screen, Depends(_screen)]


def today(now: dt.datetime) -> dt.date:
    """The office's date at a moment."""
    return now.astimezone(formats.OFFICE_TIME).date()
