"""The rules of a campaign with a report's own fields in their places.

A ``Relation`` names the paths of fields that stand in a rule together. Relations are made here, from the
rows of the forms that a report has and from the figures that it tells; what holds and what does not is for
``checks`` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from extraction.campaign import Campaign, CheckRule, Column, ColumnType, Form, RuleKind
from extraction.model import Finding
from extraction.row_tree import Level
from extraction.rows import FormRow, row_sums

SUM_OF_MEMBERS = "sum_of_members"
SUM_OF_GROUPS = "sum_of_groups"
PART_OVER_WHOLE = "part_over_whole"
FIGURE_EQUALS_FORM = "figure_equals_form"
FIGURES_ADD_UP = "figures_add_up"
SHARES_MAKE_WHOLE = "shares_make_whole"
PERCENT_EQUALS = "percent_equals"
YEARS_ADD_UP = "years_add_up"
ARITHMETIC = frozenset(
    {
        SUM_OF_MEMBERS,
        SUM_OF_GROUPS,
        PART_OVER_WHOLE,
        FIGURE_EQUALS_FORM,
        FIGURES_ADD_UP,
        SHARES_MAKE_WHOLE,
        PERCENT_EQUALS,
        YEARS_ADD_UP,
    }
)
"""The codes of checks on how figures agree with each other."""

SUMS = (SUM_OF_MEMBERS, SUM_OF_GROUPS)
"""Those of rows of a form that add up to another."""

HUNDRED = Decimal(100)
ALL_SHARES = "100"
"""The whole of a rule whose parts are shares of one thing."""

Findings = Mapping[str, Finding]
FormRows = Mapping[str, Sequence[FormRow]]


class Demand(StrEnum):
    """What a relation demands of its sides."""

    EQUAL = "equal"  # the parts add up to the whole
    AT_MOST = "at_most"  # the parts together are not over the whole
    PERCENT = "percent"  # the percentage is what the parts together make of the whole


@dataclass(frozen=True)
class Relation:
    """A rule over fields: paths on both sides, each side the sum of its fields.

    ``given`` stands on the side of the whole where no field does; ``facts`` are what the check's sentence
    quotes besides the two sides.
    """

    name: str
    code: str
    demand: Demand
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    percent: str | None = None
    given: Decimal = Decimal(0)
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def paths(self) -> tuple[str, ...]:
        """All fields of the relation, those of the whole first."""
        named = (*self.whole, *((self.percent,) if self.percent else ()), *self.parts)
        return tuple(dict.fromkeys(named))


def relations_of(campaign: Campaign, rows: FormRows, findings: Findings) -> tuple[Relation, ...]:
    """All relations that a report's fields can be held against.

    Args:
        campaign: Its forms, figures and rules.
        rows: The data rows of each form that was found, by the form's id.
        findings: By path; a relation is made only where the report tells what it needs.

    Returns:
        Form by form the sums of each column, then rules within rows; figures of the text against totals of
        a form; the campaign's own rules; the years of a figure against the figure.
    """
    made: list[Relation] = []
    for form in campaign.forms:
        own = rows.get(form.id, ())
        made += [r for column in _summed_columns(form) for r in _sums(form, own, column, findings)]
        made += _row_rules(form, own, findings)
    made += _figures_and_forms(campaign, rows, findings)
    titles = _titles(campaign)
    for number, rule in enumerate(campaign.checks, start=1):
        what = MappingProxyType({"figure": titles.get(rule.percent or rule.whole, "")})
        made += (replace(r, facts=what) for r in _by_rule(rule, number, rows, findings))
    made += _years(campaign, findings)
    return tuple(made)


def total_paths(form: str, column: str, rows: Sequence[FormRow], findings: Findings) -> tuple[str, ...]:
    """The cells that make up a form's total in a column: its groups', else the total row's.

    Groups are no total where rows stand that belong to none of them: then a row was misunderstood.
    """
    groups = [i for i, row in enumerate(rows) if row.level is Level.GROUP]
    totals = [i for i, row in enumerate(rows) if row.level is Level.TOTAL and row.parent is None]
    orphans = any(row.level is Level.MEMBER and row.parent in (None, *totals) for row in rows)
    telling = [t for i in groups for t in rows[i].tellers or (i,)]
    for indexes in (totals[:1] if orphans else telling, telling, totals[:1]):
        paths = (f"table.{form}.{index + 1}.{column}" for index in indexes)
        if found := tuple(path for path in paths if path in findings):
            return found
    return ()


def _summed_columns(form: Form) -> list[Column]:
    if not form.sums:
        return []
    named = {key for rule in form.sums for key in rule.columns}
    every = any(not rule.columns for rule in form.sums)
    return [leaf for leaf, _ in form.leaves if leaf.type is ColumnType.COUNT and (every or leaf.key in named)]


def _sums(form: Form, rows: Sequence[FormRow], column: Column, findings: Findings) -> Iterable[Relation]:
    """Each row that has parts against them: a group's members, the total's groups."""
    names: set[str] = set()
    for whole, parts in row_sums(rows).items():
        paths = tuple(f"table.{form.id}.{index + 1}.{column.key}" for index in (whole, *parts))
        if not _is_broken_down([findings.get(path) for path in paths]):
            continue
        row = rows[whole]
        head = rows[row.parent] if row.level is Level.TOTAL and row.parent is not None else row
        total = head.level is Level.TOTAL
        named = "total" if total else head.group.key if head.level is Level.GROUP and head.group else ""
        named = named if named and named not in names else str(whole + 1)
        names.add(named)
        yield Relation(
            name=f"sum:{form.id}.{column.key}.{named}",
            code=SUM_OF_GROUPS if total else SUM_OF_MEMBERS,
            demand=Demand.EQUAL,
            whole=paths[:1],
            parts=paths[1:],
            facts=MappingProxyType({"column": column.title, "row": head.row.label_text}),
        )


def _is_broken_down(involved: Sequence[Finding | None]) -> bool:
    """Both sides say something in this column, and every figure written could be read."""
    if any(f is None or (f.value is None and f.raw not in ("", "…")) for f in involved):
        return False
    whole, *parts = involved
    return bool(whole and whole.raw) and any(p is not None and p.raw for p in parts)


def _row_rules(form: Form, rows: Sequence[FormRow], findings: Findings) -> Iterable[Relation]:
    titles = {leaf.key: leaf.title for leaf, _ in form.leaves}
    for number in range(1, len(rows) + 1):

        def cell(column: str, number: int = number) -> str:
            return f"table.{form.id}.{number}.{column}"

        for rule in form.parts:
            if _told(findings, cell(rule.part), cell(rule.whole)):
                name = f"part:{form.id}.{number}.{rule.part}"
                sides = (cell(rule.whole),), (cell(rule.part),)
                yield Relation(name, PART_OVER_WHOLE, Demand.AT_MOST, *sides)
        for share in form.percents:
            if _told(findings, cell(share.percent), cell(share.part), cell(share.whole)):
                yield Relation(
                    name=f"percent:{form.id}.{number}.{share.percent}",
                    code=PERCENT_EQUALS,
                    demand=Demand.PERCENT,
                    whole=(cell(share.whole),),
                    parts=(cell(share.part),),
                    percent=cell(share.percent),
                    facts=MappingProxyType({"figure": titles[share.percent]}),
                )


def _figures_and_forms(campaign: Campaign, rows: FormRows, findings: Findings) -> Iterable[Relation]:
    """Every figure that the campaign says must equal a form's total (``Figure.same_as``)."""
    for figure in campaign.figures:
        path = f"figure.{figure.section}.{figure.name}"
        if figure.same_as is None or not _told(findings, path):
            continue
        form, column = figure.same_as.rsplit(".", 1)
        if cells := total_paths(form, column, rows.get(form, ()), findings):
            name = f"text:{figure.section}.{figure.name}={figure.same_as}"
            yield Relation(name, FIGURE_EQUALS_FORM, Demand.EQUAL, (path,), cells)


