"""What the checks say of single fields: evidence where a relation holds, doubts where one fails.

Also what they say of whole columns: one whose total the text belies may be another one, and one whose sums
hold is where it was taken to be, whatever its heading or the missing lines around it leave open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from extraction.form_cells import LABEL, ORDINAL
from extraction.model import Check, Finding
from extraction.relations import (
    ARITHMETIC,
    FIGURE_EQUALS_FORM,
    PART_OVER_WHOLE,
    SUMS,
)

UNRULED = "unruled"
"""Signal of every value of a table without borders: only white paper told which row and column it is in."""

UNSURE_HEADING = "unsure_heading"
"""Signal of every value under a heading that may mean another column."""

LEAST_OF_A_SLIP = Decimal("0.5")
"""A text that tells less of a form's total, or a total that is less of the text's: no slip of a pen."""

LEAST_TELLING = Decimal(3)
"""A total that the text repeats tells which column it is of from here on; less may be equal by chance."""

ROW_SHARE = 0.5
"""Share of a row's figures that sums must vouch for before its label and number are taken to stand there."""

NUMBERED_SHARE = 0.5
"""Share of a form's rows that must have an ordinal of their own: else ordinals may stand in the labels."""

Column = tuple[str, str]
"""The form and the key of a column."""


@dataclass(frozen=True)
class _Tables:
    """What the checks say of the columns and rows of all forms.

    ``belied`` columns have another total than the text tells; ``named`` ones the very total that it tells of
    them and of no other; ``placed`` are cells in sums that hold; ``rows``, by form and number, are those
    whose cells are mostly such; ``numbered`` are forms whose ordinals have a column of their own.
    """

    belied: frozenset[Column]
    named: frozenset[Column]
    placed: frozenset[str]
    rows: frozenset[tuple[str, str]]
    numbered: frozenset[str]


def with_checks(findings: Sequence[Finding], checks: Sequence[Check]) -> tuple[Finding, ...]:
    """Put the outcome on the findings: signal ``sum_holds``, or doubts ``sum_fails``, ``column_doubtful``.

    A column whose total is far from what the text tells is doubted whole: it may be another one, and all
    its own sums hold nevertheless. One under an unsure heading is doubted unless the text tells its total;
    a cell that only white paper put into its place, unless sums that it is in hold.
    """
    arithmetic = [c for c in checks if c.code in ARITHMETIC]
    holding = {p for c in arithmetic if c.ok and c.code != PART_OVER_WHOLE for p in c.paths}
    failing = {p for c in arithmetic if not c.ok for p in c.paths}
    tables = _tables(findings, arithmetic)
    marked = []
    for finding in findings:
        doubts, signals = list(finding.doubts), finding.signals
        if _is_misplaced(finding, tables):
            doubts.append("column_doubtful")
        if finding.path in failing:
            doubts.append("sum_fails")
        elif finding.path in holding:
            signals = MappingProxyType({**signals, "sum_holds": 1.0})
        marked.append(replace(finding, doubts=tuple(dict.fromkeys(doubts)), signals=signals))
    return tuple(marked)


def _is_misplaced(finding: Finding, tables: _Tables) -> bool:
    """Whether a cell may belong elsewhere in its form."""
    place = _place_of(finding.path)
    if place is None:
        return False
    form, row, key = place
    if (form, key) in tables.belied:
        return True
    if finding.signals.get(UNSURE_HEADING) and (form, key) not in tables.named:
        return True
    if not finding.signals.get(UNRULED):
        return False
    vouched = form in tables.numbered if key in (LABEL, ORDINAL) else finding.path in tables.placed
    return not vouched or (form, row) not in tables.rows


def _tables(findings: Sequence[Finding], arithmetic: Sequence[Check]) -> _Tables:
    told = [c for c in arithmetic if c.code == FIGURE_EQUALS_FORM]
    holding = [c for c in arithmetic if c.ok and c.code in (FIGURE_EQUALS_FORM, *SUMS)]
    # Noughts add up to nought wherever they stand; other sums show that their column is one.
    shown = {column for c in holding if Decimal(c.facts[_whole_of(c)]) > 0 for column in _columns_of(c)}
    placed = frozenset(
        path
        for c in holding
        for path in c.paths
        if (place := _place_of(path)) and (place[0], place[2]) in shown
    )
    return _Tables(
        belied=frozenset(column for c in told if _is_belied(c) for column in _columns_of(c)),
        named=_named(told),
        placed=placed,
        rows=_rows(findings, placed),
        numbered=_numbered(findings),
    )


def _whole_of(check: Check) -> str:
    return "form" if check.code == FIGURE_EQUALS_FORM else "whole"


def _is_belied(check: Check) -> bool:
    """The text tells another magnitude."""
    told, total = sorted(abs(Decimal(check.facts[side])) for side in ("text", "form"))
    return not check.ok and told < LEAST_OF_A_SLIP * total


def _named(told: Sequence[Check]) -> frozenset[Column]:
    """The columns whose total the text tells, while no other column of the form has the same."""
    totals = Counter((form, c.facts["form"]) for c in told for form, _ in _columns_of(c))
    return frozenset(
        column
        for c in told
        if c.ok and Decimal(c.facts["form"]) >= LEAST_TELLING
        for column in _columns_of(c)
        if totals[column[0], c.facts["form"]] == 1
    )


def _rows(findings: Sequence[Finding], placed: frozenset[str]) -> frozenset[tuple[str, str]]:
    """The rows most of whose figures stand where they were taken to."""
    figures: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for finding in findings:
        if finding.kind == "cell" and (place := _place_of(finding.path)):
            figures[place[0], place[1]].append(finding.path in placed)
    return frozenset(row for row, vouched in figures.items() if sum(vouched) >= ROW_SHARE * len(vouched))


def _numbered(findings: Sequence[Finding]) -> frozenset[str]:
    """The forms whose ordinals have a column of their own."""
    numbered: dict[str, list[bool]] = defaultdict(list)
    for finding in findings:
        if (place := _place_of(finding.path)) and place[2] == ORDINAL:
            numbered[place[0]].append(bool(finding.raw))
    return frozenset(form for form, told in numbered.items() if sum(told) >= NUMBERED_SHARE * len(told))


def _columns_of(check: Check) -> Iterable[Column]:
    """The columns that a check is about, each once."""
    places = (_place_of(path) for path in check.paths)
    return dict.fromkeys((place[0], place[2]) for place in places if place)


def _place_of(path: str) -> tuple[str, str, str] | None:
    """The form, the row and the column key of a cell's path (``table.<form>.<row>.<column>``)."""
    match path.split("."):
        case ["table", form, row, column]:
            return form, row, column
    return None
