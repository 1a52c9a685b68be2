"""The checks of a submission anew, from the values that count after a person spoke.

The sums themselves are those of ``extraction``: its findings are built again from the stored fields. What
is not stored is how each row was told to be a group or a member; the checks of the reading say it, since
each names a whole and its parts. They also say which day and which earlier values they were held against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from extraction.campaign import Campaign, Form
from extraction.checks import run_checks
from extraction.model import Check, Finding
from extraction.plausibility import AFTER_RECEIPT, NEAR_EARLIER
from extraction.relations import FIGURE_EQUALS_FORM, SUM_OF_GROUPS, SUMS
from extraction.row_tree import Level
from extraction.rows import BodyRow, CellText, FormRow
from ocr.model import BoundingBox
from service import campaigns
from service.mapping import value_of as value_from_json
from service.records import CheckRecord, FieldRecord, SubmissionRecord
from service.reviewing.items import checks_of
from service.reviewing.queue import BLIND, renew_ranks
from service.views import value_of

ONLY_CHECKS = frozenset({"sum_fails", "check_fails"})
"""Doubts that come from failed checks alone."""

_CHECKED = ("table.", "figure.", "document.date")
_NOWHERE = BoundingBox(0, 0, 1, 1)


_FIELDS = (
    select(FieldRecord)
    .where(FieldRecord.submission_id == bindparam("submission"))
    .options(*map(defer, (FieldRecord.box, FieldRecord.bbox, FieldRecord.doubts, FieldRecord.sentence)))
)
"""A report's fields without what no check needs; taking that out of its JSON costs as much as the checks."""


def recheck(session: Session, submission_id: int, changed: str | None = None) -> tuple[CheckRecord, ...]:
    """Compute the checks that name the path ``changed`` (all of them if None) from the values that count.

    A check that begins to fail sends its accepted fields to review. One that begins to hold releases the
    fields that waited for no other reason: they are accepted where the machine's own confidence reaches
    the campaign's threshold. Neither raises a field's version: whoever has it before them still sees the
    value that counts, and their word on it stands.

    Returns:
        The checks that name the path, in order, whether they changed or not.
    """
    submission = session.get_one(SubmissionRecord, submission_id)
    stored = checks_of(session, submission_id)
    if submission.campaign_id is None:
        return tuple(row for row in stored if changed is None or changed in row.paths)
    campaign = campaigns.get_campaign(session, submission.campaign_id)
    fields = {row.path: row for row in session.scalars(_FIELDS, {"submission": submission_id})}
    rows = {row.name: row for row in stored}
    began_to_hold: list[CheckRecord] = []
    for check in _checks(campaign, stored, fields):
        if changed is not None and changed not in check.paths:
            continue
        row = rows.get(check.name)
        held, known = row is not None and row.ok, row is not None
        if row is None:
            row = CheckRecord(submission_id=submission_id, name=check.name, position=len(rows))
            session.add(row)
            rows[check.name] = row
        row.ok, row.code, row.paths = check.ok, check.code, list(check.paths)
        row.facts, row.repair = dict(check.facts), [list(pair) for pair in check.repair]
        if not check.ok and (held or not known):
            send_to_review([fields[path] for path in check.paths])
        if check.ok and known and not held:
            began_to_hold.append(row)
    failing = {path for row in rows.values() if not row.ok for path in row.paths}
    renew_ranks(submission, fields.values(), [row.paths for row in rows.values() if not row.ok])
    for row in began_to_hold:
        _release([fields[path] for path in row.paths if path not in failing], campaign.threshold)
    return tuple(row for row in rows.values() if changed is None or changed in row.paths)


def _checks(
    campaign: Campaign, stored: Sequence[CheckRecord], fields: Mapping[str, FieldRecord]
) -> Sequence[Check]:
    groups = {_row_of(path) for row in stored if row.code == FIGURE_EQUALS_FORM for path in row.paths[1:]}
    told = [_finding(row) for row in fields.values() if row.path.startswith(_CHECKED)]
    rows = {form.id: _form_rows(form, stored, fields, groups) for form in campaign.forms}
    return run_checks(campaign, told, rows, received=_received(stored), earlier=_earlier(stored))


def _received(stored: Sequence[CheckRecord]) -> dt.date | None:
    """The day of receipt that the reading was checked against."""
    days = (str(row.facts["received"]) for row in stored if row.code == AFTER_RECEIPT)
    return next((dt.date.fromisoformat(day) for day in days), None)


def _earlier(stored: Sequence[CheckRecord]) -> dict[str, Decimal]:
    """The values of the period before that the reading was checked against."""
    near = [row for row in stored if row.code == NEAR_EARLIER]
    return {row.name.removeprefix(f"{NEAR_EARLIER}:"): Decimal(str(row.facts["before"])) for row in near}


def _finding(row: FieldRecord) -> Finding:
    """The field as extraction saw it; what a person settled is certain and has no other readings."""
    value = value_from_json(value_of(row))
    return Finding(
        path=row.path,
        kind="cell",
        value=value,
        raw=(row.settled_raw or "") if row.verdict else row.raw,
        candidates=() if row.verdict else tuple(row.candidates),
        signals=MappingProxyType({"ocr": 1.0, "agree": 1.0} if row.verdict else {"ocr": row.confidence}),
        found=value is not None or row.path.startswith("table."),
    )


def _row_of(path: str) -> str:
    """The row of a cell, "table.<form>.<n>"."""
    return path.rpartition(".")[0]


def _form_rows(
    form: Form, stored: Sequence[CheckRecord], fields: Mapping[str, FieldRecord], groups: set[str]
) -> list[FormRow]:
    start = f"table.{form.id}."
    numbers = [int(_row_of(path).removeprefix(start)) for path in fields if path.startswith(start)]
    parents: dict[int, int] = {}
    wholes: dict[int, tuple[Level, str]] = {}
    for row in stored:
        if row.code in SUMS and row.paths and row.paths[0].startswith(start):
            whole, *parts = (int(_row_of(path).removeprefix(start)) - 1 for path in row.paths)
            level = Level.TOTAL if row.code == SUM_OF_GROUPS else Level.GROUP
            wholes[whole] = level, row.name.rpartition(".")[2]
            parents.update(dict.fromkeys(parts, whole))
    by_key = {group.key: group for group in form.groups}
    rows = []
    for index in range(max(numbers, default=0)):
        label = fields.get(f"{start}{index + 1}.label")
        text = CellText(str((value_of(label) if label else "") or ""), _NOWHERE, 1, 1.0)
        unnamed = Level.GROUP if f"{start}{index + 1}" in groups else Level.MEMBER
        level, key = wholes.get(index, (unnamed, ""))
        rows.append(FormRow(BodyRow(1, {}, None, text), level, by_key.get(key), parents.get(index)))
    return rows


def send_to_review(fields: Sequence[FieldRecord]) -> None:
    """Let people look at accepted fields of a check that fails."""
    for field in fields:
        if field.status == "accepted":
            field.status = "review"


def _release(fields: Sequence[FieldRecord], threshold: float) -> None:
    for field in fields:
        sure = field.confidence >= threshold and ONLY_CHECKS.issuperset(field.doubts)
        if field.status == "review" and field.verdict is None and field.task not in BLIND and sure:
            field.status = "accepted"
