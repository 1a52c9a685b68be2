"""The board of headings: which heading of a report answers which item of the outline, by a person's word.

The headings are found anew on the stored pages. Where a person assigns one, what follows for the item's text
and for its neighbours' is what reading itself would have found with that assignment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from extraction.coverage import outline_findings
from extraction.headings import find_headings
from extraction.model import Finding, Heading, HeadingMatch
from extraction.text import fold
from ocr.model import Page
from service import reviews
from service.access.person import Person
from service.campaigns import get_campaign
from service.errors import BadRequest, NotFound, StaleField
from service.mapping import box_on_level, unpack_page
from service.page_layout import pages_of
from service.records import FieldRecord, SubmissionRecord
from service.reviews import Decision, Verdict
from service.views import value_of

PARTS = ("present", "heading", "text")


@dataclass(frozen=True, slots=True)
class BoardHeading:
    """A heading of the report; ``item`` is the outline item that it answers, None while it answers none."""

    index: int
    numeral: str
    text: str
    page: int
    item: str | None


@dataclass(frozen=True, slots=True)
class BoardItem:
    """An item of the outline, whether the report has it, and the wording of its heading there."""

    id: str
    title: str
    level: int
    state: str
    written: str | None


@dataclass(frozen=True)
class Board:
    """``seen`` is what an act must name, so that nobody overwrites another's work unseen."""

    headings: tuple[BoardHeading, ...]
    items: tuple[BoardItem, ...]
    seen: int


@dataclass(frozen=True)
class _Report:
    submission: SubmissionRecord
    campaign: Campaign
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]
    fields: Mapping[str, FieldRecord]

    @property
    def seen(self) -> int:
        return sum(row.version for path, row in self.fields.items() if not path.endswith(".text"))

    def value(self, item_id: str, part: str) -> object:
        row = self.fields.get(f"outline.{item_id}.{part}")
        return value_of(row) if row else None


def board_of(session: Session, submission_id: int) -> Board:
    """The board of a report; NotFound where it has no campaign with an outline."""
    report = _report(session, submission_id)
    taken = _assigned(report)
    by_heading = {heading: item for item, heading in taken.items()}
    items = tuple(
        BoardItem(
            item.id,
            item.title,
            level,
            _state(report.fields.get(f"outline.{item.id}.present")),
            str(report.value(item.id, "heading") or "") or None,
        )
        for item, level in report.campaign.items
    )
    headings = tuple(
        BoardHeading(index, heading.numeral, heading.text, heading.page, by_heading.get(index))
        for index, heading in enumerate(report.headings)
    )
    return Board(headings, items, report.seen)


def assign(
    session: Session,
    submission_id: int,
    item_id: str,
    heading: int | None,
    *,
    seen: int,
    person: Person,
    now: dt.datetime,
) -> int:
    """Say that a heading answers an item, or (None) that the report does not have the item.

    A heading answers one item at most: the item that had it before is then absent.

    Args:
        session: Of a write transaction.
        submission_id: Which report.
        item_id: Of its campaign's outline.
        heading: Index on the board.
        seen: That of the board as it was shown.
        person: Who says so.
        now: When.

    Returns:
        How many fields were settled, for taking the act back.

    Raises:
        StaleField: Somebody settled a heading of this report meanwhile.
        BadRequest: There is no such item or heading.
    """
    report = _report(session, submission_id)
    if report.seen != seen:
        raise StaleField(who="–", value="–", version=report.seen)
    known = {item.id for item, _ in report.campaign.items}
    if item_id not in known or (heading is not None and not 0 <= heading < len(report.headings)):
        raise BadRequest(reason="no such item or heading")
    taken = {item: index for item, index in _assigned(report).items() if index != heading}
    bereft = [item for item, index in _assigned(report).items() if index == heading and item != item_id]
    taken.pop(item_id, None)
    if heading is not None:
        taken[item_id] = heading
    findings = _findings(report, taken)
    acts = 0
    for item in known:
        named = item == item_id or item in bereft
        for part in PARTS:
            if named or (part == "text" and item in taken):
                acts += _settle(session, report, item, part, findings, named, person=person, now=now)
    session.flush()
    return acts


