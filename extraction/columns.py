"""The columns of a found table against the columns of a form, all together.

No heading is matched alone: "TCĐ" could mean two columns, "ĐV" could be one of three, and a missing column
must not take its neighbour's heading. Every pair gets a score from wording, the headings above, content and
place, and the assignment with the best total is kept.

Source: Kuhn, "The Hungarian Method for the Assignment Problem", 1955; ``extraction.solvers``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extraction.campaign import Column, ColumnType, Form
from extraction.heading_words import Weights, heading_score, word_weights
from extraction.lettering import is_syllable
from extraction.model import ColumnMatch, Table
from extraction.solvers import best_pairs
from extraction.text import fold

CUTOFF = 0.5
"""Least score of a pair; a heading below it answers nothing the form asks."""

WORDING, ABOVE, CONTENT, PLACE = 0.8, 0.08, 0.07, 0.05
"""What the parts of a score weigh: the heading, the headings over it, what stands below, the order."""

ELIMINATED_SCORE = 0.5
"""Of a column whose heading could not be read and that only its neighbours tell."""

FREELY_WORDED = 0.4
"""A heading that scores at least this may be a form's column by elimination ("Số đơn vị" for the count)."""

CLEARNESS = 3
"""Power to which scores are raised: one clear heading outweighs two that were half read."""

SECOND_CHOICE = 0.05
"""A column whose heading scores so much more for another column of the form is never sure."""

LEAST_CONTENT = 0.3
"""Share of cells that must hold what the column's type asks, where only elimination names the column."""

FRACTIONS = 0.5
"""Share of a column's figures with decimals or "%" from which it holds no counts, whatever its heading is."""

MOST_COLUMNS_LEFT_OUT = 3
"""Of a form's columns that the plan does not ask for, beside which the columns' numbers run on."""

NEUTRAL = 0.5
LONE_TITLE = 0.9  # a whole path against a title that has nothing above it
MOST_HEADER_ROWS = 4

# What such columns are called in any form, besides the form's own words.
USUAL_TITLES: Mapping[ColumnType, tuple[str, ...]] = {
    ColumnType.ORDINAL: ("STT", "TT", "Số TT", "Số thứ tự"),
    ColumnType.LABEL: ("Loại hình", "Nội dung", "Chỉ tiêu"),
    ColumnType.TEXT: (),
    ColumnType.COUNT: (),
    ColumnType.PERCENT: (),
}

Readings = tuple[str, ...]
"""What the readers made of one cell, likeliest first; empty for a blank cell."""

