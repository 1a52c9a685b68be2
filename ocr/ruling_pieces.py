"""Pieces of printed lines, and the lines that they make."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.model import Ruling


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A ruling and where it is broken: the gaps between its pieces, from and to."""

    ruling: Ruling
    gaps: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of ink: from (start, at_start) to (end, at_end) along the direction; ``area`` in pixels.

    It is doubtful if ink lies beside it as beside the strokes of letters.
    """

    start: float
    end: float
    at_start: float
    at_end: float
    area: float
    inked: float
    doubtful: bool = False

    @property
    def middle(self) -> float:
        return (self.at_start + self.at_end) / 2
