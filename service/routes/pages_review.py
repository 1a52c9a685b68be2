"""The review desk: one doubtful field at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service import reviews
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.errors import NothingToUndo, ServiceError, StaleField, ValueNotUnderstood, problem_of
from service.reviews import Decision, ReviewItem, Verdict
from service.routes.pages_submissions import campaign_of
from service.web import formats
from service.web.reasons import reasons_of
from service.web.render import Screen, ScreenDep, label, said, shown

MOST_CHOICES = 9  # as many as there are digit keys
SHORTCUTS = (
    (("Enter",), "save"),
    (("↓", "↑", "Alt 1–9"), "choose"),
    (("F2",), "context"),
    (("F4",), "page"),
    (("Esc",), "skip"),
    (("F8",), "illegible"),
    (("F9",), "not_on_paper"),
    (("Ctrl Z",), "undo"),
)

router = APIRouter(dependencies=[needs(Action.REVIEW)])


@dataclass(frozen=True, slots=True)
class Scope:
    """Which queue the reviewer works through: one report's, one campaign's, or all."""

    submission: int | None = None
    campaign: str | None = None

    @staticmethod
    def of(submission: str | int | None, campaign: str | None) -> Scope:
        """From an address or a form, where an empty text means "not limited"."""
        number = str(submission or "")
        return Scope(int(number) if number.isdigit() else None, campaign or None)

    @property
    def query(self) -> dict[str, Any]:
        return {"submission_id": self.submission, "campaign_id": self.campaign}


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that one key puts into the entry; ``mends`` where it would make a failed check hold."""

    text: str
    mends: bool = False


@router.get("/review")
def desk(
    screen: ScreenDep, session: SessionDep, submission: str = "", campaign: str = "", after: int | None = None
) -> Response:
    scope = Scope.of(submission, campaign)
    item = reviews.next_doubtful(session, after=after, **scope.query)
    return _answer(screen, session, item, scope)


@router.get("/review/{field_id}")
def desk_at(
    screen: ScreenDep, session: SessionDep, field_id: int, submission: str = "", campaign: str = ""
) -> Response:
    return _answer(screen, session, reviews.get_item(session, field_id), Scope.of(submission, campaign))


@router.post("/review/undo")
def undo(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    submission: Annotated[str, Form()] = "",
    campaign: Annotated[str, Form()] = "",
    done: Annotated[int, Form()] = 0,
) -> Response:
    scope = Scope.of(submission, campaign)
    try:
        field = reviews.undo(session, person=person, now=now, submission_id=scope.submission)
    except NothingToUndo as error:
        item = reviews.next_doubtful(session, **scope.query)
        return _answer(screen, session, item, scope, done=done, message=_told(screen, error))
    item = reviews.get_item(session, field.id) if field else reviews.next_doubtful(session, **scope.query)
    message = {"tone": "doubt", "text": screen.words("desk.undone"), "undo": False}
    return _answer(screen, session, item, scope, done=max(0, done - 1), message=message if field else None)


@router.post("/review/{field_id}")
def settle(
    screen: ScreenDep,
    session: SessionDep,
    person: PersonDep,
    now: NowDep,
    field_id: int,
    version: Annotated[int, Form()],
    text: Annotated[str, Form()] = "",
    verdict: Annotated[str, Form()] = "save",
    reason: Annotated[str, Form()] = "",
    submission: Annotated[str, Form()] = "",
    campaign: Annotated[str, Form()] = "",
    done: Annotated[int, Form()] = 0,
) -> Response:
    scope = Scope.of(submission, campaign)
    before = reviews.get_item(session, field_id)
    written = formats.as_typed(before.field, campaign_of(session, before.submission.campaign_id))
    decision = decide(before, verdict, text, reason, written)
    if decision is None:
        message = {"tone": "bad", "text": screen.words("desk.need_value"), "undo": False}
        return _answer(screen, session, before, scope, done=done, message=message, typed=text, status=422)
    try:
        settled = reviews.settle(session, field_id, decision, version=version, person=person, now=now)
    except ValueNotUnderstood as error:
        return _answer(
            screen, session, before, scope, done=done, message=_told(screen, error), typed=text, status=422
        )
    except StaleField as error:
        return _answer(
            screen, session, before, scope, done=done, message=_told(screen, error), typed=text, status=409
        )
    item = reviews.next_doubtful(session, after=field_id, **scope.query)
    if not screen.is_partial:
        query = f"submission={scope.submission or ''}&campaign={scope.campaign or ''}&after={field_id}"
        return RedirectResponse(f"/review?{query}", status_code=303)
    message = _saved(screen, decision.verdict, settled.field)
    return _answer(
        screen, session, item, scope, done=done + (decision.verdict is not Verdict.SKIP), message=message
    )


