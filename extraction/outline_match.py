"""The report's headings against the plan's outline: one joint, order-keeping alignment."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from extraction.campaign import OutlineItem
from extraction.errors import AmbiguousOutlineError
from extraction.likeness import Wordings
from extraction.model import Heading, HeadingMatch
from extraction.numbering import NumeralKind, read_numeral
from extraction.outline_place import SURE_STRENGTH, Kind, pairs_by_place
from extraction.text import fold

CUTOFF = 0.5
"""Least score of a pair. Paraphrases that answer an item score over 0.55, strangers mostly below 0.45."""

LEAST_WORDS = 0.28
"""Least likeness of the words themselves: numbering alone never makes a pair."""

LEVEL_GAIN = 0.08
"""What the right numbering style for an item's depth adds to a pair, and the wrong one takes away."""

ORDINAL_GAIN = 0.10
"""What the right place among its siblings adds: the second heading of its kind for the second item."""

WEAK_LOSS = 0.25
"""What a paragraph that looks nothing like a heading loses against one that does."""

NUMBERING_GAIN = LEVEL_GAIN + ORDINAL_GAIN
"""The most that numbering can add."""

PAIR_GAIN = 0.05
"""What any pair is worth beyond its score over the cutoff, so that one at the cutoff beats none."""

VERBATIM = 0.9
"""Likeness of the words from which a heading says the item's own title."""

VERBATIM_GAIN = 0.3
"""What such a heading is worth beyond its likeness: two that only resemble two items do not outweigh it."""

MERGED_LOSS = 0.03
"""What an answer to two items loses against two answers, and against the parent that names both."""

MERGED_GAIN = 0.08
"""How much better two titles together must fit a heading than the one alone, to say it answers both."""


@dataclass(frozen=True, slots=True)
class _Item:
    item: OutlineItem
    depth: int
    ordinal: int  # among its siblings, from 1
    parent: int | None


def match_headings(
    headings: Sequence[Heading], outline: Sequence[OutlineItem], *, cutoff: float = CUTOFF
) -> tuple[HeadingMatch, ...]:
    """Say which item of the plan's outline each heading of a report answers.

    A pair scores by the likeness of its words (see ``likeness``): letters, with and without tone marks,
    and shared words weighted by how rare they are in the outline, since a plan may ask in a sentence
    what a report heads in four words. All pairs are chosen together by the order-keeping alignment with
    the highest total, because "Nguyên nhân khách quan" is nearly "Nguyên nhân chủ quan" and "Bài học
    kinh nghiệm" ends more than one Part: only neighbours tell them apart. A first alignment by words
    shows which numbering style the report uses for which depth; a second one takes style and ordinal as
    further evidence. A heading that names two neighbouring items answers both. What is left over on both
    sides is joined where place and look leave no choice (``outline_place``).

    Args:
        headings: In reading order, text in NFC without its number.
        outline: The outline's items with their children, or all items flattened, in the plan's order.
        cutoff: Least score of a pair, 0..1.

    Returns:
        One match per heading, in order, with the item or None; a merged heading is followed by a second
        match of its own for the second item. No item is used twice.

    Raises:
        AmbiguousOutlineError: Two neighbouring items of one parent have the same folded title.

    >>> outline = (OutlineItem("I", "Tình hình chung"), OutlineItem("II", "Kết quả đạt được"))
    >>> report = (Heading("Ket qua đạt được"), Heading("Lời cảm ơn"))
    >>> [m.item and m.item.id for m in match_headings(report, outline)]
    ['II', None]

    Source: Needleman, Wunsch, J. Mol. Biol. 48 (1970), 443-453.
    """
    items = _flattened(outline)
    _refuse_twins(items)
    wordings = Wordings([i.item for i in items])
    words = [
        [wordings.likeness(heading.text, column) for column in range(len(items))] for heading in headings
    ]
    plain = [[s - _weakness(h) for s in row] for h, row in zip(headings, words, strict=True)]
    sure = [[VERBATIM_GAIN if s >= VERBATIM else 0.0 for s in row] for row in words]
    merged = _merged(headings, items, wordings, words)
    first = _align(_total(plain, sure), cutoff)
    kinds = [kind_and_ordinal(heading) for heading in headings]
    scores = _with_numbering(headings, items, plain, words, first, kinds)
    pairs = _align(_total(scores, sure), cutoff, merged)
    answered_jointly = {merged[pair][0] for pair in pairs.items() if pair in merged}
    depths = {c: item.depth for c, item in enumerate(items) if c not in answered_jointly}
    pairs |= pairs_by_place(headings, depths, kinds, pairs)
    return tuple(_as_matches(headings, items, scores, merged, pairs))


def _flattened(outline: Sequence[OutlineItem]) -> list[_Item]:
    items: list[_Item] = []
    seen: set[str] = set()

    def add(item: OutlineItem, depth: int, ordinal: int, parent: int | None) -> None:
        if item.id in seen:
            return
        seen.add(item.id)
        items.append(_Item(item, depth, ordinal, parent))
        own = len(items) - 1
        for place, child in enumerate(item.children, start=1):
            add(child, depth + 1, place, own)

    for place, item in enumerate(outline, start=1):
        add(item, 0, place, None)
    return items


