"""Weights of the calibration, written by ``make calibrate``; do not edit by hand.

Fitted on 1365 findings of 12 reports.
"""

from __future__ import annotations

from collections.abc import Mapping

# kind -> (bias, weight of each feature)
WEIGHTS: Mapping[str, tuple[float, Mapping[str, float]]] = {
    "cell": (
        6.3208,
        {},
    ),
    "figure": (
        0.4316,
        {
            "agree": -0.5486,
            "agree^": -1.2323,
            "doubts": -0.9095,
            "format": 0.0099,
            "format^": 0.0099,
            "margin": 2.1382,
            "margin^": 0.9184,
            "neighbour": 0.0000,
            "neighbour^": -0.0000,
            "ocr": 1.0836,
            "ocr^": 1.4862,
            "score": -0.3904,
            "score^": -1.1053,
            "spelt": 0.0000,
            "spelt^": -0.0000,
            "substance": 1.2974,
            "substance^": 1.1874,
        },
    ),
    "heading": (
        5.2149,
        {},
    ),
    "label": (
        4.5747,
        {},
    ),
    "present": (
        5.2679,
        {},
    ),
}
