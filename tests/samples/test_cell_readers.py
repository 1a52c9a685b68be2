from __future__ import annotations

from pathlib import Path

import numpy as np

from ocr.model import PageImage, Transform
from samples.cell_cuts import CutCell, load_cuts, save_cuts
from samples.cell_readers import VOTE, Tally, report
from samples.pen_cells import pen_cells


def cell(raw: str, value: float, by_tesseract: str = "") -> CutCell:
    crop = PageImage(np.full((20, 30), 255, np.uint8), 200.0, Transform.whole_page(30, 20))
    return CutCell("fax", "r001", "so_luong", raw, value, crop, by_tesseract)


def test_agreement_counts_only_readers_that_read_something_alike() -> None:
    tally = Tally()
    assert tally.add(cell("06", 6), {"a": "06", "b": "06", "c": "6"}, 0.1) == []
    assert tally.add(cell("15", 15), {"a": "", "b": "", "c": "15"}, 0.1) == []
    assert tally.add(cell("8", 8), {"a": "3", "b": "8", "c": "3"}, 0.9) == ["a+c", VOTE]
    assert tally.right == {"a": 1, "b": 2, "c": 2}
    assert tally.agreed == {"a+b": 1, "a+c": 1, VOTE: 2}
    assert tally.wrong == {"a+c": 1, VOTE: 1}
    assert tally.pen == 1


def test_the_report_has_a_line_for_each_kind_of_scan() -> None:
    tally = Tally()
    tally.add(cell("8", 8), {"a": "3", "b": "8", "c": "3"}, 0.9)
    lines = report({"fax": tally, "all": tally}).splitlines()
    assert [line.split()[0] for line in lines] == ["scans", "all", "fax"]
    assert "100.00 (  1)" in lines[1]


def test_cut_cells_come_back_from_their_file(tmp_path: Path) -> None:
    cells = [cell("06", 6, "06"), cell("1.234", 1234)]
    save_cuts(cells, tmp_path / "cells.npz")
    for kept, one in zip(load_cuts(tmp_path / "cells.npz"), cells, strict=True):
        assert (kept.profile, kept.raw, kept.value, kept.by_tesseract) == (
            one.profile,
            one.raw,
            one.value,
            one.by_tesseract,
        )
        assert np.array_equal(kept.crop.pixels, one.crop.pixels)


def test_pen_cells_hold_ink_and_are_the_same_for_a_seed() -> None:
    first, again = (list(pen_cells(4, 3)) for _ in range(2))
    assert {c.profile for c in first} == {"pen, real", "pen, drawn"}
    for one, other in zip(first, again, strict=True):
        assert one.raw == other.raw
        assert np.array_equal(one.crop.pixels, other.crop.pixels)
        assert (one.crop.pixels < 160).any()
