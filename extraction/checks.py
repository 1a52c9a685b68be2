"""Checks: do a report's figures agree with each other, with the calendar and with the period before?

A relation that holds is evidence for every figure in it. One that fails is a question: either we misread,
then some alternative reading makes all relations true, or the paper itself does not add up. What relations
there are is data of the campaign (``relations``); why one fails is worked out in ``arithmetic``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from extraction.arithmetic import Choice, Explanation, Verdict, explain, holds, sides
from extraction.campaign import Campaign, ColumnType
from extraction.misreading import is_likely_misread
from extraction.model import Check, Finding
from extraction.plausibility import compare_with_earlier, date_checks
from extraction.relations import (
    FIGURE_EQUALS_FORM,
    PART_OVER_WHOLE,
    PERCENT_EQUALS,
    SUMS,
    Demand,
    FormRows,
    Relation,
    relations_of,
)
from extraction.values import format_count, parse_count, parse_percent

RANK_COST = 0.15
"""Each place further down among the readings costs this, in the same units as -log(doubt)."""

AGREED_COST = 4.0
"""Cells told by their ink, and agreed readings, are rarely wrong."""

UNSEEN_COST = 2.0
"""What it costs besides to believe a reading that no reader gave, but that the relations ask for."""

LEAST_DOUBT = 1e-4
"""No reading is surer than this."""

ROWS_DOUBTED_FROM = 3
"""Columns of a form whose sums fail without a repair, from which on its rows are doubted."""

SHOWN_SHARE = Decimal("0.01")
"""How finely a share that we worked out is shown."""


def run_checks(
    campaign: Campaign,
    findings: Sequence[Finding],
    rows: FormRows,
    *,
    received: dt.date | None = None,
    earlier: Mapping[str, Decimal] | None = None,
) -> tuple[Check, ...]:
    """Check a report against its campaign's rules, as far as it tells what they need.

    Args:
        campaign: Its forms, figures and check rules.
        findings: One per field; paths are unique. Blank and dash in a cell count as nought.
        rows: The data rows of each form that was found, by the form's id.
        received: The day on which the report came in, None where nobody knows.
        earlier: Values of the period before, by path (``figure.…``, ``total.<form>.<column>``).

    Returns:
        One check per relation, then those on the date, then those against the period before. A failed
        relation has the fact ``verdict`` ("misread", "several", "paper", "rows") and, where one repair stands
        out, the other readings among its own figures. Nothing is changed by itself.
    """
    told = [f for f in findings if f.found]
    by_path = {f.path: f for f in told}
    relations = relations_of(campaign, rows, by_path)
    shares = _shares(campaign)
    named = dict.fromkeys(path for relation in relations for path in relation.paths)
    readings = {path: _choices(by_path[path], _is_share(path, shares)) for path in named}
    values = {path: choices[0].value for path, choices in readings.items()}
    unseen = _unseen(relations, by_path, values, shares)
    readings = {path: (*choices, *unseen.get(path, ())) for path, choices in readings.items()}
    explained = _doubt_rows(relations, explain(relations, readings))
    return (
        *(_check(relation, values, explained.get(relation.name)) for relation in relations),
        *date_checks(campaign, by_path, received),
        *compare_with_earlier(campaign, rows, by_path, earlier or {}),
    )


def _doubt_rows(
    relations: Sequence[Relation], explained: Mapping[str, Explanation]
) -> Mapping[str, Explanation]:
    """Where sums fail in several columns of a form, its rows are in doubt before its author is.

    A person slips in one column; a group's row taken for a member breaks all of them.
    """
    blamed: dict[str, set[str]] = {}
    for relation in relations:
        if relation.code in SUMS and explained.get(relation.name) == Explanation(Verdict.PAPER):
            _, form, _, column = relation.whole[0].split(".")
            blamed.setdefault(form, set()).add(column)
    doubted = {form for form, columns in blamed.items() if len(columns) >= ROWS_DOUBTED_FROM}
    return {
        r.name: Explanation(Verdict.ROWS)
        if r.code in SUMS
        and explained[r.name].verdict == Verdict.PAPER
        and r.whole[0].split(".")[1] in doubted
        else explained[r.name]
        for r in relations
        if r.name in explained
    }


def _check(relation: Relation, values: Mapping[str, Decimal], explanation: Explanation | None) -> Check:
    facts = dict(relation.facts)
    for name, value in zip(
        _SIDES.get(relation.code, ("whole", "parts")), sides(relation, values), strict=True
    ):
        facts[name] = str(value)
    if relation.demand is Demand.PERCENT:
        facts["part"], facts["whole"] = (
            str(sum((values[p] for p in paths), Decimal(0))) for paths in (relation.parts, relation.whole)
        )
        facts["computed"] = str(Decimal(facts["computed"]).quantize(SHOWN_SHARE))
    if explanation is not None:
        facts["verdict"] = explanation.verdict
    return Check(
        name=relation.name,
        ok=holds(relation, values),
        code=relation.code,
        paths=relation.paths,
        facts=MappingProxyType(facts),
        repair=explanation.repair if explanation else (),
    )


_SIDES = {
    PART_OVER_WHOLE: ("whole", "part"),
    FIGURE_EQUALS_FORM: ("text", "form"),
    PERCENT_EQUALS: ("percent", "computed"),
}
"""What the two sides of a relation are called among the facts of its check; else "whole" and "parts"."""


def _shares(campaign: Campaign) -> frozenset[str]:
    """Which figures (by path) and which columns ("form.column") are shares, and are parsed as such."""
    figures = {f"figure.{f.section}.{f.name}" for f in campaign.figures if f.unit == "%"}
    cells = {
        f"{form.id}.{leaf.key}"
        for form in campaign.forms
        for leaf, _ in form.leaves
        if leaf.type is ColumnType.PERCENT
    }
    return frozenset(figures | cells)


def _is_share(path: str, shares: frozenset[str]) -> bool:
    if path.startswith("table."):
        _, form, _, column = path.split(".")
        return f"{form}.{column}" in shares
    return path in shares


def _choices(finding: Finding, share: bool) -> tuple[Choice, ...]:
    """The readings of a figure: the one taken free, others the dearer the surer it was."""
    choices = [Choice(finding.raw, _value(finding), 0.0)]
    for rank, text in enumerate(finding.candidates):
        value = _reading(text, share)
        if value is not None and all(value != c.value for c in choices):
            choices.append(Choice(text, value, _doubt_cost(finding) + RANK_COST * rank))
    return tuple(choices)


def _doubt_cost(finding: Finding) -> float:
    """What it costs to say that the reading taken is wrong: -log of how unsure it was."""
    sure = finding.signals.get("ocr", 0.5)
    return -math.log(max(LEAST_DOUBT, 1.0 - sure)) + AGREED_COST * finding.signals.get("agree", 0.0)


def _value(finding: Finding) -> Decimal:
    return finding.value if isinstance(finding.value, Decimal) else Decimal(0)


def _reading(text: str, share: bool) -> Decimal | None:
    """What another reading would be worth; None where it is no well-formed number."""
    if not text:
        return Decimal(0)
    parsed = parse_percent(text) if share else parse_count(text)
    return parsed.value if parsed.format_ok else None


def _unseen(
    relations: Sequence[Relation],
    findings: Mapping[str, Finding],
    values: Mapping[str, Decimal],
    shares: frozenset[str],
) -> dict[str, tuple[Choice, ...]]:
    """Readings that nobody gave but that a failing sum asks for, of figures on which readers differ.

    Only what is one slip of the eye away from the reading counts: a digit for one like it, or a digit lost
    or doubled.
    """
    out: dict[str, tuple[Choice, ...]] = {}
    for relation in relations:
        if relation.demand is not Demand.EQUAL or relation.given or holds(relation, values):
            continue
        whole, parts = sides(relation, values)
        for path, lacking in _lacks(relation, whole - parts):
            finding, meant = findings[path], values[path] + lacking
            doubtful = finding.signals.get("agree", 0.0) == 0.0 and not _is_share(path, shares)
            if not doubtful or meant <= 0 or meant != meant.to_integral_value():
                continue
            told = any(meant == choice.value for choice in out.get(path, ()))  # by another relation
            if not told and is_likely_misread(finding.raw, str(int(meant))):
                cost = _doubt_cost(finding) + UNSEEN_COST
                out[path] = (*out.get(path, ()), Choice(format_count(meant), meant, cost))
    return out


def _lacks(relation: Relation, lead: Decimal) -> Iterable[tuple[str, Decimal]]:
    """What each figure lacks to make both sides equal, if all others are right."""
    yield from ((path, -lead) for path in relation.whole)
    yield from ((path, lead) for path in relation.parts)