def _settle(
    session: Session,
    report: _Report,
    item: str,
    part: str,
    findings: Mapping[str, Finding],
    named: bool,
    *,
    person: Person,
    now: dt.datetime,
) -> int:
    path = f"outline.{item}.{part}"
    found = findings.get(path)
    value = found.value if found else None
    row = report.fields.get(path)
    absent = value is None or value is False
    if row is None and absent:
        return 0
    if row is None:
        row = _new_row(session, report, path, found)
    elif value == value_of(row) and not (named and part != "text"):
        return 0  # the text is as it was, and so is the word of whoever spoke of it
    text = "có" if value is True else str(value or "")
    decision = Decision(Verdict.NOT_ON_PAPER) if absent else Decision(Verdict.CORRECT, text)
    reviews.settle(session, row.id, decision, version=row.version, person=person, now=now)
    return 1


def _new_row(session: Session, report: _Report, path: str, found: Finding | None) -> FieldRecord:
    """A field that reading did not make, because it took the item for absent."""
    beside = report.fields[f"{path.rpartition('.')[0]}.present"]
    page = next((p for p in report.pages if found and p.number == found.page), None)
    bbox = page.in_file(found.box) if page and found and found.box else None
    box = box_on_level(page, bbox) if page and bbox else None
    row = FieldRecord(
        submission_id=report.submission.id,
        path=path,
        position=beside.position,
        value=None,
        raw="",
        confidence=0.0,
        machine_status="missing",
        doubts=[],
        candidates=[],
        page=page.number if page else None,
        bbox=list(bbox) if bbox else None,
        box=list(box) if box else None,
        status="missing",
        version=1,
    )
    session.add(row)
    session.flush()
    return row


def _findings(report: _Report, taken: Mapping[str, int]) -> dict[str, Finding]:
    items = {item.id: item for item, _ in report.campaign.items}
    by_heading = {index: items[item] for item, index in taken.items()}
    matches = [HeadingMatch(h, by_heading.get(i), 1.0) for i, h in enumerate(report.headings)]
    _, findings = outline_findings(matches, report.campaign, report.pages)
    return {finding.path: finding for finding in findings}


def _assigned(report: _Report) -> dict[str, int]:
    """Which heading answers each item that the report has, by its wording; of two alike the first free."""
    free = dict(enumerate(fold(heading.text) for heading in report.headings))
    found: dict[str, int] = {}
    for item, _ in report.campaign.items:
        written = report.value(item.id, "heading")
        if not report.value(item.id, "present") or not isinstance(written, str):
            continue
        wanted = fold(written)
        index = next(
            (i for i, text in free.items() if text and (text == wanted or wanted.endswith(text))), None
        )
        if index is not None:
            found[item.id] = index
            del free[index]
    return found


def _report(session: Session, submission_id: int) -> _Report:
    submission = session.get(SubmissionRecord, submission_id)
    if submission is None or submission.campaign_id is None:
        raise NotFound(what=f"headings of report {submission_id}")
    pages = _pages(session, submission)
    rows = session.scalars(
        select(FieldRecord).where(
            FieldRecord.submission_id == submission_id, FieldRecord.path.startswith("outline.")
        )
    )
    fields = {row.path: row for row in rows}
    campaign = get_campaign(session, submission.campaign_id)
    return _Report(submission, campaign, pages, find_headings(pages), fields)


def _pages(session: Session, submission: SubmissionRecord) -> tuple[Page, ...]:
    return tuple(
        replace(unpack_page(row.reading), number=row.number)  # people move pages
        for row in pages_of(session, submission.id, submission.revision)
        if row.state == "read" and row.reading is not None and not row.left_out
    )


def _state(row: FieldRecord | None) -> str:
    """The badge of an item: "review" while a person is asked."""
    if row is None:
        return "missing"
    if row.status in ("review", "missing"):
        return "review"
    return "present" if value_of(row) else "missing"
