"""A statistics form: from the tables of a report to its data rows and their findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from extraction.campaign import ColumnType, Form
from extraction.check_marks import UNRULED
from extraction.columns import Header, Texts, header_between, header_end, match_columns
from extraction.continuation import Part, join_parts
from extraction.form_cells import heading_texts, read_body
from extraction.form_findings import is_unsure, row_findings
from extraction.model import ColumnMatch, Finding, Problem, Table
from extraction.open_tables.carry import carry_columns, fills_page
from extraction.open_tables.find import find_open_tables
from extraction.rows import FormRow, arrange_rows
from extraction.tables import find_tables
from ocr.model import LookAgain, Page

LEAST_COLUMNS_SHARE = 0.45
"""A table answers a form if it has this share of the form's columns; units drop one or two."""

LEAST_MATCHED = 3
LEAST_BODY = 2
"""Rows below its heading that a table has; with fewer, only the heading may be ruled."""

NEARLY_BEST = 0.85

SHORTER_HEADER_GAIN = 0.5
"""By how much a header cut short must match better, in matched columns, than the one the cells show."""


CLEAR_SCORE, CLEAR_MARGIN = 0.9, 0.3
"""Headings that the page's own words match so well, and so far ahead of others, are not looked at again."""


_FRACTION = re.compile(r"\d,\d{1,2}\b|%")


