"""The tray: looking through what came by itself before it is taken in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from service import campaigns
from service.access.matrix import Action
from service.dependencies import (
    DatabaseDep,
    JobsDep,
    NowDep,
    PersonDep,
    SessionDep,
    SettingsDep,
    StorageDep,
    needs,
)
from service.intake import tray
from service.intake.looks import state_of
from service.web.render import ScreenDep

PER_PAGE = 24

router = APIRouter()
Arrange = [needs(Action.ARRANGE)]


@router.get("/tray", dependencies=Arrange)
def tray_page(
    screen: ScreenDep,
    session: SessionDep,
    settings: SettingsDep,
    state: str = "waiting",
    page: int = 1,
    taken: int | None = None,
    refused: int | None = None,
    aside: str = "",
) -> Response:
    state, page = state if state in tray.STATES else "waiting", max(1, page)
    found = tray.list_tray(session, state=state, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    flash: dict[str, Any] | None = None
    if taken is not None:
        key = "tray.some_refused" if refused else "tray.took"
        text = screen.words(key, n=taken, refused=refused or 0)
        flash = {"tone": "doubt" if refused else "good", "text": text, "undo": None}
    elif aside:
        text = screen.words("tray.put_aside", n=len(aside.split(",")))
        flash = {"tone": "doubt", "text": text, "undo": f"/tray/bring-back?items={aside}"}
    return screen.show(
        "tray.html",
        section="upload",
        found=found,
        state=state,
        states=tray.STATES,
        page=page,
        pages=max(1, -(-found.total // PER_PAGE)),
        page_url=lambda n: f"/tray?state={state}&page={n}",
        campaigns=campaigns.list_titles(session),
        intake=state_of(session),
        watched=settings.watch_folder,
        mailbox=f"{settings.mail_user} ({settings.mail_host})" if settings.mail_host else None,
        flash=flash,
    )


@router.post("/tray", dependencies=Arrange)
def decide(
    person: PersonDep,
    database: DatabaseDep,
    storage: StorageDep,
    jobs: JobsDep,
    settings: SettingsDep,
    now: NowDep,
    act: Annotated[str, Form()],
    items: Annotated[list[int] | None, Form()] = None,
    campaign: Annotated[str, Form()] = "",
    together: Annotated[str, Form()] = "",
) -> Response:
    chosen = items or []
    if not chosen:
        return RedirectResponse("/tray", status_code=303)
    if act == "set_aside":
        with database.write() as session:
            tray.set_aside(session, chosen, person=person, now=now)
        return RedirectResponse(f"/tray?aside={','.join(map(str, chosen))}", status_code=303)
    outcome = tray.take(
        database,
        storage,
        jobs,
        chosen,
        person=person,
        now=now,
        settings=settings,
        campaign_id=campaign or None,
        together=bool(together),
    )
    told = f"/tray?taken={len(outcome.accepted)}&refused={len(outcome.rejected)}"
    return RedirectResponse(told, status_code=303)


@router.post("/tray/bring-back", dependencies=Arrange)
def bring_back(session: SessionDep, items: str = "") -> Response:
    tray.bring_back(session, [int(one) for one in items.split(",") if one.isdigit()])
    return RedirectResponse("/tray", status_code=303)
