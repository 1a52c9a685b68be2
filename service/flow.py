"""How reports came in over time: received and due, summed day by day, as points of a picture."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.tracking import RECEIVED, TrackedUnit

LONGEST_DAYS = 400
"""A picture of more days would show nothing; earlier and later ones are gathered at its ends."""


@dataclass(frozen=True)
class FlowPoint:
    """A day: how many reports had come by its end, and how many were due by then."""

    day: dt.date
    received: int
    due: int


@dataclass(frozen=True)
class Flow:
    """The points by day, and how many units owe a report."""

    points: tuple[FlowPoint, ...]
    expected: int

    def polyline(self, what: str, *, width: float, height: float) -> str:
        """Points of an SVG line that rises in steps: a report counts from its day on."""
        if not self.points or not self.expected:
            return ""
        across = width / max(1, len(self.points) - 1)
        parts = []
        before = None
        for place, point in enumerate(self.points):
            y = height - height * getattr(point, what) / self.expected
            if before is not None and before != y:
                parts.append(f"{place * across:.1f},{before:.1f}")
            parts.append(f"{place * across:.1f},{y:.1f}")
            before = y
        return " ".join(parts)

    def place_of(self, day: dt.date, *, width: float) -> float | None:
        """Where a day lies across the picture, None outside it."""
        if not self.points or not self.points[0].day <= day <= self.points[-1].day:
            return None
        return round(width * (day - self.points[0].day).days / max(1, len(self.points) - 1), 1)


def flow_of(units: Sequence[TrackedUnit], *, today: dt.date) -> Flow:
    """Sum receipts and last days by day, from the first of either to the last one or today.

    Args:
        units: From ``tracked_units``.
        today: Where the line of receipts ends, if the last day is still to come.
    """
    came = Counter(u.received for u in units if u.received and u.standing in RECEIVED)
    due = Counter(u.last_day for u in units if u.last_day)
    days = [day for day in (*came, *due) if day is not None]
    if not days:
        return Flow((), len(units))
    first, last = min(days), max(days)
    last = max(last, min(today, last + dt.timedelta(days=30)))
    first = max(first, last - dt.timedelta(days=LONGEST_DAYS))
    received = sum(count for day, count in came.items() if day < first)
    owed = sum(count for day, count in due.items() if day < first)
    points = []
    for place in range((last - first).days + 1):
        day = first + dt.timedelta(days=place)
        received += came.get(day, 0)
        owed += due.get(day, 0)
        points.append(FlowPoint(day, received, owed))
    return Flow(tuple(points), len(units))
