"""Sums that must hold, and the cheapest other readings that would make them hold.

A sum that holds is evidence for every figure in it. One that fails is a question: either we misread, then
some alternative reading makes all sums true, or the paper itself does not add up. The alternatives are
chosen together per column by an integer programme: one reading per figure, all sums exact, least doubt.

Source: Huangfu, Hall, "Parallelizing the dual revised simplex method" (HiGHS), 2018, through scipy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from extraction.campaign import Column, ColumnType, Form
from extraction.form_findings import value_of
from extraction.model import Check, Finding
from extraction.rows import FormRow, Level

SUM_OF_MEMBERS = "sum_of_members"
SUM_OF_GROUPS = "sum_of_groups"
PART_OVER_WHOLE = "part_over_whole"

MOST_CHANGES = 3
"""More changed readings than this are a story, not a repair."""

TIE = 0.25
"""Two repairs whose costs differ by less are a tie, and a person chooses without a hint."""

RANK_COST = 0.15
"""Each place further down among the readings costs this, in the same units as -log(doubt)."""

BLANK_COST = 4.0
"""Cells told by their ink, and agreed readings, are rarely wrong."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A figure that is the sum of others, as indices of rows."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """One possible reading of a figure and what it costs to believe it; the first costs nothing."""

    text: str
    value: Decimal
    cost: float


def run_checks(form: Form, rows: Sequence[FormRow], findings: Sequence[Finding]) -> tuple[Check, ...]:
    """Check the sums and parts of a form, as far as the report's rows support them.

    A group is checked against its members where it has any with figures in the column; the total against
    the groups, or against all rows where there are no groups. Blank and dash count as nought.

    Returns:
        One check per sum and column, then one per part rule and row that has both figures.
    """
    by_path = {f.path: f for f in findings}
    checks: list[Check] = []
    for column in _summed_columns(form):
        figures = [by_path.get(f"table.{form.id}.{n}.{column.key}") for n in range(1, len(rows) + 1)]
        checks.extend(_column_checks(form, rows, column, figures))
    checks.extend(_part_checks(form, rows, by_path))
    return tuple(checks)


def with_checks(findings: Sequence[Finding], checks: Sequence[Check]) -> tuple[Finding, ...]:
    """Put the outcome on the findings: signal ``sum_holds``, or doubt ``sum_fails``."""
    holds = {p for c in checks if c.ok and c.code != PART_OVER_WHOLE for p in c.paths}
    fails = {p for c in checks if not c.ok for p in c.paths}
    marked = []
    for finding in findings:
        if finding.path in fails:
            finding = replace(finding, doubts=tuple(dict.fromkeys((*finding.doubts, "sum_fails"))))
        elif finding.path in holds:
            signals = MappingProxyType({**finding.signals, "sum_holds": 1.0})
            finding = replace(finding, signals=signals)
        marked.append(finding)
    return tuple(marked)


def _summed_columns(form: Form) -> list[Column]:
    if not form.sums:
        return []
    named = {key for rule in form.sums for key in rule.columns}
    every = any(not rule.columns for rule in form.sums)
    return [leaf for leaf, _ in form.leaves if leaf.type is ColumnType.COUNT and (every or leaf.key in named)]


def _column_checks(
    form: Form, rows: Sequence[FormRow], column: Column, figures: Sequence[Finding | None]
) -> list[Check]:
    sums = [s for s in _sums(rows) if _is_supported(s, figures)]
    if not sums:
        return []
    values = [_value(f) for f in figures]
    failing = [s for s in sums if not _holds(s, values)]
    repair, verdict = _repair(sums, failing, figures, column) if failing else ({}, "")
    checks = []
    for one in sums:
        members = sum((values[i] for i in one.parts), Decimal(0))
        ok = one not in failing
        involved = (one.whole, *one.parts)
        facts = {
            "column": column.title,
            "row": rows[one.whole].row.label_text,
            "whole": str(values[one.whole]),
            "parts": str(members),
        }
        if not ok:
            facts["verdict"] = verdict
        paths = tuple(f.path for i in involved if (f := figures[i]))
        checks.append(
            Check(
                name=f"sum:{form.id}.{column.key}.{_row_name(rows, one.whole)}",
                ok=ok,
                code=SUM_OF_GROUPS if rows[one.whole].level is Level.TOTAL else SUM_OF_MEMBERS,
                paths=paths,
                facts=MappingProxyType(facts),
                repair=() if ok else tuple((p, t) for p, t in repair.items() if p in paths),
            )
        )
    return checks


def _row_name(rows: Sequence[FormRow], index: int) -> str:
    row = rows[index]
    if row.level is Level.TOTAL:
        return "total"
    return row.group.key if row.level is Level.GROUP and row.group else str(index + 1)


def _sums(rows: Sequence[FormRow]) -> list[_Sum]:
    children: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        if row.parent is not None:
            children.setdefault(row.parent, []).append(i)
    return [_Sum(whole, tuple(parts)) for whole, parts in sorted(children.items())]


