"""Ruled tables: rulings -> intersections -> cells -> tables, and each word in its cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from extraction.grid import Grid, grid_to_cells
from extraction.model import Cell, Table
from extraction.white_rows import part_bands, part_columns
from ocr.model import BoundingBox, Direction, Page, Ruling, Word

# Rulings this near to each other are one: double borders, a line found in two pieces.
SNAP_MM = 1.3
# A line that stops this short of another still meets it: worn corners, faxes, pages a little bent.
REACH_MM = 2.5
ENDS_AT = 0.4  # of that reach: so near to a line of the other direction one ends there
# Horizontal lines that run on this far beyond the last vertical one close the table by their ends.
OPEN_SIDE_MM = 6.0
# Shorter lines must end at lines of the other direction; a streak or the bar of bold capitals does not.
SHORT_MM = 14.0
# A column border runs down most of its table; the dashes of a fax streak do not.
LEAST_BORDER = 0.35
# Shorter ones are borders if so many begin and end at the same heights.
LEAST_ALIKE = 3
# Pieces of one line that reach so far out of the table in all are no border of it, if it is broken inside.
STREAK_BEYOND_MM = 15.0
WHOLE_BORDER = 0.8
# The pieces of a fold are no further apart, and follow its bends.
PIECES_APART_MM = 12.0
# So few of a table's lines go on beyond it where it is they that are astray, and not a lost line at its end.
MOST_GOING_ON = 0.34
# A fold of the paper runs to its edges, 10 mm and more past the table; borders end within 2 mm of each other.
CREASE_BEYOND_MM = 6.0
# So many lines across show where a table's lines end.
LEAST_TO_COMPARE = 4
# How much the slope of a short piece may be wrong, in pixels per pixel.
STREAK_DRIFT = 0.01
STRADDLE_MM = 0.8  # a word reaching so far to both sides of a border shows that the cells are one
# Two columns and two rows make a table; less is a frame, a stamp or an underline.
LEAST_ROWS = LEAST_COLUMNS = 2
# A lone row of so many columns is the rest of a table of the page before.
LONE_ROW_COLUMNS = 5
LEAST_CELLS = 3  # a title over two columns is the smallest table
# Words whose centres differ by less than this share of their height stand on one line.
SAME_LINE = 0.6


@dataclass(frozen=True, slots=True)
class _Lean:
    """How a table leans, from its rulings' slopes: x moves with y and y with x, about the middle."""

    x_per_y: float
    y_per_x: float
    x: float
    y: float

    def straight(self, box: BoundingBox) -> BoundingBox:
        """A box of the page, moved to where it would be if the table stood upright."""
        return self._moved(box, -1.0)

    def back(self, box: BoundingBox) -> BoundingBox:
        """A box of the upright table, moved to where it lies on the page."""
        return self._moved(box, 1.0)

    def _moved(self, box: BoundingBox, sign: float) -> BoundingBox:
        x, y = box.centre
        right, down = sign * self.x_per_y * (y - self.y), sign * self.y_per_x * (x - self.x)
        return BoundingBox(box.left + right, box.top + down, box.right + right, box.bottom + down)


def find_tables(page: Page, *, snap_mm: float = SNAP_MM) -> tuple[Table, ...]:
    """Find the ruled tables of a page and put each word into its cell.

    Rulings that meet form a group; their positions, those within ``snap_mm`` taken as one, are the grid;
    neighbouring grid squares without a ruling between them are one cell. A word belongs to the cell that
    holds its centre; words outside every cell stay with the page.

    Args:
        page: Words and rulings in pixels of the level page, origin top-left, y downward.
        snap_mm: Distance on paper in millimetres, converted with ``page.dpi``.

    Returns:
        Tables top to bottom, then left to right; empty if the page has none, which is no error. Every
        grid position is covered by exactly one cell; spans are at least 1; rows and columns from 0.

    Raises:
        ValueError: ``snap_mm`` is negative.

    Source: Nurminen, "Algorithmic Extraction of Data in Tables in PDF Documents", Tampere UT, 2013.
    """
    if snap_mm < 0:
        raise ValueError(f"a snap distance is not negative: {snap_mm}")
    tables = []
    groups = meeting_rulings(page.rulings, reach=page.px(REACH_MM))
    for leaning in groups:
        elsewhere = {r for group in groups if group is not leaning and _is_grid(group) for r in group}
        whole = _largest(_without_page_streaks(leaning, elsewhere, page), page)
        rulings, lean = _upright(_without_creases(whole, page))
        grid = _rulings_to_grid(_firm(rulings, page), snap=page.px(snap_mm), open_side=page.px(OPEN_SIDE_MM))
        columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
        if columns < LEAST_COLUMNS or (rows < LEAST_ROWS and not (rows == 1 and columns >= LONE_ROW_COLUMNS)):
            continue
        boxes = [lean.straight(w.box) for w in page.words]
        cells = grid_to_cells(grid, boxes, straddle=page.px(STRADDLE_MM))
        if len(cells) < LEAST_CELLS:
            continue
        upright = [replace(w, box=box) for w, box in zip(page.words, boxes, strict=True)]
        parted = part_columns(grid.ys, grid.xs, cells, upright)
        ys, cells = part_bands(grid.ys, grid.xs, parted, upright)
        tables.append(_with_words(replace(grid, ys=ys), cells, page, lean))
    return tuple(sorted(tables, key=lambda t: (t.box.top, t.box.left)))


