"""The office's clock: Viet Nam has one time zone and no summer time."""

from __future__ import annotations

import datetime as dt

OFFICE_ZONE = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")


def office_day(moment: dt.datetime) -> dt.date:
    """The calendar day of a moment in the office.

    >>> office_day(dt.datetime(2023, 7, 15, 18, 30, tzinfo=dt.UTC))
    datetime.date(2023, 7, 16)
    """
    return moment.astimezone(OFFICE_ZONE).date()


def day_start(day: dt.date, *, later: int = 0) -> dt.datetime | None:
    """When a day of the office starts, or the day so many later; None at the ends of the calendar."""
    try:
        return dt.datetime.combine(day + dt.timedelta(days=later), dt.time(), OFFICE_ZONE).astimezone(dt.UTC)
    except OverflowError:
        return None
