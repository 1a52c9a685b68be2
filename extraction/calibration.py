"""Weights of the calibration, written by ``make calibrate``; do not edit by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: probability = 1 / (1 + exp(-(bias + sum of weight * signal)))."""

    bias: float
    weights: Mapping[str, float]


MODELS: Mapping[str, Model] = {}
