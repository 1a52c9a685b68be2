from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("reportlab")

from samples import marks
from samples.content import CAMPAIGNS, compose
from samples.form import COUNTS
from samples.generate import Order, file_name, make, orders

needs_font = pytest.mark.skipif(
    not (marks.FONT_FOLDER / "Tinos-Regular.ttf").exists(), reason="Debian's fonts-croscore is not installed"
)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_truth_of_a_report_holds_together(campaign: str) -> None:
    for seed in range(40):
        report = compose(campaign, "r001", random.Random(seed))
        written = {i for s in report.sections for i in s.ids}
        missing = {d["id"] for d in report.defects if d["type"] == "section_missing"}
        assert written | missing == {i for i, _, _ in report.expected}
        assert not written & missing
        for section in report.sections:
            for paragraph in section.body:
                assert all(f.raw in paragraph.text for f in paragraph.figures)


def test_groups_are_the_sums_of_their_members_but_where_the_truth_says_so() -> None:
    seen_error = False
    for seed in range(120):
        table = compose("205", "r001", random.Random(seed)).table
        if table is None or any(v is None for r in table.rows for v in (r.values.get(c, 0) for c in COUNTS)):
            continue
        wrong = {(e["row"], e["column"]) for e in table.errors}
        seen_error |= bool(wrong)
        for at, row in enumerate(table.rows):
            if row.level != 1:
                continue
            parts = []
            for below in table.rows[at + 1 :]:
                if below.level != 2:
                    break
                parts.append(below)
            for column in (c for c in COUNTS if c in row.values):
                total = sum(int(p.values[column] or 0) for p in parts)
                assert (total == row.values[column]) == ((at + 1, column) not in wrong)
    assert seen_error


@needs_font
@pytest.mark.parametrize("profile", ["born", "fax", "photo", "legacy"])
def test_the_same_seed_makes_the_same_files(tmp_path: Path, profile: str) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        truth = make(Order(1, 5, "bt", profile), folder)
        files = json.loads(truth.read_text(encoding="utf-8"))["files"]
        assert files
        made.append([truth.read_bytes(), *((folder / f).read_bytes() for f in files)])
    assert made[0] == made[1]


@needs_font
def test_pages_of_the_truth_are_pages_of_the_file(tmp_path: Path) -> None:
    truth = json.loads(make(Order(3, 2, "205", "rotated"), tmp_path).read_text(encoding="utf-8"))
    pages = range(1, truth["pages"] + 1)
    assert len(truth["page_rotation"]) == truth["pages"]
    assert all(item["page"] in pages for item in truth["outline"] if item["present"])
    assert all(figure["page"] in pages for figure in truth["figures"])


def test_files_are_named_as_a_clerk_would() -> None:
    assert file_name("ĐẢNG ỦY XÃ TỊNH HÒA") == "bao-cao-xa-tinh-hoa"
    assert file_name("HUYỆN UỶ MỘ ĐỨC") == "bao-cao-huyen-mo-duc"


def test_ten_reports_bring_every_kind_of_scan() -> None:
    assert {o.profile for o in orders(9001, 10)} == {
        "clean300", "office200", "stamped", "poor150", "fax", "photo", "rotated", "born", "legacy",
    }  # fmt: skip


def test_bundled_reports_have_truth_and_are_small() -> None:
    folder = Path(marks.__file__).parent / "reports"
    total = 0
    for truth in folder.glob("r*.json"):
        for name in json.loads(truth.read_text(encoding="utf-8"))["files"]:
            size = (folder / name).stat().st_size
            assert size < 800_000, name
            total += size
    assert 0 < total < 4_000_000
