from __future__ import annotations

import random

import pytest

from extraction.confidence import DEFAULT_THRESHOLD, features
from samples.calibrate import fit


def rows(count: int, wrong_below: float, seed: int = 1) -> list[dict[str, object]]:
    rng = random.Random(seed)
    out: list[dict[str, object]] = []
    for i in range(count):
        ocr = rng.uniform(0.4, 1.0)
        out.append(
            {
                "folder": "f",
                "report": f"r{i % 20}",
                "signals": {"ocr": ocr},
                "doubts": [],
                "right": ocr > wrong_below,
            }
        )
    return out


def probability(bias: float, weights: dict[str, float], ocr: float) -> float:
    seen = features({"ocr": ocr}, ())
    z = bias + sum(weights[name] * value for name, value in seen.items() if name in weights)
    return float(1 / (1 + 2.718281828 ** (-z)))


def test_a_stronger_signal_is_given_more() -> None:
    bias, weights, given = fit(rows(400, wrong_below=0.6))
    assert len(given) == 400
    assert probability(bias, weights, 0.95) > 0.95 > 0.5 > probability(bias, weights, 0.45)


def test_a_kind_that_is_always_right_is_still_not_trusted_without_any_signal() -> None:
    bias, weights, given = fit(rows(300, wrong_below=0.0))
    assert given.mean() > 0.97
    assert probability(bias, weights, 0.0) < DEFAULT_THRESHOLD


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_features_are_finite_at_the_ends(value: float) -> None:
    assert all(abs(v) <= 2 for v in features({"s": value}, ("a", "b", "c")).values())
