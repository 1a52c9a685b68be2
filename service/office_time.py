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
