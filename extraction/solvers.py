"""Choosing the best of all ways at once, through scipy: the only module that knows it.

It is loaded with the first choice: 60 MB and half a second that a server does without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def best_pairs(worth: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair rows with columns, each at most once, so that the pairs' worth adds up to the most.

    Source: Kuhn, "The Hungarian Method for the Assignment Problem", 1955; ``linear_sum_assignment``.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(worth, maximize=True)
    return rows, columns


def cheapest_choice(cost: Numbers, rows: Sequence[Numbers], most: Sequence[float]) -> Any:
    """Choose among things that are taken or left, at the least cost, no row's sum over its ``most``.

    Returns:
        scipy's ``OptimizeResult``: ``success``, ``x`` of 0 and 1, ``fun``.

    Source: HiGHS by scipy's ``milp``.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    limits = LinearConstraint(np.vstack(rows), -np.inf, np.array(most))
    return milp(cost, constraints=limits, integrality=np.ones(len(cost)), bounds=Bounds(0, 1))
