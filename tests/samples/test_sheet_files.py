from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from samples.files import SheetImage, turned, write_image_pdf


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_stored_turned_is_shown_whole(tmp_path: Path, rotate: int) -> None:
    picture = np.full((300, 600, 3), 255, np.uint8)
    for top, left in ((5, 5), (5, 565), (265, 5), (265, 565)):
        picture[top : top + 30, left : left + 30] = 0
    stored = turned(picture, (360 - rotate) % 360)
    write_image_pdf(tmp_path / "a.pdf", [SheetImage(stored, 100, [], rotate, 90)])
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
    shown = np.asarray(page.render(scale=100 / 72).to_pil().convert("L"))
    assert shown.shape == (300, 600)
    corners = [shown[20, 20], shown[20, 580], shown[280, 20], shown[280, 580]]
    assert max(corners) < 60 < 200 < shown[150, 300]
