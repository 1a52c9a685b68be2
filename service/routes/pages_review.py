"""The review desk: one doubtful field at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service import reviews
from service.access.matrix import Action
from service.dependencies import PersonDep, SessionDep, WriteSessionDep, needs
from service.errors import (
    EnteredAlready,
    FieldLent,
    NothingToUndo,
    ServiceError,
    StaleField,
    ValueNotUnderstood,
    problem_of,
)
from service.reviewing import items, leases
from service.reviewing.items import ReviewItem
from service.reviewing.pace import pace_of
from service.reviewing.queue import BLIND, count_waiting
from service.reviews import Decision, Settled, Verdict
from service.routes.desk import Desk, DeskDep, Scope
from service.routes.pages_submissions import campaign_of
from service.web import formats
from service.web.reasons import figures_of, reasons_of
from service.web.render import Screen, ScreenDep, label, said, shown

MOST_CHOICES = 9  # as many as there are digit keys
CHOICE_KEYS = ("A", "S", "D", "F", "G")
"""In figures and dates the digits are the answer, so there letters choose: the left hand's home row, which
leaves the right hand on the figures."""
DIGIT_KEYS = tuple("123456789")
LONGEST_LOOK_SECONDS = 3600.0  # longer says that the page stood open, not that anybody looked
SHORTCUTS = (
    (("Enter",), "save"),
    (("A S D F G", "1–9"), "take"),
    (("↓", "↑", "Alt 1–9"), "choose"),
    (("Tab", "⇧ Tab"), "walk"),
    (("F6",), "actions"),
    (("F7",), "repair"),
    (("F2",), "context"),
    (("F4",), "page"),
    (("Esc",), "skip"),
    (("F8",), "illegible"),
    (("F9",), "not_on_paper"),
    (("Ctrl Z",), "undo"),
)

router = APIRouter(dependencies=[needs(Action.REVIEW)])


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that one key puts into the entry; ``mends`` where it would make a failed check hold."""

    text: str
    mends: bool = False


@router.get("/review")
def desk(
    screen: ScreenDep,
    session: WriteSessionDep,
    desk: DeskDep,
    submission: str = "",
    campaign: str = "",
    after: int | None = None,
) -> Response:
    scope = Scope.of(submission, campaign)
    return _answer(screen, session, desk.next(session, scope, besides=(after,) if after else ()), scope, desk)


@router.get("/review/{field_id}")
def desk_at(
    screen: ScreenDep,
    session: WriteSessionDep,
    desk: DeskDep,
    field_id: int,
    submission: str = "",
    campaign: str = "",
) -> Response:
    scope = Scope.of(submission, campaign)
    return _answer(screen, session, desk.at(session, field_id), scope, desk)


@router.post("/review/keep")
def keep(session: SessionDep, desk: DeskDep, scope: Annotated[str, Form()]) -> Response:
    """A page is still open: what it shows stays lent to it."""
    leases.keep(session, desk.reviewer, scope=scope, seconds=desk.seconds)
    return Response(status_code=204)


@router.post("/review/give-back")
def give_back(session: SessionDep, desk: DeskDep, scope: Annotated[str, Form()]) -> Response:
    """A page was left: others may have what it showed."""
    leases.give_back(session, desk.reviewer, scope=scope)
    return Response(status_code=204)


@router.post("/review/undo")
def undo(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    desk: DeskDep,
    submission: Annotated[str, Form()] = "",
    campaign: Annotated[str, Form()] = "",
    done: Annotated[int, Form()] = 0,
) -> Response:
    scope = Scope.of(submission, campaign)
    try:
        field = reviews.undo(session, person=person, now=desk.reviewer.now, submission_id=scope.submission)
    except (NothingToUndo, FieldLent) as error:
        item = desk.next(session, scope)
        return _answer(screen, session, item, scope, desk, done=done, message=_told(screen, error))
    item = desk.at(session, field.id) if field else desk.next(session, scope)
    message = {"tone": "doubt", "text": screen.words("desk.undone"), "undo": False}
    told = message if field else None
    return _answer(screen, session, item, scope, desk, done=max(0, done - 1), message=told)


