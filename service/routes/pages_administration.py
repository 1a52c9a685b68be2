"""The state of the installation, and programs that are told what happens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import administration
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, SettingsDep, needs
from service.errors import WebhookRefused
from service.intake.looks import set_done, state_of
from service.settings import Settings
from service.web.render import Screen, ScreenDep, said
from service.webhooks import hooks
from service.webhooks.hooks import Event

PER_PAGE = 50

router = APIRouter()
Operate = [needs(Action.OPERATE)]


@router.get("/administration", dependencies=Operate)
def administration_page(
    screen: ScreenDep, session: SessionDep, settings: SettingsDep, removed: bool = False
) -> Response:
    flash = {"tone": "good", "text": screen.words("admin.webhook_removed"), "undo": None} if removed else None
    return _page(screen, session, settings, flash=flash)


@router.post("/administration/webhooks", dependencies=Operate)
def add_webhook(
    screen: ScreenDep,
    session: SessionDep,
    settings: SettingsDep,
    person: PersonDep,
    now: NowDep,
    url: Annotated[str, Form()] = "",
    events: Annotated[list[str] | None, Form()] = None,
) -> Response:
    chosen = [event for event in events or [] if event in set(Event)]
    try:
        _, secret = hooks.add_webhook(session, settings, url.strip(), chosen, person=person, now=now)
    except WebhookRefused as error:
        problem = error.problem
        text = " ".join(said(screen.language, problem, part) for part in ("detail", "remedy"))
        flash = {"tone": "bad", "text": text, "undo": None}
        return _page(screen, session, settings, flash=flash)
    return _page(screen, session, settings, secret=secret)


@router.post("/administration/webhooks/{webhook_id}/remove", dependencies=Operate)
def remove_webhook(session: SessionDep, now: NowDep, webhook_id: int) -> Response:
    hooks.remove_webhook(session, webhook_id, now=now)
    return RedirectResponse("/administration?removed=true", status_code=303)


@router.post("/administration/mails/{mail_id}/done", dependencies=Operate)
def mail_done(session: SessionDep, person: PersonDep, now: NowDep, mail_id: int) -> Response:
    set_done(session, mail_id, person=person, now=now)
    return RedirectResponse("/administration#mails", status_code=303)


@router.get("/administration/webhooks/{webhook_id}", dependencies=Operate)
def deliveries_page(screen: ScreenDep, session: SessionDep, webhook_id: int, page: int = 1) -> Response:
    page = max(1, page)
    found = hooks.deliveries(session, webhook_id, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    return screen.show(
        "deliveries.html",
        section="administration",
        found=found,
        page=page,
        pages=max(1, -(-found.total // PER_PAGE)),
        page_url=lambda n: f"/administration/webhooks/{webhook_id}?page={n}",
    )


def _page(screen: Screen, session: Session, settings: Settings, **facts: Any) -> Response:
    return screen.show(
        "administration.html",
        section="administration",
        state=administration.installation_state(session, settings),
        settings=administration.settings_in_force(settings),
        webhooks=hooks.list_webhooks(session),
        hosts=sorted(settings.hosts_of_webhooks),
        events=tuple(Event),
        intake=state_of(session),
        **{"secret": None, "flash": None} | facts,
    )
