import random

import numpy as np
import pytest

from samples.generate import JUDGING_SEED, UNSEEN_PROFILES, orders
from samples.worn import worn


def sheets():
    front = np.full((400, 300, 3), 255, np.uint8)
    front[100:110, 50:250] = 0
    back = np.full((400, 300, 3), 255, np.uint8)
    back[300:310, 20:120] = 0
    return [front, back]


@pytest.mark.parametrize("profile", UNSEEN_PROFILES)
def test_a_worn_sheet_keeps_its_size_and_its_ink_and_repeats_for_a_seed(profile):
    first, again = (worn(sheets(), profile, random.Random(5)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert first[0].shape == (400, 300, 3)
    rows = first[0][:, 60:240].mean(axis=(1, 2))
    assert rows[85:125].min() < 120 < rows[150:250].mean()


def test_the_back_of_a_thin_sheet_shows_mirrored_on_its_front():
    front = worn(sheets(), "aged", random.Random(5))[0]
    shown, plain = front[305, 200:260].mean(), front[280, 200:260].mean()
    assert shown < plain - 5


def test_other_sheets_lie_on_the_glass_as_they_were_printed():
    assert all(
        np.array_equal(a, b) for a, b in zip(worn(sheets(), "fax", random.Random(5)), sheets(), strict=True)
    )


def test_unseen_kinds_of_scan_come_with_judging_seeds_only():
    assert not {order.profile for order in orders(JUDGING_SEED - 1, 60)} & set(UNSEEN_PROFILES)
    assert {order.profile for order in orders(JUDGING_SEED, 24)} >= set(UNSEEN_PROFILES)