def _largest(group: Sequence[Ruling], page: Page) -> list[Ruling]:
    """What of a group still meets, now that streaks are off: what hung on one of these alone is not of it."""
    parts = meeting_rulings(group, reach=page.px(REACH_MM))
    if not parts:
        return list(group)
    largest = BoundingBox.around(_extent(r) for r in max(parts, key=len)).grown(page.px(REACH_MM))
    return [r for r in group if largest.contains(*_extent(r).centre)]


def _is_grid(group: Sequence[Ruling]) -> bool:
    """Say whether meeting rulings may be a table of their own: several of each direction."""
    across = sum(r.direction is Direction.HORIZONTAL for r in group)
    return across > LEAST_ROWS and len(group) - across > LEAST_COLUMNS


def _without_page_streaks(group: Sequence[Ruling], elsewhere: Collection[Ruling], page: Page) -> list[Ruling]:
    """A group's rulings without fax streaks: broken and gone on with beyond the table, or running through it.

    Borders of another table, ``elsewhere``, are no part of a streak.
    """
    across = [r.at for r in group if r.direction is Direction.HORIZONTAL]
    if not across:
        return list(group)
    top, bottom = min(across), max(across)
    vertical = [r for r in page.rulings if r.direction is Direction.VERTICAL and r not in elsewhere]

    far = page.px(STREAK_BEYOND_MM)

    def parts(ruling: Ruling) -> tuple[float, float]:
        """How long the line of a ruling is inside the table, and how long beyond."""
        line = _line_of(ruling, vertical, page)
        inside = sum(max(0.0, min(o.end, bottom) - max(o.start, top)) for o in line)
        return inside, sum(o.length for o in line) - inside

    own = {r: parts(r) for r in group if r.direction is Direction.VERTICAL}
    going_on = sum(beyond > far for _, beyond in own.values())
    near = page.px(REACH_MM)
    alone = going_on <= MOST_GOING_ON * len(own)

    def is_streak(ruling: Ruling) -> bool:
        inside, beyond = own[ruling]
        if all(min(abs(end - at) for at in across) <= near for end in (ruling.start, ruling.end)):
            return False  # a border in line with a streak by chance
        through = ruling.start < top - far and ruling.end > bottom + far
        return through or (beyond > far and (alone or inside < WHOLE_BORDER * (bottom - top)))

    return [r for r in group if r.direction is Direction.HORIZONTAL or not is_streak(r)]


def _without_creases(group: Sequence[Ruling], page: Page) -> list[Ruling]:
    """A group's rulings without folds of the paper: whole or in pieces, they go on where the others end."""
    across = [r for r in group if r.direction is Direction.HORIZONTAL]
    if len(across) < LEAST_TO_COMPARE:
        return list(group)
    far, snap = page.px(CREASE_BEYOND_MM), page.px(SNAP_MM)
    left, right = _usual(across, lambda r: r.start), _usual(across, lambda r: r.end)
    horizontal = [r for r in page.rulings if r.direction is Direction.HORIZONTAL]

    def is_crease(ruling: Ruling) -> bool:
        if abs(ruling.start - left) < far and abs(ruling.end - right) < far:
            return False
        line = [o for o in horizontal if _is_in_line(ruling, o, snap)]
        return min(o.start for o in line) < left - far and max(o.end for o in line) > right + far

    return [r for r in group if r.direction is Direction.VERTICAL or not is_crease(r)]


def _line_of(ruling: Ruling, others: Sequence[Ruling], page: Page) -> list[Ruling]:
    """The pieces of the line that a ruling is one of: in line with it, or end to end with another piece."""
    snap, gap = page.px(SNAP_MM), page.px(PIECES_APART_MM)
    line = [o for o in others if _is_in_line(ruling, o, snap)]
    while True:
        more = [o for o in others if o not in line and any(_end_to_end(o, p, gap, snap) for p in line)]
        if not more:
            return line
        line += more


