"""Sections of a Word document to pages with words and table lines in their places.

The pages are those of a plain typesetter, not Word's own: lines and pages may break elsewhere. What stands
above, beside and inside what is kept, and that is what reading needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ocr.docx.lines import Piece, PlacedWord, lines_of
from ocr.docx.model import PAGE_NUMBER, Block, Cell, Paragraph, Section, Table

CELL_MARGIN = 5.4  # points left and right of a cell's text, as Word has it
_ROW_MARGIN = 2.0  # points above and below it
_EDGE = 28.0  # points from the paper's edge to header and footer
_EMPTY_ROW = 12.0
_MOST_STRETCHED = 3.0  # sheets: a page grows with a table so far, so that no heading loses its rows
_DEEPEST = 8  # tables within tables


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a table, in points from the holder's corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    def moved(self, x: float, y: float) -> Rule:
        return Rule(self.x0 + x, self.y0 + y, self.x1 + x, self.y1 + y)


@dataclass
class Sheetful:
    """One page as laid out, in points from its top left corner."""

    width: float
    height: float
    words: list[PlacedWord] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


@dataclass
class _Stack:
    """Blocks laid out one below the other, without an end of the page."""

    words: list[PlacedWord] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    height: float = 0.0

    def put(self, other: _Stack, x: float, y: float) -> None:
        self.words += [word.moved(x, y) for word in other.words]
        self.rules += [rule.moved(x, y) for rule in other.rules]


def lay_out(sections: Sequence[Section], *, most_pages: int) -> list[Sheetful]:
    """The pages of a document; laying out ends one page after ``most_pages``, which is told as too many."""
    pages: list[Sheetful] = []
    flow: _Flow | None = None
    for section in sections:
        if flow is None or not section.continues or section.sheet != flow.section.sheet:
            if flow is not None:
                flow.close()
            flow = _Flow(section, pages, most_pages)
        for block in section.blocks:
            flow.put(block)
            if len(pages) > most_pages:
                return pages
    if flow is not None:
        flow.close()
    return pages


@dataclass
class _Flow:
    """Fills pages from the top; begins a new page where something does not fit any more.

    A page grows with its table: where Word would break it, a row or two could stand alone on the next page.
    """

    section: Section
    pages: list[Sheetful]
    most_pages: int
    y: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    is_first: bool = True
    footer: _Stack = field(default_factory=_Stack)

    def __post_init__(self) -> None:
        self._turn()

    def put(self, block: Block) -> None:
        if isinstance(block, Table):
            for row in _rows(block, self.section.sheet.column, 0):
                self._put_stack(row, self.section.sheet.height * _MOST_STRETCHED)
            return
        if block.new_page and self.pages[-1].words:
            self._turn()
        self.y += block.before
        for line in lines_of(block, self.section.sheet.column):
            self._put_stack(_Stack(list(line.words), [], line.height))
            if line.ends_page:
                self._turn()
        self.y += block.after

    def close(self) -> None:
        """Put the footer under what the page holds."""
        page, sheet = self.pages[-1], self.section.sheet
        page.height = max(page.height, self.y + sheet.height - self.bottom)
        y = page.height - _EDGE - self.footer.height
        page.words += [word.moved(sheet.left, y) for word in self.footer.words]
        page.rules += [rule.moved(sheet.left, y) for rule in self.footer.rules]
        self.footer = _Stack()

    def _put_stack(self, stack: _Stack, bottom: float = 0.0) -> None:
        if self.y + stack.height > max(bottom, self.bottom) and self.y > self.top:
            self._turn()
        page, left = self.pages[-1], self.section.sheet.left
        page.words += [word.moved(left, self.y) for word in stack.words]
        page.rules += [rule.moved(left, self.y) for rule in stack.rules]
        self.y += stack.height

    def _turn(self) -> None:
        if len(self.pages) > self.most_pages:
            return
        if not self.is_first:
            self.close()
        sheet, section = self.section.sheet, self.section
        page = Sheetful(sheet.width, sheet.height)
        self.pages.append(page)
        header, footer = section.header, section.footer
        if self.is_first:
            header = header if section.first_header is None else section.first_header
            footer = footer if section.first_footer is None else section.first_footer
        self.is_first = False
        above, self.footer = (self._numbered(blocks) for blocks in (header, footer))
        below = self.footer
        self.top = self.y = max(sheet.top, _EDGE + above.height if above.words else 0.0)
        self.bottom = min(
            sheet.height - sheet.bottom, sheet.height - (_EDGE + below.height if below.words else 0.0)
        )
        if self.bottom < self.top + _EDGE:  # margins that leave no room are not to be believed
            self.top, self.bottom = sheet.height * 0.1, sheet.height * 0.9
            self.y = self.top
        page.words += [word.moved(sheet.left, _EDGE) for word in above.words]
        page.rules += [rule.moved(sheet.left, _EDGE) for rule in above.rules]

    def _numbered(self, blocks: tuple[Block, ...]) -> _Stack:
        stack = _stacked(blocks, self.section.sheet.column, 0)
        number = str(len(self.pages))
        stack.words = [
            replace(word, pieces=tuple(_with_number(piece, number) for piece in word.pieces))
            for word in stack.words
        ]
        return stack


def _with_number(piece: Piece, number: str) -> Piece:
    return replace(piece, text=piece.text.replace(PAGE_NUMBER, number))


def _stacked(blocks: Iterable[Block], width: float, depth: int) -> _Stack:
    whole = _Stack()
    for block in blocks:
        if isinstance(block, Table):
            for row in _rows(block, width, depth):
                whole.put(row, 0.0, whole.height)
                whole.height += row.height
            continue
        whole.height += block.before
        for line in lines_of(block, width):
            whole.put(_Stack(list(line.words)), 0.0, whole.height)
            whole.height += line.height
        whole.height += block.after
    return whole


def _rows(table: Table, width: float, depth: int) -> Iterator[_Stack]:
    """The rows of a table as stacks, each with the lines around its cells."""
    if depth >= _DEEPEST:
        return
    scale = min(1.0, width / sum(table.widths))
    edges = [0.0]
    for column in table.widths:
        edges.append(edges[-1] + column * scale)
    contents = {
        cell: _stacked(_without_end(cell), _inner_width(cell, edges), depth + 1)
        for row in table.rows
        for cell in row
    }
    heights = _heights(table, contents)
    for index, row in enumerate(table.rows):
        stack = _Stack(height=heights[index])
        for cell in row:
            stack.put(contents[cell], edges[cell.column] + CELL_MARGIN, _ROW_MARGIN)
        if table.ruled:
            stack.rules = list(_rules(table, index, edges, heights[index]))
        yield stack


def _inner_width(cell: Cell, edges: Sequence[float]) -> float:
    return max(8.0, edges[cell.column + cell.columns] - edges[cell.column] - 2 * CELL_MARGIN)


def _without_end(cell: Cell) -> tuple[Block, ...]:
    """A cell's blocks less the empty paragraph that Word asks for after a table in it."""
    last = cell.blocks[-1] if len(cell.blocks) > 1 else None
    return cell.blocks[:-1] if isinstance(last, Paragraph) and not last.runs else cell.blocks


