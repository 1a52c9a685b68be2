"""Weights of the calibration, written by ``make calibrate``; do not edit by hand."""

from __future__ import annotations

from collections.abc import Mapping

# kind -> (bias, weight of each feature)
WEIGHTS: Mapping[str, tuple[float, Mapping[str, float]]] = {}
