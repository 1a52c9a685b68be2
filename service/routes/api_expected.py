"""JSON API: who owes a report in a campaign: the rules, exceptions, extensions, and how "before" is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter

from service import campaigns, expected, units
from service.access.matrix import Action
from service.dependencies import NowDep, PersonDep, SessionDep, needs
from service.expected import Rule
from service.routes.api_submissions import as_json
from service.schemas import Body, Id, Reason

router = APIRouter(prefix="/expected", tags=["tracking"])
Manage = [needs(Action.CAMPAIGNS)]


class RuleIn(Body):
    """All units of a level, below ``root`` if given; they follow the deadlines of ``deadline_level``."""

    level: Id
    root: Id | None = None
    deadline_level: str = ""


class ExceptionIn(Body):
    """``owes`` false leaves a unit out; ``level`` is the one whose deadlines it follows, else its own."""

    owes: bool = True
    level: str = ""


class ExtensionIn(Body):
    """A later day for one unit; ``due`` left out takes an extension back."""

    period: str = ""
    due: dt.date | None = None
    reason: Reason = ""


class BeforeIn(Body):
    """How this office reads "trước ngày D": D itself is in time ("on"), or the day before is the last."""

    reading: Literal["on", "day_before"]


@router.get("", dependencies=[needs(Action.FOLLOW)])
def get_expected(session: SessionDep, campaign: str) -> Any:
    """The rules that a campaign's list of units was drawn by, and how "before" is read."""
    campaigns.get_campaign(session, campaign)
    return {
        "rules": [as_json(rule) for rule in expected.rules_of(session, campaign)],
        "before": expected.before_reading(session, campaign),
    }


@router.put("", dependencies=Manage)
def draw_list(body: list[RuleIn], session: SessionDep, campaign: str) -> Any:
    """Draw the list of units anew; exceptions made by hand stay."""
    campaigns.get_campaign(session, campaign)
    rules = [Rule(one.level, one.root, one.deadline_level) for one in body]
    return asdict(expected.draw_list(session, campaign, rules))


@router.put("/before", status_code=204, dependencies=Manage)
def set_before(body: BeforeIn, session: SessionDep, campaign: str) -> None:
    """Choose how "trước ngày" is read; the due days of the whole list follow."""
    campaigns.get_campaign(session, campaign)
    expected.set_before_reading(session, campaign, body.reading)


@router.put("/{unit_id}", status_code=204, dependencies=Manage)
def set_exception(unit_id: str, body: ExceptionIn, session: SessionDep, campaign: str) -> None:
    """An exception by hand, in every period of the campaign."""
    chosen = campaigns.get_campaign(session, campaign)
    level = body.level or units.deadline_level_of(session, unit_id)
    for period in expected.periods_of(chosen):
        expected.set_expected(session, campaign, unit_id, level=level if body.owes else None, period=period)


@router.put("/{unit_id}/extension", status_code=204, dependencies=Manage)
def extend(
    unit_id: str, body: ExtensionIn, session: SessionDep, person: PersonDep, now: NowDep, campaign: str
) -> None:
    """Give one unit a later day, or take that back."""
    campaigns.get_campaign(session, campaign)
    expected.grant_extension(
        session, campaign, unit_id, body.period, due=body.due, reason=body.reason, person=person, now=now
    )
