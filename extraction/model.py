"""The values that pass between the steps of extraction, and its result.

Inside extraction a place on paper is a page number and a box in that page's pixels; only the final
``Field`` carries the contract's fractions of the page as it stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from extraction.campaign import Column, OutlineItem
from ocr.model import BoundingBox, Line, Page, PdfSignature, Word

Value: TypeAlias = str | bool | Decimal | None


class FieldStatus(StrEnum):
    """The machine's verdict on a field (a person's verdict is kept beside it, by the service)."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a found table; rows and columns count from 0, ``box`` is the inside of its borders.

    ``words`` are those of the page reading whose centre lies in the box, in reading order.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    box: BoundingBox
    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True)
class Table:
    """A table on one page: every grid position is covered by exactly one cell.

    Of one that is not wholly ruled ``columns_sure`` says whether each word clearly stands in one column, and
    ``unclear_rows`` are those to which another row's words may have been put.
    """

    page: int
    box: BoundingBox
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    ruled: bool = True
    columns_sure: bool = True
    unclear_rows: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Cell:
        """The cell that covers a grid position; KeyError outside the grid."""
        for cell in self.cells:
            if (
                cell.row <= row < cell.row + cell.row_span
                and cell.column <= column < cell.column + cell.column_span
            ):
                return cell
        raise KeyError((row, column))


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Which form column a grid column holds, None for one that the form does not ask for; score 0..1.

    ``margin`` is the score less that of the best other form column the heading could have meant.
    """

    grid_column: int
    column: Column | None
    score: float
    heading: str = ""
    margin: float = 1.0


@dataclass(frozen=True)
class Heading:
    """A heading as found: ``text`` in NFC without its number, ``numeral`` as printed ("II", "2.1", "a")."""

    text: str
    numeral: str = ""
    page: int = 1
    box: BoundingBox | None = None
    lines: tuple[Line, ...] = ()
    run_in: bool = False  # the heading is followed by body text on its own line
    strength: float = 1.0  # how much type and place look like a heading, 0..1
    confidence: float = 1.0  # of its words


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """A found heading and the outline item that it answers (None: extra); score and margin 0..1.

    ``margin`` is the score less that of the best other item the heading could have answered.
    """

    heading: Heading
    item: OutlineItem | None
    score: float
    margin: float = 1.0


@dataclass(frozen=True)
class Section:
    """An answered outline item with the text below its heading: pairs of page number and line.

    For a run-in heading the first line is the rest of the heading's own line.
    """

    item: OutlineItem
    heading: Heading
    body: tuple[tuple[int, Line], ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for _, line in self.body)


@dataclass(frozen=True)
class Finding:
    """Something found for a field, before anybody says how sure we are.

    ``signals`` are named numbers that the calibration knows for this ``kind`` (for example ``score``,
    ``ocr``, ``agree``); ``doubts`` are codes of reasons that by themselves send the field to review
    ("handwritten", "readers_differ", "sum_fails"), each with a Vietnamese sentence in the service.
    ``sentence`` is the one in which a figure of running text stands. A finding without value and without box
    is "looked for and not found".
    """

    path: str
    kind: str
    value: Value
    raw: str = ""
    page: int | None = None
    box: BoundingBox | None = None
    candidates: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    doubts: tuple[str, ...] = ()
    unit: str | None = None
    found: bool = True
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that the campaign expects, as DESIGN's contract has it.

    ``bbox`` is in fractions of the page as the reader sees it in the file; ``page`` counts from 1.
    ``sentence`` is the one in which a figure of running text stands, "" for all other fields.
    """

    path: str
    value: Value
    raw: str
    confidence: float
    status: FieldStatus
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    candidates: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unit: str | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over fields and its outcome. ``facts`` are the figures that its sentence quotes.

    ``repair`` proposes other readings that would satisfy the rule: pairs of path and reading.
    """

    name: str
    ok: bool
    code: str
    paths: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    repair: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """The outcome in English, for logs and the API."""
        facts = ", ".join(f"{k}={v}" for k, v in self.facts.items())
        return f"{self.code} {'holds' if self.ok else 'fails'}: {facts}" if facts else self.code


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should know; ``page`` is None where it concerns the whole report.

    ``message`` is English, for logs and the API; ``facts`` are what a sentence in another language quotes.
    """

    code: str
    message: str
    page: int | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class PageRecord:
    """Where a page's words come from and why, in a few English words; ``turned_degrees`` as it lay."""

    number: int
    file: int
    file_page: int
    source: str
    reason: str
    turned_degrees: int = 0

    @staticmethod
    def of(page: Page) -> PageRecord:
        return PageRecord(
            page.number, page.file, page.file_page, page.source.value, page.reason, page.turned_degrees
        )


@dataclass(frozen=True)
class Extraction:
    """All that was read from one submission."""

    campaign: str | None
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    pages: int = 0
    unit: str | None = None
    signatures: tuple[PdfSignature, ...] = ()
    page_records: tuple[PageRecord, ...] = ()
