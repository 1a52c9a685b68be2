"""The blank form that a plan attaches -> a form of the campaign: header tree, rows, what adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from extraction.campaign import Column, ColumnType, Form, RowGroup, SumRule
from extraction.columns import header_end, is_column_number_row
from extraction.form_cells import read_cells
from extraction.headings import clean
from extraction.model import Cell, Table
from extraction.plans.blocks import Block
from extraction.plans.parts import PlanParts
from extraction.text import fold, nfc
from ocr.model import LookAgain, LookKind, Page, PageSource, Word

LEAST_COLUMNS = 3
BLANK_SHARE = 0.5
"""A table whose cells right of the labels are mostly empty waits to be filled in; a list of tasks is full."""

TITLE_MOST_WORDS = 40

LABEL_COLUMNS = 1
"""Labels stand in the first column or, behind the ordinals, in the second (counted from 0)."""

_ORDINAL = re.compile(r"^(so )?(tt|stt|thu tu)$|^so tt$")
_WORDY = (
    "ghi chu",
    "ly do",
    "noi dung",
    "ten ",
    "ho va ten",
    "ho ten",
    "dia chi",
    "giai trinh",
    "nguyen nhan",
)
_OPEN = re.compile(r"^[\s.…·]*$")
_NUMBERED = re.compile(r"^(bieu|mau|phu luc)\s*(mau|bieu)?\s*(so)?\s*(\d{1,2}[a-z]?)\b")
_ATTACHED = re.compile(r"\(?\s*(?:ban hành\s+)?k[eè]m theo\b.*$", re.IGNORECASE)
_COUNTED = re.compile(r"^Số(?: lượng)? (?!lượng$)(.+)$")


@dataclass(frozen=True)
class FormFound:
    """A form with the block of its table and of its title."""

    form: Form
    table: Block
    title: Block | None
    doubts: tuple[str, ...] = ()


def find_forms(
    parts: PlanParts, pages: Mapping[int, Page] = MappingProxyType({}), look_again: LookAgain | None = None
) -> tuple[FormFound, ...]:
    """Find the blank forms of a plan: tables in its annexes, or tables that are mostly empty.

    The header may have several rows with merged cells, on paper as in a text file; a row of column numbers
    below it belongs to it. Rows with a label are the printed rows; "…" below one lets units add members.

    Args:
        parts: The plan.
        pages: By number, for a closer look at narrow cells, which a page's reading tears apart.
        look_again: As for reports; without it the page's own words count.
    """
    found: list[FormFound] = []
    for block, title, attached in _tables(parts):
        table = block.grid
        if table is None or table.columns < LEAST_COLUMNS or not (attached or _is_blank(table)):
            continue
        page = pages.get(table.page)
        if page is not None and look_again is not None and page.source is PageSource.PIXELS:
            block = replace(block, grid=_read_closely(table, page, look_again))
        found.append(_form(block, title, len(found) + 1))
    return tuple(found)


def slug(title: str) -> str:
    """A key made of a title's words, "số lượng" before another word shortened to "số".

    >>> slug("Số lượng đảng viên"), slug("Số lượng")
    ('so_dang_vien', 'so_luong')
    """
    words = re.sub(r"[^a-z0-9 ]", " ", fold(title)).split()
    if words[:2] == ["so", "luong"] and len(words) > 2:
        words = ["so", *words[2:]]
    return "_".join(words)[:40].strip("_") or "cot"


def _tables(parts: PlanParts) -> Iterator[tuple[Block, Block | None, bool]]:
    """Every table with the text that names it, and whether an annex of forms holds it."""
    for annex in parts.annexes:
        title: Block | None = None
        for block in annex.blocks:
            if block.grid is not None:
                yield block, title or annex.title, not annex.is_outline
                title = None
            elif _NUMBERED.match(fold(block.text)) or (
                title is None
                and any(c.isalpha() for c in block.text)
                and not fold(block.text).startswith(("kem theo", "don vi tinh"))
            ):
                title = block
    for block in parts.body:
        if block.grid is not None:
            yield block, None, False


def _read_closely(table: Table, page: Page, look_again: LookAgain) -> Table:
    """The table with its headings and row labels as a closer look reads them; other cells stay."""
    end = header_end(table)
    cells = [c for c in table.cells if c.row < end or c.column <= LABEL_COLUMNS]
    texts = read_cells([(cell, LookKind.TEXT) for cell in cells], page, look_again)
    seen = []
    for cell in table.cells:
        read = texts.get((cell.row, cell.column))
        if read is not None:
            sure = max(0.0, min(1.0, read.confidence))
            cell = replace(cell, words=(Word(read.text, cell.box, sure),) if read.text else ())
        seen.append(cell)
    return replace(table, cells=tuple(seen))


def _is_blank(table: Table) -> bool:
    below = header_end(table)
    cells = [c for c in table.cells if c.row >= below and c.column >= 2]
    return bool(cells) and sum(not nfc(c.text) for c in cells) >= BLANK_SHARE * len(cells)


def _form(block: Block, title: Block | None, number: int) -> FormFound:
    table = block.grid
    assert table is not None
    end = header_end(table)
    columns, doubts = _columns(table, end)
    texts = [nfc(table.at(end, c).text) for c in range(table.columns)] if end < table.rows else []
    if texts and is_column_number_row(texts):
        end += 1
    groups = _groups(table, end)
    counts = tuple(
        leaf.key for column in columns for leaf, _ in column.leaves() if leaf.type is ColumnType.COUNT
    )
    words = clean(_ATTACHED.sub("", title.text)) if title else ""
    marked = _NUMBERED.match(fold(words))
    if marked and ":" in words:
        words = clean(words.partition(":")[2])
    form = Form(
        id=f"bieu-{marked[4].lstrip('0') if marked else number}",
        title=" ".join(words.split()[:TITLE_MOST_WORDS]) or f"Biểu {number}",
        columns=columns,
        groups=groups,
        sums=(SumRule(counts),) if any(group.open for group in groups) and counts else (),
    )
    return FormFound(form, block, title, doubts)


def _columns(table: Table, end: int) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The header tree: a heading over several columns has those below it as children."""
    seen: dict[str, int] = {}
    doubts: list[str] = []

    def build(first: int, last: int, row: int, above: str) -> Iterator[Column]:
        at = first
        while at < last:
            cell = table.at(row, at)
            right = min(last, cell.column + cell.column_span)
            title = clean(nfc(cell.text))
            below = cell.row + cell.row_span
            inner = below < end and any(table.at(below, c).column_span < right - at for c in range(at, right))
            if inner and title:
                yield Column("", title, children=tuple(build(at, right, below, title)))
            elif below < end and not title:
                yield from build(at, right, below, above)
            else:
                whole = " ".join(dict.fromkeys([title, *_below(table, at, below, end)])).strip()
                if not whole:
                    doubts.append("column_without_title")
                yield _leaf(whole or f"Cột {at + 1}", above, at, seen)
            at = right

    columns = tuple(build(0, table.columns, 0, ""))
    return columns, tuple(dict.fromkeys(doubts))