@router.post("/review/{field_id}")
def settle(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    desk: DeskDep,
    field_id: int,
    version: Annotated[int, Form()],
    text: Annotated[str, Form()] = "",
    verdict: Annotated[str, Form()] = "save",
    reason: Annotated[str, Form()] = "",
    seconds: Annotated[str, Form()] = "",
    submission: Annotated[str, Form()] = "",
    campaign: Annotated[str, Form()] = "",
    done: Annotated[int, Form()] = 0,
    following: Annotated[str, Form()] = "",
    held: Annotated[str, Form()] = "",
) -> Response:
    """Settle a field. ``following`` was drawn ahead and is shown by now; ``held`` are the ones behind it."""
    scope = Scope.of(submission, campaign)
    before = items.get_item(session, field_id)
    written = _written(before, campaign_of(session, before.submission.campaign_id))
    decision = decide(before, verdict, text, reason, written)

    def again(message: dict[str, Any], status: int) -> Response:
        return _answer(
            screen, session, before, scope, desk, done=done, message=message, typed=text, status=status
        )

    if decision is None:
        return again({"tone": "bad", "text": screen.words("desk.need_value"), "undo": False}, 422)
    try:
        settled = reviews.settle(
            session,
            field_id,
            decision,
            version=version,
            person=person,
            now=desk.reviewer.now,
            seconds=_seconds(seconds),
        )
    except ValueNotUnderstood as error:
        return again(_told(screen, error), 422)
    except StaleField as error:
        theirs = error.facts["value"]
        words = screen.words("desk.stale", who=error.facts["who"], theirs=theirs, mine=text.strip() or "–")
        return again({"tone": "bad", "text": words, "undo": False}, 409)
    except (FieldLent, EnteredAlready) as error:
        return again(_told(screen, error), 409)
    if not screen.is_partial:
        query = f"submission={scope.submission or ''}&campaign={scope.campaign or ''}&after={field_id}"
        return RedirectResponse(f"/review?{query}", status_code=303)
    message = _saved(screen, decision.verdict, settled)
    counted = done + (decision.verdict is not Verdict.SKIP)
    if following.isdigit() and desk.goes_on(session, int(following), scope):
        drawn = {int(one) for one in held.split(",") if one.isdigit()}
        return _go_on(screen, session, int(following), scope, desk, done=counted, message=message, held=drawn)
    item = desk.next(session, scope)
    return _answer(screen, session, item, scope, desk, done=counted, message=message)


def decide(item: ReviewItem, verdict: str, text: str, reason: str, written: str) -> Decision | None:
    """What the reviewer's form says; None where a value is needed and none was typed.

    Leaving the entry as it was confirms what was read. A field that was not found has nothing to confirm,
    and neither has one that several people enter: an empty entry there is no answer, since "not on the
    paper" must be said on purpose.
    """
    if verdict == "skip":
        return Decision(Verdict.SKIP, reason=reason)
    if verdict in (Verdict.ILLEGIBLE.value, Verdict.NOT_ON_PAPER.value):
        return Decision(Verdict(verdict))
    field = item.field
    must_type = field.status == "missing" or field.task in BLIND
    if must_type and not text.strip():
        return None
    if not must_type and text.strip() == written.strip():
        return Decision(Verdict.CONFIRM)
    return Decision(Verdict.CORRECT, text=text.strip())


def choices_for(item: ReviewItem, kind: formats.EntryKind, written: str) -> tuple[Choice, ...]:
    """Readings as the reviewer would type them: what stands there, what mends a sum, the rest."""
    field = item.field
    if field.task in BLIND:
        return tuple(Choice(text) for text in dict.fromkeys(item.entered) if text)
    if kind == "yes_no":
        return tuple(Choice(text) for text in dict.fromkeys([*([written] if written else []), "có", "không"]))
    mended = {reading for check in item.checks for path, reading in check.repair if path == field.path}
    if kind == "number":
        told = list(figures_of(field.candidates))
    else:
        told = [formats.date(c) if kind == "date" else str(c) for c in field.candidates]
    texts = dict.fromkeys([*([written] if written else []), *sorted(mended), *(c for c in told if c)])
    return tuple(Choice(text, text in mended) for text in texts)[:MOST_CHOICES]


def _written(item: ReviewItem, campaign: Campaign | None) -> str:
    """What the entry starts with: the reading, but nothing where a person must not see it first."""
    return "" if item.field.task in BLIND else formats.as_typed(item.field, campaign)


