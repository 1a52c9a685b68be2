"""What the calibration learns from: ``python -m samples.training --truth DIR --out ROWS``.

For every finding of every report one line of JSON: its kind, signals, doubts, and whether its value is right.
Use seeds below 100 only (samples/README.md); others are for judging.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import extraction
import ocr
from extraction.model import Finding
from extraction.pipeline import Gathered, gather_findings
from ocr.model import Page, PageImage
from samples.reading import CachingReader, files_of, load_truths, tell
from samples.scoring import score
from service import mapping
from service.campaigns import builtin_campaigns
from service.reading import ocr_settings, read_page_or_problem
from service.settings import Settings, load_settings


def pages_of(
    reader: CachingReader, truth: Mapping[str, Any], folder: Path
) -> tuple[list[Page], dict[int, bytes]]:
    """The report's pages, and the clean picture of each page that has one."""
    pages: list[Page] = []
    pictures: dict[int, bytes] = {}
    for index, file in enumerate(files_of(truth, folder)):
        for file_page in range(1, reader.count_pages(file) + 1):
            number = len(pages) + 1
            page, clean = read_page_or_problem(reader, file, file_page, number=number, file_index=index)
            pages.append(page)
            if clean is not None:
                pictures[number] = clean
    return pages, pictures


def gather(
    pages: Sequence[Page], pictures: Mapping[int, bytes], campaign: str, settings: Settings
) -> Sequence[Finding]:
    """All findings for a campaign that is known."""
    return gather_all(pages, pictures, campaign, settings).findings


def gather_all(
    pages: Sequence[Page], pictures: Mapping[int, bytes], campaign: str, settings: Settings
) -> Gathered:
    """Findings, checks and data rows for a campaign that is known."""
    known = {c.id: c for c in (extraction.campaign_from_dict(d) for d in builtin_campaigns())}
    look_again = ocr.make_look_again(clean_pages(pages, pictures), ocr_settings(settings))
    return gather_findings(pages, known[campaign], look_again)


def clean_pages(pages: Sequence[Page], pictures: Mapping[int, bytes]) -> Callable[[int], PageImage]:
    """A function that gives a page's clean picture by the page's number, white where there is none."""

    def clean(number: int) -> PageImage:
        page = pages[number - 1]
        if number not in pictures:
            return PageImage(np.full((page.height, page.width), 255, np.uint8), page.dpi, page.to_file)
        with Image.open(io.BytesIO(pictures[number])) as image:
            return PageImage(np.asarray(image.convert("L"), dtype=np.uint8), page.dpi, page.to_file)

    return clean


def rows_of(truth: Mapping[str, Any], findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    """One row for each finding that can be judged: true fields found, made-up ones, blanks left blank."""
    fields = [
        {
            "path": f.path,
            "value": mapping.json_value(f.value),
            "status": "accepted" if f.found else "missing",
        }
        for f in findings
    ]
    scored = score(truth, {"campaign": truth["campaign"], "fields": fields})
    judged = {j.path: j for j in scored.judgements}
    for finding, field in zip(findings, fields, strict=True):
        verdict = judged.get(finding.path)
        if verdict is None and finding.path not in scored.blanks:
            continue
        yield {
            "report": truth["id"],
            "profile": truth["profile"],
            "campaign": truth["campaign"],
            "path": finding.path,
            "kind": finding.kind,
            "found": finding.found,
            "value": field["value"],
            "raw": finding.raw,
            "signals": dict(finding.signals),
            "doubts": list(finding.doubts),
            "true_field": verdict is not None and verdict.true_field,
            "right": verdict is None or verdict.right,
        }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.training", description=__doc__)
    parser.add_argument("--truth", type=Path, required=True, help="folder of generated reports")
    parser.add_argument("--out", type=Path, required=True, help="file for the rows, JSON lines")
    parser.add_argument("--cache", type=Path, help="keep page readings here between runs")
    chosen = parser.parse_args(arguments)
    settings = load_settings(workers=1)
    reader = CachingReader(settings, chosen.cache)
    try:
        with chosen.out.open("w", encoding="utf-8") as out:
            for truth in load_truths(chosen.truth):
                pages, pictures = pages_of(reader, truth, chosen.truth)
                findings = gather(pages, pictures, truth["campaign"], settings)
                count = 0
                for row in rows_of(truth, findings):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                    count += 1
                tell(f"{truth['id']} {truth['profile']}: {count} rows")
    finally:
        reader.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
