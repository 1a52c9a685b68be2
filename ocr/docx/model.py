"""What a Word document consists of once its styles and numbering are worked out. Lengths are points."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

PAGE_NUMBER = "\ue000"  # stands in a run's text where a field shows the number of the page
LINE_BREAK, PAGE_BREAK, TAB = "\n", "\f", "\t"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Type:
    """How letters look."""

    size: float = 11.0
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    type: Type


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``first`` is the indent of the first line beyond ``left``, negative where it hangs."""

    runs: tuple[Run, ...] = ()
    align: Align = Align.LEFT
    left: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that begins at grid position ``column`` and covers ``columns`` by ``rows`` of the grid."""

    column: int
    columns: int
    rows: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` are those of the grid's columns; ``rows`` hold the cells that begin in each row."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ruled: bool


Block: TypeAlias = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size and margins of a section's pages."""

    width: float = 595.3  # A4
    height: float = 841.9
    left: float = 72.0
    right: float = 72.0
    top: float = 72.0
    bottom: float = 72.0

    @property
    def column(self) -> float:
        return max(36.0, self.width - self.left - self.right)


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that share a sheet; header and footer of its first page stand apart where they differ."""

    sheet: Sheet
    blocks: tuple[Block, ...]
    header: tuple[Block, ...] = ()
    footer: tuple[Block, ...] = ()
    first_header: tuple[Block, ...] | None = None
    first_footer: tuple[Block, ...] | None = None
    continues: bool = field(default=False)
    """It goes on where the section before it ended, on the same page."""
