"""Compares the readers of number cells: ``python -m samples.cell_readers --truth DIR``.

Cuts the written number cells out of generated reports (none of them made by the cell reader's own training)
and prints, for each kind of scan, how many each reader reads right, on how many two of them agree, how many
of these are wrong, the same for two of three, and what a cell costs. Then cells filled in by hand: how many
are taken for handwriting, and how many printed ones are.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from ocr import cell_reader, second_reader
from ocr.cells import PEN_FROM, TESSERACT, read_packaged
from ocr.model import PageImage
from ocr.voices import tidy_number
from samples.cell_cuts import CutCell, cut_folder, load_cuts, save_cuts
from samples.compare import cell_right
from samples.pen_cells import pen_cells

PEN_SEED, PEN_CELLS = 1, 300
VOTE = "2 of 3"


@dataclass
class Tally:
    """Sums over the cells of one kind of scan."""

    cells: int = 0
    right: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    pen: int = 0

    def add(self, cell: CutCell, texts: Mapping[str, str], pen: float) -> list[str]:
        """Count one cell; returns the groups of readers that agreed on something wrong."""
        self.cells += 1
        self.pen += pen >= PEN_FROM
        right = {name: is_right(cell, text) for name, text in texts.items()}
        self.right.update(name for name in texts if right[name])
        groups = [pair for pair in combinations(texts, 2) if texts[pair[0]] == texts[pair[1]] != ""]
        fooled = []
        for name, members in [
            *(("+".join(pair), pair) for pair in groups),
            *([(VOTE, groups[0])] if groups else []),
        ]:
            self.agreed[name] += 1
            if not right[members[0]]:
                self.wrong[name] += 1
                fooled.append(name)
        return fooled


def is_right(cell: CutCell, text: str) -> bool:
    """Whether a reader's text gives the cell's true value."""
    return cell_right(cell.key, cell.value, cell.raw, text)


def our_text(crop: PageImage) -> tuple[str, float]:
    """Our reader's text and how likely the cell was written by hand."""
    reading = cell_reader.read_cell(crop)
    return tidy_number(reading.line.text), reading.pen


def compare(cells: Sequence[CutCell], tell: Callable[[str], object]) -> dict[str, Tally]:
    """Read every cell with our reader and count; cells on which two agree wrongly are told."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for cell in cells:
        ours, pen = our_text(cell.crop)
        texts = {
            TESSERACT: cell.by_tesseract,
            second_reader.NAME: tidy_number(read_packaged(cell.crop).text),
            cell_reader.NAME: ours,
        }
        for name in (cell.profile, "all"):
            fooled = tallies[name].add(cell, texts, pen)
        if fooled or not is_right(cell, ours):
            tell(f"{cell.profile} {cell.report} {cell.raw!r}: {texts} {' '.join(fooled)}")
    return tallies


def report(tallies: Mapping[str, Tally]) -> str:
    """Right by reader, then share agreed and, of those, the number wrong."""
    names = sorted({n for t in tallies.values() for n in t.right})
    groups = sorted({n for t in tallies.values() for n in t.agreed})
    head = (
        f"{'scans':12}{'cells':>6}" + "".join(f"{n:>12}" for n in names) + "".join(f"{n:>22}" for n in groups)
    )
    lines = [head + f"{'called pen':>12}"]
    for name, tally in sorted(tallies.items()):
        right = "".join(f"{100 * tally.right[n] / tally.cells:12.2f}" for n in names)
        agreed = "".join(
            f"{100 * tally.agreed[n] / tally.cells:14.2f} ({tally.wrong[n]:3d})  " for n in groups
        )
        lines.append(f"{name:12}{tally.cells:6}{right}{agreed}{100 * tally.pen / tally.cells:12.2f}")
    return "\n".join(lines)


def pen_report(count: int) -> str:
    """Handwritten cells: taken for handwriting, and read right all the same."""
    told: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for cell in pen_cells(count, PEN_SEED):
        text, pen = our_text(cell.crop)
        told[cell.profile].append((pen >= PEN_FROM, text == cell.raw))
    return "\n".join(
        f"{hand:12}{len(seen):6} cells, known as pen {100 * sum(p for p, _ in seen) / len(seen):.1f} %, "
        f"digits right {100 * sum(r for _, r in seen) / len(seen):.1f} %"
        for hand, seen in told.items()
    )


def cost(cells: Sequence[CutCell], at_most: int = 300) -> str:
    """CPU milliseconds a cell of the two networks."""
    few = [cell.crop for cell in cells[:at_most]]

    def spent(read: Callable[[PageImage], object]) -> float:
        read(few[0])
        start = time.process_time()
        for crop in few:
            read(crop)
        return 1000 * (time.process_time() - start) / len(few)

    packaged = spent(read_packaged)
    ours = spent(cell_reader.read_cell)
    return f"CPU ms a cell: {second_reader.NAME} {packaged:.2f}, {cell_reader.NAME} {ours:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.cell_readers", description=__doc__)
    parser.add_argument("--truth", type=Path, help="folder of generated reports with truth")
    parser.add_argument("--cache", type=Path, help="keep page readings here between runs")
    parser.add_argument("--keep", type=Path, help="write the cut cells here")
    parser.add_argument("--cells", type=Path, nargs="*", help="take cells that were kept, cut none")
    parser.add_argument("--wrong", action="store_true", help="tell the cells that were read wrong")
    chosen = parser.parse_args(arguments)
    cells = [cell for path in chosen.cells or () for cell in load_cuts(path)]
    if chosen.truth:
        cells += cut_folder(chosen.truth, chosen.cache)
    if chosen.keep:
        save_cuts(cells, chosen.keep)
    tell = (lambda line: sys.stderr.write(line + "\n")) if chosen.wrong else (lambda _: None)
    sys.stdout.write(report(compare(cells, tell)) + "\n" + cost(cells) + "\n" + pen_report(PEN_CELLS) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
