"""Writes the trained network as ONNX, with its signs and where it came from inside the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import onnx
import torch

from ocr.cell_reader import HEIGHT_PX
from samples.reader_training.network import CLASSES, CellNetwork

OPSET = 17
SAMPLE_WIDTH_PX = 96


def export(network: CellNetwork, path: Path, manifest: Mapping[str, object]) -> None:
    """Write ``path``: input "lines" of any width, outputs "signs" (logarithms) and "pen" (chance 0..1)."""
    network.eval()
    lines = torch.zeros(1, 1, HEIGHT_PX, SAMPLE_WIDTH_PX)
    torch.onnx.export(
        _WithChance(network), (lines,), str(path), input_names=["lines"], output_names=["signs", "pen"],
        dynamic_axes={
            "lines": {0: "cells", 3: "width"}, "signs": {0: "cells", 1: "moments"}, "pen": {0: "cells"},
        },
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    model = onnx.load(path)
    for name, value in {"signs": list(CLASSES), "manifest": dict(manifest)}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = name, json.dumps(value, ensure_ascii=False)
    onnx.save(model, path)


class _WithChance(torch.nn.Module):
    """The network with the pen's number as a probability."""

    def __init__(self, network: CellNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, lines: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        signs, pen = self.network(lines)
        return signs, torch.sigmoid(pen)
