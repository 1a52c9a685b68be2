"""Who is read first: reports take turns page by page, one report before many, ends before beginnings.

The reading queue serves the lowest number first. A page's number grows with its place in the report, so
the pages of a small report stand between those of a large one that came before it. What was sent in bulk
starts ``BULK_LEAD`` places back: a report that somebody waits for overtakes it unless it is long itself.
"""

from __future__ import annotations

FIRST = 1
"""For what a person waits for and what ends a report: extraction, reading a plan."""
FIRST_PAGE = 10
BULK_LEAD = 30
"""Pages: longer than nine in ten reports, so that these are read before any page of a bulk upload."""
MANY_REPORTS = 10
"""An upload of more reports than this is bulk: nobody waits beside it."""


def page_priority(number: int, *, bulk: bool) -> int:
    """The place of page ``number`` (from 1) in the reading queue.

    >>> page_priority(1, bulk=False) < page_priority(2, bulk=False) < page_priority(1, bulk=True)
    True
    """
    return FIRST_PAGE + number + (BULK_LEAD if bulk else 0)
