from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from service.looking import draw_file
from service.reading import Reader
from service.settings import load_settings

pytestmark = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


def test_pictures_of_a_printed_page_and_of_a_blank_back(tmp_path: Path) -> None:
    printed = np.full((1169, 827), 255, np.uint8)
    for n in range(12):
        cv2.putText(
            printed, "Bao cao ket qua thuc hien", (90, 120 + 40 * n), cv2.FONT_HERSHEY_COMPLEX, 0.8, 0, 2
        )
    frames = [Image.fromarray(printed), Image.fromarray(np.full((1169, 827), 255, np.uint8))]
    scan = tmp_path / "scan.tif"
    frames[0].save(scan, save_all=True, append_images=frames[1:], dpi=(100, 100))
    reader = Reader(load_settings(workers=1))
    written = list(draw_file(reader, scan, tmp_path / "out"))
    assert [path.name for path in written] == [
        *(
            f"scan-p001-{i}-{n}.png"
            for i, n in enumerate(("outline", "marks", "rulings", "cells", "words"), 1)
        ),
        "scan-p002-blank-1-outline.png",
        "scan-p002-blank-2-marks.png",
    ]
    assert all(path.is_file() for path in written)
    assert len(list(draw_file(reader, scan, tmp_path / "out", only=2))) == 2
    reader.close()
