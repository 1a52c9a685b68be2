"""Which unit answered which heading of the outline: a map of units by headings, and sums by heading."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service.campaigns import get_campaign
from service.records import FieldRecord, SubmissionRecord, UnitRecord
from service.units import counting, in_period

THIN_CHARACTERS = 120
"""A section of fewer characters, two printed lines, says little: often "Không có" or one number."""

_SLICE = 500  # reports of one query


class Answer(StrEnum):
    """What a report says under a heading."""

    ANSWERED = "answered"
    THIN = "thin"
    MISSING = "missing"


LETTERS = {Answer.ANSWERED: "a", Answer.THIN: "t", Answer.MISSING: "m"}
"""How stored answers write each."""


@dataclass(frozen=True)
class CoverageRow:
    """A unit's report and its answer to each heading, in the outline's order."""

    submission_id: int
    unit_id: str
    name: str
    answers: tuple[Answer, ...]

    @property
    def answered(self) -> int:
        return sum(answer is not Answer.MISSING for answer in self.answers)


@dataclass(frozen=True)
class HeadingSum:
    """A heading and how many reports answer it, thinly or not at all."""

    id: str
    title: str
    level: int
    required: bool
    counts: Mapping[Answer, int]


@dataclass(frozen=True)
class CoverageMap:
    """One page of units, and the sums over all reports of the period."""

    headings: tuple[HeadingSum, ...]
    rows: tuple[CoverageRow, ...]
    total: int


def coverage_map(
    session: Session,
    campaign_id: str,
    period: str,
    *,
    offset: int = 0,
    limit: int = 50,
    answers: Sequence[str] | None = None,
) -> CoverageMap:
    """The map of a campaign and period; reports that count, by unit's name.

    Args:
        session: For reading.
        campaign_id: Which.
        period: One of its periods.
        offset: The first report shown.
        limit: How many are shown.
        answers: The letters of every report that counts, where the caller has them (``sums.answers``).
    """
    campaign = get_campaign(session, campaign_id)
    if answers is None:
        ids = session.scalars(report_ids(campaign, period)).all()
        slices = (ids[at : at + _SLICE] for at in range(0, len(ids), _SLICE))
        answers = [letters for some in slices for letters in letters_of(session, some, campaign).values()]
    rows = _rows(session, campaign, period, offset, limit)
    return CoverageMap(_sums(campaign, answers), rows, len(answers))


def report_ids(campaign: Campaign, period: str) -> Select[int]:
    """The reports that the map is of."""
    return _reports(campaign, period).with_only_columns(SubmissionRecord.id)


def letters_of(session: Session, ids: Sequence[int], campaign: Campaign) -> dict[int, str]:
    """What some hundred reports answer: a letter for each heading, in the outline's order."""
    told = _told(session, ids, campaign)
    items = [item.id for item, _ in campaign.items]
    return {one: "".join(LETTERS[told.get((one, item), Answer.MISSING)] for item in items) for one in ids}


def coverage_rows(session: Session, campaign_id: str, period: str) -> Iterator[CoverageRow]:
    """Every row of the map, some hundreds in memory at a time."""
    campaign = get_campaign(session, campaign_id)
    for offset in itertools.count(0, _SLICE):
        rows = _rows(session, campaign, period, offset, _SLICE)
        yield from rows
        if len(rows) < _SLICE:
            return


def _reports(campaign: Campaign, period: str) -> Select[int, str | None, str]:
    return (
        select(SubmissionRecord.id, SubmissionRecord.unit_id, UnitRecord.name)
        .join(UnitRecord, UnitRecord.id == SubmissionRecord.unit_id)
        .where(
            SubmissionRecord.campaign_id == campaign.id,
            in_period(period),
            counting(),
            SubmissionRecord.state == "read",
        )
    )


def _rows(
    session: Session, campaign: Campaign, period: str, offset: int, limit: int
) -> tuple[CoverageRow, ...]:
    reports = _reports(campaign, period).order_by(UnitRecord.name, SubmissionRecord.id)
    page = session.execute(reports.offset(offset).limit(limit)).all()
    told = _told(session, [row[0] for row in page], campaign)
    items = [item for item, _ in campaign.items]
    return tuple(
        CoverageRow(
            submission, unit or "", name, tuple(told.get((submission, i.id), Answer.MISSING) for i in items)
        )
        for submission, unit, name in page
    )


def _told(session: Session, ids: Sequence[int], campaign: Campaign) -> dict[tuple[int, str], Answer]:
    """What the reports of one page say, by report and heading."""
    lengths: dict[tuple[int, str], int] = {}
    present: set[tuple[int, str]] = set()
    query = select(
        FieldRecord.submission_id,
        FieldRecord.path,
        FieldRecord.value,
        FieldRecord.verdict,
        FieldRecord.settled_value,
    ).where(FieldRecord.submission_id.in_(ids), FieldRecord.path.like("outline.%.present"), ~FieldRecord.gone)
    for submission, path, value, verdict, settled in session.execute(query):
        if settled if verdict else value:
            present.add((submission, path[len("outline.") : -len(".present")]))
    texts = select(FieldRecord.submission_id, FieldRecord.path, func.length(FieldRecord.raw)).where(
        FieldRecord.submission_id.in_(ids), FieldRecord.path.like("outline.%.text"), ~FieldRecord.gone
    )
    for submission, path, length in session.execute(texts):
        key = submission, path[len("outline.") : -len(".text")]
        lengths[key] = length or 0
        if length:
            present.add(key)
    holds = {item.id: [child.id for child, _ in item.walk()][1:] for item, _ in campaign.items}
    found = {}
    for submission, item_id in present:
        # A heading over other headings needs no text of its own.
        below = any((submission, child) in present for child in holds.get(item_id, ()))
        enough = below or lengths.get((submission, item_id), 0) >= THIN_CHARACTERS
        found[submission, item_id] = Answer.ANSWERED if enough else Answer.THIN
    return found


def _sums(campaign: Campaign, answers: Sequence[str]) -> tuple[HeadingSum, ...]:
    """Counts by heading over the letters of all reports."""
    columns = [Counter(column) for column in zip(*answers, strict=True)]
    return tuple(
        HeadingSum(
            item.id,
            item.title,
            level,
            item.required,
            {answer: columns[n][letter] if columns else 0 for answer, letter in LETTERS.items()},
        )
        for n, (item, level) in enumerate(campaign.items)
    )
