"""Every field of many reports, one report at a time in memory, with three queries whatever their number."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic_core import from_json as read_json
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service.access.limits import stream_rows
from service.campaigns import get_campaign
from service.errors import ProblemDetail, problem_for
from service.json_column import as_text, from_json
from service.labels import label_of
from service.records import CampaignUnitRecord, FieldRecord, SubmissionRecord, UnitRecord, UserRow

_BATCH = 5_000  # rows fetched at once


class LongField(NamedTuple):
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
    error: ProblemDetail | None
    received_at: dt.datetime
    received_by: str | None
    arrived: dt.date | None
    due: dt.date | None
    fields: tuple[LongField, ...]

    def value(self, path: str) -> Any:
        """What a field holds, None where the report has none of this path."""
        return next((field.value for field in self.fields if field.path == path), None)


def wanted_ids(ids: Sequence[int] | None, campaign_id: str | None) -> Select[int]:
    """The reports that are not deleted; those of ``ids`` or of a campaign where either is given."""
    wanted = select(SubmissionRecord.id).where(SubmissionRecord.deleted_at.is_(None))
    if campaign_id:
        wanted = wanted.where(SubmissionRecord.campaign_id == campaign_id)
    return wanted.where(SubmissionRecord.id.in_(ids)) if ids else wanted


def count_fields(session: Session, wanted: Select[int]) -> int:
    """How many fields ``long_reports`` will give."""
    return session.scalar(select(func.count()).where(FieldRecord.submission_id.in_(wanted), _counts())) or 0


def long_reports(session: Session, wanted: Select[int]) -> Iterator[LongReport]:
    """The reports of ``wanted_ids``, by id, with their fields."""
    people = dict(session.execute(select(UserRow.id, UserRow.display_name)).all())
    heads = _heads().where(SubmissionRecord.id.in_(wanted)).order_by(SubmissionRecord.id)
    by_id = {head.id: head for head in session.execute(heads)}
    labels = Labels(session)
    fields = stream_rows(
        session,
        select(
            FieldRecord.submission_id, FieldRecord.id, FieldRecord.path, as_text(FieldRecord.value),
            FieldRecord.raw, FieldRecord.unit, FieldRecord.status, FieldRecord.confidence, FieldRecord.page,
            as_text(FieldRecord.bbox), FieldRecord.verdict, as_text(FieldRecord.settled_value),
            FieldRecord.settled_raw, FieldRecord.settled_by, FieldRecord.settled_at,
        )
        .where(FieldRecord.submission_id.in_(wanted), _counts())
        .order_by(FieldRecord.submission_id, FieldRecord.position, FieldRecord.id)
        .execution_options(yield_per=_BATCH)
    )  # fmt: skip
    waiting = deque(by_id)
    for submission, rows in groupby(fields, key=itemgetter(0)):
        while waiting and waiting[0] < submission:  # a report without any field
            yield _report(by_id[waiting.popleft()], [], labels, people)
        waiting.popleft()
        yield _report(by_id[submission], list(rows), labels, people)
    for submission in waiting:
        yield _report(by_id[submission], [], labels, people)


def _counts() -> ColumnElement[bool]:
    return ~FieldRecord.gone | FieldRecord.verdict.is_not(None)


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
    expected, sent = CampaignUnitRecord, SubmissionRecord
    return (
        select(
            sent.id, sent.name, sent.campaign_id, sent.period, sent.unit_id,
            UnitRecord.name.label("unit_name"), sent.pages, sent.state, sent.received_at, sent.received_by,
            sent.received_day, sent.error_code,
            sent.error_facts, expected.due, expected.extended_to,
        )
        .outerjoin(UnitRecord, UnitRecord.id == sent.unit_id)
        .outerjoin(
            expected,
            (expected.campaign_id == sent.campaign_id)
            & (expected.unit_id == sent.unit_id)
            & ((expected.period == sent.period) | (expected.period == "")),
        )
    )  # fmt: skip


def _report(head: Any, rows: Sequence[Any], labels: Labels, people: dict[int, str]) -> LongReport:
    campaign = head.campaign_id
    row_labels = {
        path[: -len(".label")]: str(from_json(settled if verdict else value) or "")
        for _, _, path, value, _, _, _, _, _, _, verdict, settled, *_ in rows
        if path.startswith("table.") and path.endswith(".label")
    }
    fields = []
    for row in rows:
        (
            _, id, path, value, raw, unit, status, confidence, page, bbox, verdict, settled, settled_raw,
            by, at,
        ) = row  # fmt: skip
        row_label = row_labels.get(path.rpartition(".")[0], "") if path.startswith("table.") else ""
        machine = from_json(value)
        fields.append(
            LongField(
                id,
                path,
                labels.of(campaign, path, row_label),
                from_json(settled) if verdict else machine,
                unit,
                status,
                confidence,
                (settled_raw or "") if verdict else raw,
                machine,
                page,
                tuple(read_json(bbox)) if bbox and bbox != "null" else None,
                people.get(by) if by else None,
                at,
            )
        )
    return LongReport(
        id=head.id,
        name=head.name,
        campaign_id=campaign,
        period=head.period or "",
        unit_id=head.unit_id,
        unit_name=head.unit_name,
        pages=head.pages,
        state=head.state,
        error=problem_for(head.error_code, head.error_facts) if head.error_code else None,
        received_at=head.received_at,
        received_by=people.get(head.received_by),
        arrived=head.received_day,
        due=head.extended_to or head.due,
        fields=tuple(fields),
    )
