"""How far probabilities keep their word: calibration error, the threshold for a target, and a picture.

Source: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI
2015 (expected calibration error); DeGroot and Fienberg, The Statistician 32 (1983) (reliability diagram).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BINS = 15  # of equal counts: nearly all probabilities lie close to 1, where equal widths would tell nothing
STRICTEST = 0.9999  # where no threshold meets the target
LOOSEST = 0.9  # a field that is wrong in one of ten is asked about whatever the mean says

Values = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Bin:
    """Fields of like probability: how many, their mean probability, and the share that is right."""

    count: int
    given: float
    right: float


def bins_of(given: Values, right: Truths, bins: int = BINS) -> tuple[Bin, ...]:
    """Sort fields by probability into bins of equal counts; empty bins are left out."""
    order = np.argsort(given, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return tuple(Bin(len(p), float(given[p].mean()), float(right[p].mean())) for p in parts)


def calibration_error(given: Values, right: Truths, bins: int = BINS) -> float:
    """The expected calibration error, 0..1: the mean distance of probability and share right, by counts."""
    found = bins_of(given, right, bins)
    total = sum(b.count for b in found)
    return sum(b.count * abs(b.given - b.right) for b in found) / total if total else 0.0


def threshold_for(given: Values, right: Truths, target: float) -> float:
    """The least threshold at which accepted fields are wrong no more often than ``target``.

    What counts is the mean of the errors that the probabilities promise and those that were counted: the
    promise is smooth but leans on the model, the count is true but a matter of a handful.

    Args:
        given: Probabilities of fields without doubts, by models that never saw their reports.
        right: Whether each is right.
        target: Share of accepted fields that may be wrong, 0..1.
    """
    order = np.argsort(-given, kind="stable")
    accepted = np.arange(1, len(order) + 1)
    promised = np.cumsum(1.0 - given[order]) / accepted
    counted = np.cumsum(~right[order]) / accepted
    met = np.nonzero(((promised + counted) / 2 <= target) & (given[order] >= LOOSEST))[0]
    if not len(met):
        return STRICTEST
    return min(STRICTEST, float(np.floor(given[order][met[-1]] * 1e4) / 1e4))


def draw(parts: Sequence[tuple[str, Values, Truths]], path: Path) -> None:
    """Write the reliability diagram of several kinds of fields, both axes as errors on a log scale.

    Args:
        parts: Name, probabilities and truths of each curve.
        path: The file; its ending tells the format.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 5.2), dpi=90)
    least = 5e-5
    axes.plot([least, 1], [least, 1], color="0.6", linewidth=1)
    for name, given, right in parts:
        found = bins_of(given, right)
        promised = [max(least, 1 - b.given) for b in found]
        counted = [max(least, 1 - b.right) for b in found]
        axes.plot(promised, counted, marker="o", markersize=4, linewidth=1, label=f"{name} ({len(given)})")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("promised share of errors (1 - confidence)")
    axes.set_ylabel("counted share of errors (none: at the foot)")
    axes.set_title("Confidence against truth, reports held out by fold")
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
