"""What the service shows of its rows: frozen values for pages and JSON, never the rows themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service import campaigns
from service.errors import ProblemDetail, problem_for
from service.labels import label_of
from service.mapping import Box
from service.records import CheckRecord, FieldRecord, PageRecord, ProblemRecord, SubmissionRecord, UserRow
from service.saying import say_check, say_problem

JsonValue: TypeAlias = str | bool | int | float | None


@dataclass(frozen=True)
class FieldView:
    """A field: ``value`` is the person's where one spoke, else the machine's.

    ``box`` is in fractions of the upright page image that we serve, ``bbox`` of the page in the file.
    """

    id: int
    submission_id: int
    path: str
    kind: str
    position: int
    value: JsonValue
    raw: str
    unit: str | None
    sentence: str
    confidence: float
    status: str
    machine_value: JsonValue
    machine_status: str
    verdict: str | None
    page: int | None
    bbox: Box | None
    box: Box | None
    candidates: tuple[str, ...]
    doubts: tuple[str, ...]
    version: int
    settled_by: str | None
    settled_at: dt.datetime | None
    skipped: bool
    label_vi: str
    label_en: str
    section: str
    group_label: str
    task: str


@dataclass(frozen=True)
class CheckView:
    id: int
    name: str
    ok: bool
    code: str
    sentence_vi: str
    sentence_en: str
    paths: tuple[str, ...]
    facts: dict[str, Any]
    repair: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProblemView:
    code: str
    page: int | None
    sentence_vi: str
    sentence_en: str


@dataclass(frozen=True)
class PageRow:
    number: int
    file_name: str
    file_page: int
    state: str
    tries: int
    width: int | None
    height: int | None
    error: ProblemDetail | None


class FieldViews:
    """Makes field views of one submission; the campaign and the row labels are looked up once.

    Args:
        session: Any.
        submission: The fields' own.
        only: The one field that is looked at, where it is one: of no other row is the label asked for.
    """

    def __init__(
        self, session: Session, submission: SubmissionRecord, *, only: FieldRecord | None = None
    ) -> None:
        self._campaign: Campaign | None = (
            campaigns.get_campaign(session, submission.campaign_id) if submission.campaign_id else None
        )
        given: dict[str, Any] = {"submission": submission.id}
        labels: Iterable[Any] = ()
        if only is None:
            labels = session.execute(_ALL_LABELS, given)
        elif only.path.startswith("table."):
            labels = session.execute(_ONE_LABEL, given | {"path": _label_path(only.path)})
        self._row_labels = {
            path.removesuffix(".label"): str((settled if verdict else value) or "")
            for path, value, settled, verdict in labels
        }
        self._people: dict[int, str] = {}
        self._session = session

    def of(self, row: FieldRecord) -> FieldView:
        label = label_of(row.path, self._campaign, self._row_labels)
        return FieldView(
            id=row.id,
            submission_id=row.submission_id,
            path=row.path,
            kind=label.kind,
            position=row.position,
            value=value_of(row),
            raw=(row.settled_raw or "") if row.verdict else row.raw,
            unit=row.unit,
            sentence=row.sentence,
            confidence=row.confidence,
            status=row.status,
            machine_value=row.value,
            machine_status=row.machine_status,
            verdict=row.verdict,
            page=row.page,
            bbox=_box(row.bbox),
            box=_box(row.box),
            candidates=tuple(row.candidates),
            doubts=tuple(row.doubts),
            version=row.version,
            settled_by=self._name(row.settled_by),
            settled_at=row.settled_at,
            skipped=row.skips > 0 and row.verdict is None,
            label_vi=label.vi,
            label_en=label.en,
            section=label.section,
            group_label=label.group,
            task=row.task,
        )

    def _name(self, user_id: int | None) -> str | None:
        if user_id is None:
            return None
        if user_id not in self._people:
            self._people[user_id] = display_name(self._session, user_id) or "?"
        return self._people[user_id]


_LABELS = select(FieldRecord.path, FieldRecord.value, FieldRecord.settled_value, FieldRecord.verdict).where(
    FieldRecord.submission_id == bindparam("submission")
)
_ALL_LABELS = _LABELS.where(FieldRecord.path.like("table.%.label"))
_ONE_LABEL = _LABELS.where(FieldRecord.path == bindparam("path"))


def _label_path(path: str) -> str:
    """The path of the label in a cell's row."""
    return f"{path.rpartition('.')[0]}.label"


def value_of(row: FieldRecord) -> JsonValue:
    """The value that counts: a person's word over the machine's."""
    value: JsonValue = row.settled_value if row.verdict else row.value
    return value


def display_name(session: Session, user_id: int | None) -> str | None:
    user = session.get(UserRow, user_id) if user_id is not None else None
    return user.display_name if user else None


def check_view(row: CheckRecord) -> CheckView:
    return CheckView(
        id=row.id,
        name=row.name,
        ok=row.ok,
        code=row.code,
        sentence_vi=say_check(row.code, row.ok, row.facts, "vi"),
        sentence_en=say_check(row.code, row.ok, row.facts, "en"),
        paths=tuple(row.paths),
        facts=dict(row.facts),
        repair=tuple((path, reading) for path, reading in row.repair),
    )


def problem_view(row: ProblemRecord, pages: Mapping[int, PageRow]) -> ProblemView:
    """A problem; one of a page says which file it is in, and why the page could not be read."""
    page = pages.get(row.page) if row.page is not None else None
    facts = {"page": row.page, **({"file": page.file_name} if page else {}), **row.facts}
    reason = page.error if page else None
    return ProblemView(
        row.code,
        row.page,
        say_problem(row.code, facts, reason, "vi"),
        say_problem(row.code, facts, reason, "en"),
    )


def page_row(row: PageRecord, file_names: Sequence[str]) -> PageRow:
    return PageRow(
        number=row.number,
        file_name=file_names[row.file_index],
        file_page=row.file_page,
        state=row.state,
        tries=row.tries,
        width=row.width,
        height=row.height,
        error=problem_for(row.error_code, row.error_facts)
        if row.error_code and row.state == "failed"
        else None,
    )


def _box(stored: list[Any] | None) -> Box | None:
    return (stored[0], stored[1], stored[2], stored[3]) if stored else None