Texts = Mapping[tuple[int, int], Readings]
"""The readings of each cell by the row and column of its top left square."""


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table: rows ``first`` up to ``end`` (not included), and per grid column its path."""

    first: int
    end: int
    paths: tuple[tuple[Readings, ...], ...]

    def path(self, column: int) -> tuple[str, ...]:
        """The likeliest texts of the headings over a column."""
        return tuple(readings[0] for readings in self.paths[column])


def header_end(table: Table, first: int = 0) -> int:
    """The first row below the header that begins at ``first``."""
    end = first + 1
    while end < table.rows:
        reach = max(cell.row + cell.row_span for cell in table.cells if first <= cell.row < end)
        if reach <= end:
            break
        end = reach
    return min(end, first + MOST_HEADER_ROWS, table.rows)


def header_between(table: Table, texts: Texts, first: int, end: int) -> Header:
    """The headings over each grid column in the given rows, top to bottom, empty ones left out."""
    paths = []
    for column in range(table.columns):
        cells = dict.fromkeys(
            (table.at(row, column).row, table.at(row, column).column) for row in range(first, end)
        )
        paths.append(tuple(readings for key in cells if (readings := texts.get(key, ()))))
    return Header(first, end, tuple(paths))


def match_columns(
    header: Header,
    form: Form,
    *,
    wordy: Sequence[float | None] = (),
    shares: Sequence[float | None] = (),
    cutoff: float = CUTOFF,
) -> tuple[ColumnMatch, ...]:
    """Say which column of the form each grid column holds.

    Args:
        header: The table's headings.
        form: Its leaves are matched by title and aliases.
        wordy: For each grid column the share of its body cells that hold words, None where unknown.
        shares: The same of its figures that are percentages or have decimals.
        cutoff: Least score of a pair, 0..1.

    Returns:
        One match per grid column, in order; no form column is used twice.
    """
    leaves = form.leaves
    weights = word_weights(title for leaf, _ in leaves for title in (leaf.title,))
    scores = np.zeros((len(header.paths), len(leaves)))
    for i, path in enumerate(header.paths):
        for j, (leaf, above) in enumerate(leaves):
            wording = _wording(path, leaf, above, weights)
            content = _content(leaf, wordy[i] if i < len(wordy) else None)
            place = 1 - abs(i / max(1, len(header.paths) - 1) - j / max(1, len(leaves) - 1))
            scores[i, j] = (
                WORDING * wording + ABOVE * _above(path, above, weights) + CONTENT * content + PLACE * place
            ) * min(1.0, 0.4 + wording)
            if (
                leaf.type is ColumnType.COUNT
                and ((shares[i] if i < len(shares) else None) or 0.0) >= FRACTIONS
            ):
                scores[i, j] = 0.0
    return _with_eliminated(_assigned(header, leaves, scores, cutoff), header, form, wordy)


def _assigned(
    header: Header,
    leaves: Sequence[tuple[Column, tuple[str, ...]]],
    scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    cutoff: float,
) -> list[ColumnMatch]:
    """The assignment with the highest total worth; pairs below the cutoff are worth nothing."""
    worth = np.where(scores >= cutoff, scores**CLEARNESS, 0.0)
    chosen = dict(zip(*(map(int, side) for side in best_pairs(worth)), strict=True))
    total = sum(float(worth[i, j]) for i, j in chosen.items())
    matches = []
    for i in range(len(header.paths)):
        j = chosen.get(i)
        if j is None or worth[i, j] == 0:
            matches.append(
                ColumnMatch(i, None, float(scores[i].max(initial=0.0)), " / ".join(header.path(i)))
            )
            continue
        better = float(scores[i].max()) > float(scores[i, j]) + SECOND_CHOICE
        margin = 0.0 if better else total - _total_without(worth, i, j)
        matches.append(ColumnMatch(i, leaves[j][0], float(scores[i, j]), " / ".join(header.path(i)), margin))
    return matches


def _total_without(worth: np.ndarray[tuple[int, ...], np.dtype[np.float64]], i: int, j: int) -> float:
    """The best total if one pair is forbidden; the less it is, the surer the pair."""
    other = worth.copy()
    other[i, j] = 0.0
    rows, columns = best_pairs(other)
    return float(other[rows, columns].sum())


def _wording(path: Sequence[Readings], leaf: Column, above: Sequence[str], weights: Weights) -> float:
    """The best of title and aliases, against the lowest heading and against the whole path."""
    if not path:
        return 0.0
    best = 0.0
    *upper, lowest = path
    # A heading broken over two rows of cells ("Số tổ chức" over "đảng") is whole with what stands above it.
    joined = [f"{above_it} {text}" for above_it in upper[-1] for text in lowest] if len(upper) > 1 else []
    for title in (leaf.title, *leaf.aliases, *USUAL_TITLES[leaf.type]):
        full_title = " ".join((*above, title))
        best = max(best, *(LONE_TITLE * heading_score(text, title, weights) for text in joined), 0.0)
        for text in lowest:
            best = max(best, heading_score(text, title, weights))
            if upper:
                full = heading_score(" ".join((*(u[0] for u in upper), text)), full_title, weights)
                best = max(best, full * (1.0 if above else LONE_TITLE))
    return best


def _above(path: Sequence[Readings], above: Sequence[str], weights: Weights) -> float:
    """How well the headings over a column agree; a heading that one side lacks tells a little against it."""
    if len(path) < 2 and not above:
        return 1.0
    if len(path) < 2 or not above:
        return NEUTRAL
    return max(heading_score(text, " ".join(above), weights) for text in path[-2])


def _content(leaf: Column, wordy: float | None) -> float:
    if wordy is None:
        return NEUTRAL
    return wordy if leaf.type in (ColumnType.TEXT, ColumnType.LABEL) else 1.0 - wordy


def _with_eliminated(
    matches: list[ColumnMatch], header: Header, form: Form, wordy: Sequence[float | None]
) -> tuple[ColumnMatch, ...]:
    """Fill gaps between neighbours whose gap in the form is as wide; such columns are always asked about.

    Meant are headings that could not be read, and ones worded so freely that their score is too low. A
    column of figures holds no notes, nor one of words figures: such a column stays unmatched.
    """
    keys = [leaf.key for leaf, _ in form.leaves]
    used = {m.column.key for m in matches if m.column}
    i = 0
    while i < len(matches):
        if not _is_open(matches[i], header):
            i += 1
            continue
        end = i
        while end < len(matches) and _is_open(matches[end], header):
            end += 1
        before, after = _place(matches, i - 1, keys, -1), _place(matches, end, keys, len(keys))
        if before is not None and after is not None:
            free = [k for k in keys[before + 1 : after] if k not in used]
            if len(free) == end - i:
                for at, key in zip(range(i, end), free, strict=True):
                    heading = matches[at].heading
                    if _contradicts(form.column(key), wordy[at] if at < len(wordy) else None):
                        continue
                    matches[at] = ColumnMatch(at, form.column(key), ELIMINATED_SCORE, heading, 0.0)
        i = end
    return _with_last(matches, header, form, wordy)


def _with_last(
    matches: list[ColumnMatch], header: Header, form: Form, wordy: Sequence[float | None]
) -> tuple[ColumnMatch, ...]:
    """Give the one column of the form that is left to the one heading that no two readers read alike."""
    used = {m.column.key for m in matches if m.column}
    free = [leaf for leaf, _ in form.leaves if leaf.key not in used and leaf.type is ColumnType.COUNT]
    unread = [m for m in matches if m.column is None and _is_unread(header.paths[m.grid_column])]
    if len(free) == len(unread) == 1:
        at = unread[0].grid_column
        if not _contradicts(free[0], wordy[at] if at < len(wordy) else None):
            matches[at] = ColumnMatch(at, free[0], ELIMINATED_SCORE, unread[0].heading, 0.0)
    return tuple(matches)


def _is_unread(path: Sequence[Readings]) -> bool:
    """Whether the lowest heading over a column was read, and by every reader otherwise."""
    readings = [fold(text) for text in path[-1]] if path else []
    return len(readings) > 1 and len(set(readings)) == len(readings) and not any(map(_says_words, path[-1]))


def _says_words(text: str) -> bool:
    words = text.split()
    return sum(len(w) > 1 and is_syllable(w) for w in words) > len(words) / 2


def _contradicts(column: Column, wordy: float | None) -> bool:
    """Say whether what stands in a grid column cannot be this column's content."""
    return wordy is not None and _content(column, wordy) < LEAST_CONTENT


