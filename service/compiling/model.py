"""What a compiled campaign is: sheets of lines and columns, units in their tree's order, a cell for each.

The rule of all that follows: only what is settled counts. A cell whose field still waits for a person, whose
report stands under a doubtful unit, or beside a second report of the same unit, is shown and never summed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from extraction.campaign import ColumnType

JsonValue: TypeAlias = str | bool | int | float | None

SETTLED = frozenset({"accepted", "confirmed", "corrected"})
FIGURES = "figures"
"""The sheet of the numbers that the plan asks for in the text."""

OTHER_LINE = "_"
"""Rows that a unit numbered like a group of the form, but whose name is none of the form's."""


class Place(NamedTuple):
    """Where in the campaign a number stands: a sheet's line and column."""

    sheet: str
    line: str
    column: str


class Status(StrEnum):
    """What is wrong with a cell that does not count, beside the two of a field (review, missing)."""

    UNPLACED = "unplaced"  # which unit sent the report is in doubt
    TWICE = "twice"  # the report holds the line twice


class Standing(StrEnum):
    """How a unit stands in a campaign's period."""

    REPORTED = "reported"
    UNSURE = "unsure"  # one report, but its unit or period waits for a person
    CONTESTED = "contested"  # several reports, and nobody said which one holds
    UNREAD = "unread"  # still being read, or unreadable
    MISSING = "missing"  # owes a report and sent none
    ABOVE = "above"  # owes none; stands here for the units below it


class Cell(NamedTuple):
    """One unit's answer at one place, with the way back to its page.

    ``from_members`` says that the report left the line empty and the rows below it were added up; then
    the field is the first of them.
    """

    value: JsonValue
    status: str
    submission_id: int
    field_id: int
    page: int | None = None
    from_members: bool = False

    @property
    def counts(self) -> bool:
        return self.status in SETTLED

    @property
    def number(self) -> Decimal | None:
        """The number that it holds, whether it counts or not; None for a blank or a text."""
        value = self.value
        if type(value) is int:
            return Decimal(value)
        return Decimal(str(value)) if type(value) is float else None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column; ``above`` are the headings over it from the top, ``same_as`` the form total it must equal."""

    key: str
    title: str
    above: tuple[str, ...] = ()
    type: ColumnType = ColumnType.COUNT
    unit: str | None = None
    same_as: str | None = None

    @property
    def is_summed(self) -> bool:
        """Percentages and texts of several units add up to nothing."""
        return self.type is ColumnType.COUNT


@dataclass(frozen=True, slots=True)
class SheetLine:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with its printed groups as lines, or the figures of the text as one line."""

    id: str
    title: str
    columns: tuple[SheetColumn, ...]
    lines: tuple[SheetLine, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(Place(self.id, line.key, column.key) for line in self.lines for column in self.columns)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its depth in the tree (0 at the top) and the reports that stand for it."""

    id: str
    name: str
    level: str
    parent: str | None
    depth: int
    standing: Standing
    submissions: tuple[int, ...] = ()
    received_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnState:
    """What a unit's own reports say: how it stands, and its answers now and before their last correction."""

    standing: Standing
    submissions: tuple[int, ...] = ()
    received_at: dt.datetime | None = None
    cells: Mapping[Place, Cell] = field(default_factory=dict)
    earlier: Mapping[Place, Cell] = field(default_factory=dict)


NO_STATE = OwnState(Standing.ABOVE)
"""A unit that owes nothing and sent nothing."""


@dataclass(frozen=True)
class Compiled:
    """All answers of a campaign's period. ``units`` are in the tree's order, a parent before its children.

    ``earlier`` holds the answers of the report that a unit's present one corrected; ``unplaced`` are reports
    whose unit nobody knows.
    """

    campaign_id: str
    period: str
    sheets: tuple[Sheet, ...]
    units: tuple[UnitRow, ...]
    cells: Mapping[tuple[str, Place], Cell]
    earlier: Mapping[tuple[str, Place], Cell] = field(default_factory=dict)
    unplaced: tuple[int, ...] = ()

    @property
    def children(self) -> Mapping[str, tuple[UnitRow, ...]]:
        """Units by their parent; the tops stand under ""."""
        found: dict[str, list[UnitRow]] = {}
        for unit in self.units:
            found.setdefault(unit.parent or "", []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    def sheet(self, sheet_id: str) -> Sheet:
        """The sheet with this id; KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise KeyError(sheet_id)
