"""Headings that answer an item by their place alone: what the alignment by words left over.

A unit may head a section in words of its own ("Sơ lược kinh tế - xã hội" for "Đặc điểm tình hình"). Where
exactly one item of a level and exactly one heading set like that level's lie between the same two answers,
the one answers the other. Its likeness stays as low as it is, so that a person is asked.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extraction.lettering import in_capitals
from extraction.model import Heading
from extraction.numbering import NumeralKind

SURE_STRENGTH = 0.6
"""Strength of a heading that stands in capitals or bold, alone on its lines."""

FEWEST_PEERS = 2
"""Answered headings of a level from which its look is known."""

Kind = tuple[NumeralKind | None, int | None]


@dataclass(frozen=True, slots=True)
class _Look:
    """How the headings of one level are set: their numbering, and whether in capitals."""

    kind: NumeralKind | None
    capitals: bool


def pairs_by_place(
    headings: Sequence[Heading], depths: Mapping[int, int], kinds: Sequence[Kind], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Further pairs (row to column) for headings and items that nothing but their place joins.

    Args:
        headings: In reading order.
        depths: The depth of each item by its place in the plan; without those that a joint heading answers.
        kinds: Numbering style and ordinal of each heading.
        pairs: The order-keeping alignment by words.
    """
    looks = _looks(headings, depths, kinds, pairs)
    found: dict[int, int] = {}
    for rows, columns, closed in _gaps(len(headings), pairs):
        for depth, look in looks.items():
            open_items = [c for c in depths if c in columns and depths[c] == depth]
            if len(open_items) != 1:
                continue
            alike = [r for r in rows if _looks_so(headings[r], kinds[r], look, closed=closed)]
            if len(alike) == 1 and alike[0] not in found:
                found[alike[0]] = open_items[0]
    return found


def _looks(
    headings: Sequence[Heading], depths: Mapping[int, int], kinds: Sequence[Kind], pairs: Mapping[int, int]
) -> dict[int, _Look]:
    peers: dict[int, list[_Look]] = {}
    for row, column in pairs.items():
        look = _Look(kinds[row][0], in_capitals(headings[row].text))
        if column in depths:
            peers.setdefault(depths[column], []).append(look)
    usual = {depth: Counter(found).most_common(1)[0] for depth, found in peers.items()}
    return {depth: look for depth, (look, times) in usual.items() if times >= FEWEST_PEERS and look.kind}


def _looks_so(heading: Heading, kind: Kind, look: _Look, *, closed: bool) -> bool:
    """Whether a heading is set like its level's; its numeral may be lost where a level stands in capitals.

    Below the last answer stand signatures in capitals: there, only a numeral counts.
    """
    if heading.strength < SURE_STRENGTH or heading.run_in or in_capitals(heading.text) != look.capitals:
        return False
    return kind[0] == look.kind or (closed and look.capitals and kind[0] is None)


def _gaps(rows: int, pairs: Mapping[int, int]) -> Iterator[tuple[range, range, bool]]:
    """Rows and columns between neighbouring pairs, and whether a pair closes the gap from below."""
    above = (-1, -1)
    for below in (*sorted(pairs.items()), (rows, sys.maxsize)):
        yield range(above[0] + 1, below[0]), range(above[1] + 1, below[1]), below[0] < rows
        above = below
