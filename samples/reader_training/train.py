"""Fits the network to made-up cells."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from ocr.cell_reader import HEIGHT_PX, WIDTH_STEP_PX
from ocr.model import Pixels
from samples.reader_training.cells import TrainingCell
from samples.reader_training.network import CLASSES, CellNetwork

BATCH = 32
DECAY = 1e-4
WARM_UP = 100  # steps
PEN_SHARE = 0.3  # of the loss
WIDTH_CLASS_PX = 16  # lines of a batch are about equally wide
TOLD_EVERY = 100  # steps
INDEX = {sign: place for place, sign in enumerate(CLASSES)}


@dataclass(frozen=True)
class Verdict:
    """How the network does on cells that it was not fitted to, shares 0..1."""

    right: float
    right_print: float
    pen_found: float
    print_called_pen: float


def batches(cells: Sequence[TrainingCell], rng: random.Random) -> Iterator[list[TrainingCell]]:
    """All cells once, in batches of like width, in random order."""
    order = sorted(cells, key=lambda cell: (cell.line.shape[1] // WIDTH_CLASS_PX, rng.random()))
    parts = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    rng.shuffle(parts)
    yield from parts


def varied(line: Pixels, rng: random.Random) -> Pixels:
    """A line a little wider or narrower, higher or lower, sharper or softer than it was."""
    height, width = line.shape
    across, down = rng.uniform(0.88, 1.12), rng.uniform(0.9, 1.08)
    lean = rng.uniform(-0.08, 0.08)
    wide = -(-max(32, round(width * across)) // WIDTH_STEP_PX) * WIDTH_STEP_PX
    matrix = np.array(
        [
            [across, lean, (wide - width * across) / 2 - lean * height / 2],
            [0.0, down, height * (1 - down) / 2 + rng.uniform(-1.2, 1.2)],
        ]
    )
    out = cv2.warpAffine(line, matrix, (wide, HEIGHT_PX), flags=cv2.INTER_LINEAR, borderValue=(255.0,))
    if rng.random() < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 0.8))
    if rng.random() < 0.3:
        noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 14), out.shape)
        out = np.clip(out + noise, 0, 255)
    power = rng.uniform(0.75, 1.35)
    return (255.0 * (out.astype(np.float32) / 255.0) ** power).astype(np.uint8)


def tensor_of(lines: Sequence[Pixels]) -> Tensor:
    """Lines side by side in one tensor, white on their right."""
    width = max(line.shape[1] for line in lines)
    out = np.zeros((len(lines), 1, HEIGHT_PX, width), np.float32)
    for place, line in enumerate(lines):
        out[place, 0, :, : line.shape[1]] = 1.0 - line.astype(np.float32) / 255.0
    return torch.from_numpy(out)


def loss_of(network: CellNetwork, cells: Sequence[TrainingCell], lines: Sequence[Pixels]) -> Tensor:
    """CTC for the signs and cross entropy for the pen."""
    signs, pen = network(tensor_of(lines))
    labels = [torch.tensor([INDEX[sign] for sign in cell.label]) for cell in cells]
    moments = torch.tensor([line.shape[1] // WIDTH_STEP_PX for line in lines])
    told = nn.functional.ctc_loss(
        signs.transpose(0, 1), torch.cat(labels), moments, torch.tensor([len(one) for one in labels]),
        zero_infinity=True,
    )  # fmt: skip
    by_hand = torch.tensor([float(cell.by_hand) for cell in cells])
    return told + PEN_SHARE * nn.functional.binary_cross_entropy_with_logits(pen, by_hand)


def fit(
    network: CellNetwork,
    cells: Sequence[TrainingCell],
    steps: int,
    rate: float,
    seed: int,
    tell: Callable[[int, str], None],
) -> None:
    """Train for so many steps; the rate rises to ``rate``, then falls to nothing along a cosine."""
    rng = random.Random(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=DECAY)
    network.train()
    step, total, started = 0, 0.0, time.monotonic()
    while step < steps:
        for part in batches(cells, rng):
            if step >= steps:
                break
            now = rate * min(1.0, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
            for group in optimiser.param_groups:
                group["lr"] = now
            loss = loss_of(network, part, [varied(cell.line, rng) for cell in part])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            total += loss.item()
            step += 1
            if step % TOLD_EVERY == 0:
                tell(step, f"step {step}: loss {total / TOLD_EVERY:.4f}, {time.monotonic() - started:.0f} s")
                total = 0.0


def greedy(log_probs: Tensor) -> str:
    """The best sign of each moment, repeats and blanks left out."""
    best = log_probs.argmax(1).tolist()
    kept = [sign for place, sign in enumerate(best) if sign and (place == 0 or best[place - 1] != sign)]
    return "".join(CLASSES[sign] for sign in kept)


def judge(network: CellNetwork, cells: Sequence[TrainingCell]) -> Verdict:
    """How many of these cells the network reads right, and whether it tells the pen."""
    network.eval()
    right, pens = [], []
    with torch.no_grad():
        for cell in cells:
            signs, pen = network(tensor_of([cell.line]))
            right.append(greedy(signs[0]) == cell.label)
            pens.append(float(pen[0]) > 0)
    by_hand = np.array([cell.by_hand for cell in cells])
    read, told = np.array(right), np.array(pens)
    return Verdict(
        float(read.mean()),
        float(read[~by_hand].mean()),
        float(told[by_hand].mean()),
        float(told[~by_hand].mean()),
    )