def _end_to_end(one: Ruling, other: Ruling, gap: float, snap: float) -> bool:
    first, second = sorted((one, other), key=lambda r: r.start)
    apart = second.start - first.end
    return abs(apart) <= gap and abs(first.at_place(first.end) - second.at_place(second.start)) <= snap


def _usual(rulings: Sequence[Ruling], measure: Callable[[Ruling], float]) -> float:
    """The median of a measure by the rulings' length: many short ones in cells outweigh no border."""
    half, run = sum(r.length for r in rulings) / 2, 0.0
    ordered = sorted(rulings, key=measure)
    for ruling in ordered:
        run += ruling.length
        if run >= half:
            break
    return measure(ruling)


def _is_in_line(ruling: Ruling, other: Ruling, snap: float) -> bool:
    """Say whether two rulings may be pieces of one slanting line; far apart it may have drifted more."""
    middle = (other.start + other.end) / 2
    away = abs(middle - (ruling.start + ruling.end) / 2)
    return abs(ruling.at_place(middle) - other.at) <= snap + STREAK_DRIFT * away


def _upright(rulings: Sequence[Ruling]) -> tuple[list[Ruling], _Lean]:
    """The rulings as they would lie if the table stood upright, and how it leans.

    Sides of a photographed table lean by a degree or two even on a level page. Lines of one direction
    lean nearly alike, so the median of the long ones, weighted by length, stands for all.
    """
    box = BoundingBox.around(_extent(r) for r in rulings)
    x, y = box.centre
    lean = _Lean(
        _common_slope([r for r in rulings if r.direction is Direction.VERTICAL]),
        _common_slope([r for r in rulings if r.direction is Direction.HORIZONTAL]),
        x,
        y,
    )
    upright = []
    for ruling in rulings:
        middle = (ruling.start + ruling.end) / 2
        if ruling.direction is Direction.HORIZONTAL:
            at, shift = ruling.at - lean.y_per_x * (middle - x), lean.x_per_y * (ruling.at - y)
        else:
            at, shift = ruling.at - lean.x_per_y * (middle - y), lean.y_per_x * (ruling.at - x)
        upright.append(replace(ruling, at=at, start=ruling.start - shift, end=ruling.end - shift, slope=0.0))
    return upright, lean


def _extent(ruling: Ruling) -> BoundingBox:
    if ruling.direction is Direction.HORIZONTAL:
        return BoundingBox(ruling.start, ruling.at, ruling.end, ruling.at)
    return BoundingBox(ruling.at, ruling.start, ruling.at, ruling.end)


def _common_slope(rulings: Sequence[Ruling]) -> float:
    return _usual(rulings, lambda r: r.slope) if rulings else 0.0


