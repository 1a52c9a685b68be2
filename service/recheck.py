"""The checks of a submission anew, after a person changed a figure that they quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.mapping import value_of as value_from_json
from service.records import CheckRecord, FieldRecord
from service.views import value_of

_SUMS = {
    "sum_of_members": ("whole", "parts"),
    "sum_of_groups": ("whole", "parts"),
    "figure_equals_form": ("text", "form"),
}
"""Checks whose first path must equal the sum of the others; the names of both figures in their facts."""
_PART = "part_over_whole"


def recheck(session: Session, submission_id: int, changed: str) -> tuple[CheckRecord, ...]:
    """Compute the checks that name the path ``changed`` from the values that now count.

    A check that begins to fail sends its accepted fields to review. One that begins to hold leaves fields
    where they are: nobody has looked at them, and the sum may hold by chance.

    Returns:
        The checks that name the path, in order, whether they changed or not.
    """
    rows = session.scalars(
        select(CheckRecord).where(CheckRecord.submission_id == submission_id).order_by(CheckRecord.position)
    )
    checks = tuple(row for row in rows if changed in row.paths)
    paths = {path for check in checks for path in check.paths}
    fields = {
        row.path: row
        for row in session.scalars(
            select(FieldRecord).where(FieldRecord.submission_id == submission_id, FieldRecord.path.in_(paths))
        )
    }
    values = {path: value_from_json(value_of(row)) for path, row in fields.items()}
    numbers = {path: value for path, value in values.items() if isinstance(value, Decimal)}
    for check in checks:
        outcome = _outcome(check, numbers)
        if outcome is None:
            continue
        ok, facts = outcome
        newly_failing = check.ok and not ok
        check.ok, check.facts = ok, {**check.facts, **facts}
        if ok:
            check.repair = []
        if newly_failing:
            _send_to_review([fields[path] for path in check.paths if path in fields])
    return checks


def _outcome(check: CheckRecord, numbers: Mapping[str, Decimal]) -> tuple[bool, dict[str, str]] | None:
    first, *rest = check.paths
    if check.code in _SUMS:
        whole = numbers.get(first, Decimal(0))
        total = sum((numbers.get(path, Decimal(0)) for path in rest), Decimal(0))
        names = _SUMS[check.code]
        return whole == total, {names[0]: str(whole), names[1]: str(total)}
    if check.code == _PART and len(rest) == 1 and first in numbers and rest[0] in numbers:
        part, whole = numbers[first], numbers[rest[0]]
        return part <= whole, {"part": str(part), "whole": str(whole)}
    return None


def _send_to_review(fields: Sequence[FieldRecord]) -> None:
    for field in fields:
        if field.status == "accepted":
            field.status = "review"
            field.version += 1
