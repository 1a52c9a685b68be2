from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import ocr
from ocr.model import PageImage, SourceFile, Transform
from samples.cell_cuts import CutCell, cut_report, load_cuts, save_cuts
from samples.cell_readers import VOTE, Tally, report
from samples.pen_cells import pen_cells
from samples.reading import load_truths
from service.reading import ocr_settings
from service.settings import load_settings

REPORTS = Path(__file__).parents[2] / "samples" / "reports"


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


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed on this machine")
def test_written_cells_of_a_report_are_cut_beside_their_truth() -> None:
    truth = next(t for t in load_truths(REPORTS) if t["id"] == "r002")
    (form_page,) = truth["tables"][0]["pages"]
    file = SourceFile(truth["files"][0], (REPORTS / truth["files"][0]).read_bytes())
    read = ocr.read_page(file, form_page, ocr_settings(load_settings(workers=1)))
    picture = io.BytesIO()
    Image.fromarray(read.clean.pixels).save(picture, "png")
    cells, recorder = cut_report(truth, [read.page], {1: picture.getvalue()})
    assert recorder.boxes >= len(cells) >= 20
    written = {text for row in truth["tables"][0]["rows"] for text in row["raw"].values()}
    assert {cell.raw for cell in cells} <= written - {"", "-"}
    assert np.mean([cell.by_tesseract == cell.raw for cell in cells]) >= 0.9
    assert all((cell.crop.pixels < 160).any() for cell in cells)


def test_pen_cells_hold_ink_and_are_the_same_for_a_seed() -> None:
    first, again = (list(pen_cells(4, 3)) for _ in range(2))
    assert {c.profile for c in first} == {"pen, real", "pen, drawn"}
    for one, other in zip(first, again, strict=True):
        assert one.raw == other.raw
        assert np.array_equal(one.crop.pixels, other.crop.pixels)
        assert (one.crop.pixels < 160).any()
