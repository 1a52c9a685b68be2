"""How a person is getting on: fields settled today, seconds for each, and how long the rest would take."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.office_time import OFFICE_ZONE
from service.records import CorrectionRecord

LAST_ACTS = 50
"""Acts over which the seconds for a field are averaged: a morning's pace, not a career's."""
LONGEST_SECONDS = 120.0
"""A field that stood open longer was left alone meanwhile; it counts as this much."""


@dataclass(frozen=True, slots=True)
class Pace:
    """``seconds`` for a field, None before the first; ``minutes_left`` for all that waits, at this pace."""

    today: int
    seconds: float | None
    minutes_left: int | None


def pace_of(session: Session, user_id: int, *, left: int, now: dt.datetime) -> Pace:
    """What a person did since midnight by the office's clock, and how fast."""
    midnight = now.astimezone(OFFICE_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = CorrectionRecord.user_id == user_id
    done = CorrectionRecord.verdict.not_in(("skip", "undo"))
    today = session.scalar(
        select(func.count())
        .select_from(CorrectionRecord)
        .where(mine, CorrectionRecord.at >= midnight.astimezone(dt.UTC), done)
    )
    last = session.scalars(
        select(CorrectionRecord.seconds)
        .where(mine, CorrectionRecord.seconds.is_not(None))
        .order_by(CorrectionRecord.id.desc())
        .limit(LAST_ACTS)
    ).all()
    seconds = sum(min(one or 0.0, LONGEST_SECONDS) for one in last) / len(last) if last else None
    minutes = round(left * seconds / 60) if seconds is not None else None
    return Pace(today or 0, seconds, minutes)
