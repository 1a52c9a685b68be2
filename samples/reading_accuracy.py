"""How right pages are read, before any field is taken from them: ``python -m samples.reading_accuracy``.

Per kind of scan: the character error rate of whole pages (``samples.characters``), pages that stand the right
way up, number cells that are right, that both readers read alike, and that both read alike and wrong. With
``--truth DIR`` an existing folder of reports with truth is read instead of making one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr.model import Page
from samples.characters import CharacterErrors, ReadText, character_errors
from samples.generate import make_all, orders
from samples.reading import CachingReader, load_truths, tell
from samples.training import gather, pages_of, rows_of
from service.settings import load_settings

TUNING_SEED = 41
NUMBER_CELL = "cell"


@dataclass
class Figures:
    """Sums over the pages of one kind of scan."""

    characters: CharacterErrors = field(default_factory=lambda: CharacterErrors(0, 0))
    pages: int = 0
    upright: int = 0
    cells: int = 0
    right: int = 0
    agreed: int = 0
    agreed_wrong: int = 0

    def add_page(self, page: Page, printed: Sequence[str], turned: int) -> CharacterErrors:
        one = character_errors(ReadText.of(page), printed)
        self.characters += one
        self.pages += 1
        self.upright += page.turned_degrees == turned
        return one

    def add_cells(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            if row["kind"] != NUMBER_CELL or not row["true_field"]:
                continue
            agreed = bool(row["signals"].get("agree"))
            self.cells += 1
            self.right += row["right"]
            self.agreed += agreed
            self.agreed_wrong += agreed and not row["right"]

    def line(self, name: str) -> str:
        cells = (
            f"{_share(self.right, self.cells)}{_share(self.agreed, self.cells)}"
            f"{_share(self.agreed_wrong, self.agreed)}{self.cells:7}"
        )
        return f"{name:10}{100 * self.characters.rate:8.2f}{self.upright:6}/{self.pages:<4}{cells}"


HEADING = (
    f"{'scans':10}{'CER %':>8}{'upright':>10}{'cells %':>9}{'agreed %':>9}{'+ wrong':>9}{'cells':>7}\n"
    "CER: NFC, whole pages, text in found marks not counted; upright: pages turned right;\n"
    "cells: non-blank number cells right, read alike by both readers, alike and wrong (of those)"
)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:9.2f}" if whole else f"{'-':>9}"


def measure(folder: Path, cache: Path | None, *, cells: bool, worst: int) -> dict[str, Figures]:
    """Read a folder of reports and sum up per kind of scan; the worst pages are told on standard error."""
    settings = load_settings(workers=1)
    reader = CachingReader(settings, cache)
    sums: dict[str, Figures] = defaultdict(Figures)
    seen: list[tuple[int, str]] = []
    try:
        for truth in load_truths(folder):
            pages, pictures = pages_of(reader, truth, folder)
            figures = sums[truth["profile"]]
            for page, printed, turned in zip(pages, truth["printed"], truth["page_rotation"], strict=True):
                one = figures.add_page(page, printed, turned)
                place = f"{truth['id']} {truth['profile']} page {page.number} turned {page.turned_degrees}"
                seen.append((one.errors, f"{place} for {turned}: {100 * one.rate:.1f} %"))
            if cells and truth["tables"]:
                figures.add_cells(rows_of(truth, gather(pages, pictures, truth["campaign"], settings)))
            tell(f"{truth['id']} {truth['profile']}")
    finally:
        reader.close()
    for errors, place in sorted(seen, reverse=True)[:worst]:
        tell(f"{errors:5} errors  {place}")
    return sums


def report(sums: Mapping[str, Figures]) -> str:
    return "\n".join([HEADING, *(sums[name].line(name) for name in sorted(sums))])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.reading_accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=TUNING_SEED, help="9001 and up to judge")
    parser.add_argument("--count", type=int, default=20, help="how many reports")
    parser.add_argument("--profile", help="only this kind of scan")
    parser.add_argument("--truth", type=Path, help="read this folder of reports with truth instead")
    parser.add_argument("--cache", type=Path, help="keep page readings here between runs")
    parser.add_argument("--pages-only", action="store_true", help="leave the number cells out")
    parser.add_argument("--worst", type=int, default=0, help="tell so many of the worst pages")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.truth or Path(temporary)
        if chosen.truth is None:
            make_all(orders(chosen.seed, chosen.count, None, chosen.profile), folder)
        sums = measure(folder, chosen.cache, cells=not chosen.pages_only, worst=chosen.worst)
    sys.stdout.write(report(sums) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
