from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.model import BoundingBox
from samples.tables_accuracy import Marked, adjacency, detection, false_tables, likeness, load_marked, main

boxes = st.builds(
    lambda x, y, w, h: BoundingBox(x, y, x + w, y + h),
    st.integers(0, 90),
    st.integers(0, 90),
    st.integers(1, 50),
    st.integers(1, 50),
)


@given(boxes, boxes)
def test_likeness_is_symmetric_and_one_only_for_the_same_box(a: BoundingBox, b: BoundingBox) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert (likeness(a, b) == 1) == (a == b)


def marked(left: float = 0) -> Marked:
    cells = tuple(BoundingBox(left + x, y, left + x + 20, y + 10) for y in (0, 20) for x in (0, 40))
    relations = ((0, 1, "R"), (2, 3, "R"), (0, 2, "B"), (1, 3, "B"))
    return Marked(BoundingBox(left, 0, left + 100, 40), cells, relations)


def test_the_same_table_is_found_with_all_neighbours() -> None:
    assert detection([marked()], [marked()], 0.9).f1 == 1
    assert adjacency([marked()], [marked()]).f1 == 1


def test_a_table_elsewhere_counts_against_both() -> None:
    assert detection([marked()], [marked(60)], 0.8).f1 == 0
    assert adjacency([marked()], [marked(60)]).f1 == 0
    assert detection([marked()], [marked(), marked(300)], 0.8).f1 == pytest.approx(2 / 3)


def draw_page(folder: Path) -> None:
    pixels = np.full((1123, 794, 3), 255, np.uint8)
    for y in (200, 240, 280):
        cv2.line(pixels, (100, y), (500, y), (0, 0, 0), 1)
    for x in (100, 300, 500):
        cv2.line(pixels, (x, 200), (x, 280), (0, 0, 0), 1)
    for x in (120, 320):
        for y in (225, 265):
            cv2.putText(pixels, "1234", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 2)
    cv2.imwrite(str(folder / "page.jpg"), pixels)
    cells = "".join(
        f'<cell id="{i}" neighbors="{n}"><Coords points="{x},{y - 13} {x + 45},{y + 1}"/></cell>'
        for i, (x, y, n) in enumerate(
            [(120, 225, "1:R 2:B"), (320, 225, "0:L 3:B"), (120, 265, "3:R 0:T"), (320, 265, "2:L 1:T")]
        )
    )
    (folder / "page.xml").write_text(
        f'<document><table><Coords points="100,200 500,280"/>{cells}</table></document>', encoding="utf-8"
    )


def test_the_command_finds_a_ruled_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw_page(tmp_path)
    assert len(load_marked(tmp_path / "page.xml")[0].relations) == 4
    assert main(["--truth", str(tmp_path), "--draw", str(tmp_path / "drawn")]) == 0
    printed = capsys.readouterr().out
    assert "detection 0.8    F1 1.000" in printed
    assert "cells 0.6        F1 1.000" in printed
    assert (tmp_path / "drawn" / "page.png").exists()


def test_typed_pages_without_a_table_have_none() -> None:
    plain = false_tables(1, 62, "born")
    assert plain.true >= 1
    assert plain.found == 0
