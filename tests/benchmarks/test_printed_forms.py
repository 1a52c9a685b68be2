"""Cells of photographed printed forms, with their corner marks and without: what the marks are worth."""

from __future__ import annotations

import io
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extraction.campaign import Campaign, ColumnType
from extraction.campaign_format import campaign_from_dict
from samples.scan import PROFILES, Machine, Picture, on_paper, uneven, with_noise
from service.blanks import pdf as blank_pdf
from service.blanks.sheet import BLANK_ROWS, BlankSheet
from service.campaigns import builtin_campaigns
from service.mapping import submission_json
from service.reading import Reader, StoredFile, read_submission
from service.settings import Settings

DPI = 210
FORMS = 3
KINDS = ("dark desk", "cut off", "white desk", "crooked")
"""On a dark desk; so, two edges out of the picture; on a desk as bright as paper; so, held askew."""

DARK, CROOKED = (96, 70, 52), 0.06
LEAN, MARGIN = 0.035, 0.05  # of the sheet's side


@dataclass(frozen=True)
class FilledSheet(BlankSheet):
    """A blank form with numbers typed in."""

    filled: Sequence[Sequence[str]] = field(default=())

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(row) for row in self.filled)


def filled_sheet(plan: Campaign, seed: int) -> FilledSheet:
    rng = random.Random(seed)
    form = plan.forms[0]
    leaves = [leaf for leaf, _ in form.leaves]
    rows = []
    for number, group in enumerate(form.groups, 1):
        for place in range(1 + (BLANK_ROWS if group.open else 0)):
            label = group.title if not place else f"Tổ hợp tác {number}.{place}"
            row = []
            for leaf in leaves:
                value = str(rng.randint(0, 9) if rng.random() < 0.3 else rng.randint(10, 1999))
                known = {
                    ColumnType.ORDINAL: str(number) if not place else "-",
                    ColumnType.LABEL: label,
                    ColumnType.TEXT: "",
                }
                row.append(known.get(leaf.type, value))
            rows.append(row)
    return FilledSheet(plan, form, 1, "", "Huyện ủy Mộ Đức", "", tuple(rows))


def photographed(page: Picture, kind: str, rng: random.Random) -> Picture:
    """A sheet in a telephone's picture, laid on the desk as its kind says."""
    machine = Machine.draw(PROFILES["photo"], rng)
    height, width = page.shape[:2]
    size = (round(width * (1 + 2 * MARGIN)), round(height * (1 + 2 * MARGIN)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = corners + np.array([width * MARGIN, height * MARGIN], np.float32)
    lean = CROOKED if kind == "crooked" else LEAN
    for corner in there:
        inward = np.sign(np.array([width / 2, height / 2]) - corner)
        corner += inward * np.array([rng.uniform(0, lean) * width, rng.uniform(0, lean) * height])
    desk = DARK if kind in ("dark desk", "cut off") else machine.paper
    matrix = cv2.getPerspectiveTransform(corners, there)
    out = cv2.warpPerspective(on_paper(page, machine), matrix, size, flags=cv2.INTER_CUBIC, borderValue=desk)
    out = uneven(out, rng, rng.uniform(0.1, 0.25))
    out = cv2.GaussianBlur(out, (0, 0), machine.blur)
    out = with_noise(out, machine.noise, rng)
    if kind != "cut off":
        return out
    left, top = there.min(axis=0) + 0.01 * width  # 3 mm inside the outermost corners
    return np.ascontiguousarray(out[round(float(top)) :, round(float(left)) :])


def read_right(
    reader: Reader, path: Path, sheet: FilledSheet, plan: Mapping[str, Any]
) -> tuple[int, int, int]:
    """Number cells that are right, accepted and wrong, and all there are."""
    read = read_submission(reader, [StoredFile(path.name, path)], [dict(plan)])
    told = {f["path"]: f for f in submission_json([path.name], read)["fields"]}
    right = escaped = cells = 0
    for number, row in enumerate(sheet.filled, 1):
        for (leaf, _), value in zip(sheet.form.leaves, row, strict=True):
            if leaf.type in (ColumnType.ORDINAL, ColumnType.LABEL, ColumnType.TEXT):
                continue
            found = told.get(f"table.{sheet.form.id}.{number}.{leaf.key}")
            is_right = found is not None and found["value"] == int(value)
            cells += 1
            right += is_right
            escaped += found is not None and not is_right and found["status"] == "accepted"
    return right, escaped, cells


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_cells_of_photographed_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = next(data for data in builtin_campaigns() if data["id"] == "205-KH/TU")
    totals: Counter[tuple[str, str, str]] = Counter()
    reader = Reader(Settings(workers=1, page_seconds=600))
    try:
        for marks in ("with marks", "without"):
            if marks == "without":
                monkeypatch.setattr(blank_pdf, "mark_places", lambda: ())
            for kind in KINDS:
                for seed in range(1, FORMS + 1):
                    sheet = filled_sheet(campaign_from_dict(plan), seed)
                    with pypdfium2.PdfDocument(blank_pdf.write_pdf([sheet])) as document:
                        page = np.asarray(document[0].render(scale=DPI / 72).to_pil().convert("RGB"))
                    shot = photographed(page, kind, random.Random(f"{kind}/{seed}"))
                    out = io.BytesIO()
                    Image.fromarray(shot).save(out, "JPEG", quality=80)
                    path = tmp_path / f"{marks}-{kind}-{seed}.jpg".replace(" ", "-")
                    path.write_bytes(out.getvalue())
                    right, escaped, cells = read_right(reader, path, sheet, plan)
                    for name, number in (("right", right), ("escaped", escaped), ("cells", cells)):
                        totals[marks, kind, name] += number
                told = [totals[marks, kind, name] for name in ("right", "cells", "escaped")]
                sys.stdout.write(
                    "{:<12} {:<12} {}/{} right, {} accepted and wrong\n".format(marks, kind, *told)
                )
                sys.stdout.flush()
    finally:
        reader.close()