def _seconds(text: str) -> float | None:
    """The seconds that the page measured; None where it sent none or nonsense."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds < LONGEST_LOOK_SECONDS else None


def _saved(screen: Screen, verdict: Verdict, settled: Settled) -> dict[str, Any]:
    field = settled.field
    name = label(screen.language, field)
    if settled.waits:
        key = "desk.differs" if field.task == "third" else "desk.entered"
        return {"tone": "good", "text": screen.words(key, name=name), "undo": True}
    if verdict in (Verdict.CONFIRM, Verdict.CORRECT):
        value = shown(screen.language, field)
        text = screen.words("desk.saved", name=name, value=value)
        return {"tone": "good", "text": text, "undo": True}
    return {"tone": "doubt", "text": screen.words(f"desk.saved_{verdict.value}", name=name), "undo": True}


def _told(screen: Screen, error: ServiceError) -> dict[str, Any]:
    problem = problem_of(error)
    text = f"{said(screen.language, problem, 'detail')} {said(screen.language, problem, 'remedy')}".strip()
    return {"tone": "bad", "text": text, "undo": False}


def _answer(
    screen: Screen,
    session: Session,
    item: ReviewItem | None,
    scope: Scope,
    desk: Desk,
    *,
    done: int = 0,
    message: dict[str, Any] | None = None,
    typed: str | None = None,
    status: int = 200,
) -> Response:
    """Draw the desk with a field, or its "nothing left"; our script swaps only the inside."""
    facts = _frame(session, scope, desk, done=done, message=message) | {"item": item, "typed": typed}
    if item is None:
        facts["left_elsewhere"] = count_waiting(session) if scope.submission else 0
    else:
        facts |= _item_facts(screen, session, item, desk)
        facts["ahead"] = _ahead(screen, session, item.field.id, facts, desk)
    template = "_desk_item.html" if screen.is_partial else "desk.html"
    return screen.show(template, section="review", status=status, **facts)


def _go_on(
    screen: Screen,
    session: Session,
    shown: int,
    scope: Scope,
    desk: Desk,
    *,
    done: int,
    message: dict[str, Any],
    held: set[int],
) -> Response:
    """What is new for a page that shows the next field already: what was saved, and the fields behind."""
    facts = _frame(session, scope, desk, done=done, message=message)
    facts["goes_on"] = items.field_row(session, shown)
    facts["ahead"] = _ahead(screen, session, shown, facts, desk, held=held)
    return screen.show("_desk_on.html", section="review", **facts)


def _frame(
    session: Session, scope: Scope, desk: Desk, *, done: int, message: dict[str, Any] | None
) -> dict[str, Any]:
    left = count_waiting(session, **scope.query)
    return {
        "scope": scope,
        "done": done,
        "message": message,
        "shortcuts": SHORTCUTS,
        "left": left,
        "pace": pace_of(session, desk.reviewer.user_id, left=left, now=desk.reviewer.now),
        "desk": desk,
    }


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field behind the one on the desk; ``card`` is empty where the page has it already."""

    id: int
    version: int
    card: str = ""


def _ahead(
    screen: Screen,
    session: Session,
    field_id: int,
    facts: dict[str, Any],
    desk: Desk,
    *,
    held: Collection[int] = (),
) -> list[Drawn]:
    """The cards of the fields after this one: the page shows each at once when the one before is settled."""
    drawn = []
    for place, one in enumerate(desk.following(session, field_id, facts["scope"]), 1):
        if one in held:
            drawn.append(Drawn(one, items.field_row(session, one).version))
            continue
        item = items.get_item(session, one)
        shared = {
            "item": item,
            "scope": facts["scope"],
            "done": facts["done"] + place,
            "typed": None,
            "left": facts["left"] - place,
        }
        its = _item_facts(screen, session, item, desk)
        drawn.append(
            Drawn(one, item.field.version, screen.draw("_desk_card.html", section="review", **shared, **its))
        )
    return drawn


def _item_facts(screen: Screen, session: Session, item: ReviewItem, desk: Desk) -> dict[str, Any]:
    field = item.field
    campaign = campaign_of(session, item.submission.campaign_id)
    kind = formats.entry_kind(field, campaign)
    written = _written(item, campaign)
    failed = () if field.task in BLIND else tuple(check for check in item.checks if not check.ok)
    before, behind = items.neighbours(session, field.id)
    return {
        "kind": kind,
        "written": written,
        "blind": field.task in BLIND,
        "choices": choices_for(item, kind, written),
        "choice_keys": CHOICE_KEYS if kind in ("number", "date") else DIGIT_KEYS,
        "failed": failed,
        "reasons": reasons_of(field, screen.language, failing=bool(failed)),
        "lent": leases.lent_to_others(session, [field.id], desk.reviewer).get(field.id),
        "before": before,
        "behind": behind,
    }