def _is_open(match: ColumnMatch, header: Header) -> bool:
    """Unmatched, and either unread or not far from some title of the form."""
    return match.column is None and (not header.paths[match.grid_column] or match.score >= FREELY_WORDED)


def _place(matches: Sequence[ColumnMatch], at: int, keys: Sequence[str], beyond: int) -> int | None:
    """The place in the form of a matched grid column; ``beyond`` outside the table, None if unmatched."""
    if not 0 <= at < len(matches):
        return beyond
    column = matches[at].column
    return keys.index(column.key) if column else None


_NUMBERED = re.compile(r"\(?\s*(\d{1,2}|[A-Da-d])\s*[).]?")


def is_column_number_row(texts: Sequence[str]) -> bool:
    """Say whether a row numbers the columns: "(1) (2) (3)", "1 2 3", "A B 1 2".

    Numbers rise by one from cell to cell, by more where a column in between is not asked for; some may be
    unread, but what is read must fit its place.
    """
    numbers: list[tuple[int, int]] = []
    for place, text in enumerate(texts):
        bare = text.strip()
        if not bare:
            continue
        found = _NUMBERED.fullmatch(bare)
        if not found:
            if sum(c.isalpha() for c in bare) > 2:
                return False
            continue
        if found[1].isdigit():
            numbers.append((place, int(found[1])))
    if len(numbers) < max(3, len(texts) // 2):
        return False
    offsets = [number - place for place, number in numbers]
    usual = max(set(offsets), key=offsets.count)
    return offsets.count(usual) >= max(3, round(0.75 * len(offsets))) or _rises_with_gaps(offsets)


def _rises_with_gaps(offsets: Sequence[int]) -> bool:
    """Say whether numbers run on from the first column, ahead of their places by a few columns left out."""
    steps = [after - before for before, after in pairwise(offsets)]
    return offsets[0] in (0, 1) and min(steps) >= 0 and sum(steps) <= MOST_COLUMNS_LEFT_OUT
