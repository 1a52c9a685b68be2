"""How many codes of printed forms are read from worn scans, and what looking for one costs a page."""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter

import cv2
import numpy as np
import pypdfium2
import pytest

from extraction.campaign_format import campaign_from_dict
from ocr.model import PageImage, Transform
from ocr.qr import read_codes
from service.blanks.pdf import write_pdf
from service.blanks.sheet import BlankSheet
from service.campaigns import builtin_campaigns

UNITS = ("mo-duc", "dang-uy-xa-hanh-tin-tay-huyen-nghia-hanh")
BLURS = (0.0, 0.5, 0.8, 1.1, 1.4)  # pixels at 150 dpi, standard deviation
SKEWS = (-2.0, -0.7, 0.0, 0.4, 1.5)  # degrees


@pytest.mark.benchmark
def test_codes_of_worn_scans() -> None:
    plan = next(campaign_from_dict(data) for data in builtin_campaigns() if data["id"] == "205-KH/TU")
    rng = np.random.default_rng(1)
    read: Counter[tuple[str, int]] = Counter()
    tried: Counter[tuple[str, int]] = Counter()
    took: list[float] = []
    for unit, dpi in itertools.product(UNITS, (150, 200, 300)):
        pdf = write_pdf([BlankSheet(plan, form, 3, unit, unit) for form in plan.forms])
        with pypdfium2.PdfDocument(pdf) as document:
            clean = np.asarray(document[0].render(scale=dpi / 72).to_pil().convert("L"))
        for blur, skew in itertools.product(BLURS, SKEWS):
            page = _worn(clean, dpi, blur, skew, rng)
            image = PageImage(page, float(dpi), Transform.whole_page(page.shape[1], page.shape[0]))
            start = time.perf_counter()
            codes = read_codes(image)
            took.append(1000 * (time.perf_counter() - start))
            tried[unit, dpi] += 1
            read[unit, dpi] += len(codes) == 1 and codes[0].split("|")[2] == unit
    for key, number in tried.items():
        sys.stdout.write(f"{key[0]} {key[1]} dpi {read[key]}/{number}\n")
    sys.stdout.write(f"{np.mean(took):.1f} ms a page, 95 % under {np.percentile(took, 95):.1f} ms\n")
    assert sum(read.values()) >= 0.95 * sum(tried.values())


def _worn(
    clean: np.ndarray, dpi: int, blur: float, skew: float, rng: np.random.Generator
) -> np.ndarray:  # fmt: skip
    height, width = clean.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    turn[:, 2] += rng.uniform(-3, 3, 2) / 25.4 * dpi  # the sheet lies up to 3 mm off
    page = cv2.warpAffine(clean, turn, (width, height), borderValue=255)
    if blur:
        page = cv2.GaussianBlur(page, (0, 0), blur * dpi / 150)
    grey = np.clip(page * 0.85 + 20 + rng.normal(0, 8, page.shape), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.dstack([grey] * 3))