def _below(table: Table, column: int, row: int, end: int) -> Iterator[str]:
    while row < end:
        cell = table.at(row, column)
        yield clean(nfc(cell.text))
        row = cell.row + cell.row_span


def _leaf(title: str, above: str, at: int, seen: dict[str, int]) -> Column:
    folded = fold(title)
    if _ORDINAL.match(folded):
        kind, key = ColumnType.ORDINAL, "stt"
    elif "label" not in seen and at <= 1:
        kind, key = ColumnType.LABEL, "label"
    elif "%" in title or folded.startswith("ty le"):
        kind, key = ColumnType.PERCENT, slug(title.replace("%", ""))
    elif f"{folded} ".startswith(_WORDY):
        kind, key = ColumnType.TEXT, slug(title)
    else:
        kind, key = ColumnType.COUNT, slug(title)
    if key in seen and above:
        key = f"{slug(above)}_{key}"[:48]
    seen[key] = seen.get(key, 0) + 1
    if seen[key] > 1:
        key = f"{key}_{seen[key]}"
    counted = _COUNTED.match(title) if kind is ColumnType.COUNT else None
    unit = counted[1].lower() if counted else "%" if kind is ColumnType.PERCENT else None
    return Column(key, title, kind, unit)


def _groups(table: Table, first: int) -> tuple[RowGroup, ...]:
    """The printed rows; one that a row of dots follows is open."""
    label = 1 if table.columns > 1 and _ORDINAL.match(fold(nfc(table.at(0, 0).text))) else 0
    found: list[RowGroup] = []
    keys: set[str] = set()
    for row in range(first, table.rows):
        cell: Cell = table.at(row, label)
        text = clean(nfc(cell.text))
        if _OPEN.match(nfc(cell.text)):
            if found and nfc(cell.text):
                found[-1] = RowGroup(found[-1].key, found[-1].title, open=True)
            continue
        key = slug(text).replace("_", "-")
        while key in keys:
            key += "-2"
        keys.add(key)
        found.append(RowGroup(key, text, open=False))
    return tuple(found)