def _refuse_twins(items: Sequence[_Item]) -> None:
    for one, other in itertools.pairwise(items):
        if one.parent == other.parent and fold(one.item.title) == fold(other.item.title):
            raise AmbiguousOutlineError(one.item.id, other.item.id, one.item.title)


def _weakness(heading: Heading) -> float:
    return WEAK_LOSS * max(0.0, 0.6 - heading.strength)


def _total(scores: Sequence[Sequence[float]], gains: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[s + g for s, g in zip(*rows, strict=True)] for rows in zip(scores, gains, strict=True)]


def _align(
    scores: Sequence[Sequence[float]],
    cutoff: float,
    merged: Mapping[tuple[int, int], tuple[int, float]] = MappingProxyType({}),
) -> dict[int, int]:
    """Order-keeping pairs (row to column) with the highest total of what they score over the cutoff.

    A pair at the cutoff still beats none. ``merged`` holds rows that may take a column and a later one
    together, at a score of their own.
    """
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[(0.0, 0, 0)] * (columns + 1) for _ in range(rows + 1)]
    for r in range(rows - 1, -1, -1):
        for c in range(columns - 1, -1, -1):
            # (total, rows to go on, columns to go on); on equal totals the earlier entry stands.
            ways = [(best[r + 1][c][0], 1, 0), (best[r][c + 1][0], 0, 1)]
            gain = scores[r][c] - cutoff
            if gain >= 0:
                ways.insert(0, (best[r + 1][c + 1][0] + gain + PAIR_GAIN, 1, 1))
            if (r, c) in merged:
                other, score = merged[r, c]
                if score >= cutoff:
                    after = best[r + 1][other + 1][0]
                    ways.append((after + score - cutoff + PAIR_GAIN, 1, other + 1 - c))
            best[r][c] = max(ways, key=lambda way: way[0])
    pairs: dict[int, int] = {}
    r = c = 0
    while r < rows and c < columns:
        _, down, across = best[r][c]
        if down and across:
            pairs[r] = c
        r, c = r + down, c + across
        if not down and not across:
            break
    return pairs


def _with_numbering(
    headings: Sequence[Heading],
    items: Sequence[_Item],
    plain: Sequence[Sequence[float]],
    words: Sequence[Sequence[float]],
    first: dict[int, int],
    kinds: Sequence[Kind],
) -> list[list[float]]:
    """Scores with numbering as evidence: the style of each depth, and the ordinal among siblings."""
    styles: dict[int, Counter[NumeralKind | None]] = {}
    for row, column in first.items():
        styles.setdefault(items[column].depth, Counter())[kinds[row][0]] += 1
    usual = {depth: counter.most_common(1)[0][0] for depth, counter in styles.items()}
    shifts = _ordinal_shifts(items, kinds, first)
    between = [_shifts_between(column, items, kinds, first) for column in range(len(items))]
    opening = _opening_row(headings, items, first)
    scores: list[list[float]] = []
    for row, (kind, ordinal) in enumerate(kinds):
        line: list[float] = []
        for column, item in enumerate(items):
            score = plain[row][column]
            if words[row][column] >= LEAST_WORDS:
                if item.depth in usual:
                    score += LEVEL_GAIN if usual[item.depth] == kind else -LEVEL_GAIN
                if ordinal is not None and usual.get(item.depth) == kind:
                    shift = ordinal - item.ordinal
                    fits = shift in between[column]
                    score += ORDINAL_GAIN if fits else _ordinal_gain(shift, shifts.get(item.parent))
                line.append(max(0.0, score))
            else:
                line.append(0.0)
        if row == opening:
            line[0] = max(line[0], CUTOFF + PAIR_GAIN)
        scores.append(line)
    return scores


def _opening_row(headings: Sequence[Heading], items: Sequence[_Item], first: Mapping[int, int]) -> int | None:
    """The heading that opens the report for an outline that opens without a number ("Mở đầu").

    Such a title is a formula that says nothing of the subject ("Đặt vấn đề"), so its place must do: the
    last heading without a number, set as one, before all that answer other items; lines of the report's
    own title, which are set like headings, stand above it.
    """
    if len(items) < 2 or items[0].item.numeral or not items[1].item.numeral or 0 in first.values():
        return None
    before = min(first, default=len(headings))
    free = [r for r in range(before) if not headings[r].numeral and headings[r].strength >= SURE_STRENGTH]
    return free[-1] if free else None


def kind_and_ordinal(heading: Heading) -> Kind:
    """The numbering style of a heading's numeral and its place in it; None twice without a numeral."""
    if not heading.numeral:
        return None, None
    read = read_numeral(f"{heading.numeral}. X" if "Phần" in heading.numeral else f"{heading.numeral}) X")
    if read is None:
        return None, None
    numeral = next((n for n in read.readings if n.text == heading.numeral), read.readings[0])
    return numeral.kind, numeral.ordinal


