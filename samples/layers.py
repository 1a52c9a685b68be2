"""How well text layers in old fonts are read: ``python -m samples.layers --seed N --count K``.

Lays out reports as programs of the years before Unicode did, in .VnTime (TCVN3) and in VNI fonts, reads their
text layers and compares them with the letters that were set.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.metrics import character_error_rate
from ocr.model import SourceFile
from ocr.old_fonts import to_vni
from ocr.pdf import load_pdf_page
from ocr.text_layer import read_text_layer
from samples.content import CAMPAIGNS, compose
from samples.layout import lay_out
from samples.oldfonts import NAMES, VNI_NAMES, old_fonts
from samples.textlayer import as_tcvn3, words_of
from service.reading import ocr_settings
from service.settings import load_settings

CODINGS = {"TCVN3": (as_tcvn3, NAMES), "VNI": (to_vni, VNI_NAMES)}


@dataclass
class Tally:
    """Pages by what became of their layer, and the errors of those converted."""

    converted: int = 0
    pixels: int = 0
    letters: int = 0
    errors: float = 0.0


def measure(coding: str, orders: Sequence[tuple[str, int]]) -> Tally:
    """Read the reports of these campaigns and seeds in one coding."""
    tally, settings = Tally(), ocr_settings(load_settings())
    coded, names = CODINGS[coding]
    for campaign, seed in orders:
        honest = lay_out(compose(campaign, "r001", random.Random(seed)), random.Random(seed)).pdf
        with old_fonts(coded, names):
            lying = lay_out(compose(campaign, "r001", random.Random(seed)), random.Random(seed)).pdf
        file = SourceFile("r001.pdf", lying)
        for number, words in enumerate(words_of(honest), 1):
            layer = read_text_layer(file, number, load_pdf_page(file, number, settings).image, settings)
            if not layer.trusted:
                tally.pixels += 1
                say(f"{coding} {campaign} {seed} page {number}: read from pixels, {layer.reason}")
                continue
            meant = " ".join(word.text for word in words)
            rate = character_error_rate(" ".join(word.text for word in layer.words), meant)
            tally.converted += 1
            tally.letters += len(meant)
            tally.errors += rate * len(meant)
    return tally


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.layers", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5, help="reports in each coding")
    chosen = parser.parse_args(arguments)
    plans = list(CAMPAIGNS)
    orders = [(plans[i % len(plans)], chosen.seed + i) for i in range(chosen.count)]
    for coding in CODINGS:
        tally = measure(coding, orders)
        rate = tally.errors / tally.letters if tally.letters else 0.0
        say(
            f"{coding}: {tally.converted} pages converted, {tally.pixels} read from pixels; "
            f"CER of the converted {rate:.3%} ({tally.letters:,} characters)"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
