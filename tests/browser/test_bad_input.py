"""Bad input by every door: a wrong campaign file, a broken sheet of units, a report that answers no plan.

Each is given in the browser, to the API and on the command line; the answer names line, cell or page, and
what was there before is there afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import READING_MS, ROOT, Visit
from tests.docx_files import docx_of, p

PLAN = "205-KH/TU"
WRONG_YAML = f"id: {PLAN}\nissuer: x\nprovince: y\ntitle: z\noutline:\n  - id: I\n    titel: a\n".encode()
LINE = 7  # of "titel"
SHEET = "Mã,Tên đơn vị,Cấp,Mã cấp trên\nbi-tinh,Tỉnh ủy Thử,tinh,\n"
BROKEN_SHEET = f"{SHEET}bi-huyen,Huyện ủy Thử,cap la,bi-tinh\n".encode()
CELL = "C3"  # of "cap la"
STRAY = docx_of(
    p("ĐẢNG BỘ TỈNH QUẢNG NGÃI", align="center")
    + p("HUYỆN ỦY MỘ ĐỨC", align="center", bold=True)
    + p("Số 12-BC/HU", align="center")
    + p("Mộ Đức, ngày 05 tháng 3 năm 2024", align="right", italic=True)
    + p("BÁO CÁO", align="center", bold=True)
    + p("kết quả thu gom rác thải trên địa bàn", align="center", bold=True)
    + p("Thực hiện Kế hoạch số 999-KH/HU, ngày 01/02/2020 về thu gom rác thải, Huyện ủy báo cáo như sau:")
    + p("1. Đã thu gom 120 tấn.")
)
"""A report to a plan that nobody here knows."""

FILES = {"sai.yaml": WRONG_YAML, "don-vi.csv": BROKEN_SHEET, "bao-cao-la.docx": STRAY}


def known(page: Any) -> dict[str, Any]:
    """What the service knows of campaigns, units and who has reported."""
    asked = ("campaigns", f"campaigns/file?id={PLAN}", "units?limit=500", f"tracking?campaign={PLAN}")
    found = {address: page.request.get(f"/api/v1/{address}").text() for address in asked}
    compiled = page.request.get("/api/v1/compiled", params={"campaign": PLAN}).json()
    return {**found, "totals": compiled["totals"], "numbers": compiled["numbers"]}


def upload(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": FILES[name]}


def post(page: Any, address: str, name: str) -> Any:
    page.goto("/")
    return page.request.post(f"/api/v1/{address}", multipart={"file": upload(name)}, headers=token(page))


def token(page: Any) -> dict[str, str]:
    """What a request of our own page bears."""
    csrf, origin = page.evaluate("[document.body.dataset.csrf, location.origin]")
    return {"X-CSRF-Token": csrf, "Origin": origin}


def command(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TONGHOP_")}
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *arguments],
        cwd=ROOT, env=kept | {"TONGHOP_DATA_DIR": str(tmp_path / "var")}, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_wrong_campaign_file_names_its_line(signed_in: Visit, written: Path) -> None:
    page = signed_in.page
    before = known(page)
    page.goto("/campaigns")
    page.get_by_label("Tệp đợt báo cáo (.yaml)").set_input_files(upload("sai.yaml"))
    page.get_by_role("button", name="Nhập tệp YAML").click()
    page.get_by_text(f"dòng {LINE}").wait_for()
    signed_in.complaints.clear()  # the browser notes the refused form by itself
    answer = post(page, "campaigns/file", "sai.yaml")
    assert (answer.status, answer.json()["line"]) == (422, LINE)
    assert known(page) == before
    said = command(written, "plan", "compare", str(written / "sai.yaml"), str(written / "sai.yaml"))
    assert said.returncode != 0
    assert f"dòng {LINE}" in said.stderr or f"line {LINE}" in said.stderr, said.stderr


def test_a_broken_sheet_of_units_names_its_cell(signed_in: Visit, written: Path) -> None:
    page = signed_in.page
    before = known(page)
    page.goto("/units")
    page.get_by_label("Bảng XLSX hoặc CSV").set_input_files(upload("don-vi.csv"))
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_text(CELL).first.wait_for()
    signed_in.complaints.clear()
    answer = post(page, "units/import", "don-vi.csv")
    assert answer.status == 422
    assert CELL in answer.text()
    assert known(page) == before
    good = written / "tot.csv"
    good.write_text(SHEET, "utf-8")
    assert command(written, "units", "import", str(good)).returncode == 0
    command(written, "units", "export", str(written / "truoc.csv"))
    said = command(written, "units", "import", str(written / "don-vi.csv"))
    assert said.returncode != 0
    assert CELL in said.stderr
    command(written, "units", "export", str(written / "sau.csv"))
    kept = (written / "sau.csv").read_text("utf-8-sig")
    assert kept == (written / "truoc.csv").read_text("utf-8-sig")
    assert "Tỉnh ủy Thử" in kept


def test_a_report_that_answers_no_known_plan_names_its_page(signed_in: Visit, written: Path) -> None:
    page = signed_in.page
    before = known(page)
    page.goto("/upload")
    page.locator("#files").set_input_files(upload("bao-cao-la.docx"))
    page.locator("[data-submission]:not([data-state=reading])").wait_for(timeout=READING_MS)
    page.get_by_role("link", name="bao-cao-la.docx").first.click()
    page.get_by_text("Trang 1 không dẫn kế hoạch nào có ở đây").first.wait_for()
    number = int(page.url.rstrip("/").rpartition("/")[2].partition("?")[0])
    result = page.request.get(f"/api/v1/submissions/{number}/result").json()
    problem = next(one for one in result["problems"] if one["code"] == "campaign_unknown")
    assert (result["campaign"], problem["page"]) == (None, 1)
    assert known(page) == before
    page.goto(f"/submissions/{number}")
    page.get_by_label("Đợt báo cáo").select_option(PLAN)
    page.get_by_role("button", name="Đọc lại theo đợt này").click()
    page.wait_for_url("**again=true")
    page.get_by_role("heading", name="Thuộc về").wait_for(timeout=READING_MS)
    assert page.request.get(f"/api/v1/submissions/{number}/result").json()["campaign"] == PLAN
    assert page.request.delete(
        f"/api/v1/submissions/{number}", headers=token(page)
    ).ok  # others count reports
    said = command(written, "read", str(written / "bao-cao-la.docx"), "--json")
    told = json.loads(said.stdout.splitlines()[0])
    problem = next(one for one in told["problems"] if one["code"] == "campaign_unknown")
    assert (told["campaign"], problem["page"]) == (None, 1)
    assert "page 1" in problem["message"]
    assert not (written / "var").exists()  # reading needs no database and makes none
