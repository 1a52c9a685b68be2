"""A campaign: what a plan asks for, in machine form.

The words are those of the glossary: outline, form, column, figure, deadline. A campaign is data; its
YAML form is described by ``service/data/campaign.schema.json`` and read by ``campaign_from_dict`` of
``extraction.campaign_format``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from extraction.calibration_data import THRESHOLD
from extraction.text import fold


class _Worded:
    """What a plan names, and may be named otherwise."""

    __slots__ = ()

    title: str
    aliases: tuple[str, ...]

    @property
    def wordings(self) -> tuple[str, ...]:
        """The plan's own wording and the others that mean the same."""
        return (self.title, *self.aliases)


@dataclass(frozen=True, slots=True)
class OutlineItem(_Worded):
    """One item of the plan's outline.

    ``id`` is the path as the plan numbers it ("II.2", "P1.II.2.3", "MD"), ``numeral`` its own part of it
    ("2"), ``title`` the plan's wording without number, ``aliases`` other wordings that mean the same.
    ``required`` is False where the plan says "(nếu có)".
    """

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    children: tuple[OutlineItem, ...] = ()
    numeral: str = ""

    def walk(self, level: int = 0) -> Iterator[tuple[OutlineItem, int]]:
        """This item and all below it in the plan's order, with their depth (0 for itself)."""
        yield self, level
        for child in self.children:
            yield from child.walk(level + 1)


class ColumnType(StrEnum):
    ORDINAL = "ordinal"  # Số TT
    LABEL = "label"  # what the row is about
    COUNT = "count"
    PERCENT = "percent"
    TEXT = "text"  # notes


@dataclass(frozen=True, slots=True)
class Column(_Worded):
    """A column of a form, or a heading over several (then ``children`` holds them and ``key`` is "")."""

    key: str
    title: str
    type: ColumnType = ColumnType.COUNT
    unit: str | None = None
    aliases: tuple[str, ...] = ()
    children: tuple[Column, ...] = ()

    def leaves(self, above: tuple[str, ...] = ()) -> Iterator[tuple[Column, tuple[str, ...]]]:
        """The columns that hold values, each with the headings over it from the top."""
        if not self.children:
            yield self, above
        for child in self.children:
            yield from child.leaves((*above, self.title))


@dataclass(frozen=True, slots=True)
class RowGroup(_Worded):
    """A printed row of the form under which a unit may add members ("..." in the blank form)."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    open: bool = True


@dataclass(frozen=True, slots=True)
class SumRule:
    """Members of a group add up to the group's row, in these columns (all counts if none is named)."""

    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartRule:
    """In every row, ``part`` is not more than ``whole``."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class PercentRule:
    """In every row, ``percent`` is what ``part`` makes of ``whole``, in per cent."""

    percent: str
    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Form:
    """A statistics form: its header tree, its printed rows and the rules its figures keep."""

    id: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...] = ()
    sums: tuple[SumRule, ...] = ()
    parts: tuple[PartRule, ...] = ()
    percents: tuple[PercentRule, ...] = ()

    @property
    def leaves(self) -> tuple[tuple[Column, tuple[str, ...]], ...]:
        """Value columns in the form's order, each with the headings over it."""
        return tuple(leaf for column in self.columns for leaf in column.leaves())

    def column(self, key: str) -> Column:
        """The value column with this key; KeyError if the form has none."""
        for leaf, _ in self.leaves:
            if leaf.key == key:
                return leaf
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the outline asks for in running text.

    ``patterns`` are phrases with ``{n}`` where the number stands ("trong đó {n} hợp tác xã"); they are
    matched folded and fuzzily, so they need not be exact. ``same_as`` names a form total that must agree,
    as "form.column" ("bieu-1.so_dang_vien"). ``years`` are those that the plan asks for one by one; a report
    that tells them has a field for each, ``figure.<section>.<name>.<year>``.
    """

    section: str
    name: str
    title: str
    patterns: tuple[str, ...]
    unit: str | None = None
    same_as: str | None = None
    years: tuple[int, ...] = ()


class RuleKind(StrEnum):
    """What a ``CheckRule`` demands of the figures that it names."""

    SUM = "sum"  # the parts add up to the whole
    PART = "part"  # no part is over the whole
    PERCENT = "percent"  # the percentage is what the one part makes of the whole
    STEADY = "steady"  # a part stays near its value of the period before


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule over figures, checked wherever a report has all that it needs.

    Figures are named by their path, ``figure.<section>.<name>``, and totals of a form as
    ``total.<form>.<column>``. ``whole`` may also be the number 100, for shares that make up a whole.
    ``optional`` are parts of a sum that count as nought where the report does not tell them. ``most_change``
    is the share by which a steady figure may differ from the period before.
    """

    kind: RuleKind
    parts: tuple[str, ...]
    whole: str = ""
    percent: str = ""
    optional: tuple[str, ...] = ()
    most_change: float = 0.5


class BeforeDay(StrEnum):
    """How a campaign reads "trước ngày D"."""

    INCLUDED = "included"  # D itself is still in time, as most offices hold it
    EXCLUDED = "excluded"  # the day before D is the last one, by the letter


@dataclass(frozen=True, slots=True)
class Deadline:
    """When one level or sender must have reported; ``words`` is the plan's own wording.

    ``due`` is the day that the words name, None where they name none that can be read; ``reading`` says in
    a few words how a vague wording ("cuối tháng 11") became that day. ``last_day`` is the last one in time.
    """

    level: str
    sender: str
    due: dt.date | None
    words: str
    period: str | None = None
    reading: str = ""

    def last_day(self, before: BeforeDay) -> dt.date | None:
        """The last day on which a report is in time, None where the words name no day."""
        says_before = "truoc" in fold(self.words).split()
        if self.due is None or before is BeforeDay.INCLUDED or not says_before:
            return self.due
        return self.due - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A plan in machine form."""

    id: str
    number: str | None
    issuer: str
    province: str
    date: dt.date | None
    title: str
    outline: tuple[OutlineItem, ...]
    forms: tuple[Form, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    as_of: dt.date | None = None
    recipients: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # contradictions in the plan itself, for its owner
    threshold: float = THRESHOLD  # least confidence of an accepted field
    before_day: BeforeDay = BeforeDay.INCLUDED

    def last_day(self, deadline: Deadline) -> dt.date | None:
        """The last day of a deadline, as this campaign reads "trước ngày"."""
        return deadline.last_day(self.before_day)

    @property
    def items(self) -> tuple[tuple[OutlineItem, int], ...]:
        """All outline items in the plan's order, with their depth from 0."""
        return tuple(pair for item in self.outline for pair in item.walk())

    def form(self, form_id: str) -> Form:
        """The form with this id; KeyError if the campaign has none."""
        for form in self.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)
