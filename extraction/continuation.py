"""A table that goes on over a page break, with or without its header repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.columns import Header, Texts, header_between, header_end
from extraction.model import Table
from extraction.text import fold
from ocr.model import Page

SAME_BOUNDARY = 0.025
"""Column borders at the same place: their distance as a share of the table's width."""

TOP_SHARE = 0.4
"""A continuation begins in this upper part of its page."""

SAME_HEADING = 0.75


@dataclass(frozen=True)
class Part:
    """One page's share of a table: the rows from ``first_row`` on are data."""

    table: Table
    first_row: int
    repeats_header: bool


def join_parts(
    start: Table,
    header: Header,
    later: Sequence[Table],
    pages: Mapping[int, Page],
    read: Callable[[Table, int, bool], Texts],
    carry: Callable[[Table, Header, Page], Table | None] = lambda *_: None,
) -> tuple[Part, ...]:
    """Follow a table from its first page over the next ones.

    Args:
        start: The table whose header was matched.
        header: That header.
        later: Tables on later pages, in page order.
        pages: All pages by number.
        read: Gives the texts of a table's rows above a given row number, from the page's own words or by
            a closer look; called for candidates only, the closer look where its words say nothing.
        carry: Finds the rest of a table on a page none of whose tables fits, by its columns.

    Returns:
        The parts in page order, the first being ``start`` itself; a page without a fitting table ends it.
    """
    parts = [Part(start, header.end, False)]
    while (number := parts[-1].table.page + 1) in pages:
        last, page = parts[-1].table, pages[number]
        rest = None if last.ruled else carry(last, header, page)
        part = None if rest else _part_on(page, last, header, later, read)
        rest = rest or (carry(last, header, page) if part is None and last.ruled else None)
        if rest is not None:
            part = Part(rest, 0, False)
        if part is None:
            break
        parts.append(part)
    return tuple(parts)


def _part_on(
    page: Page, last: Table, header: Header, later: Sequence[Table], read: Callable[[Table, int, bool], Texts]
) -> Part | None:
    """The table of a page that has the columns of the one before, if it begins high enough."""
    for table in sorted(later, key=lambda t: t.box.top):
        if table.page != page.number or not same_columns(last, table):
            continue
        if table.box.top > TOP_SHARE * page.height:
            continue
        end = header_end(table)
        headers = (header_between(table, read(table, end, closely), 0, end) for closely in (False, True))
        repeated = any(_same_headings(header, again) for again in headers)
        return Part(table, end if repeated else 0, repeated)
    return None


def same_columns(a: Table, b: Table) -> bool:
    """Say whether two tables have their column borders at the same places, in shares of their widths."""
    if a.columns != b.columns:
        return False
    pairs = zip(_borders(a), _borders(b), strict=True)
    return all(x is None or y is None or abs(x - y) <= SAME_BOUNDARY for x, y in pairs)


def _borders(table: Table) -> list[float | None]:
    """Left border of each column as a share of the width, None where every cell spans across it."""
    borders: list[float | None] = [None] * table.columns
    for cell in table.cells:
        borders[cell.column] = (cell.box.left - table.box.left) / max(1.0, table.box.width)
    return borders


def _same_headings(first: Header, second: Header) -> bool:
    """Headings repeat if most columns say the same again."""
    likeness = [
        fuzz.ratio(fold(" ".join(first.path(i))), fold(" ".join(second.path(i)))) / 100
        for i in range(min(len(first.paths), len(second.paths)))
        if first.paths[i]
    ]
    return bool(likeness) and sum(likeness) / len(likeness) >= SAME_HEADING
