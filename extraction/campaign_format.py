"""A campaign as plain data and back: what YAML, JSON and the page that edits a campaign hold.

The format is described for people in ``docs/reference/campaign-format.md`` and for machines in
``service/data/campaign.schema.json``. Reading is strict: an unknown key is a slip of the pen that would
otherwise lose a rule silently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from extraction.calibration_data import THRESHOLD
from extraction.campaign import (
    BeforeDay,
    Campaign,
    CheckRule,
    Column,
    ColumnType,
    Deadline,
    Figure,
    Form,
    OutlineItem,
    PartRule,
    PercentRule,
    RowGroup,
    RuleKind,
    SumRule,
)
from extraction.errors import CampaignError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def campaign_from_dict(data: Mapping[str, Any]) -> Campaign:
    """Build a campaign from plain data and check that its parts fit together.

    Args:
        data: As loaded from a campaign file; dates are ISO strings or dates.

    Raises:
        CampaignError: An entry is missing, unknown or of the wrong kind, an id is used twice, or a rule
            names a section, column or form that the campaign does not have.
    """
    top = _Entry(data, "")
    top.only(Campaign)
    campaign = Campaign(
        id=top.text("id"),
        number=top.text_or_none("number"),
        issuer=top.text("issuer"),
        province=top.text("province"),
        date=top.date_or_none("date"),
        title=top.text("title"),
        outline=top.many("outline", _outline_item),
        forms=top.many("forms", _form),
        figures=top.many("figures", _figure),
        checks=top.many("checks", _check_rule),
        deadlines=top.many("deadlines", _deadline),
        as_of=top.date_or_none("as_of"),
        recipients=top.texts("recipients"),
        periods=top.texts("periods"),
        notes=top.texts("notes"),
        threshold=top.share("threshold", THRESHOLD),
        before_day=top.choice("before_day", BeforeDay, BeforeDay.INCLUDED),
    )
    _check_whole(campaign)
    return campaign


def campaign_to_dict(campaign: Campaign) -> dict[str, Any]:
    """The plain data of a campaign, without entries that hold their default; dates as ISO strings."""
    return _plain_fields(campaign)


class _Entry:
    """One mapping of the data and the path to it, so that every complaint names its place."""

    def __init__(self, data: object, key: str) -> None:
        if not isinstance(data, Mapping):
            raise CampaignError(key or "campaign", "a mapping of keys to values", data)
        self.data = data
        self.key = key

    def path(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def only(self, kind: type) -> None:
        known = [f.name for f in fields(kind)]
        for name in self.data:
            if name not in known:
                raise CampaignError(self.path(str(name)), f"one of the keys {', '.join(known)}", name)

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if not isinstance(value, str) or not value.strip():
            raise CampaignError(self.path(name), "a text that is not empty", value)
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self.data.get(name) is None else self.text(name)

    def text_or(self, name: str, default: str) -> str:
        value = self.data.get(name, default)
        if not isinstance(value, str):
            raise CampaignError(self.path(name), "a text", value)
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            raise CampaignError(self.path(name), "true or false", value)
        return value

    def share(self, name: str, default: float) -> float:
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
            raise CampaignError(self.path(name), "a number over 0 and up to 1", value)
        return float(value)

    def choice(self, name: str, kind: type[E], default: E | None) -> E:
        """``default`` is None where the entry must be there."""
        value = self.text(name) if default is None else self.text_or(name, default)
        if value not in list(kind):
            raise CampaignError(self.path(name), f"one of {', '.join(kind)}", value)
        return kind(value)

    def date_or_none(self, name: str) -> dt.date | None:
        value = self.data.get(name)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            raise CampaignError(self.path(name), "a date such as 2023-06-30", value) from None

    def texts(self, name: str) -> tuple[str, ...]:
        for i, value in enumerate(values := self._list(name)):
            if not isinstance(value, str) or not value.strip():
                raise CampaignError(f"{self.path(name)}[{i}]", "a text that is not empty", value)
        return tuple(values)

    def years(self, name: str) -> tuple[int, ...]:
        for i, value in enumerate(values := self._list(name)):
            if isinstance(value, bool) or not isinstance(value, int) or not 1945 <= value <= 2100:
                raise CampaignError(f"{self.path(name)}[{i}]", "a year", value)
        return tuple(values)

    def many(self, name: str, build: Callable[[_Entry], T]) -> tuple[T, ...]:
        return tuple(build(_Entry(v, f"{self.path(name)}[{i}]")) for i, v in enumerate(self._list(name)))

    def _list(self, name: str) -> Sequence[Any]:
        value = self.data.get(name, ())
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise CampaignError(self.path(name), "a list", value)
        return value


def _outline_item(entry: _Entry) -> OutlineItem:
    entry.only(OutlineItem)
    return OutlineItem(
        id=entry.text("id"),
        title=entry.text("title"),
        aliases=entry.texts("aliases"),
        required=entry.flag("required", True),
        children=entry.many("children", _outline_item),
        numeral=entry.text_or("numeral", ""),
    )


def _form(entry: _Entry) -> Form:
    entry.only(Form)
    return Form(
        id=entry.text("id"),
        title=entry.text("title"),
        columns=entry.many("columns", _column),
        groups=entry.many("groups", _group),
        sums=entry.many("sums", _sum_rule),
        parts=entry.many("parts", _part_rule),
        percents=entry.many("percents", _percent_rule),
    )


def _column(entry: _Entry) -> Column:
    entry.only(Column)
    children = entry.many("children", _column)
    return Column(
        key=entry.text_or("key", "") if children else entry.text("key"),
        title=entry.text("title"),
        type=entry.choice("type", ColumnType, ColumnType.COUNT),
        unit=entry.text_or_none("unit"),
        aliases=entry.texts("aliases"),
        children=children,
    )


def _group(entry: _Entry) -> RowGroup:
    entry.only(RowGroup)
    return RowGroup(
        entry.text("key"), entry.text("title"), entry.texts("aliases"), open=entry.flag("open", True)
    )


def _sum_rule(entry: _Entry) -> SumRule:
    entry.only(SumRule)
    return SumRule(entry.texts("columns"))


def _part_rule(entry: _Entry) -> PartRule:
    entry.only(PartRule)
    return PartRule(part=entry.text("part"), whole=entry.text("whole"))


def _percent_rule(entry: _Entry) -> PercentRule:
    entry.only(PercentRule)
    return PercentRule(percent=entry.text("percent"), part=entry.text("part"), whole=entry.text("whole"))


def _check_rule(entry: _Entry) -> CheckRule:
    entry.only(CheckRule)
    rule = CheckRule(
        kind=entry.choice("kind", RuleKind, None),
        parts=entry.texts("parts"),
        whole=entry.text_or("whole", ""),
        percent=entry.text_or("percent", ""),
        optional=entry.texts("optional"),
        most_change=entry.share("most_change", 0.5),
    )
    if not rule.parts:
        raise CampaignError(entry.path("parts"), "at least one path of a figure")
    if (rule.kind is RuleKind.PERCENT) != bool(rule.percent):
        raise CampaignError(entry.path("percent"), "the path of a percentage, in a rule of that kind only")
    if (rule.kind is RuleKind.STEADY) == bool(rule.whole):
        raise CampaignError(entry.path("whole"), "the path of the whole, in all rules but steady ones")
    return rule


def _figure(entry: _Entry) -> Figure:
    entry.only(Figure)
    patterns = entry.texts("patterns")
    for i, pattern in enumerate(patterns):
        if pattern.count("{n}") != 1:
            raise CampaignError(f"{entry.path('patterns')}[{i}]", "a phrase with {n} once", pattern)
    if not patterns:
        raise CampaignError(entry.path("patterns"), "at least one phrase with {n}")
    return Figure(
        section=entry.text("section"),
        name=entry.text("name"),
        title=entry.text("title"),
        patterns=patterns,
        unit=entry.text_or_none("unit"),
        same_as=entry.text_or_none("same_as"),
        years=entry.years("years"),
    )


def _deadline(entry: _Entry) -> Deadline:
    entry.only(Deadline)
    return Deadline(
        level=entry.text("level"),
        sender=entry.text("sender"),
        due=entry.date_or_none("due"),
        words=entry.text("words"),
        period=entry.text_or_none("period"),
        reading=entry.text_or("reading", ""),
    )


def _check_whole(campaign: Campaign) -> None:
    """See that ids are used once and that every rule names something the campaign has."""
    if not campaign.outline:
        raise CampaignError("outline", "at least one item")
    _once("outline", (item.id for item, _ in campaign.items))
    _once("forms", (form.id for form in campaign.forms))
    _once("figures", (f"{figure.section}.{figure.name}" for figure in campaign.figures))
    for i, form in enumerate(campaign.forms):
        _check_form(form, f"forms[{i}]")
    sections = {item.id for item, _ in campaign.items}
    totals = {
        f"{form.id}.{leaf.key}"
        for form in campaign.forms
        for leaf, _ in form.leaves
        if leaf.type is ColumnType.COUNT
    }
    for i, figure in enumerate(campaign.figures):
        if figure.section not in sections:
            raise CampaignError(f"figures[{i}].section", "the id of an outline item", figure.section)
        if figure.same_as is not None and figure.same_as not in totals:
            raise CampaignError(f"figures[{i}].same_as", "form.column of a column of counts", figure.same_as)
    known = {f"figure.{figure.section}.{figure.name}" for figure in campaign.figures}
    known |= {f"total.{total}" for total in totals}
    for i, rule in enumerate(campaign.checks):
        whole = () if rule.whole in ("", "100") else (rule.whole,)
        for path in (*rule.parts, *whole, *rule.optional, *((rule.percent,) if rule.percent else ())):
            if path not in known:
                raise CampaignError(f"checks[{i}]", "the path of a figure or of a form's total", path)
    for i, deadline in enumerate(campaign.deadlines):
        if deadline.period is not None and deadline.period not in campaign.periods:
            raise CampaignError(f"deadlines[{i}].period", "one of the campaign's periods", deadline.period)


def _check_form(form: Form, key: str) -> None:
    if not form.columns:
        raise CampaignError(f"{key}.columns", "at least one column")
    columns = {leaf.key for leaf, _ in form.leaves}
    _once(f"{key}.columns", (leaf.key for leaf, _ in form.leaves))
    _once(f"{key}.groups", (group.key for group in form.groups))
    known = f"one of the columns {', '.join(sorted(columns))}"
    for name, named in (
        ("sums", [column for rule in form.sums for column in rule.columns]),
        ("parts", [column for rule in form.parts for column in (rule.part, rule.whole)]),
        ("percents", [c for rule in form.percents for c in (rule.percent, rule.part, rule.whole)]),
    ):
        for column in named:
            if column not in columns:
                raise CampaignError(f"{key}.{name}", known, column)


def _once(key: str, ids: Iterator[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise CampaignError(key, "every id only once", each)
        seen.add(each)


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        return _plain_fields(value)
    return str(value) if isinstance(value, StrEnum) else value


def _plain_fields(value: Any) -> dict[str, Any]:
    held = {f.name: (getattr(value, f.name), f.default) for f in fields(value)}
    return {name: _plain(v) for name, (v, default) in held.items() if v != default}
