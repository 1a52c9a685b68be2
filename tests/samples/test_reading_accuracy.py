from __future__ import annotations

from ocr.model import BoundingBox, Line, Page, Transform, Word
from samples.reading_accuracy import Figures, report


def test_figures_sum_up_pages_and_cells() -> None:
    word = Word("Tố", BoundingBox(0, 0, 20, 20), 0.9)
    page = Page(1, 100, 100, 100.0, Transform.whole_page(100, 100), lines=(Line((word,)),), turned_degrees=90)
    figures = Figures()
    figures.add_page(page, ["Tổ"], 90)
    figures.add_page(page, ["Tố"], 0)
    cell = {"kind": "cell", "true_field": True, "right": True, "signals": {"agree": 1.0}}
    figures.add_cells(
        [
            cell,
            {**cell, "right": False},
            {**cell, "signals": {}},
            {**cell, "kind": "note"},
            {**cell, "true_field": False},
        ]
    )
    assert (figures.pages, figures.upright, figures.cells, figures.right) == (2, 1, 3, 2)
    assert (figures.agreed, figures.agreed_wrong) == (2, 1)
    assert "25.00" in report({"fax": figures})
    assert "1/2" in report({"fax": figures})