def _ordinal_shifts(
    items: Sequence[_Item], kinds: Sequence[Kind], first: dict[int, int]
) -> dict[int | None, Counter[int]]:
    """By how much a report's ordinals run ahead of the plan's, for the items under each parent."""
    shifts: dict[int | None, Counter[int]] = {}
    for row, column in first.items():
        ordinal = kinds[row][1]
        if ordinal is not None:
            shifts.setdefault(items[column].parent, Counter())[ordinal - items[column].ordinal] += 1
    return shifts


def _shifts_between(
    column: int, items: Sequence[_Item], kinds: Sequence[Kind], first: Mapping[int, int]
) -> range:
    """The shifts that an item may have between its answered siblings: headings were added around it."""
    told = {
        other: kinds[row][1] - items[other].ordinal  # type: ignore[operator]
        for row, other in first.items()
        if items[other].parent == items[column].parent and kinds[row][1] is not None
    }
    before = [shift for other, shift in sorted(told.items()) if other < column]
    after = [shift for other, shift in sorted(told.items()) if other > column]
    return range(before[-1] if before else 0, after[0] + 1) if after else range(0)


def _ordinal_gain(shift: int, known: Counter[int] | None) -> float:
    """Full for a shift that the siblings show too, half for none at all, nothing else."""
    if known and known[shift]:
        return ORDINAL_GAIN * min(1.0, known[shift] / max(1, sum(known.values()) - 1))
    return ORDINAL_GAIN / 2 if shift == 0 and not known else 0.0


def _as_matches(
    headings: Sequence[Heading],
    items: Sequence[_Item],
    scores: Sequence[Sequence[float]],
    merged: Mapping[tuple[int, int], tuple[int, float]],
    pairs: Mapping[int, int],
) -> list[HeadingMatch]:
    """Pairs as matches; the margin is over items and headings that are free between the neighbours."""
    matches: list[HeadingMatch] = []
    order = sorted(pairs)
    for row, heading in enumerate(headings):
        column = pairs.get(row)
        if column is None:
            matches.append(HeadingMatch(heading, None, _unit(max(scores[row], default=0.0)), 0.0))
            continue
        place = order.index(row)
        above = order[place - 1] if place else -1
        below = order[place + 1] if place + 1 < len(order) else len(headings)
        columns = range(pairs.get(above, -1) + 1, pairs.get(below, len(items)))
        joint = _joint(row, column, merged, columns.stop, scores)
        if joint is not None:
            other, score = joint
            margin = score - max(scores[row][column], scores[row][other])
            for answered in (column, other):
                matches.append(HeadingMatch(heading, items[answered].item, _unit(score), _unit(margin)))
            continue
        rivals = [scores[row][c] for c in columns if c != column]
        rivals += [scores[r][column] for r in range(above + 1, below) if r != row]
        score = scores[row][column]
        margin = score - max(rivals, default=0.0)
        matches.append(HeadingMatch(heading, items[column].item, _unit(score), _unit(margin)))
    return matches


def _joint(
    row: int,
    column: int,
    merged: Mapping[tuple[int, int], tuple[int, float]],
    limit: int,
    scores: Sequence[Sequence[float]],
) -> tuple[int, float] | None:
    """The second item and the score, where a heading answers two and no other heading took the second."""
    if (row, column) not in merged:
        return None
    other, score = merged[row, column]
    return (other, score) if other < limit and score >= scores[row][column] - NUMBERING_GAIN else None


def _merged(
    headings: Sequence[Heading],
    items: Sequence[_Item],
    wordings: Wordings,
    words: Sequence[Sequence[float]],
) -> dict[tuple[int, int], tuple[int, float]]:
    """Headings that name two neighbouring siblings: by row and first column, the second and the score.

    Each of the two must add words of its own: a title that only contains another's words names one item.
    """
    found: dict[tuple[int, int], tuple[int, float]] = {}
    neighbours = [(c, _next_sibling(items, c)) for c in range(len(items))]
    for row, heading in enumerate(headings):
        for column, other in neighbours:
            if other is None or max(words[row][column], words[row][other]) < LEAST_WORDS:
                continue
            alone = max(words[row][column], words[row][other])
            if not wordings.names_both(heading.text, column, other):  # few do, and asking is cheap
                continue
            both = wordings.likeness_of_both(heading.text, column, other)
            if both >= alone + MERGED_GAIN:
                found[row, column] = (other, both - MERGED_LOSS)
    return found


def _next_sibling(items: Sequence[_Item], column: int) -> int | None:
    mine = items[column]
    after = (i for i in range(column + 1, len(items)) if items[i].parent == mine.parent)
    return next(after, None)


def _unit(score: float) -> float:
    """A score with all that numbering can add, brought back to 0..1."""
    return round(max(0.0, min(1.0, score / (1 + NUMBERING_GAIN))), 4)