def decide(item: ReviewItem, verdict: str, text: str, reason: str, written: str) -> Decision | None:
    """What the reviewer's form says; None where a value is needed and none was typed.

    Leaving the entry as it was confirms what was read. A field that was not found has nothing to confirm:
    an empty entry there is no answer, since "not on the paper" must be said on purpose.
    """
    if verdict == "skip":
        return Decision(Verdict.SKIP, reason=reason)
    if verdict in (Verdict.ILLEGIBLE.value, Verdict.NOT_ON_PAPER.value):
        return Decision(Verdict(verdict))
    field = item.field
    if field.status == "missing" and not text.strip():
        return None
    if field.status != "missing" and text.strip() == written.strip():
        return Decision(Verdict.CONFIRM)
    return Decision(Verdict.CORRECT, text=text.strip())


def choices_for(item: ReviewItem, kind: formats.EntryKind, written: str) -> tuple[Choice, ...]:
    """Readings as the reviewer would type them: what stands there, what mends a sum, the rest."""
    field = item.field
    if kind == "yes_no":
        return tuple(Choice(text) for text in dict.fromkeys([*([written] if written else []), "có", "không"]))
    mended = {reading for check in item.checks for path, reading in check.repair if path == field.path}
    told = [formats.date(c) if kind == "date" else str(c) for c in field.candidates]
    texts = dict.fromkeys([*([written] if written else []), *sorted(mended), *(c for c in told if c)])
    return tuple(Choice(text, text in mended) for text in texts)[:MOST_CHOICES]


def _saved(screen: Screen, verdict: Verdict, field: Any) -> dict[str, Any]:
    name = label(screen.language, field)
    if verdict in (Verdict.CONFIRM, Verdict.CORRECT):
        return {
            "tone": "good",
            "text": screen.words("desk.saved", name=name, value=shown(screen.language, field)),
            "undo": True,
        }
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
    *,
    done: int = 0,
    message: dict[str, Any] | None = None,
    typed: str | None = None,
    status: int = 200,
) -> Response:
    """Draw the desk with a field, or its "nothing left"; our script swaps only the inside."""
    facts: dict[str, Any] = {
        "item": item,
        "scope": scope,
        "done": done,
        "message": message,
        "typed": typed,
        "shortcuts": SHORTCUTS,
        "left": 0,
        "left_elsewhere": 0,
        "choices": (),
        "reasons": (),
        "failed": (),
        "preload": None,
    }
    if item is None:
        facts["left_elsewhere"] = reviews.count_doubtful(session) if scope.submission else 0
    else:
        campaign = campaign_of(session, item.submission.campaign_id)
        facts["kind"] = formats.entry_kind(item.field, campaign)
        facts["written"] = formats.as_typed(item.field, campaign)
        following = reviews.next_doubtful(session, after=item.field.id, **scope.query)
        facts["choices"] = choices_for(item, facts["kind"], facts["written"])
        facts["failed"] = tuple(check for check in item.checks if not check.ok)
        facts["reasons"] = reasons_of(item.field, screen.language, failing=bool(facts["failed"]))
        facts["left"] = reviews.count_doubtful(session, **scope.query)
        facts["preload"] = following.field.id if following and following.field.box else None
    template = "_desk_item.html" if screen.is_partial else "desk.html"
    return screen.show(template, section="review", status=status, **facts)
