"""How well tables are found: ``python -m samples.tables_accuracy --truth DIR``.

Reads the pages of a folder of images with truth in the XML of the ICDAR 2019 contest on table detection and
recognition (cTDaR), finds their tables, and prints the contest's figures: F1 of detection by the overlap of
the tables, F1 of neighbouring cells by the overlap of their contents. Then it generates reports and counts
the tables that are found on pages that have none.

Source: Gao et al., "ICDAR 2019 Competition on Table Detection and Recognition (cTDaR)", ICDAR 2019.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from extraction.model import Cell, Table
from extraction.tables import find_tables
from ocr.binarise import grey_of
from ocr.drawing import draw_boxes
from ocr.model import BoundingBox, PageImage, PageReading, SourceFile
from ocr.pipeline import read_pages
from ocr.settings import OcrSettings
from samples.generate import PROFILES, make_all, orders
from samples.reading import load_truths

TABLE_OVERLAPS = (0.8, 0.9)
"""Intersection over union from which a table counts as found."""

CELL_OVERLAP = 0.6
"""Intersection over union from which the content of two cells is the same."""

MATCHED_TABLE = 0.8
"""Intersection over union of tables whose cells are compared."""

INK = 50  # grey levels by which print differs from the ground of its cell
AROUND_MM = 0.26  # of white that the contest's boxes leave around the print: one pixel at 96 dpi
LEAST_INK = 4  # pixels of it in a cell that is not empty
RULING_MM = 0.5  # inset that leaves the lines around a cell out
NOTHING = -1  # in a grid of places: an empty cell
PLAIN_SEED = 61
TABLE_COLOUR, CELL_COLOUR, TRUE_COLOUR = (220, 0, 0), (0, 120, 255), (0, 160, 60)

Relation = tuple[int, int, str]


@dataclass(frozen=True)
class Marked:
    """A table as marked: its box, its cells' contents, and which of them follow right (R) or below (B)."""

    box: BoundingBox
    cells: tuple[BoundingBox, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Count:
    """Right, true and found, over all pages."""

    right: int = 0
    true: int = 0
    found: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.true + other.true, self.found + other.found)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, which is twice the right over true and found."""
        return 2 * self.right / (self.true + self.found) if self.true + self.found else 1.0


def load_marked(path: Path) -> list[Marked]:
    """The tables of a truth file of the contest."""
    tables = []
    for node in ElementTree.parse(path).getroot().iter("table"):
        numbers, cells = {}, []
        for place, cell in enumerate(node.findall("cell")):
            numbers[cell.get("id", str(place))] = place
            cells.append(_box(cell))
        relations = []
        for cell in node.findall("cell"):
            for neighbour in (cell.get("neighbors") or "").split():
                other, _, side = neighbour.partition(":")
                if side in ("R", "B") and other in numbers:
                    relations.append((numbers[cell.get("id", "")], numbers[other], side))
        tables.append(Marked(_box(node), tuple(cells), tuple(relations)))
    return tables


def _box(node: ElementTree.Element) -> BoundingBox:
    coords = node.find("Coords")
    points = coords.get("points", "") if coords is not None else ""
    pairs = [[float(v) for v in point.split(",")] for point in points.split()]
    return BoundingBox.around(BoundingBox(x, y, x, y) for x, y in pairs)


def likeness(a: BoundingBox, b: BoundingBox) -> float:
    """Intersection over union."""
    shared = a.intersection(b)
    return shared.area / (a.area + b.area - shared.area) if shared else 0.0


def pairs(true: Sequence[BoundingBox], found: Sequence[BoundingBox], least: float) -> dict[int, int]:
    """One to one, the likest first: true place to found place."""
    ranked = sorted(
        ((likeness(a, b), i, j) for i, a in enumerate(true) for j, b in enumerate(found)), reverse=True
    )
    out: dict[int, int] = {}
    for value, i, j in ranked:
        if value >= least and i not in out and j not in out.values():
            out[i] = j
    return out


def detection(true: Sequence[Marked], found: Sequence[Marked], least: float) -> Count:
    """Tables found, by overlap."""
    return Count(len(pairs([t.box for t in true], [f.box for f in found], least)), len(true), len(found))


def adjacency(true: Sequence[Marked], found: Sequence[Marked], least: float = CELL_OVERLAP) -> Count:
    """Neighbouring cells found, in tables that are found."""
    right = 0
    for i, j in pairs([t.box for t in true], [f.box for f in found], MATCHED_TABLE).items():
        same = pairs(true[i].cells, found[j].cells, least)
        have = set(found[j].relations)
        right += sum((same.get(a, -1), same.get(b, -1), side) in have for a, b, side in true[i].relations)
    return Count(right, sum(len(t.relations) for t in true), sum(len(f.relations) for f in found))


def as_marked(table: Table, reading: PageReading, size: tuple[int, int]) -> Marked:
    """A found table in pixels of its file's page, its cells shrunk to what is printed in them."""
    places: dict[tuple[int, int], int] = {}
    boxes: list[BoundingBox] = []
    for cell in table.cells:
        content = _content(cell, reading.level)
        if content is not None:
            places[cell.row, cell.column] = len(boxes)
            boxes.append(_in_file(content, reading, size))
    square = [
        [places.get((table.at(r, c).row, table.at(r, c).column), NOTHING) for c in range(table.columns)]
        for r in range(table.rows)
    ]
    # Right and below are meant as the file shows the page, however it was turned to be read.
    grid = np.rot90(np.array(square), -(reading.page.turned_degrees // 90)).tolist()
    relations = {(a, b, "R") for line in grid for a, b in _neighbours(line)}
    relations |= {(a, b, "B") for line in zip(*grid, strict=True) for a, b in _neighbours(line)}
    return Marked(_in_file(table.box, reading, size), tuple(boxes), tuple(sorted(relations)))


def _neighbours(line: Sequence[int]) -> Iterator[tuple[int, int]]:
    filled = [place for place in line if place != NOTHING]
    yield from ((a, b) for a, b in pairwise(filled) if a != b)


def _content(cell: Cell, page: PageImage) -> BoundingBox | None:
    """The box of the print inside a cell, whose ground may be tinted; None for an empty one."""
    inner = cell.box.grown(-page.px(RULING_MM))
    left, top = max(0, round(inner.left)), max(0, round(inner.top))
    grey = grey_of(page.pixels)[top : max(top, round(inner.bottom)), left : max(left, round(inner.right))]
    if not grey.size:
        return None
    ink = np.abs(grey.astype(np.int16) - int(np.median(grey))) > INK
    ys, xs = np.nonzero(ink)
    if len(xs) < LEAST_INK:
        return None
    print_box = BoundingBox(left + xs.min(), top + ys.min(), left + xs.max() + 1, top + ys.max() + 1)
    return print_box.grown(page.px(AROUND_MM))


def _in_file(box: BoundingBox, reading: PageReading, size: tuple[int, int]) -> BoundingBox:
    left, top, right, bottom = reading.page.in_file(box)
    return BoundingBox(left * size[0], top * size[1], right * size[0], bottom * size[1])


def score_pages(folder: Path, drawings: Path | None) -> Iterator[tuple[str, dict[str, Count]]]:
    """Each page's name and its counts."""
    for truth in sorted(folder.glob("*.xml")):
        source = truth.with_suffix(".jpg")
        reading = next(iter(read_pages([SourceFile(source.name, source.read_bytes())], OcrSettings())))
        size = _size(reading)
        tables = find_tables(reading.page)
        true, found = load_marked(truth), [as_marked(t, reading, size) for t in tables]
        counts = {f"detection {t}": detection(true, found, t) for t in TABLE_OVERLAPS}
        counts[f"cells {CELL_OVERLAP}"] = adjacency(true, found)
        if drawings is not None:
            _draw(reading, tables, drawings / f"{source.stem}.png")
        yield source.stem, counts


def _size(reading: PageReading) -> tuple[int, int]:
    """Width and height of the page in its file, in pixels: as levelled, but for quarter turns."""
    width, height = reading.level.width, reading.level.height
    return (height, width) if reading.page.turned_degrees in (90, 270) else (width, height)


def _draw(reading: PageReading, tables: Sequence[Table], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = draw_boxes(reading.level, (c.box for t in tables for c in t.cells), CELL_COLOUR)
    drawn = draw_boxes(drawn, (t.box for t in tables), TABLE_COLOUR)
    cv2.imwrite(str(path), cv2.cvtColor(drawn.pixels, cv2.COLOR_RGB2BGR))


def false_tables(reports: int, seed: int, profile: str | None = None) -> Count:
    """Tables on pages of generated reports that have none: ``found`` of ``true`` pages."""
    total = Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_all(orders(seed, reports, None, profile), folder)
        for truth in load_truths(folder):
            with_table = {page for table in truth["tables"] for page in table["pages"]}
            files = [SourceFile(name, (folder / name).read_bytes()) for name in truth["files"]]
            for reading in read_pages(files, OcrSettings()):
                if reading.page.number not in with_table:
                    total["pages"] += 1
                    total["tables"] += len(find_tables(reading.page))
    return Count(0, total["pages"], total["tables"])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.tables_accuracy", description=__doc__)
    parser.add_argument("--truth", type=Path, help="folder of images with truth in the contest's XML")
    parser.add_argument("--draw", type=Path, help="keep pages with the found tables drawn in this folder")
    parser.add_argument("--plain", type=int, default=0, help="generated reports to look for false tables in")
    parser.add_argument("--seed", type=int, default=PLAIN_SEED, help="of those reports")
    parser.add_argument("--profile", choices=PROFILES, help="only this kind of scan")
    chosen = parser.parse_args(arguments)
    totals: dict[str, Count] = {}
    for name, counts in score_pages(chosen.truth, chosen.draw) if chosen.truth else ():
        shown = "  ".join(f"{k} {c.right}/{c.true}/{c.found}" for k, c in counts.items())
        sys.stdout.write(f"{name:16} right/true/found: {shown}\n")
        totals = {k: totals.get(k, Count()) + c for k, c in counts.items()}
    for name, count in totals.items():
        sys.stdout.write(f"{name:16} F1 {count.f1:.3f}\n")
    if chosen.plain:
        plain = false_tables(chosen.plain, chosen.seed, chosen.profile)
        sys.stdout.write(f"false tables: {plain.found} on {plain.true} pages without one\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
