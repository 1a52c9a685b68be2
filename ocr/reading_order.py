"""Words to lines, lines to reading order."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from ocr.model import BoundingBox, Direction, Line, Ruling, Word

SAME_LINE_OVERLAP = 0.5  # of the lower word's height: neighbours on one line share more, other lines less
COLUMN_GAP_HEIGHTS = 1.6  # spaces of justified text stay below this many letter heights, column gaps above

MOST_LAP_HEIGHTS = 0.6  # boxes of neighbouring words may lap this much in slanting type
MOST_APART_HEIGHTS = 3.0  # rows of one block of columns are nearer than this many line heights
FEWEST_BORDERS = 3  # a table of two columns has three vertical lines


def order_words(words: Iterable[Word], rulings: Iterable[Ruling] = ()) -> tuple[Line, ...]:
    """Group words into lines and put the lines into reading order.

    Args:
        words: In any order.
        rulings: Printed lines of the page; lines of a ruled table are read row by row.

    Returns:
        Lines; words left to right. A wide gap ends a line, so the two halves of a letterhead or of a
        signature block are lines of their own; of two columns the left one comes first.
    """
    return order_lines(group_lines(words), table_areas(rulings))


def group_lines(words: Iterable[Word]) -> tuple[Line, ...]:
    """Group words that stand beside each other."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.left):
        beside = [row for row in rows if _continues(row, word)]
        if beside:
            min(beside, key=lambda row: abs(row[-1].box.centre[1] - word.box.centre[1])).append(word)
        else:
            rows.append([word])
    return tuple(Line(tuple(row)) for row in rows)


def _continues(row: Sequence[Word], word: Word) -> bool:
    last = row[-1].box
    if last.bottom <= word.box.top or word.box.bottom <= last.top:  # most rows: quicker than the next line
        return False
    if _vertical_overlap(last, word.box) <= SAME_LINE_OVERLAP:  # of most rows, so it is asked first
        return False
    gap, height = word.box.left - last.right, _letter_height(row, word)
    return -MOST_LAP_HEIGHTS * height <= gap <= COLUMN_GAP_HEIGHTS * height


def _letter_height(row: Sequence[Word], word: Word) -> float:
    return statistics.median(w.box.height for w in [*row[-4:], word])


def _vertical_overlap(one: BoundingBox, other: BoundingBox) -> float:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(1e-6, min(one.height, other.height))


def order_lines(lines: Iterable[Line], tables: Sequence[BoundingBox] = ()) -> tuple[Line, ...]:
    """Put lines into reading order.

    Rows go top to bottom. Neighbouring rows that leave the same gutter free form two columns, of which
    the left one is read first; a row that crosses the gutter, or a wide gap, ends them. Rows with three
    parts or more, and all lines of a table, are read along the row.

    Args:
        lines: In any order.
        tables: Where ruled tables stand.
    """
    ordered: list[Line] = []
    columns = _Columns()
    for row in _rows(lines):
        in_table = any(table.contains(*row[0].box.centre) for table in tables)
        if in_table or len(row) > 2 or not columns.take(row):
            ordered += columns.close()
            if in_table or len(row) > 2 or not columns.take(row):
                ordered += row
    return (*ordered, *columns.close())


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that stand beside each other, left to right; rows top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.centre[1]):
        beside = (
            rows
            and _vertical_overlap(rows[-1][-1].box, line.box) > SAME_LINE_OVERLAP
            and not any(_side_by_side_fails(other.box, line.box) for other in rows[-1])
        )
        if beside:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _side_by_side_fails(one: BoundingBox, other: BoundingBox) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0


class _Columns:
    """Rows of two columns that are still growing: the gutter that all of them leave free."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._left: list[Line] = []
        self._right: list[Line] = []
        self._gutter = (float("-inf"), float("inf"))
        self._bottom = 0.0

    def take(self, row: Sequence[Line]) -> bool:
        """Add a row if it keeps the gutter free; a block starts with a row of two parts."""
        if len(row) == 2:
            left, right = max(self._gutter[0], row[0].box.right), min(self._gutter[1], row[1].box.left)
            if left >= right or self._is_far(row):
                return False
            self._gutter = (left, right)
            self._left.append(row[0])
            self._right.append(row[1])
        else:
            box = row[0].box
            if not self._left or self._is_far(row):
                return False
            if box.left >= self._gutter[0] and box.centre[0] > self._gutter[1]:
                self._gutter = (self._gutter[0], min(self._gutter[1], box.left))
                self._right.append(row[0])
            elif box.right <= self._gutter[1] and box.centre[0] < self._gutter[0]:
                self._gutter = (max(self._gutter[0], box.right), self._gutter[1])
                self._left.append(row[0])
            else:
                return False
        self._bottom = max(self._bottom, *(line.box.bottom for line in row))
        return True

    def _is_far(self, row: Sequence[Line]) -> bool:
        height = statistics.median(line.box.height for line in row)
        return bool(self._left) and row[0].box.top - self._bottom > MOST_APART_HEIGHTS * height

    def close(self) -> list[Line]:
        """The lines in reading order; the block is empty afterwards."""
        lines = [*self._left, *self._right]
        self._reset()
        return lines


def table_areas(rulings: Iterable[Ruling]) -> tuple[BoundingBox, ...]:
    """Where ruled tables stand: boxes around groups of vertical lines that share their height."""
    areas: list[tuple[BoundingBox, int]] = []
    for ruling in sorted((r for r in rulings if r.direction is Direction.VERTICAL), key=lambda r: r.start):
        box = BoundingBox(ruling.at, ruling.start, ruling.at, ruling.end)
        for i, (area, count) in enumerate(areas):
            if min(area.bottom, box.bottom) - max(area.top, box.top) > -MOST_APART_HEIGHTS:
                areas[i] = (area.union(box), count + 1)
                break
        else:
            areas.append((box, 1))
    return tuple(area for area, count in areas if count >= FEWEST_BORDERS)
