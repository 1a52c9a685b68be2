"""Our own reader of number cells: a small network on ONNX that also tells the pen from print.

It knows digits, the signs of numbers and the letters of the words for nought; every other letter it calls
unknown. Trained by ``python -m samples.reader_training`` on made-up cells; see
``docs/how-to/train-the-cell-reader.md``.

Source: Graves et al., "Connectionist Temporal Classification", ICML 2006; Shi, Bai, Yao, "An End-to-End
Trainable Neural Network for Image-Based Sequence Recognition", IEEE TPAMI 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import cv2
import numpy as np

from ocr.binarise import as_pixels
from ocr.model import PageImage, Pixels
from ocr.networks import Network
from ocr.second_reader import LineReading, decode

NAME = "own"
"""The reader's name in ``Reading.readers``."""

UNKNOWN = "?"
"""What it writes for a letter that it does not know."""

HEIGHT_PX = 32
LEAST_WIDTH_PX = 32
MOST_WIDTH_PX = 640
WIDTH_STEP_PX = 4  # the network halves the width twice
# White round the writing, as a share of its height.
AIR = 0.2
MODEL = resources.files("ocr") / "data" / "cell-reader.onnx"


@dataclass(frozen=True, slots=True)
class CellReading:
    """A cell as the network reads it; ``pen`` is how likely it was written by hand, 0..1."""

    line: LineReading
    pen: float


def read_cell(crop: PageImage) -> CellReading:
    """Read the one line of a number cell.

    Args:
        crop: The writing on white, dark on light, as ``look_into`` cuts it.
    """
    lines = (1.0 - line_of(crop).astype(np.float32) / 255.0)[np.newaxis, np.newaxis]
    signs, pen = _network()(lines)
    return CellReading(decode(signs[0], _signs(), 0, None), float(pen[0]))


def line_of(crop: PageImage) -> Pixels:
    """The writing of a crop as the network sees it: 32 pixels high, its darkest ink black on white.

    Strokes are found half-way between paper and the darkest ink, so that pale print is cut as tight as
    black print.
    """
    grey = crop.pixels.astype(np.float32)
    darkest = float(np.percentile(grey, 0.5)) if grey.size else 0.0
    grey = np.clip((grey - darkest) * (255.0 / max(1.0, 255.0 - darkest)), 0, 255)
    ink = grey < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size:
        grey = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    rim = max(2, round(AIR * grey.shape[0]))
    framed = cv2.copyMakeBorder(grey, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(255.0,))
    height, width = framed.shape
    target = min(MOST_WIDTH_PX, max(LEAST_WIDTH_PX, round(width * HEIGHT_PX / height)))
    target = -(-target // WIDTH_STEP_PX) * WIDTH_STEP_PX
    method = cv2.INTER_AREA if height > HEIGHT_PX else cv2.INTER_LINEAR
    return as_pixels(cv2.resize(framed, (target, HEIGHT_PX), interpolation=method))


@lru_cache(maxsize=1)
def _network() -> Network:
    return Network(MODEL)


@lru_cache(maxsize=1)
def _signs() -> dict[int, str]:
    """Sign by its place in the network's output, as the model file tells it; the first is the CTC blank."""
    return dict(enumerate(_network().notes["signs"]))