def _heights(table: Table, contents: dict[Cell, _Stack]) -> list[float]:
    """Of each row, so that every cell has room; a cell over several rows stretches the last of them."""
    heights = [_EMPTY_ROW] * len(table.rows)
    cells = [(index, cell) for index, row in enumerate(table.rows) for cell in row]
    for index, cell in sorted(cells, key=lambda place: place[1].rows):
        last = min(index + cell.rows, len(heights)) - 1
        needed = contents[cell].height + 2 * _ROW_MARGIN
        missing = needed - sum(heights[index : last + 1])
        heights[last] += max(0.0, missing)
    return heights


def _rules(table: Table, index: int, edges: Sequence[float], height: float) -> Iterator[Rule]:
    """Lines around the cells that a row shows, none through cells that go on above or below it."""
    for first, row in enumerate(table.rows[: index + 1]):
        for cell in row:
            if first + cell.rows <= index:
                continue
            left, right = edges[cell.column], edges[cell.column + cell.columns]
            if first == index:
                yield Rule(left, 0.0, right, 0.0)
            if first + cell.rows == index + 1:
                yield Rule(left, height, right, height)
            yield Rule(left, 0.0, left, height)
            yield Rule(right, 0.0, right, height)


def joined(rules: Iterable[Rule], *, slack: float = 0.5) -> list[Rule]:
    """Lines that lie end to end, or on one another, as one; ``slack`` points apart is still joined."""
    found: list[Rule] = []
    level = sorted((r for r in rules if r.y0 == r.y1), key=lambda r: (round(r.y0), r.x0))
    upright = sorted((r for r in rules if r.y0 != r.y1), key=lambda r: (round(r.x0), r.y0))
    for rule in level:
        last = found[-1] if found else None
        if last and abs(last.y0 - rule.y0) <= slack and rule.x0 <= last.x1 + slack:
            found[-1] = replace(last, x1=max(last.x1, rule.x1))
        else:
            found.append(rule)
    columns: list[Rule] = []
    for rule in upright:
        last = columns[-1] if columns else None
        if last and abs(last.x0 - rule.x0) <= slack and rule.y0 <= last.y1 + slack:
            columns[-1] = replace(last, y1=max(last.y1, rule.y1))
        else:
            columns.append(rule)
    return found + columns
