"""The cells of a form's table, looked at again: headings first, then everything below them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from extraction.campaign import Column, ColumnType
from extraction.columns import is_column_number_row
from extraction.continuation import Part
from extraction.model import Cell, ColumnMatch, Table
from extraction.rows import BodyRow, CellText, Numbering, numbering
from extraction.text import nfc
from ocr.model import Ink, Look, LookAgain, LookKind, Page, PageSource, Word

ORDINAL, LABEL = "stt", "label"
"""Keys of the two columns that every form has, whatever its own keys are."""

FIGURES = (ColumnType.COUNT, ColumnType.PERCENT)

SURE_ORDINAL = 0.9
"""Confidence of the page's own reading from which a well-formed row number is believed: nobody compiles it,
and rows are told apart by all numbers together."""

Place = tuple[int, int]


def read_cells(
    cells: Sequence[tuple[Cell, LookKind]], page: Page, look_again: LookAgain | None
) -> dict[Place, CellText]:
    """The text of cells, by closer looks where the page is an image, else from its own words."""
    if look_again is None or page.source is PageSource.TEXT_LAYER:
        certain = page.source is PageSource.TEXT_LAYER
        return {(c.row, c.column): _from_words(c, page, certain) for c, _ in cells}
    if not cells:
        return {}
    readings = look_again([Look(page.number, cell.box, kind) for cell, kind in cells])
    return {
        (cell.row, cell.column): CellText(
            text=nfc(reading.text),
            box=cell.box,
            page=page.number,
            confidence=reading.confidence,
            reading=reading,
            bold=_bold(cell.words),
            page_text=nfc(cell.text),
        )
        for (cell, _), reading in zip(cells, readings, strict=True)
    }


def heading_texts(
    table: Table,
    page: Page,
    look_again: LookAgain | None,
    end: int,
    columns: Container[int] | None = None,
) -> dict[Place, tuple[str, ...]]:
    """What every reader makes of the cells that begin above row ``end``, likeliest first.

    Where ``columns`` are given, only of those over one of these grid columns.

    All readings are kept: one of them usually spells the column's title, and matching finds it.
    """
    cells = [
        (cell, LookKind.TEXT)
        for cell in table.cells
        if cell.row < end
        and (columns is None or any(c in columns for c in range(cell.column, cell.column + cell.column_span)))
    ]
    found = read_cells(cells, page, look_again)
    texts = {}
    for place, cell in found.items():
        own = [text for _, text in cell.reading.readers] if cell.reading else []
        readings = dict.fromkeys(nfc(t) for t in (cell.text, *own, cell.page_text))
        texts[place] = tuple(t for t in readings if t)
    return texts


def read_body(
    parts: Sequence[Part],
    matches: Sequence[ColumnMatch],
    pages: Mapping[int, Page],
    look_again: LookAgain | None,
) -> tuple[BodyRow, ...]:
    """The data rows of all parts, top to bottom; column-number rows and empty rows are left out.

    A first row of a later part that has a label and nothing else is the rest of the row that the page
    break cut, if the part begins without a header.
    """
    rows: list[BodyRow] = []
    columns = {m.grid_column: m.column for m in matches if m.column}
    for part in parts:
        wanted = [
            (cell, _look_kind(columns[cell.column]))
            for cell in part.table.cells
            if cell.row >= part.first_row and cell.column in columns
        ]
        page = pages[part.table.page]
        plain = [(cell, kind) for cell, kind in wanted if _is_plain_ordinal(cell, columns[cell.column])]
        found = read_cells([pair for pair in wanted if pair not in plain], page, look_again)
        found |= read_cells(plain, page, None)
        fresh = _rows_of(part, columns, found)
        if rows and fresh and not part.repeats_header and _is_rest(fresh[0]):
            rows[-1] = _joined(rows[-1], fresh.pop(0))
        rows.extend(fresh)
    return tuple(rows)


def _is_plain_ordinal(cell: Cell, column: Column) -> bool:
    """Whether the page's own words tell a row's number so surely that no closer look could tell more."""
    if column.type is not ColumnType.ORDINAL or not cell.words:
        return False
    sure = min(word.confidence for word in cell.words) >= SURE_ORDINAL
    return sure and numbering(cell.text.strip(" .)")) not in (Numbering.NONE, Numbering.DASH)


def key_of(column: Column) -> str:
    """The last part of a finding's path for this column."""
    if column.type is ColumnType.ORDINAL:
        return ORDINAL
    return LABEL if column.type is ColumnType.LABEL else column.key


def _look_kind(column: Column) -> LookKind:
    return LookKind.NUMBER if column.type in FIGURES else LookKind.TEXT


def _rows_of(part: Part, columns: Mapping[int, Column], found: Mapping[Place, CellText]) -> list[BodyRow]:
    rows = []
    for row in range(part.first_row, part.table.rows):
        cells: dict[str, CellText] = {}
        texts = []
        for grid_column, column in columns.items():
            cell = part.table.at(row, grid_column)
            begins = (cell.row, cell.column) == (row, grid_column)
            text = _own_text(cell, column, found.get((cell.row, cell.column))) if begins else None
            cells[key_of(column)] = text or _merged_away(cell, part.table.page)
            texts.append(text.text or text.page_text if text else "")
        if is_column_number_row(texts) and row <= part.first_row + 1:
            continue
        stt, label = cells.pop(ORDINAL, None), cells.pop(LABEL, None)
        body = BodyRow(part.table.page, cells, stt, label)
        if any(t.strip() for t in texts):
            rows.append(body)
    return rows


def _merged_away(cell: Cell, page: int) -> CellText:
    """A grid place inside a cell that began above or to the left: nothing of its own stands there."""
    merged = cell.row_span + cell.column_span > 2
    return CellText("", cell.box, page, 1.0, certain=True, merged=merged, tall=cell.row_span > 1)


def _own_text(cell: Cell, column: Column, text: CellText | None) -> CellText | None:
    """A cell's reading, marked where the cell covers several rows, or a figure's cell several columns."""
    tall = cell.row_span > 1
    if text is None or not (tall or (cell.column_span > 1 and column.type in FIGURES)):
        return text
    return replace(text, merged=True, tall=tall)


def _is_rest(row: BodyRow) -> bool:
    """The rest of a cut row: words in the label, no number of its own, no figure."""
    return bool(row.label_text) and not row.stt_text and not any(row.figures)


def _joined(row: BodyRow, rest: BodyRow) -> BodyRow:
    if row.label is None or rest.label is None:
        return row
    label = CellText(
        text=nfc(f"{row.label.text} {rest.label.text}"),
        box=row.label.box,
        page=row.label.page,
        confidence=min(row.label.confidence, rest.label.confidence),
        reading=row.label.reading,
        certain=row.label.certain and rest.label.certain,
        bold=row.label.bold,
    )
    return BodyRow(row.page, row.cells, row.stt, label)


def _from_words(cell: Cell, page: Page, certain: bool) -> CellText:
    confidence = min((w.confidence for w in cell.words), default=1.0 if certain else 0.5)
    return CellText(
        nfc(cell.text), cell.box, page.number, confidence, certain=certain, bold=_bold(cell.words)
    )


def _bold(words: Sequence[Word]) -> float | None:
    told = [w.bold for w in words if w.bold is not None]
    return sum(told) / len(told) if told else None


def is_handwritten(cell: CellText) -> bool:
    """Say whether the closer look saw strokes of a pen."""
    return cell.reading is not None and cell.reading.ink is Ink.HANDWRITTEN