def _is_supported(one: _Sum, figures: Sequence[Finding | None]) -> bool:
    """Both sides say something in this column, and every figure written could be read."""
    involved = [figures[i] for i in (one.whole, *one.parts)]
    if any(f is None or (f.value is None and f.raw not in ("", "…")) for f in involved):
        return False
    whole, *parts = involved
    return bool(whole and whole.raw) and any(p is not None and p.raw for p in parts)


def _value(finding: Finding | None) -> Decimal:
    return finding.value if finding and isinstance(finding.value, Decimal) else Decimal(0)


def _holds(one: _Sum, values: Sequence[Decimal]) -> bool:
    return values[one.whole] == sum((values[i] for i in one.parts), Decimal(0))


def _repair(
    sums: Sequence[_Sum], failing: Sequence[_Sum], figures: Sequence[Finding | None], column: Column
) -> tuple[dict[str, str], str]:
    """The cheapest other readings that satisfy every sum of the column, and a verdict.

    The verdict is "misread" (one repair stands out), "several" (two cost about the same) or "paper" (no
    readings seen satisfy the sums, so the paper itself may not add up).
    """
    near = {i for s in failing for i in (s.whole, *s.parts)}
    linked = [s for s in sums if near & {s.whole, *s.parts}]
    members = sorted({i for s in linked for i in (s.whole, *s.parts)})
    choices = {i: _choices(f, column) for i in members if (f := figures[i]) is not None}
    best = _solve(linked, choices)
    if best is None or len(best[1]) > MOST_CHANGES:
        return {}, "paper"
    second = _solve(linked, choices, forbidden=best[1])
    if second is not None and second[0] - best[0] < TIE:
        return {}, "several"
    repair = {f.path: choices[i][k].text for i, k in best[1].items() if (f := figures[i]) is not None}
    return repair, "misread"


def _choices(finding: Finding, column: Column) -> list[_Choice]:
    """The readings of a figure: the one taken free, others the dearer the surer it was."""
    taken = _value(finding)
    choices = [_Choice(finding.raw, taken, 0.0)]
    sure = finding.signals.get("ocr", 0.5)
    base = -math.log(max(1e-4, 1.0 - min(sure, 0.9999)))
    if finding.signals.get("agree"):
        base += BLANK_COST
    for rank, text in enumerate(finding.candidates):
        value = value_of(text, column) if text else Decimal(0)
        if value is not None and all(value != c.value for c in choices):
            choices.append(_Choice(text, value, base + RANK_COST * rank))
    return choices


def _solve(
    sums: Sequence[_Sum],
    choices: Mapping[int, Sequence[_Choice]],
    forbidden: Mapping[int, int] | None = None,
) -> tuple[float, dict[int, int]] | None:
    """Choose one reading per figure so that all sums hold at least cost: (cost, changed figures)."""
    variables = [(i, k) for i, options in choices.items() for k in range(len(options))]
    place = {variable: n for n, variable in enumerate(variables)}
    cost = np.array([choices[i][k].cost for i, k in variables])
    one_each = np.zeros((len(choices), len(variables)))
    for r, i in enumerate(choices):
        for k in range(len(choices[i])):
            one_each[r, place[i, k]] = 1
    exact = np.zeros((len(sums), len(variables)))
    for r, s in enumerate(sums):
        for i, sign in ((s.whole, 1.0), *((j, -1.0) for j in s.parts)):
            for k, choice in enumerate(choices.get(i, ())):
                exact[r, place[i, k]] += sign * float(choice.value)
    limits = [LinearConstraint(one_each, 1, 1), LinearConstraint(exact, 0, 0)]
    if forbidden:
        again = np.zeros((1, len(variables)))
        for i, k in forbidden.items():
            again[0, place[i, k]] = 1
        limits.append(LinearConstraint(again, -np.inf, len(forbidden) - 1))
    found = milp(cost, constraints=limits, integrality=np.ones(len(variables)), bounds=Bounds(0, 1))
    if not found.success:
        return None
    changed = {i: k for (i, k), x in zip(variables, found.x, strict=True) if x > 0.5 and k > 0}
    return float(found.fun), changed


def _part_checks(form: Form, rows: Sequence[FormRow], by_path: Mapping[str, Finding]) -> list[Check]:
    checks = []
    for rule in form.parts:
        for number in range(1, len(rows) + 1):
            part = by_path.get(f"table.{form.id}.{number}.{rule.part}")
            whole = by_path.get(f"table.{form.id}.{number}.{rule.whole}")
            if part is None or whole is None:
                continue
            if not isinstance(part.value, Decimal) or not isinstance(whole.value, Decimal):
                continue
            checks.append(
                Check(
                    name=f"part:{form.id}.{number}.{rule.part}",
                    ok=part.value <= whole.value,
                    code=PART_OVER_WHOLE,
                    paths=(part.path, whole.path),
                    facts=MappingProxyType({"part": str(part.value), "whole": str(whole.value)}),
                )
            )
    return checks