def meeting_rulings(rulings: Sequence[Ruling], *, reach: float) -> list[list[Ruling]]:
    """Groups of rulings that cross or touch one another, directly or through others."""
    parent = list(range(len(rulings)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    reaches = [_reaches(ruling, rulings, reach) for ruling in rulings]
    for i, h in enumerate(rulings):
        if h.direction is not Direction.HORIZONTAL:
            continue
        for j, v in enumerate(rulings):
            if v.direction is Direction.VERTICAL and _meet(h, v, reaches[i], reaches[j]):
                parent[root(i)] = root(j)
    groups: dict[int, list[Ruling]] = {}
    for i, ruling in enumerate(rulings):
        groups.setdefault(root(i), []).append(ruling)
    return [g for g in groups.values() if len(g) > 1]


def words_in_reading_order(words: Iterable[Word]) -> tuple[Word, ...]:
    """Words of one cell line by line: those of about one height side by side, left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.centre[1]):
        same = lines and abs(word.box.centre[1] - _mean_y(lines[-1])) < SAME_LINE * max(
            word.box.height, max(w.box.height for w in lines[-1])
        )
        if same:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(w for line in lines for w in sorted(line, key=lambda w: w.box.left))


def _mean_y(words: Sequence[Word]) -> float:
    return sum(w.box.centre[1] for w in words) / len(words)


def _reaches(ruling: Ruling, rulings: Sequence[Ruling], reach: float) -> tuple[float, float]:
    """How far beyond its start and its end a ruling may meet others.

    An end at another line is the end, and the next table may begin just behind it; one that hangs in the
    air is worn off and reaches further.
    """
    across = [o for o in rulings if o.direction is not ruling.direction]
    in_line = [
        o
        for o in rulings
        if o.direction is ruling.direction and o is not ruling and abs(o.at - ruling.at) <= ENDS_AT * reach
    ]

    def at_end(end: float) -> float:
        beside = [min(abs(o.start - end), abs(o.end - end)) for o in in_line]
        ends_there = any(
            abs(o.at_place(ruling.at) - end) <= ENDS_AT * reach
            and o.start - reach <= ruling.at <= o.end + reach
            for o in across
        )
        return ENDS_AT * min([reach, *beside]) if ends_there or min(beside, default=reach) < reach else reach

    return at_end(ruling.start), at_end(ruling.end)


def _meet(h: Ruling, v: Ruling, h_reach: tuple[float, float], v_reach: tuple[float, float]) -> bool:
    x, y = v.at_place(h.at), h.at_place(v.at)
    return h.start - h_reach[0] <= x <= h.end + h_reach[1] and v.start - v_reach[0] <= y <= v.end + v_reach[1]


def _firm(rulings: Sequence[Ruling], page: Page) -> list[Ruling]:
    """Without short lines that end nowhere."""
    reach, short = page.px(REACH_MM), page.px(SHORT_MM)

    def ends_well(ruling: Ruling) -> bool:
        others = [
            o.at
            for o in rulings
            if o.direction is not ruling.direction and o.start - reach <= ruling.at <= o.end + reach
        ]
        return all(any(abs(end - at) <= reach for at in others) for end in (ruling.start, ruling.end))

    return [r for r in rulings if r.length >= short or ends_well(r)]


def _rulings_to_grid(rulings: Sequence[Ruling], *, snap: float, open_side: float) -> Grid:
    horizontal = tuple(r for r in rulings if r.direction is Direction.HORIZONTAL)
    vertical = tuple(r for r in rulings if r.direction is Direction.VERTICAL)
    ys = _grid_lines(horizontal, vertical, snap=snap, open_side=open_side)
    if len(ys) > 1:
        vertical = _without_streaks(vertical, ys[-1] - ys[0], snap)
    xs = _grid_lines(vertical, horizontal, snap=snap, open_side=open_side)
    return Grid(xs, ys, horizontal, vertical, snap)


def _without_streaks(vertical: Sequence[Ruling], height: float, snap: float) -> tuple[Ruling, ...]:
    """Verticals that, with their continuations, run down enough of the table, or stand beside their like.

    Headings may be divided where nothing below is; then several lines begin and end at the same heights.
    """

    def is_border(v: Ruling) -> bool:
        alike = sum(abs(o.start - v.start) <= snap and abs(o.end - v.end) <= snap for o in vertical)
        long = sum(o.length for o in vertical if abs(o.at - v.at) <= snap) >= LEAST_BORDER * height
        return long or alike >= LEAST_ALIKE

    return tuple(v for v in vertical if is_border(v))


def _grid_lines(
    along: Sequence[Ruling], across: Sequence[Ruling], *, snap: float, open_side: float
) -> tuple[float, ...]:
    """Positions of the lines of one direction; open sides are closed where the other direction ends."""
    clusters: list[list[Ruling]] = []
    for ruling in sorted(along, key=lambda r: r.at):
        if clusters and ruling.at - _weighted_at(clusters[-1]) <= snap:
            clusters[-1].append(ruling)
        else:
            clusters.append([ruling])
    lines = [_weighted_at(c) for c in clusters]
    starts, ends = sorted(r.start for r in across), sorted(r.end for r in across)
    if lines and len(across) >= LEAST_ROWS:
        first, last = starts[len(starts) // 4], ends[-1 - len(ends) // 4]
        if lines[0] - first > open_side:
            lines.insert(0, first)
        if last - lines[-1] > open_side:
            lines.append(last)
    return tuple(lines)


def _weighted_at(cluster: Sequence[Ruling]) -> float:
    return sum(r.at * (r.length + 1) for r in cluster) / sum(r.length + 1 for r in cluster)


def _with_words(grid: Grid, spans: Sequence[tuple[int, int, int, int]], page: Page, lean: _Lean) -> Table:
    table_box = BoundingBox(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    straight = [(w, lean.straight(w.box).centre) for w in page.words]
    inside = [(w, place) for w, place in straight if table_box.contains(*place)]
    cells = []
    for row, column, row_span, column_span in spans:
        box = BoundingBox(
            grid.xs[column], grid.ys[row], grid.xs[column + column_span], grid.ys[row + row_span]
        )
        words = words_in_reading_order(w for w, place in inside if box.contains(*place))
        cells.append(Cell(row, column, row_span, column_span, lean.back(box), words))
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    return Table(page.number, lean.back(table_box), rows, columns, tuple(cells))
