"""The report's headings against the plan's outline: one joint, order-keeping alignment."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.campaign import OutlineItem
from extraction.errors import AmbiguousOutlineError
from extraction.likeness import Wordings
from extraction.model import Heading, HeadingMatch
from extraction.numbering import NumeralKind, read_numeral
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
    further evidence, never as the only one. A heading that names two neighbouring items answers both.

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
    first = _align(plain, cutoff)
    scores = _with_numbering(headings, items, plain, words, first)
    pairs = _align(scores, cutoff)
    matches = _as_matches(headings, items, scores, pairs)
    return _with_merged(matches, items, wordings)


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


def _align(scores: Sequence[Sequence[float]], cutoff: float) -> dict[int, int]:
    """Order-keeping pairs (row to column) with the highest total of what they score over the cutoff."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for r in range(rows - 1, -1, -1):
        for c in range(columns - 1, -1, -1):
            skip = max(best[r + 1][c], best[r][c + 1])
            gain = scores[r][c] - cutoff
            # A pair at the cutoff still beats none, so that a match is worth a little by itself.
            taken = best[r + 1][c + 1] + gain + 0.05 if gain >= 0 else 0.0
            best[r][c] = max(skip, taken)
    pairs: dict[int, int] = {}
    r = c = 0
    while r < rows and c < columns:
        gain = scores[r][c] - cutoff
        if gain >= 0 and best[r][c] == best[r + 1][c + 1] + gain + 0.05:
            pairs[r] = c
            r, c = r + 1, c + 1
        elif best[r][c] == best[r + 1][c]:
            r += 1
        else:
            c += 1
    return pairs


def _with_numbering(
    headings: Sequence[Heading],
    items: Sequence[_Item],
    plain: Sequence[Sequence[float]],
    words: Sequence[Sequence[float]],
    first: dict[int, int],
) -> list[list[float]]:
    """Scores with numbering as evidence: the style of each depth, and the ordinal among siblings."""
    kinds = [_kind_and_ordinal(heading) for heading in headings]
    styles: dict[int, Counter[NumeralKind | None]] = {}
    for row, column in first.items():
        styles.setdefault(items[column].depth, Counter())[kinds[row][0]] += 1
    usual = {depth: counter.most_common(1)[0][0] for depth, counter in styles.items()}
    shifts = _ordinal_shifts(items, kinds, first)
    scores: list[list[float]] = []
    for row, (kind, ordinal) in enumerate(kinds):
        line: list[float] = []
        for column, item in enumerate(items):
            score = plain[row][column]
            if words[row][column] >= LEAST_WORDS:
                if item.depth in usual:
                    score += LEVEL_GAIN if usual[item.depth] == kind else -LEVEL_GAIN
                if ordinal is not None and usual.get(item.depth) == kind:
                    score += _ordinal_gain(ordinal - item.ordinal, shifts.get(item.parent))
                line.append(max(0.0, score))
            else:
                line.append(0.0)
        scores.append(line)
    return scores


def _kind_and_ordinal(heading: Heading) -> tuple[NumeralKind | None, int | None]:
    if not heading.numeral:
        return None, None
    read = read_numeral(f"{heading.numeral}. X" if "Phần" in heading.numeral else f"{heading.numeral}) X")
    if read is None:
        return None, None
    numeral = next((n for n in read.readings if n.text == heading.numeral), read.readings[0])
    return numeral.kind, numeral.ordinal


def _ordinal_shifts(
    items: Sequence[_Item], kinds: Sequence[tuple[NumeralKind | None, int | None]], first: dict[int, int]
) -> dict[int | None, Counter[int]]:
    """By how much a report's ordinals run ahead of the plan's, for the items under each parent."""
    shifts: dict[int | None, Counter[int]] = {}
    for row, column in first.items():
        ordinal = kinds[row][1]
        if ordinal is not None:
            shifts.setdefault(items[column].parent, Counter())[ordinal - items[column].ordinal] += 1
    return shifts


def _ordinal_gain(shift: int, known: Counter[int] | None) -> float:
    """Full for a shift that the siblings show too, half for none at all, nothing else."""
    if known and known[shift]:
        return ORDINAL_GAIN * min(1.0, known[shift] / max(1, sum(known.values()) - 1))
    return ORDINAL_GAIN / 2 if shift == 0 and not known else 0.0


def _as_matches(
    headings: Sequence[Heading],
    items: Sequence[_Item],
    scores: Sequence[Sequence[float]],
    pairs: dict[int, int],
) -> list[HeadingMatch]:
    """Pairs as matches; the margin is over items that are free between the neighbours' items."""
    matches: list[HeadingMatch] = []
    for row, heading in enumerate(headings):
        column = pairs.get(row)
        if column is None:
            matches.append(HeadingMatch(heading, None, _unit(max(scores[row], default=0.0)), 0.0))
            continue
        before = max((c for r, c in pairs.items() if r < row), default=-1)
        after = min((c for r, c in pairs.items() if r > row), default=len(items))
        rival_items = [scores[row][c] for c in range(before + 1, after) if c != column]
        taken = {r for r in pairs if r != row}
        rival_headings = [
            scores[r][column]
            for r in range(len(headings))
            if r != row and r not in taken and abs(r - row) <= 12
        ]
        score = scores[row][column]
        margin = score - max([*rival_items, *rival_headings, 0.0])
        matches.append(HeadingMatch(heading, items[column].item, _unit(score), _unit(margin)))
    return matches


def _unit(score: float) -> float:
    """A score with all that numbering can add, brought back to 0..1."""
    return round(max(0.0, min(1.0, score / (1 + LEVEL_GAIN + ORDINAL_GAIN))), 4)


def _with_merged(
    matches: Sequence[HeadingMatch], items: Sequence[_Item], wordings: Wordings
) -> tuple[HeadingMatch, ...]:
    """Let a heading that names two neighbouring siblings answer both, where the second is unanswered."""
    place = {item.item.id: i for i, item in enumerate(items)}
    used = {match.item.id for match in matches if match.item}
    result: list[HeadingMatch] = []
    for match in matches:
        result.append(match)
        if match.item is None:
            continue
        own = place[match.item.id]
        for other in _siblings(items, own):
            if items[other].item.id in used:
                continue
            both = wordings.likeness_of_both(match.heading.text, min(own, other), max(own, other))
            alone = max(
                wordings.likeness(match.heading.text, own), wordings.likeness(match.heading.text, other)
            )
            if both >= alone + MERGED_GAIN and wordings.holds(match.heading.text, other):
                used.add(items[other].item.id)
                result.append(
                    HeadingMatch(match.heading, items[other].item, _unit(both), _unit(both - alone))
                )
                break
    return tuple(result)


def _siblings(items: Sequence[_Item], own: int) -> list[int]:
    mine = items[own]
    return [
        i
        for i, item in enumerate(items)
        if item.parent == mine.parent and abs(item.ordinal - mine.ordinal) == 1
    ]
