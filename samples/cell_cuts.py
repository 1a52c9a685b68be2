"""Number cells cut out of generated reports, with what stands in each and what Tesseract made of it.

Kept in a file, so that readers can be tried on the same cells without reading the pages again.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import extraction
import ocr
from extraction.model import Finding
from extraction.pipeline import gather_findings
from ocr.cell_ink import look_into
from ocr.cells import TESSERACT
from ocr.model import Look, LookKind, Page, PageImage, Reading, Transform
from samples.compare import COUNT_KEYS
from samples.reading import CachingReader, load_truths, tell
from samples.rows import align
from samples.training import clean_pages, pages_of
from service import mapping
from service.campaigns import builtin_campaigns
from service.reading import ocr_settings
from service.settings import load_settings

Place = tuple[int, tuple[float, float, float, float]]  # page and box


@dataclass(frozen=True, eq=False)
class CutCell:
    """A written number cell and what Tesseract, which is costly, read in it."""

    profile: str
    report: str
    key: str
    raw: str
    value: float | None
    crop: PageImage
    by_tesseract: str = ""


@dataclass
class Recorder:
    """A closer look that remembers what it saw in number cells, and what the looks cost."""

    look_again: Any
    clean: Any

    def __post_init__(self) -> None:
        self.seen: dict[Place, tuple[Look, Reading]] = {}
        self.boxes, self.seconds = 0, 0.0

    def __call__(self, looks: Sequence[Look]) -> Sequence[Reading]:
        before = _cpu_seconds()
        readings = self.look_again(looks)
        self.seconds += _cpu_seconds() - before
        self.boxes += len(looks)
        for look, reading in zip(looks, readings, strict=True):
            if look.kind is LookKind.NUMBER:
                self.seen[look.page, _corners(look.box)] = (look, reading)
        return list(readings)


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _corners(box: Any) -> tuple[float, float, float, float]:
    return (box.left, box.top, box.right, box.bottom)


def cut_report(
    truth: Mapping[str, Any], pages: Sequence[Page], pictures: Mapping[int, bytes]
) -> tuple[list[CutCell], Recorder]:
    """The written number cells of a report whose rows were found, each beside its truth."""
    campaigns = {c.id: c for c in (extraction.campaign_from_dict(d) for d in builtin_campaigns())}
    clean = clean_pages(pages, pictures)
    settings = ocr_settings(load_settings(workers=1))
    recorder = Recorder(ocr.make_look_again(clean, settings), clean)
    findings = gather_findings(pages, campaigns[truth["campaign"]], recorder).findings
    by_path = {finding.path: finding for finding in findings}
    cells = []
    for table in truth["tables"]:
        rows = _rows_of(table["form"], findings)
        pairs = align(table["rows"], [fields for _, fields in rows])
        for i, j in pairs.items():
            row = table["rows"][i]
            for key in COUNT_KEYS:
                finding = by_path.get(f"table.{table['form']}.{rows[j][0]}.{key}")
                cell = _cut(finding, recorder) if finding else None
                if cell and row["raw"].get(key):
                    cells.append(
                        replace(
                            cell, profile=truth["profile"], report=truth["id"], key=key,
                            raw=row["raw"][key], value=row["values"][key],
                        )
                    )  # fmt: skip
    return cells, recorder


def _rows_of(form: str, findings: Sequence[Finding]) -> list[tuple[int, dict[str, Any]]]:
    rows: dict[int, dict[str, Any]] = {}
    for finding in findings:
        head, _, key = finding.path.rpartition(".")
        start, _, number = head.rpartition(".")
        if start == f"table.{form}" and number.isdigit():
            status = "accepted" if finding.found else "missing"
            rows.setdefault(int(number), {})[key] = {
                "value": mapping.json_value(finding.value), "status": status, "confidence": None,
            }  # fmt: skip
    return sorted(rows.items())


def _cut(finding: Finding, recorder: Recorder) -> CutCell | None:
    """The finding's crop as the readers got it; None where nothing had to be read."""
    if finding.page is None or finding.box is None:
        return None
    seen = recorder.seen.get((finding.page, _corners(finding.box)))
    if seen is None or not seen[1].readers:
        return None
    crop = look_into(recorder.clean(finding.page), seen[0].box).crop
    if crop is None:
        return None
    return CutCell("", "", "", "", None, crop, dict(seen[1].readers)[TESSERACT])


def cut_folder(folder: Path, cache: Path | None) -> list[CutCell]:
    """The number cells of all reports of a folder; standard error tells how far it is and what looks cost."""
    reader = CachingReader(load_settings(workers=1), cache)
    cells: list[CutCell] = []
    try:
        for truth in load_truths(folder):
            if not truth["tables"]:
                continue
            own, recorder = cut_report(truth, *pages_of(reader, truth, folder))
            cells += own
            cost = 1000 * recorder.seconds / max(1, recorder.boxes)
            each = f"{cost:.1f} CPU ms a box"
            tell(f"{truth['id']} {truth['profile']}: {len(own)} cells, {each}")
    finally:
        reader.close()
    return cells


def save_cuts(cells: Sequence[CutCell], path: Path) -> None:
    """Write cells to one file."""
    np.savez_compressed(
        path,
        pixels=np.concatenate([cell.crop.pixels.ravel() for cell in cells]),
        shapes=np.array([cell.crop.pixels.shape for cell in cells]),
        dpi=np.array([cell.crop.dpi for cell in cells]),
        told=np.array([(c.profile, c.report, c.key, c.raw, c.by_tesseract) for c in cells]),
        values=np.array([np.nan if c.value is None else c.value for c in cells], dtype=float),
    )


def load_cuts(path: Path) -> list[CutCell]:
    """What ``save_cuts`` wrote."""
    with np.load(path) as stored:
        shapes = stored["shapes"]
        parts = np.split(stored["pixels"], np.cumsum(shapes.prod(axis=1))[:-1])
        cells = []
        for place, (part, (height, width)) in enumerate(zip(parts, shapes, strict=True)):
            profile, report, key, raw, text = (str(v) for v in stored["told"][place])
            value = float(stored["values"][place])
            crop = PageImage(
                part.reshape(height, width), float(stored["dpi"][place]), Transform.whole_page(width, height)
            )
            cells.append(CutCell(profile, report, key, raw, None if np.isnan(value) else value, crop, text))
    return cells
