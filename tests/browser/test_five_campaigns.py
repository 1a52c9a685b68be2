"""Each of the five campaigns goes from a scanned report to its compiled workbook, in the browser."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import READING_MS, ROOT, SAMPLES, Visit

GENERATED = {"117-KH/TU": ("117", 7061), "01-KH/BCĐ": ("01", 7062), "BT-70-KL/TW": ("bt", 7063)}
"""Campaigns without a shipped sample: the generator's name of the plan and a seed of its own."""

SHIPPED = {"205-KH/TU": "bao-cao-xa-nghia-phuong.pdf", "34-KH/TU": "bao-cao-huyen-son-tay.tif"}


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One scanned report of each campaign; light ones are generated where none ships."""
    found = {campaign: SAMPLES / name for campaign, name in SHIPPED.items()}
    for campaign, (plan, seed) in GENERATED.items():
        folder = tmp_path_factory.mktemp(plan)
        command = [sys.executable, "-m", "samples.generate", "--out", str(folder), "--seed", str(seed)]
        options = ["--count", "1", "--campaign", plan, "--profile", "clean300"]
        subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
        truth = json.loads(next(folder.rglob("*.json")).read_text("utf-8"))
        (name,) = truth["files"]
        found[campaign] = (folder / name).rename(folder / f"bao-cao-{plan}.pdf")
    return found


@pytest.fixture(scope="module")
def read(signed_in: Visit, scans: dict[str, Path]) -> dict[str, int]:
    """All five uploaded one after another and read to the end: campaign -> submission."""
    page = signed_in.page
    before = {row["id"] for row in listed(page)}
    here = {Path(row["name"]).name: row["id"] for row in listed(page)}
    new = [path for path in scans.values() if path.name not in here]
    for path in new:
        page.goto("/upload")
        page.locator("#files").set_input_files(path)
        page.get_by_role("link", name=path.name).first.wait_for(timeout=READING_MS)
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-submission]")]
            .every((report) => report.dataset.state !== "reading")""",
        timeout=READING_MS,
    )
    assert len({row["id"] for row in listed(page)} - before) == len(new)
    by_name = {row["name"]: row["id"] for row in listed(page)}
    return {campaign: by_name[path.name] for campaign, path in scans.items()}


def listed(page: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.request.get("/api/v1/submissions?limit=100").json()["items"]
    return rows


@pytest.mark.parametrize("campaign", [*SHIPPED, *GENERATED])
def test_scanned_report_of_a_campaign_ends_in_its_workbook(
    signed_in: Visit, read: dict[str, int], campaign: str, tmp_path: Path
) -> None:
    page, submission = signed_in.page, read[campaign]
    fields = page.request.get(f"/api/v1/submissions/{submission}").json()["fields"]
    told = {f["path"]: f["value"] for f in fields if f["path"].startswith("figure.")}
    assert told
    page.goto(f"/compiled?campaign={urllib.parse.quote(campaign, safe='')}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng tổng hợp").click()
    sheet = tmp_path / "tong-hop.xlsx"
    download.value.save_as(sheet)
    book = openpyxl.load_workbook(sheet, data_only=True)
    rows = [row for row in book["Từng số"].iter_rows(min_row=2, values_only=True) if row[9] == submission]
    figures = [row for row in rows if row[3] == "Số liệu trong lời văn"]
    assert sorted(str(row[6]) for row in figures) == sorted(str(value) for value in told.values())
    if campaign == "205-KH/TU":
        assert any(row[3] != "Số liệu trong lời văn" for row in rows)
        assert "Tổng hợp bieu-1" in book.sheetnames
