"""The desk of one browser: which queue it works through, and what is lent to it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from service.dependencies import NowDep, PersonDep, SettingsDep
from service.reviewing import items, leases
from service.reviewing.items import ReviewItem
from service.reviewing.queue import Reviewer, next_ids

PAGE = re.compile(r"[0-9a-f]{16}")
AHEAD = 2
"""Fields drawn ahead: with one, a save that takes longer than a look at the next field holds people up."""


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
class Desk:
    """A reviewer's page, and for how many seconds it is lent what it shows.

    ``page`` is drawn anew with each page and sent along by its script. A page that is left says so when its
    successor may have been drawn already: it must not give back what the successor holds.
    """

    reviewer: Reviewer
    seconds: int
    page: str

    @property
    def scope(self) -> str:
        """What this page's leases are taken under."""
        return f"page:{self.page}"

    @property
    def keep_seconds(self) -> int:
        """How often an open page says that it is still there: twice before its lease would end."""
        return max(1, self.seconds // 3)

    def next(self, session: Session, scope: Scope, *, besides: Sequence[int] = ()) -> ReviewItem | None:
        """The next field of the queue, lent to this browser.

        Args:
            session: Of a write transaction.
            scope: Which queue.
            besides: Fields to leave out.
        """
        found = leases.take_next(
            session, self.reviewer, scope=self.scope, seconds=self.seconds, besides=besides, **scope.query
        )
        return items.get_item(session, found) if found is not None else None

    def at(self, session: Session, field_id: int) -> ReviewItem:
        """A field that was asked for by itself; lent to this browser unless another one has it."""
        item = items.get_item(session, field_id)
        leases.give_back(session, self.reviewer, scope=self.scope)
        leases.take(session, [field_id], self.reviewer, scope=self.scope, seconds=self.seconds)
        return item

    def goes_on(self, session: Session, field_id: int, scope: Scope) -> bool:
        """Whether a field that the page shows already is still one to settle; if so, it is lent anew."""
        if not next_ids(session, self.reviewer, among=[field_id], **scope.query):
            return False
        leases.give_back(session, self.reviewer, scope=self.scope)
        return bool(leases.take(session, [field_id], self.reviewer, scope=self.scope, seconds=self.seconds))

    def following(self, session: Session, field_id: int, scope: Scope) -> list[int]:
        """The fields that come after this one, lent too, so that they can be drawn ahead."""
        found = next_ids(session, self.reviewer, besides=[field_id], limit=AHEAD, **scope.query)
        got = (
            leases.take(session, found, self.reviewer, scope=self.scope, seconds=self.seconds)
            if found
            else set()
        )
        return [one for one in found if one in got]


def get_desk(request: Request, person: PersonDep, settings: SettingsDep, now: NowDep) -> Desk:
    """Whose page asks."""
    said = request.headers.get("x-page", "")
    page = said if PAGE.fullmatch(said) else secrets.token_hex(8)
    return Desk(leases.reviewer_of(person, now), settings.lease_seconds, page)


DeskDep = Annotated[Desk, Depends(get_desk)]
