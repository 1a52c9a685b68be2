from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from samples.reliability import (
    LOOSEST,
    STRICTEST,
    Truths,
    Values,
    bins_of,
    calibration_error,
    draw,
    threshold_for,
)


def honest(count: int, seed: int = 1) -> tuple[Values, Truths]:
    """Probabilities that keep their word."""
    rng = np.random.default_rng(seed)
    values = 1 - 10 ** rng.uniform(-4, -0.3, count)
    return values, rng.random(count) < values


def test_bins_hold_all_fields_once_and_rise() -> None:
    values, right = honest(1000)
    bins = bins_of(values, right, 10)
    assert sum(b.count for b in bins) == 1000
    assert [b.given for b in bins] == sorted(b.given for b in bins)
    assert bins_of(values[:3], right[:3], 10)[0].count == 1


def test_honest_probabilities_have_a_small_error_and_boastful_ones_a_large_one() -> None:
    values, right = honest(20_000)
    assert calibration_error(values, right) < 0.01
    assert calibration_error(np.full(1000, 0.99), np.arange(1000) % 2 == 0) == pytest.approx(0.49)
    assert calibration_error(np.array([]), np.array([], dtype=bool)) == 0.0


def test_a_stricter_target_gives_a_higher_threshold_and_fewer_errors() -> None:
    values, right = honest(20_000)
    loose, strict = threshold_for(values, right, 0.01), threshold_for(values, right, 0.001)
    assert LOOSEST <= loose < strict <= STRICTEST
    assert (~right[values >= strict]).mean() <= 0.002


def test_where_nothing_meets_the_target_the_strictest_threshold_is_taken() -> None:
    assert threshold_for(np.full(50, 0.95), np.zeros(50, dtype=bool), 0.001) == STRICTEST


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.floats(0, 0.2))
def test_a_threshold_always_lies_in_its_range(fields: list[tuple[float, bool]], target: float) -> None:
    values, right = np.array([f[0] for f in fields]), np.array([f[1] for f in fields])
    assert LOOSEST - 1e-4 <= threshold_for(values, right, target) <= STRICTEST


def test_the_picture_is_written(tmp_path: Path) -> None:
    draw([("cell", *honest(500))], tmp_path / "r.png")
    with Image.open(tmp_path / "r.png") as picture:
        assert picture.width > 400
