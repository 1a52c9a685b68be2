"""What a made-up report consists of, before and after it is laid out.

A ``Report`` holds everything that its pages show and everything that its truth tells; the layout fills in
the pages on which things landed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Figure:
    """A number in a sentence of a section."""

    section: str
    slug: str
    value: float
    unit: str
    raw: str
    sentence: str = ""
    page: int | None = None


@dataclass
class Paragraph:
    """A paragraph of body text and the figures that stand in it."""

    text: str
    figures: list[Figure] = field(default_factory=list)


@dataclass
class Section:
    """A heading and its own text. ``ids`` is empty for a heading that the plan does not ask for."""

    ids: tuple[str, ...]
    written: str
    depth: int
    part: bool = False
    plain: bool = False  # stands alone in the middle, without a number ("MỞ ĐẦU")
    numeral: str = ""
    printed_numeral: str = ""
    run_in: bool = False  # the text goes on in the heading's own line
    body: list[Paragraph] = field(default_factory=list)
    page: int | None = None


@dataclass
class Row:
    """A data row of the form; ``raw`` is what stands in each cell."""

    level: int
    stt: str
    label: str
    written_label: str
    values: dict[str, float | str | None]
    raw: dict[str, str]


@dataclass
class OtherTable:
    """A table that the plan does not ask for: its title and its cells, the headings first."""

    title: str
    rows: list[list[str]]


@dataclass
class FormTable:
    """The filled-in form. ``paths`` gives the printed headings over each column, outermost first."""

    title: str
    subtitle: str
    columns: list[str]
    paths: dict[str, tuple[str, ...]]
    rows: list[Row]
    landscape: bool = False
    number_row: bool = False
    repeat_header: bool = True
    ruling: str = "all"  # which borders are drawn: one of ``samples.tables.RULINGS``
    other: OtherTable | None = None  # stands above or below the form
    other_above: bool = False
    amid_text: bool = False  # in the report's text, not behind it
    last_row_alone: bool = False  # the last row alone goes over to the next page
    errors: list[dict[str, Any]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


@dataclass
class Head:
    """What the letterhead and the signature block show; None where something was left out."""

    parent: str
    issuer: str
    code: str
    number: int | None
    date: dt.date
    place: str
    subject: list[str]
    authority: str
    role: str | None
    name: str
    signed: bool = True
    sealed: bool = True
    handwritten: bool = False
    deadline: dt.date | None = None
    seal_lines: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass
class Style:
    """How this sender writes: numerals, bullets, numbers, type."""

    new_tones: bool
    numerals: tuple[str, str, str]  # one pattern for each depth
    bullet: str
    upper_headings: bool
    thousands: str
    pad: bool
    nought: str  # "-", "0", "", "không" or "mixed"
    font_size: float
    leading: float
    number_pattern: str
    ruled_title: bool
    stamp: bool = False
    margin_notes: bool = False
    draft: bool = False


@dataclass
class Report:
    """One made-up report."""

    id: str
    campaign: str
    key: str
    seed_plan: str
    level: str
    head: Head
    style: Style
    opening: str
    closing: str
    sections: list[Section]
    expected: list[tuple[str, str, bool]]  # id, the plan's wording, optional
    table: FormTable | None = None
    defects: list[dict[str, Any]] = field(default_factory=list)
    stamp: dict[str, Any] | None = None
    page_count: int = 0
