"""Nodes of the tree and the whole as text of the database, and back."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from service.compiling.model import Cell, OwnState, Place, Standing
from service.sums.nodes import Below, Node, Shape, Sums, Whole


class Packing:
    """Packs for one campaign: a place is said by its number in the campaign's order, or whole."""

    def __init__(self, shape: Shape) -> None:
        self._places: Sequence[Place] = shape.places
        self._numbers = {place: number for number, place in enumerate(shape.places)}

    def node(self, node: Node) -> str:
        """The text of a node, all but its unit and the one above."""
        own = node.own
        received = own.received_at.isoformat() if own.received_at else None
        return _text(
            [
                own.standing.value,
                own.submissions,
                received,
                self._cells(own.cells),
                self._cells(own.earlier),
                self._sums(node.below),
            ]
        )

    def node_of(self, unit: str, parent: str | None, content: str) -> Node:
        """The node that ``node`` packed."""
        standing, submissions, received, cells, earlier, below = json.loads(content)
        own = OwnState(
            Standing(standing),
            tuple(submissions),
            dt.datetime.fromisoformat(received) if received else None,
            self._cells_of(cells),
            self._cells_of(earlier),
        )
        return Node(unit, parent, own, self._sums_of(below))

    def whole(self, whole: Whole) -> str:
        """The text of a whole."""
        return _text([self._sums(whole.below), {key: n for key, n in whole.counts.items() if n}])

    def whole_of(self, content: str) -> Whole:
        """The whole that ``whole`` packed."""
        below, counts = json.loads(content)
        return Whole(self._sums_of(below), Counter(counts))

    def _place(self, place: Place) -> int | Place:
        return self._numbers.get(place, place)

    def _place_of(self, said: int | list[str]) -> Place:
        return self._places[said] if isinstance(said, int) else Place(*said)

    def _cells(self, cells: Mapping[Place, Cell]) -> list[Any]:
        return [[self._place(place), *cell] for place, cell in cells.items()]

    def _cells_of(self, rows: list[Any]) -> dict[Place, Cell]:
        return {self._place_of(row[0]): Cell._make(row[1:]) for row in rows}

    def _sums(self, sums: Sums) -> list[Any]:
        return [[self._place(place), str(s.value), s.known, s.open] for place, s in sums.items()]

    def _sums_of(self, rows: list[Any]) -> Sums:
        return {self._place_of(p): Below(Decimal(value), known, open_) for p, value, known, open_ in rows}


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
