from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from samples.reader_training.cells import load_cells, make_cells, save_cells
from samples.reader_training.fonts import FAMILIES, FONT_ROOTS, load
from samples.reader_training.pen import SIGNS as PEN_SIGNS
from samples.reader_training.pen import handwritten
from samples.reader_training.sheets import draw_sheet
from samples.reader_training.texts import SIGNS, UNKNOWN, cell_text, label_of
from samples.reader_training.wear import KINDS, worn_cells


def test_labels_hold_only_signs_that_the_network_can_write() -> None:
    rng = random.Random(1)
    labels = [label_of(cell_text(rng)) for _ in range(500)]
    assert set("".join(labels)) <= set(SIGNS) | {UNKNOWN}
    assert any(UNKNOWN in label for label in labels)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_worn_cells_keep_their_labels_and_mostly_survive(kind: str) -> None:
    rng = random.Random(f"worn/{kind}")
    sheet = draw_sheet(load(FONT_ROOTS, FAMILIES), (), 200.0, rng)
    cells = list(worn_cells(sheet, kind, rng))
    assert len(cells) >= 0.8 * len(sheet.labels)
    assert {cell.label for cell in cells} <= set(sheet.labels)
    assert all((cell.crop.pixels < 200).any() for cell in cells)


def test_one_seed_gives_one_set_of_cells(tmp_path: Path) -> None:
    first, again = (make_cells(1, "a", FONT_ROOTS) for _ in range(2))
    save_cells(first, tmp_path / "a.npz")
    kept = load_cells(tmp_path / "a.npz")
    assert [c.label for c in first] == [c.label for c in again] == [c.label for c in kept]
    for one, other, stored in zip(first, again, kept, strict=True):
        assert np.array_equal(one.line, other.line)
        assert np.array_equal(one.line, stored.line)
        assert one.by_hand == stored.by_hand


@pytest.mark.parametrize("sign", sorted(PEN_SIGNS - {".", "-"}))
def test_a_sign_written_by_hand_is_about_as_high_as_asked(sign: str) -> None:
    ink = handwritten(sign, 100, random.Random(sign))
    rows = np.flatnonzero((ink > 100).any(axis=1))
    least = 15 if sign == "," else 60
    assert least <= rows[-1] - rows[0] <= 150
    assert rows[0] > 0
    assert rows[-1] < ink.shape[0] - 1


def test_a_few_steps_of_training_bring_the_loss_down() -> None:
    pytest.importorskip("torch", reason="the extra 'training' is not installed")
    import torch

    from samples.reader_training.network import CellNetwork
    from samples.reader_training.train import fit, loss_of

    torch.manual_seed(1)
    cells = make_cells(1, "few", FONT_ROOTS)[:24]
    network = CellNetwork()
    lines = [cell.line for cell in cells]
    before = float(loss_of(network, cells, lines))
    fit(network, cells, 12, 1, lambda step, message: None)
    assert float(loss_of(network, cells, lines)) < 0.7 * before
