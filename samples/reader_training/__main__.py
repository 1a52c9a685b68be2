"""Trains the reader of number cells: ``python -m samples.reader_training --work DIR``.

Makes cells, fits the network on one thread in rounds (all kept in the work folder, so that a second run goes
on after what the first had done), and writes it as ONNX with a manifest. The same seed, fonts and versions
give the same network.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import torch

from ocr.cell_reader import MODEL
from samples.reader_training.cells import TrainingCell, load_cells, make_cells, save_cells
from samples.reader_training.export import export
from samples.reader_training.fonts import FAMILIES, FONT_ROOTS, PEN_FAMILIES, installed
from samples.reader_training.network import CellNetwork
from samples.reader_training.train import fit, judge

SHEETS = 12  # of a part; some 900 cells
HELD_BACK = 0  # the part that the network is judged on, never fitted to
PARTS = (*range(7), *range(30, 44))
ROUNDS = ((1200, 2e-3), (1200, 1e-3))
"""Steps and highest rate of each round: a second, gentler one from where the first ended (SGDR)."""
SEED = 1
JUDGED_EVERY = 600  # steps


def parts_in(folder: Path, font_roots: Sequence[Path]) -> dict[int, list[TrainingCell]]:
    """All parts by number; those that the folder lacks are made."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {}
    for number in PARTS:
        path = folder / f"{number:04}.npz"
        if not path.exists():
            save_cells(make_cells(SHEETS, f"cells/{number}", font_roots), path)
        parts[number] = load_cells(path)
    return parts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.reader_training", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for cells and weights")
    parser.add_argument(
        "--out", type=Path, default=MODEL, help="the ONNX file; its manifest is put beside it"
    )
    parser.add_argument("--fonts", type=Path, nargs="*", default=FONT_ROOTS, help="folders with fonts")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    parts = parts_in(chosen.work, chosen.fonts)
    held_back = parts.pop(HELD_BACK)
    cells = [cell for part in parts.values() for cell in part]
    torch.manual_seed(SEED)
    network = CellNetwork()

    def tell(step: int, message: str) -> None:
        sys.stderr.write(message + "\n")
        if step % JUDGED_EVERY == 0:
            sys.stderr.write(f"{judge(network, held_back)}\n")
            network.train()

    for number, (steps, rate) in enumerate(ROUNDS):
        weights = chosen.work / f"weights-{number}.pt"
        if weights.exists():
            network.load_state_dict(torch.load(weights))
            continue
        if number:
            torch.manual_seed(SEED + number)
        fit(network, cells, steps, rate, SEED + number, tell)
        torch.save(network.state_dict(), weights)
    manifest = {
        "seed": SEED,
        "parts": list(PARTS),
        "sheets of a part": SHEETS,
        "cells": len(cells),
        "rounds": ROUNDS,
        "torch": torch.__version__,
        "fonts": sorted(p.name for p in installed(chosen.fonts, [*FAMILIES, *PEN_FAMILIES])),
        "held back": {"cells": len(held_back), **asdict(judge(network, held_back))},
    }
    export(network, chosen.out, manifest)
    manifest["sha256"] = hashlib.sha256(chosen.out.read_bytes()).hexdigest()
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    chosen.out.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