@dataclass(frozen=True)
class FormReading:
    """All that was read of one form; ``tables`` are those it stands in, in page order."""

    findings: tuple[Finding, ...] = ()
    rows: tuple[FormRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    tables: tuple[Table, ...] = ()
    matches: tuple[ColumnMatch, ...] = ()


def read_form(pages: Sequence[Page], form: Form, look_again: LookAgain | None) -> FormReading:
    """Find a form in a report and read its figures.

    The table whose headings answer most of the form's columns is taken, followed over page breaks; where no
    ruled table does, one by its aligned figures, whose cells need sums to vouch for their place. Its
    cells are looked at again, and its rows arranged into groups and members.

    Args:
        pages: In file order; rulings and words in pixels of each level page.
        form: What the campaign asks for.
        look_again: A closer look by two readers; without it, words of the page count and are doubted.

    Returns:
        Findings ``table.<form>.<n>.<column>`` in row order. A form that is nowhere gives the problem
        ``form_missing`` and no findings; a column that is not there ``column_missing``, one whose
        heading may mean another ``column_understood``.
    """
    by_number = {page.number: page for page in pages}
    tables = [table for page in pages for table in find_tables(page)]
    chosen = _best_table(tables, form, by_number, look_again)
    if chosen is None or chosen[0].rows - chosen[1].end < LEAST_BODY:
        unruled = [
            table
            for page in pages
            for table in find_open_tables(page, [t for t in tables if t.page == page.number], look_again)
        ]
        other = _best_table(unruled, form, by_number, look_again)
        if other is not None and other[0].rows - other[1].end >= LEAST_BODY:
            tables, chosen = [*tables, *unruled], other
    if chosen is None:
        named = MappingProxyType({"form": form.title})
        missing = Problem("form_missing", f"no table answers the form {form.id}", facts=named)
        return FormReading(problems=(missing,))
    table, header, matches = chosen

    def read(part: Table, end: int, closely: bool) -> Texts:
        return heading_texts(part, by_number[part.page], look_again if closely else None, end)

    def carry(last: Table, header: Header, page: Page) -> Table | None:
        if not fills_page(last, by_number[last.page]):
            return None
        texts = [text for i in range(table.columns) for text in header.path(i)]
        return carry_columns(last, texts, page, look_again)

    later = [t for t in tables if t.page > table.page]
    parts = join_parts(table, header, later, by_number, read, carry)
    rows = arrange_rows(read_body(parts, matches, by_number, look_again), form)
    findings = [
        finding
        for number, row in enumerate(rows, start=1)
        for finding in row_findings(form, number, row, matches, by_number[row.row.page].marks)
    ]
    open_pages = {part.table.page for part in parts if not _is_parted_clearly(part.table)}
    parted = iter(_parted_by_white([f for f in findings if f.page in open_pages], by_number))
    findings = [next(parted) if f.page in open_pages else f for f in findings]
    return FormReading(
        findings=tuple(findings),
        rows=tuple(rows),
        problems=_problems(form, matches, parts, len(rows)),
        tables=tuple(part.table for part in parts),
        matches=matches,
    )


def _is_parted_clearly(table: Table) -> bool:
    """Say whether a table is ruled, or its words stand so that no line could part them better."""
    return table.ruled or (table.columns_sure and not table.unclear_rows)


def _parted_by_white(findings: Sequence[Finding], pages: dict[int, Page]) -> list[Finding]:
    """The values of a table without borders, marked as such.

    A label on several lines may have one of its neighbour's, and its neighbour may lack it; figures cannot
    vouch for either.
    """
    labels = [f for f in findings if f.kind == "label"]
    broken = [_lines_in(f, pages) > 1 for f in labels]
    around = zip(labels, [False, *broken], broken, [*broken[1:], False], strict=False)
    torn = {label.path for label, *near in around if any(near)}
    return [
        replace(
            f,
            signals=MappingProxyType({**f.signals, UNRULED: 1.0}),
            doubts=(*f.doubts, "column_doubtful") if f.path in torn else f.doubts,
        )
        for f in findings
    ]


def _lines_in(finding: Finding, pages: dict[int, Page]) -> int:
    """On how many lines of its page a cell's words stand."""
    box, page = finding.box, pages.get(finding.page or 0)
    if box is None or page is None:
        return 0
    return sum(any(box.contains(*word.box.centre) for word in line.words) for line in page.lines)


def _best_table(
    tables: Sequence[Table], form: Form, pages: dict[int, Page], look_again: LookAgain | None
) -> tuple[Table, Header, tuple[ColumnMatch, ...]] | None:
    """The table whose headings answer the form best, if any does well enough."""
    answers: list[tuple[float, Table, Header, tuple[ColumnMatch, ...]]] = []
    least = max(LEAST_MATCHED, LEAST_COLUMNS_SHARE * len(form.leaves))
    for table in tables:
        if table.columns < least or table.rows < 2:
            continue
        header, matches, score = _best_header(table, form, pages[table.page], look_again)
        if sum(m.column is not None for m in matches) >= least:
            answers.append((score, table, header, matches))
    best = max((score for score, *_ in answers), default=0.0)
    # A repeated header on the next page answers as well as the first; reading begins at the first.
    return next((answer[1:] for answer in answers if answer[0] >= NEARLY_BEST * best), None)


def _best_header(
    table: Table, form: Form, page: Page, look_again: LookAgain | None
) -> tuple[Header, tuple[ColumnMatch, ...], float]:
    """The header that answers the form best: as the cells show it, or shorter.

    Where a worn line joins a heading with the figures below it, the cells show a header that is too long,
    and every row counted from its end would be wrong.
    """
    first = _title_rows(table)
    end = header_end(table, first)
    texts = heading_texts(table, page, None, end)
    on_page = _likeliest_header(table, form, texts, first, end)
    unclear = {m.grid_column for m in on_page[1] if not _is_clear(m)}
    if look_again is None or not unclear:
        return on_page
    closely = {**texts, **heading_texts(table, page, look_again, end, unclear)}
    return _likeliest_header(table, form, closely, first, end)


def _is_clear(match: ColumnMatch) -> bool:
    """Whether a heading answers a column of the form so well that no closer look could tell more."""
    return match.column is not None and match.score >= CLEAR_SCORE and match.margin >= CLEAR_MARGIN


def _likeliest_header(
    table: Table, form: Form, texts: Texts, first: int, end: int
) -> tuple[Header, tuple[ColumnMatch, ...], float]:
    best: tuple[Header, tuple[ColumnMatch, ...], float] | None = None
    for cut in range(end, first, -1):
        header = header_between(table, texts, first, cut)
        matches = match_columns(header, form, wordy=_wordy(table, cut), shares=_shares(table, cut))
        score = sum(m.score for m in matches if m.column)
        if best is None or score > best[2] + SHORTER_HEADER_GAIN:
            best = (header, matches, score)
    assert best is not None, "a table of two rows has a header"
    return best


def _title_rows(table: Table) -> int:
    """Rows at the top that are one cell over the whole width."""
    first = 0
    while first < table.rows - 1 and table.at(first, 0).column_span == table.columns:
        first = table.at(first, 0).row + table.at(first, 0).row_span
    return first


def _wordy(table: Table, body: int) -> list[float | None]:
    """For each grid column the share of its body cells that hold words rather than figures."""
    shares: list[float | None] = []
    for column in range(table.columns):
        texts = [c.text for c in table.cells if c.column == column and c.row >= body and c.text]
        letters = [sum(ch.isalpha() for ch in t) >= 3 for t in texts]
        shares.append(sum(letters) / len(letters) if letters else None)
    return shares


def _shares(table: Table, body: int) -> list[float | None]:
    """For each grid column the share of its body's figures that have decimals or "%"."""
    found: list[float | None] = []
    for column in range(table.columns):
        texts = [c.text for c in table.cells if c.column == column and c.row >= body]
        figures = [text for text in texts if sum(ch.isdigit() for ch in text) * 2 >= len(text) > 1]
        found.append(sum(bool(_FRACTION.search(t)) for t in figures) / len(figures) if figures else None)
    return found


def _problems(
    form: Form, matches: Sequence[ColumnMatch], parts: Sequence[Part], rows: int
) -> tuple[Problem, ...]:
    page = parts[0].table.page
    found = {m.column.key for m in matches if m.column}
    problems = [
        Problem(
            "column_missing",
            f"the table has no column {leaf.title!r}",
            page,
            MappingProxyType({"column": leaf.title}),
        )
        for leaf, _ in form.leaves
        if leaf.key not in found and leaf.type is not ColumnType.ORDINAL
    ]
    problems += [
        Problem(
            "column_understood",
            f"the column {match.heading!r} was taken for {match.column.title!r}",
            page,
            MappingProxyType(
                {
                    "form": form.id,
                    "key": match.column.key,
                    "heading": match.heading,
                    "column": match.column.title,
                }
            ),
        )
        for match in matches
        if match.column and match.heading and is_unsure(match)
    ]
    if not rows:
        named = MappingProxyType({"form": form.title})
        problems.append(Problem("form_empty", f"the table of form {form.id} has no data row", page, named))
    return tuple(problems)
