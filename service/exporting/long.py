"""Every field of many reports, one report at a time in memory, with two queries whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service.campaigns import get_campaign
from service.labels import label_of
from service.records import CampaignUnitRecord, FieldRecord, SubmissionRecord, UnitRecord, UserRow

_BATCH = 5_000  # rows fetched at once


@dataclass(frozen=True, slots=True)
class LongField:
    """A field as it is exported; ``value`` is the person's where one spoke."""

    id: int
    path: str
    label: str
    value: Any
    unit: str | None
    status: str
    confidence: float
    raw: str
    machine_value: Any
    page: int | None
    bbox: tuple[float, ...] | None
    settled_by: str | None
    settled_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LongReport:
    """A report with its fields in reading order."""

    id: int
    name: str
    campaign_id: str | None
    period: str
    unit_id: str | None
    unit_name: str | None
    pages: int
    state: str
    received_at: dt.datetime
    arrived: dt.date | None
    due: dt.date | None
    fields: tuple[LongField, ...]

    def value(self, path: str) -> Any:
        """What a field holds, None where the report has none of this path."""
        return next((field.value for field in self.fields if field.path == path), None)


def long_reports(
    session: Session, ids: Sequence[int] | None, campaign_id: str | None
) -> Iterator[LongReport]:
    """Reports that are not deleted, by id; those of ``ids`` or of a campaign where either is given."""
    people = dict(session.execute(select(UserRow.id, UserRow.display_name)).all())
    wanted = select(SubmissionRecord.id).where(SubmissionRecord.deleted_at.is_(None))
    if campaign_id:
        wanted = wanted.where(SubmissionRecord.campaign_id == campaign_id)
    if ids:
        wanted = wanted.where(SubmissionRecord.id.in_(ids))
    heads = {row[0].id: row for row in session.execute(_heads().where(SubmissionRecord.id.in_(wanted)))}
    labels = Labels(session)
    fields = session.execute(
        select(
            FieldRecord.submission_id, FieldRecord.id, FieldRecord.path, FieldRecord.value, FieldRecord.raw,
            FieldRecord.unit, FieldRecord.status, FieldRecord.confidence, FieldRecord.page, FieldRecord.bbox,
            FieldRecord.verdict, FieldRecord.settled_value, FieldRecord.settled_raw, FieldRecord.settled_by,
            FieldRecord.settled_at,
        )
        .where(FieldRecord.submission_id.in_(wanted), ~FieldRecord.gone | FieldRecord.verdict.is_not(None))
        .order_by(FieldRecord.submission_id, FieldRecord.position, FieldRecord.id)
        .execution_options(yield_per=_BATCH)
    )  # fmt: skip
    empty = set(heads)
    for submission, rows in groupby(fields, key=lambda row: row[0]):
        empty.discard(submission)
        yield _report(heads[submission], list(rows), labels, people)
    for submission in sorted(empty):
        yield _report(heads[submission], [], labels, people)


class Labels:
    """Names of fields; each path of a campaign is looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._campaigns: dict[str, Campaign] = {}
        self._known: dict[tuple[str, str], str] = {}

    def of(self, campaign_id: str | None, path: str, row_label: str) -> str:
        """The Vietnamese name of a field; a table's cell ends with the label of its row."""
        key = (campaign_id or "", path)
        if key not in self._known:
            self._known[key] = label_of(path, self._campaign(campaign_id), {}).vi
        known = self._known[key]
        return f"{known}. {row_label}" if row_label else known

    def _campaign(self, campaign_id: str | None) -> Campaign | None:
        if campaign_id is None:
            return None
        if campaign_id not in self._campaigns:
            self._campaigns[campaign_id] = get_campaign(self._session, campaign_id)
        return self._campaigns[campaign_id]


def _heads() -> Any:
    expected = CampaignUnitRecord
    return (
        select(SubmissionRecord, UnitRecord.name, expected.due, expected.extended_to)
        .outerjoin(UnitRecord, UnitRecord.id == SubmissionRecord.unit_id)
        .outerjoin(
            expected,
            (expected.campaign_id == SubmissionRecord.campaign_id)
            & (expected.unit_id == SubmissionRecord.unit_id)
            & ((expected.period == SubmissionRecord.period) | (expected.period == "")),
        )
    )


def _report(head: Any, rows: Sequence[Any], labels: Labels, people: dict[int, str]) -> LongReport:
    record, unit_name, due, extended_to = head
    row_labels = {
        path.removesuffix(".label"): str((settled if verdict else value) or "")
        for _, _, path, value, _, _, _, _, _, _, verdict, settled, *_ in rows
        if path.startswith("table.") and path.endswith(".label")
    }
    fields = []
    for row in rows:
        (
            _,
            id,
            path,
            value,
            raw,
            unit,
            status,
            confidence,
            page,
            bbox,
            verdict,
            settled,
            settled_raw,
            by,
            at,
        ) = row
        row_label = row_labels.get(path.rpartition(".")[0], "") if path.startswith("table.") else ""
        fields.append(
            LongField(
                id=id,
                path=path,
                label=labels.of(record.campaign_id, path, row_label),
                value=settled if verdict else value,
                unit=unit,
                status=status,
                confidence=confidence,
                raw=(settled_raw or "") if verdict else raw,
                machine_value=value,
                page=page,
                bbox=tuple(bbox) if bbox else None,
                settled_by=people.get(by) if by else None,
                settled_at=at,
            )
        )
    return LongReport(
        id=record.id,
        name=record.name,
        campaign_id=record.campaign_id,
        period=record.period or "",
        unit_id=record.unit_id,
        unit_name=unit_name,
        pages=record.pages,
        state=record.state,
        received_at=record.received_at,
        arrived=record.received_day,
        due=extended_to or due,
        fields=tuple(fields),
    )
