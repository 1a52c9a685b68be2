"""The desk of one browser: which queue it works through, and what is lent to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy.orm import Session

from service.dependencies import NowDep, PersonDep, SettingsDep
from service.reviewing import items, leases
from service.reviewing.items import ReviewItem
from service.reviewing.queue import Reviewer, next_ids

DESK = "desk"


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
    """A reviewer's browser, and for how many seconds it is lent what it shows."""

    reviewer: Reviewer
    seconds: int

    @property
    def keep_seconds(self) -> int:
        """How often an open page says that it is still there: twice before its lease would end."""
        return max(1, self.seconds // 3)

    def next(
        self, session: Session, scope: Scope, *, besides: Sequence[int] = (), shown: int | None = None
    ) -> ReviewItem | None:
        """The next field of the queue, lent to this browser.

        Args:
            session: Of a write transaction.
            scope: Which queue.
            besides: Fields to leave out.
            shown: The field that the page has drawn already; it stays the next one while it waits.
        """
        if shown is not None and next_ids(session, self.reviewer, among=[shown], **scope.query):
            return self.at(session, shown)
        found = leases.take_next(session, self.reviewer, seconds=self.seconds, besides=besides, **scope.query)
        return items.get_item(session, found) if found is not None else None

    def at(self, session: Session, field_id: int) -> ReviewItem:
        """A field that was asked for by itself; lent to this browser unless another one has it."""
        item = items.get_item(session, field_id)
        leases.give_back(session, self.reviewer, scope=DESK)
        leases.take(session, [field_id], self.reviewer, scope=DESK, seconds=self.seconds)
        return item

    def following(self, session: Session, field_id: int, scope: Scope) -> ReviewItem | None:
        """The field that comes after this one, lent too, so that it can be drawn ahead."""
        found = next_ids(session, self.reviewer, besides=[field_id], **scope.query)
        if not found or not leases.take(session, found, self.reviewer, scope=DESK, seconds=self.seconds):
            return None
        return items.get_item(session, found[0])


def get_desk(person: PersonDep, settings: SettingsDep, now: NowDep) -> Desk:
    """Whose browser asks."""
    return Desk(leases.reviewer_of(person, now), settings.lease_seconds)


DeskDep = Annotated[Desk, Depends(get_desk)]
