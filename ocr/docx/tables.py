"""A Word table's rows with its merged cells put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ocr.docx.model import Block, Cell, Table
from ocr.docx.styles import Styles, W, attribute, has_lines, number, points

MOST_COLUMNS = 200  # a form has 7 to 20; a grid of thousands is an attack
_USUAL_WIDTH = 72.0  # points, of a column that does not tell

ReadBlocks = Callable[[Element], Iterable[Block]]


@dataclass
class _Begun:
    """A cell whose lower end is not known yet."""

    row: int
    column: int
    columns: int
    element: Element
    rows: int = 1


def read_table(element: Element, styles: Styles, read_blocks: ReadBlocks) -> Table:
    """Rows of cells with spans; cells merged downward become one."""
    rows = [list(_row(row)) for row in _inside(element, "tr")]
    begun: list[_Begun] = []
    open_above: dict[int, _Begun] = {}
    for index, row in enumerate(rows):
        below: dict[int, _Begun] = {}
        for column, columns, cell in row:
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            above = open_above.get(column)
            if merge is not None and attribute(merge) != "restart" and above is not None:
                above.rows += 1
                below[column] = above
                continue
            begun.append(_Begun(index, column, columns, cell))
            if merge is not None:
                below[column] = begun[-1]
        open_above = below
    own = element.find(W + "tblPr")
    cells: list[list[Cell]] = [[] for _ in rows]
    for b in begun:
        cells[b.row].append(Cell(b.column, b.columns, b.rows, tuple(read_blocks(b.element))))
    return Table(
        _widths(element, rows),
        tuple(tuple(row) for row in cells),
        styles.is_ruled(own) or _cells_are_ruled([cell for row in rows for _, _, cell in row]),
    )


def _row(row: Element) -> Iterator[tuple[int, int, Element]]:
    """First grid column, grid columns covered, and element of each cell."""
    column = int(number(row.find(f"{W}trPr/{W}gridBefore")))
    for cell in _inside(row, "tc"):
        columns = max(1, int(number(cell.find(f"{W}tcPr/{W}gridSpan"), default=1)))
        if column + columns > MOST_COLUMNS:
            return
        yield column, columns, cell
        column += columns


def _inside(holder: Element, name: str) -> Iterator[Element]:
    """Children of a name, those inside content controls, too; none of a table within a cell."""
    for child in holder:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _inside(child, name)


def _widths(element: Element, rows: list[list[tuple[int, int, Element]]]) -> tuple[float, ...]:
    columns = max((column + span for row in rows for column, span, _ in row), default=1)
    grid = [points(c, "w", _USUAL_WIDTH) for c in element.findall(f"{W}tblGrid/{W}gridCol")][:columns]
    grid += [_USUAL_WIDTH] * (columns - len(grid))
    return tuple(max(width, 1.0) for width in grid)


def _cells_are_ruled(cells: list[Element]) -> bool:
    borders = [b for cell in cells if (b := cell.find(f"{W}tcPr/{W}tcBorders")) is not None]
    return 2 * sum(has_lines(b) for b in borders) > len(cells)
