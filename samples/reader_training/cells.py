"""Made-up cells kept in files, so that training can see each of them more than once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ocr.cell_reader import line_of
from ocr.model import Pixels
from samples.reader_training.fonts import FAMILIES, PEN_FAMILIES, load
from samples.reader_training.sheets import draw_sheet
from samples.reader_training.wear import draw_kind, worn_cells


@dataclass(frozen=True, eq=False)
class TrainingCell:
    """A line as the network sees it, what it says, and whether it was written by hand."""

    line: Pixels
    label: str
    by_hand: bool
    kind: str


def make_cells(sheets: int, seed: str, font_roots: Sequence[Path]) -> list[TrainingCell]:
    """The cells of so many sheets; the same seed and fonts give the same cells."""
    rng = random.Random(seed)
    fonts = load(font_roots, FAMILIES)
    pen_fonts = load(font_roots, dict.fromkeys(PEN_FAMILIES, 1))
    cells = []
    for _ in range(sheets):
        kind, dpi = draw_kind(rng)
        sheet = draw_sheet(fonts, pen_fonts, dpi, rng)
        cells += [
            TrainingCell(line_of(cell.crop), cell.label, cell.by_hand, kind)
            for cell in worn_cells(sheet, kind, rng)
        ]
    return cells


def save_cells(cells: Sequence[TrainingCell], path: Path) -> None:
    """Write cells into one file, all lines side by side."""
    part = path.with_suffix(".part.npz")
    np.savez_compressed(
        part,
        lines=np.hstack([cell.line for cell in cells]),
        widths=np.array([cell.line.shape[1] for cell in cells]),
        labels=np.array([cell.label for cell in cells]),
        by_hand=np.array([cell.by_hand for cell in cells]),
        kinds=np.array([cell.kind for cell in cells]),
    )
    part.rename(path)


def load_cells(path: Path) -> list[TrainingCell]:
    """What ``save_cells`` wrote."""
    with np.load(path) as stored:
        ends = np.cumsum(stored["widths"])
        lines = np.split(stored["lines"], ends[:-1], axis=1)
        told = zip(lines, stored["labels"], stored["by_hand"], stored["kinds"], strict=True)
        return [TrainingCell(line, str(label), bool(pen), str(kind)) for line, label, pen, kind in told]
