"""Spoilt figures are counted as the checks explain them."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal

from extraction.pipeline import Gathered
from samples.arithmetic import look_alike, misread, spoil, wrong_on_paper
from tests.extraction.test_checks import CAMPAIGN, ROWS, figure, run

CELLS = (figure(1, "1234"), figure(2, "734"), figure(3, "500"), figure(4, "1234"))


def test_all_ways_of_spoiling_are_counted() -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    gathered = Gathered(CELLS, run(*CELLS), rows={"bieu-1": ROWS})
    spoil(CAMPAIGN, gathered, counts, random.Random(1))
    assert counts["paper: sum of a group"] == [1, 1]
    assert counts["misread: look-alike, right one seen"] == [4, 4]
    assert counts["misread: look-alike, right one unseen"][1] == 4


def test_a_wrong_paper_is_wrong_for_every_reader() -> None:
    spoilt = wrong_on_paper(CELLS[1], random.Random(2))
    assert spoilt.value != CELLS[1].value
    assert spoilt.candidates == (spoilt.raw,)


def test_a_misreading_keeps_the_right_one_among_the_others() -> None:
    wrong = look_alike(CELLS[0], random.Random(3))
    spoilt = misread(CELLS[0], wrong, CELLS[0].candidates)
    assert (spoilt.raw, spoilt.candidates[1]) == (wrong, "1234")
    assert spoilt.value != Decimal(1234) and spoilt.signals["agree"] == 0.0
