"""A second, independent reader of one text line: the network of the asterocr package (MIT), run on ONNX.

Tesseract and this network were trained apart on different data and err differently, which is what makes
their agreement evidence. Only the network is used; its output is decoded here, restricted to the signs
that the place allows, with a probability and runners-up.

Source: Graves et al., "Connectionist Temporal Classification", ICML 2006; prefix search as in Graves,
"Supervised Sequence Labelling", 2012, 7.5.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import PageImage, Pixels
from ocr.networks import Network

NAME = "aster"
"""The reader's name in ``Reading.readers``."""

INPUT_HEIGHT_PX = 32
LEAST_WIDTH_PX = 32
WIDTH_STEP_PX = 4  # the network halves the width twice
# The network tells 256 places apart; a longer line is squeezed, and where that costs, the readers differ.
MOST_WIDTH_PX = 256 * WIDTH_STEP_PX
# White round the writing, as a share of its height: the network was trained on lines cut with little air.
AIR = 0.22
BEAM = 8
# Signs below this probability at a moment are not followed by the prefix search.
LEAST_SIGN = 1e-4
CANDIDATES = 4

LogProbs = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line as the network reads it: ``candidates`` are (text, probability), best first, never empty."""

    candidates: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        return self.candidates[0][0]

    @property
    def confidence(self) -> float:
        return self.candidates[0][1]


def read_line(image: PageImage, alphabet: Collection[str] | None = None) -> LineReading:
    """Read one line of print.

    Args:
        image: The line cut out, dark on white.
        alphabet: The signs that may occur; None allows all that the network knows.

    Returns:
        The likeliest texts with their probabilities under the whole alphabet, so that a restricted
        reading of something else entirely gets a low one.
    """
    from asterocr.vocab import default_vocab  # its package loads much that reading pages does without

    log_probs = _run(_line_tensor(image.pixels))
    return decode(log_probs, default_vocab.idx2char, int(default_vocab.blank_idx), alphabet)


def read_lines(images: Sequence[PageImage], alphabet: Collection[str] | None = None) -> list[LineReading]:
    """Read several lines, each by itself: padding to a common width changes what the network reads."""
    return [read_line(image, alphabet) for image in images]


def decode(
    log_probs: LogProbs, signs: dict[int, str], blank: int, alphabet: Collection[str] | None
) -> LineReading:
    """The likeliest texts of a CTC output by prefix search.

    Args:
        log_probs: Shape (moments, signs), natural logarithms.
        signs: Sign by its index.
        blank: Index of the CTC blank.
        alphabet: Signs that may occur, None for all.
    """
    allowed = np.array([i for i, s in signs.items() if i != blank and (alphabet is None or s in alphabet)])
    beams: dict[str, tuple[float, float]] = {"": (0.0, -math.inf)}  # ends in blank, ends in a sign
    least = math.log(LEAST_SIGN)
    for moment in log_probs:
        chances = moment[allowed]
        likely = [int(i) for i in allowed[chances > least]] or [int(allowed[chances.argmax()])]
        beams = _step(beams, moment, likely, signs, blank)
    ranked = sorted(((_add(*ends), text) for text, ends in beams.items()), reverse=True)
    return LineReading(tuple((text, min(1.0, math.exp(score))) for score, text in ranked[:CANDIDATES]))


def _step(
    beams: dict[str, tuple[float, float]],
    moment: NDArray[np.float32],
    likely: Sequence[int],
    signs: dict[int, str],
    blank: int,
) -> dict[str, tuple[float, float]]:
    """One moment of the prefix search: every prefix stays, ends in a blank, or grows by a sign."""
    grown: dict[str, tuple[float, float]] = {}

    def put(text: str, in_blank: float, in_sign: float) -> None:
        b, s = grown.get(text, (-math.inf, -math.inf))
        grown[text] = (_add(b, in_blank), _add(s, in_sign))

    for text, (in_blank, in_sign) in beams.items():
        both = _add(in_blank, in_sign)
        put(text, both + float(moment[blank]), -math.inf)
        for i in likely:
            sign, gain = signs[i], float(moment[i])
            if text.endswith(sign):
                put(text, -math.inf, in_sign + gain)
                put(text + sign, -math.inf, in_blank + gain)
            else:
                put(text + sign, -math.inf, both + gain)
    best = sorted(grown.items(), key=lambda item: -_add(*item[1]))[:BEAM]
    return dict(best)


def _add(a: float, b: float) -> float:
    """log(exp(a) + exp(b))."""
    high, low = (a, b) if a > b else (b, a)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))


def _line_tensor(pixels: Pixels) -> NDArray[np.float32]:
    """Shape (1, 3, 32, width), -1 black to 1 white, as the network was trained."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    line = _with_air(np.asarray(grey))
    height, width = line.shape
    target = min(max(LEAST_WIDTH_PX, round(width * INPUT_HEIGHT_PX / height)), MOST_WIDTH_PX)
    target = -(-target // WIDTH_STEP_PX) * WIDTH_STEP_PX
    method = cv2.INTER_AREA if height > INPUT_HEIGHT_PX else cv2.INTER_LINEAR
    small = cv2.resize(line, (target, INPUT_HEIGHT_PX), interpolation=method)
    scaled = (small.astype(np.float32) / 255.0 - 0.5) / 0.5
    return np.repeat(scaled[np.newaxis, np.newaxis], 3, axis=1)


def _with_air(grey: Pixels) -> Pixels:
    """The writing cut tight, then given a white rim in proportion to its height."""
    ink = grey < 160
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size:
        grey = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    rim = max(2, round(AIR * grey.shape[0]))
    framed = cv2.copyMakeBorder(grey, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(255.0,))
    return framed.astype(np.uint8)


def _run(tensor: NDArray[np.float32]) -> LogProbs:
    return _network()(tensor)[0][:, 0, :]


@lru_cache(maxsize=1)
def _network() -> Network:
    """The network, loaded once and only when it is asked for a reading."""
    return Network(resources.files("asterocr") / "assets" / "asternet.onnx")
