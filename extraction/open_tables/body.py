"""The body of a table whose columns are known: its rows, and how clearly the words stand in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extraction.open_tables.columns import crossings
from extraction.open_tables.lines import Piece, TextLine, text_lines
from extraction.open_tables.rows import LEVEL, RowLines, divide, levels_of
from ocr.model import Word

FIGURES = 0.6
"""Share of a column's pieces that are figures, where it is one of figures."""

ORDINAL_LETTERS = 5
"""An ordinal is no longer: "VIII.", "1.2.1"."""

CLEAR = 0.12
"""Of a word's height: words that come nearer to a border than this may belong to the next column."""

MOST_CROSSING = 0.01
"""Share of the pieces that may cross a border of columns that are sure: a label and its note read as one."""

LINE_HEIGHT = 1.2
"""Of a word's usual height: what a line takes, from tone marks to tails."""

NEARER = 0.85
"""Lines of one label are nearer to each other than this share of their distance to the next row's."""

AWAY = 0.75
"""Of a word's height: a label standing further from its row's figures may be another row's."""


@dataclass(frozen=True)
class Body:
    """A body's rows by the heights between them, those that are not clear, and whether its columns are."""

    ys: tuple[float, ...]
    unclear: frozenset[int]
    columns_clear: bool


@dataclass(slots=True)
class _Row:
    top: float
    bottom: float
    anchor: float
    unclear: bool


def find_rows(
    words: Sequence[Word],
    xs: Sequence[float],
    top: float,
    bottom: float,
    height: float,
    cuts: Sequence[float],
) -> Body | None:
    """Part the words between two heights into rows; None where no row stands there.

    Args:
        words: Those of the body.
        xs: Borders of the columns, ascending.
        top: Where the body begins.
        bottom: Where it ends.
        height: The usual height of a word.
        cuts: Heights at which a line is drawn from side to side between rows, ascending.
    """
    columns = [
        text_lines([w for w in words if left <= w.box.centre[0] < right], height)
        for left, right in pairwise(xs)
    ]
    label = _label_column(columns)
    figures = [i for i in range(len(columns)) if i != label and _is_of_figures(columns[i])]
    ordinals = [i for i in range(label) if i not in figures and _is_of_ordinals(columns[i])]
    notes = [i for i in range(len(columns)) if i not in (label, *figures, *ordinals)]
    bands = [top, *(y for y in cuts if top < y < bottom), bottom]
    rows: list[_Row] = []
    for start, end in pairwise(bands):
        telling = [line for i in (*figures, *ordinals) for line in columns[i] if start <= line.middle < end]
        anchors = [
            at
            for at in levels_of([line.middle for line in telling], LEVEL * height)
            if _is_told(at, telling, height)
        ]
        labels = [line for line in columns[label] if start <= line.middle < end]
        rows += _band(labels, anchors, telling, height)
    if not rows:
        return None
    for column in notes:
        _add_notes(rows, columns[column], height)
    ys = [top, *(_between(a, b, cuts) for a, b in pairwise(rows)), bottom]
    pieces = [piece for line in text_lines(words, height) for piece in line.pieces]
    crossing = crossings(pieces, xs[1:-1], CLEAR * height)
    return Body(
        ys=tuple(_rising(ys)),
        unclear=frozenset(i for i, row in enumerate(rows) if row.unclear),
        columns_clear=crossing <= MOST_CROSSING * len(pieces),
    )


def _label_column(columns: Sequence[Sequence[TextLine]]) -> int:
    """The column with most letters."""
    letters = [sum(c.isalpha() for line in lines for w in line.words for c in w.text) for lines in columns]
    return letters.index(max(letters))


def _is_of_figures(lines: Sequence[TextLine]) -> bool:
    pieces = _pieces(lines)
    return bool(pieces) and sum(p.is_figure for p in pieces) >= FIGURES * len(pieces)


def _is_of_ordinals(lines: Sequence[TextLine]) -> bool:
    pieces = _pieces(lines)
    short = sum(len(p.text) <= ORDINAL_LETTERS for p in pieces)
    return bool(pieces) and short >= FIGURES * len(pieces)


def _pieces(lines: Sequence[TextLine]) -> list[Piece]:
    return [piece for line in lines for piece in line.pieces]


def _band(
    labels: Sequence[TextLine], anchors: Sequence[float], telling: Sequence[TextLine], height: float
) -> list[_Row]:
    """The rows between two drawn lines; a lone print with no label beside it is none."""
    places = [line.middle for line in labels]
    found = [
        one
        for one in divide(places, anchors, height)
        if one.lines or len(_at(one.anchor, telling, height)) > 1
    ]
    torn = _torn([[places[i] for i in one.lines] for one in found])
    rows = [_row(one, labels, telling, height, i in torn) for i, one in enumerate(found)]
    return sorted(rows, key=lambda row: row.anchor)


def _at(at: float | None, telling: Sequence[TextLine], height: float) -> list[TextLine]:
    """The figures at a row's height; none where it has no figure."""
    return [line for line in telling if at is not None and abs(line.middle - at) < LEVEL * height]


def _is_told(at: float, telling: Sequence[TextLine], height: float) -> bool:
    """Say whether a row's height is told by something read, or by more than one print: not by a speck."""
    own = _at(at, telling, height)
    return len(own) > 1 or any(piece.is_read for line in own for piece in line.pieces)


def _torn(rows: Sequence[Sequence[float]]) -> set[int]:
    """Rows whose label's lines stand no nearer to each other than to a neighbour's."""
    torn: set[int] = set()
    for i, (above, below) in enumerate(pairwise(rows)):
        inside = [b - a for lines in (above, below) for a, b in pairwise(lines)]
        if above and below and inside and max(inside) >= NEARER * (below[0] - above[-1]):
            torn |= {i, i + 1}
    return torn


def _row(
    one: RowLines,
    labels: Sequence[TextLine],
    telling: Sequence[TextLine],
    height: float,
    torn: bool,
) -> _Row:
    own = [labels[i] for i in one.lines]
    own += _at(one.anchor, telling, height)
    half = LINE_HEIGHT * height / 2
    top, bottom = min(line.middle for line in own) - half, max(line.middle for line in own) + half
    anchor = one.anchor if one.anchor is not None else (top + bottom) / 2
    return _Row(top, bottom, anchor, torn or one.away > AWAY or not one.lines)


def _add_notes(rows: Sequence[_Row], notes: Sequence[TextLine], height: float) -> None:
    """Make rows as high as their notes."""
    found = divide([line.middle for line in notes], [row.anchor for row in rows], height, labelled=False)
    anchored = [one for one in found if one.anchor is not None]
    for row, one in zip(rows, anchored, strict=True):
        own = [notes[i] for i in one.lines]
        half = LINE_HEIGHT * height / 2
        row.top = min([row.top, *(line.middle - half for line in own)])
        row.bottom = max([row.bottom, *(line.middle + half for line in own)])


def _between(above: _Row, below: _Row, cuts: Sequence[float]) -> float:
    """Where one row ends and the next begins: at the line drawn there, else half way."""
    drawn = [y for y in cuts if above.anchor < y < below.anchor]
    return drawn[0] if drawn else (above.bottom + below.top) / 2


def _rising(ys: Sequence[float]) -> list[float]:
    out = [ys[0]]
    for y in ys[1:]:
        out.append(max(y, out[-1]))
    return out
