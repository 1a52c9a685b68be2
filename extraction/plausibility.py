"""Checks against the calendar and against the period before: slips of the reader, or of the sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from extraction.campaign import Campaign, RuleKind
from extraction.model import Check, Finding
from extraction.relations import FormRows, total_paths

DATE = "document.date"
AFTER_RECEIPT = "date_after_receipt"
BEFORE_AS_OF = "date_before_as_of"
BEFORE_PLAN = "date_before_plan"
NEAR_EARLIER = "near_last_period"

FEW = 5
"""A figure may always differ from the period before by this many: 2 after 1 is no jump."""


def date_checks(
    campaign: Campaign, findings: Mapping[str, Finding], received: dt.date | None
) -> tuple[Check, ...]:
    """Hold the report's date against the day it came in and the earliest day on which it makes sense.

    That is the day which the figures describe, or the plan's own day where the plan wants a report on or
    before the as-of day (a contradiction that many plans have, and that no sender can help).
    """
    finding = findings.get(DATE)
    date = _date(finding.value if finding else None)
    if date is None:
        return ()
    checks = []
    if received is not None:
        facts = {"date": date.isoformat(), "received": received.isoformat()}
        checks.append(Check(AFTER_RECEIPT, date <= received, AFTER_RECEIPT, (DATE,), MappingProxyType(facts)))
    code, earliest = _earliest(campaign)
    if earliest is not None:
        facts = {"date": date.isoformat(), "earliest": earliest.isoformat()}
        checks.append(Check(code, date >= earliest, code, (DATE,), MappingProxyType(facts)))
    return tuple(checks)


def compare_with_earlier(
    campaign: Campaign, rows: FormRows, findings: Mapping[str, Finding], earlier: Mapping[str, Decimal]
) -> tuple[Check, ...]:
    """Hold figures that the campaign calls steady against their values of the period before."""
    checks = []
    for rule in campaign.checks:
        if rule.kind is not RuleKind.STEADY:
            continue
        for path in rule.parts:
            paths = paths_of(path, rows, findings)
            values = [findings[p].value for p in paths]
            now = sum((v for v in values if isinstance(v, Decimal)), Decimal(0))
            if not paths or path not in earlier or not any(isinstance(v, Decimal) for v in values):
                continue
            before = earlier[path]
            room = max(Decimal(FEW), Decimal(str(rule.most_change)) * before)
            facts = MappingProxyType({"now": str(now), "before": str(before)})
            near = abs(now - before) <= room
            checks.append(Check(f"{NEAR_EARLIER}:{path}", near, NEAR_EARLIER, paths, facts))
    return tuple(checks)


def paths_of(path: str, rows: FormRows, findings: Mapping[str, Finding]) -> tuple[str, ...]:
    """The fields that make up a figure named in a rule: one of the text, or the cells of a form's total."""
    if not path.startswith("total."):
        return (path,) if path in findings else ()
    form, column = path.removeprefix("total.").rsplit(".", 1)
    return total_paths(form, column, rows.get(form, ()), findings)


def _earliest(campaign: Campaign) -> tuple[str, dt.date | None]:
    due = [day for deadline in campaign.deadlines if (day := campaign.last_day(deadline)) is not None]
    if campaign.as_of is not None and all(day > campaign.as_of for day in due):
        return BEFORE_AS_OF, campaign.as_of
    return BEFORE_PLAN, campaign.date


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
