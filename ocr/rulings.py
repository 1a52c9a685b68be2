"""The printed straight lines of a page: borders of tables, underlines.

Runs of ink along one direction survive a morphological opening and letters do not; the pieces of one
line are joined across gaps. All lengths are millimetres on paper, so a 150 dpi scan and a 300 dpi scan
give the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels, connected_parts
from ocr.fills import find_fills
from ocr.model import BoundingBox, Direction, PageImage, Pixels, Ruling
from ocr.ruling_pieces import BrokenLine, Piece
from ocr.worn_borders import worn_borders

# An unbroken run this long is no stroke of a letter: the bar of a capital T in 16 point is 3.2 mm.
RUN_MM = 3.5
# Nor is this long a run made of the stems of letters that stand under each other.
NO_LETTER_MM = 10.0
# The shortest line worth telling: lines of tables run over several columns, the bars of bold capitals over
# three letters; a row is at least so high.
SHORTEST_HORIZONTAL_MM = 8.0
SHORTEST_VERTICAL_MM = 5.0
# Faxes and weak toner break lines by up to some millimetres.
LONGEST_GAP_MM = 5.0
# Pieces of one line lie this near to each other's continuation.
ASIDE_MM = 0.6
# Thicker things are bars, shadows or pictures.
THICKEST_MM = 1.5
# Ink of a line stands out from the mean around it by this many grey levels; thin lines of 150 dpi are pale.
CONTRAST = 22
NEIGHBOURHOOD_MM = 5.0
# A row of pixels through text has this much ink just above or below itself, a line has not.
FLANK_MM = 0.45
MOST_FLANK_INK = 0.4
# Lines of cells whose text nearly touches them are told by the lines that hold them, those by others.
DOUBTFUL_ROUNDS = 2
# The bars of bold capitals ("THT") make a short line with stems on one side.
SHORT_MM = 16.0
# A gap worth asking about, and how near to it a border stands that it ends at.
LEAST_GAP_MM = 1.2
AT_BORDER_MM = 0.8
LEAST_BROKEN = 2  # lines; one may be worn
# Where no border stands at either side of a gap, so many lines must break, so widely.
OPEN_BROKEN = 3
OPEN_GAP_MM = 2.5
# A filled cell's ground ends this near to the line drawn around it.
FILL_TO_LINE_MM = 1.2
# Of four sides: a cell with so many drawn ones is bounded by its lines, and its ground tells nothing.
MOST_DRAWN_SIDES = 3
# Share of its length on which a joined line must show ink.
LEAST_COVER = 0.6


def find_rulings(image: PageImage, *, tinted: PageImage | None = None) -> tuple[Ruling, ...]:
    """Find the printed straight lines of a level page.

    Ink is told from paper by its contrast to the neighbourhood, runs of ``RUN_MM`` are kept, their
    pieces are fitted with straight lines and joined where one continues the other. Slopes up to about
    one degree are followed; a line's ``at`` is then its middle.

    Args:
        image: A level page, grey or colour, with an even background; marks may be on or off.
        tinted: The same page before its background was evened; edges of filled cells are then lines too.

    Returns:
        Horizontal lines top to bottom, then vertical ones left to right; empty if there are none.
    """
    ink = ink_mask(image)
    turned = np.ascontiguousarray(ink.T)
    across, down = [*_pieces(ink, image)], [*_pieces(turned, image)]
    fills = _unruled(find_fills(tinted), across, down, image) if tinted is not None else []
    across += [piece for box in fills for piece in _sides(box.left, box.right, box.top, box.bottom)]
    down += [piece for box in fills for piece in _sides(box.top, box.bottom, box.left, box.right)]
    horizontal = _lines_along([p for p in across if not p.doubtful], image, Direction.HORIZONTAL)
    vertical = _lines_along([p for p in down if not p.doubtful], image, Direction.VERTICAL)
    near = image.px(AT_BORDER_MM)
    across += worn_borders(ink, vertical, horizontal, image)
    down += worn_borders(turned, horizontal, vertical, image)
    for _ in range(DOUBTFUL_ROUNDS):
        across = [p for p in across if not p.doubtful or _is_held(p, vertical, near)]
        down = [p for p in down if not p.doubtful or _is_held(p, horizontal, near)]
        horizontal = _lines_along(across, image, Direction.HORIZONTAL)
        vertical = _lines_along(down, image, Direction.VERTICAL)
    return (*_parted(horizontal, vertical, image), *(line.ruling for line in vertical))


def _is_held(piece: Piece, others: Sequence[BrokenLine], near: float) -> bool:
    """Say whether a piece begins and ends at lines of the other direction: print beside it is in a cell."""
    return all(
        any(
            abs(o.ruling.at_place(at) - end) <= near and o.ruling.start - near <= at <= o.ruling.end + near
            for o in others
        )
        for end, at in ((piece.start, piece.at_start), (piece.end, piece.at_end))
    )


def _unruled(
    fills: Iterable[BoundingBox], across: Sequence[Piece], down: Sequence[Piece], image: PageImage
) -> list[BoundingBox]:
    """The filled rectangles whose sides nobody drew: paper between drawn lines may look filled, too.

    Grey paper with a white margin around it makes every cell of a ruled table a rectangle of one tint.
    """
    near = image.px(FILL_TO_LINE_MM)
    rows = _lines_along([p for p in across if not p.doubtful], image, Direction.HORIZONTAL)
    columns = _lines_along([p for p in down if not p.doubtful], image, Direction.VERTICAL)

    def drawn(at: float, start: float, end: float, lines: Sequence[BrokenLine]) -> bool:
        middle = (start + end) / 2
        return any(
            abs(o.ruling.at_place(middle) - at) <= near and o.ruling.start <= middle <= o.ruling.end
            for o in lines
        )

    return [
        box
        for box in fills
        if drawn(box.top, box.left, box.right, rows)
        + drawn(box.bottom, box.left, box.right, rows)
        + drawn(box.left, box.top, box.bottom, columns)
        + drawn(box.right, box.top, box.bottom, columns)
        < MOST_DRAWN_SIDES
    ]


def _sides(start: float, end: float, *places: float) -> Iterator[Piece]:
    """The edges of a filled rectangle that run along one direction."""
    for at in places:
        yield Piece(start, end, at, at, end - start, end - start)


def ink_mask(image: PageImage) -> Pixels:
    """Say for each pixel whether it is darker than its neighbourhood: 1 ink, 0 paper."""
    grey = image.pixels if image.pixels.ndim == 2 else cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY)
    side = max(3, round(image.px(NEIGHBOURHOOD_MM))) | 1
    around = cv2.blur(grey, (side, side))
    return as_pixels(cv2.subtract(around, grey) > CONTRAST)


def _lines_along(pieces: list[Piece], image: PageImage, direction: Direction) -> tuple[BrokenLine, ...]:
    """The lines that pieces of one direction make, top to bottom or left to right."""
    shortest_mm = SHORTEST_HORIZONTAL_MM if direction is Direction.HORIZONTAL else SHORTEST_VERTICAL_MM
    found = []
    for chain in _chains(pieces, image):
        start, end = min(p.start for p in chain), max(p.end for p in chain)
        inked = sum(p.inked for p in chain)
        if end - start < image.px(shortest_mm) or inked < LEAST_COVER * (end - start):
            continue
        at, slope = _line_through(chain, (start + end) / 2)
        thickness = sum(p.area for p in chain) / max(1.0, inked)
        ruling = Ruling(direction, at, start, end, max(1.0, thickness), slope)
        found.append(BrokenLine(ruling, tuple(_gaps(chain, image.px(LEAST_GAP_MM)))))
    return tuple(sorted(found, key=lambda line: (line.ruling.at, line.ruling.start)))


def _gaps(chain: list[Piece], least: float) -> Iterator[tuple[float, float]]:
    """Where a chain of pieces shows no ink for at least so long, from and to."""
    reached = chain[0].end
    for piece in chain[1:]:
        if piece.start - reached >= least:
            yield reached, piece.start
        reached = max(reached, piece.end)


def _parted(lines: Sequence[BrokenLine], others: Sequence[BrokenLine], image: PageImage) -> list[Ruling]:
    """Horizontal lines, cut where a gap lies between two tables that stand side by side.

    There vertical lines end the gap on both sides, or on one and all lines break; a worn line breaks
    anywhere. Vertical lines are not cut so: a row that goes over the whole width breaks them, too.
    """
    near = image.px(AT_BORDER_MM)
    out = []
    for line in lines:
        start = line.ruling.start
        for gap in line.gaps:
            borders = [_border_at(line.ruling, place, others, near) for place in gap]
            if all(borders) or any(_all_break(gap, border, lines, image) for border in borders):
                out.append(_cut(line.ruling, start, gap[0]))
                start = gap[1]
        out.append(_cut(line.ruling, start, line.ruling.end))
    return [r for r in out if r.length > near]


def _border_at(ruling: Ruling, place: float, others: Sequence[BrokenLine], near: float) -> Ruling | None:
    """The line of the other direction that a ruling meets at a place along it, None if there is none."""
    at = ruling.at_place(place)
    return next(
        (
            other.ruling
            for other in others
            if abs(other.ruling.at_place(at) - place) <= near
            and other.ruling.start - near <= at <= other.ruling.end + near
        ),
        None,
    )


def _all_break(
    gap: tuple[float, float], border: Ruling | None, lines: Sequence[BrokenLine], image: PageImage
) -> bool:
    """Say whether all lines beside break where one does: nothing goes on, the table ends there.

    Beside are the lines along a border that ends the gap; without one, all that span it anywhere on the page,
    and more of them must break, and wider.
    """
    middle = (gap[0] + gap[1]) / 2
    beside = [
        line
        for line in lines
        if line.ruling.start < gap[0]
        and line.ruling.end > gap[1]
        and (border is None or _is_along(line.ruling, border))
    ]
    broken = [line for line in beside if any(start <= middle <= end for start, end in line.gaps)]
    if border is None and gap[1] - gap[0] < image.px(OPEN_GAP_MM):
        return False
    return len(broken) >= (LEAST_BROKEN if border else OPEN_BROKEN) and len(broken) == len(beside)


def _is_along(ruling: Ruling, border: Ruling) -> bool:
    return border.start <= ruling.at_place(border.at) <= border.end


def _cut(ruling: Ruling, start: float, end: float) -> Ruling:
    """A part of a ruling."""
    return replace(ruling, at=ruling.at_place((start + end) / 2), start=start, end=max(start, end))


def _line_through(chain: list[Piece], middle: float) -> tuple[float, float]:
    """The straight line through the ends of the pieces: its place at ``middle`` and its slope."""
    along = np.array([x for p in chain for x in (p.start, p.end)])
    at = np.array([y for p in chain for y in (p.at_start, p.at_end)])
    weight = np.sqrt([w for p in chain for w in (p.end - p.start, p.end - p.start)])
    slope, base = np.polyfit(along - middle, at, 1, w=weight)
    return float(base), float(slope)


def _pieces(ink: Pixels, image: PageImage) -> Iterator[Piece]:
    """Unbroken thin runs along the rows of ``ink``, which is transposed for vertical ones.

    One pixel of dilation across lets a sloping line step from row to row.
    """
    run, long = max(5, round(image.px(RUN_MM))), max(5, round(image.px(NO_LETTER_MM)))
    stepped = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(stepped, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    count, labels, stats = connected_parts(as_pixels(runs))
    flank = max(2, round(image.px(FLANK_MM)))
    # Beside a double line stands its other half, which is no letter.
    letters = cv2.subtract(ink, cv2.morphologyEx(stepped, cv2.MORPH_OPEN, np.ones((1, long), np.uint8)))
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        box = labels[top : top + height, left : left + width] == label
        line = box & (ink[top : top + height, left : left + width] > 0)
        columns = line.sum(axis=0)
        inked = int((columns > 0).sum())
        if inked < run / 2:
            continue
        thickness = float(columns[columns > 0].mean())
        if thickness > image.px(THICKEST_MM):
            continue
        at_start, at_end = _fit(line, top)
        above, below = _flank_ink(as_pixels(letters), left, width, at_start, at_end, flank + thickness / 2)
        short = width < image.px(SHORT_MM) and max(above, below) > MOST_FLANK_INK / 2
        doubtful = short or (above + below) / 2 > MOST_FLANK_INK
        yield Piece(left, left + width, at_start, at_end, float(columns.sum()), inked, doubtful)


def _fit(line: NDArray[np.bool_], top: int) -> tuple[float, float]:
    """Where a straight line through the pixels begins and ends, as y of pixel centres plus a half."""
    ys, xs = np.nonzero(line)
    width = line.shape[1]
    if xs.max() == xs.min():
        return top + float(ys.mean()) + 0.5, top + float(ys.mean()) + 0.5
    slope, base = np.polyfit(xs, ys, 1)
    return top + base + 0.5, top + base + slope * (width - 1) + 0.5


def _flank_ink(
    ink: Pixels, left: int, width: int, at_start: float, at_end: float, distance: float
) -> tuple[float, float]:
    """The shares of ink on the two parallels of a piece at a distance; beyond the page counts as paper."""
    xs = np.arange(left, left + width)
    ys = np.linspace(at_start, at_end, width)
    shares = []
    for side in (-distance, distance):
        rows = np.floor(ys + side).astype(int)
        inside = (rows >= 0) & (rows < ink.shape[0])
        shares.append(float(ink[rows[inside], xs[inside]].sum()) / width)
    return shares[0], shares[1]


def _chains(pieces: list[Piece], image: PageImage) -> Iterator[list[Piece]]:
    """Group the pieces that continue one another, left to right."""
    gap, aside = image.px(LONGEST_GAP_MM), image.px(ASIDE_MM)
    open_chains: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        yield from (chain for chain in open_chains if piece.start - chain[-1].end > gap)
        open_chains = [chain for chain in open_chains if piece.start - chain[-1].end <= gap]
        best: list[Piece] | None = None
        for chain in open_chains:
            last = chain[-1]
            near = abs(last.at_end - piece.at_start) <= aside or abs(last.middle - piece.middle) <= aside
            if near and -aside <= piece.start - last.end <= gap and (best is None or last.end > best[-1].end):
                best = chain
        if best is None:
            open_chains.append([piece])
        else:
            best.append(piece)
    yield from open_chains