def _by_rule(rule: CheckRule, number: int, rows: FormRows, findings: Findings) -> Iterable[Relation]:
    def side(path: str) -> tuple[str, ...]:
        if path.startswith("total."):
            form, column = path.removeprefix("total.").rsplit(".", 1)
            return total_paths(form, column, rows.get(form, ()), findings)
        return (path,) if _told(findings, path) else ()

    parts = [side(path) for path in rule.parts]
    whole = side(rule.whole)
    if rule.kind is RuleKind.STEADY or not all(parts) or not (whole or rule.whole == ALL_SHARES):
        return
    together = tuple(path for part in parts for path in part)
    name = f"{rule.kind}:{number}.{(rule.percent or rule.whole).rpartition('.')[2]}"
    if rule.kind is RuleKind.PART:
        for asked, part in zip(rule.parts, parts, strict=True):
            told = f"part:{number}.{asked.partition('.')[2]}"
            yield Relation(told, PART_OVER_WHOLE, Demand.AT_MOST, whole, part)
    elif rule.kind is RuleKind.PERCENT:
        if _told(findings, rule.percent):
            yield Relation(name, PERCENT_EQUALS, Demand.PERCENT, whole, together, percent=rule.percent)
    elif rule.whole == ALL_SHARES:
        yield Relation(name, SHARES_MAKE_WHOLE, Demand.EQUAL, (), together, given=HUNDRED)
    else:
        more = tuple(path for asked in rule.optional for path in side(asked))
        yield Relation(name, FIGURES_ADD_UP, Demand.EQUAL, whole, (*together, *more))


def _years(campaign: Campaign, findings: Findings) -> Iterable[Relation]:
    """A figure and its years, where a report tells every year that the plan asks for."""
    for figure in campaign.figures:
        path = f"figure.{figure.section}.{figure.name}"
        years = tuple(f"{path}.{year}" for year in figure.years)
        if years and figure.unit != "%" and _told(findings, path, *years):
            name = f"years:{figure.section}.{figure.name}"
            what = MappingProxyType({"figure": figure.title})
            yield Relation(name, YEARS_ADD_UP, Demand.EQUAL, (path,), years, facts=what)


def _titles(campaign: Campaign) -> dict[str, str]:
    """What the figures and totals that rules name are called."""
    figures = {f"figure.{f.section}.{f.name}": f.title for f in campaign.figures}
    totals = {f"total.{form.id}.{leaf.key}": leaf.title for form in campaign.forms for leaf, _ in form.leaves}
    return figures | totals


def _told(findings: Findings, *paths: str) -> bool:
    """Whether the report tells all these numbers."""
    return all(
        (finding := findings.get(path)) is not None and isinstance(finding.value, Decimal) for path in paths
    )
