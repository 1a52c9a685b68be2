"""Blank forms: printed, scanned, read and placed; the same by command, page and API."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from docx import Document
from PIL import Image
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from extraction.form_code import first_form_code
from extraction.pipeline import extract_submission
from ocr.model import Page, SourceFile, Transform
from ocr.pipeline import read_page
from ocr.settings import OcrSettings
from service import campaigns
from service.blanks.forms import BlankKind, blank_archive, sheets_for, write_blank
from service.blanks.sheet import BlankSheet
from service.cli import app as command
from service.database import Database
from service.errors import NotFound
from service.expected import Rule, draw_list
from service.mapping import PAGE_FORMAT, pack_page, unpack_page
from service.placing import opening_of, place
from service.records import SubmissionRecord
from service.routes import pages_campaigns
from service.units import UnitData, put_units
from tests.service.conftest import Client

PLAN = "205-KH/TU"
CODE = "TH1|205-KH/TU|mo-duc|1|1/1"
NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)


def office(database: Database) -> Database:
    database.migrate()
    units = [
        UnitData("qn", "Tỉnh ủy Quảng Ngãi", "tinh"),
        UnitData("mo-duc", "Huyện ủy Mộ Đức", "huyen", "qn"),
        UnitData("son-ha", "Huyện ủy Sơn Hà", "huyen", "qn"),
    ]
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        put_units(session, units, now=NOW)
        draw_list(session, PLAN, [Rule("huyen")])
    return database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return office(Database(f"sqlite:///{tmp_path}/forms.db"))


def sheets(session: Session) -> tuple[BlankSheet, ...]:
    return sheets_for(session, PLAN, "mo-duc")


def scanned(pdf: bytes, *, dpi: int, blur: float, skew: float) -> bytes:
    """The first page as an office scanner gives it: a little turned, blurred, grey and grainy."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = np.asarray(document[0].render(scale=dpi / 72).to_pil().convert("L"))
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    page = cv2.warpAffine(page, turn, (width, height), borderValue=255)
    page = cv2.GaussianBlur(page, (0, 0), blur)
    grain = np.random.default_rng(3).normal(0, 6, page.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(page * 0.9 + 15 + grain, 0, 255).astype(np.uint8)).save(
        out, "PNG", dpi=(dpi, dpi)
    )
    return out.getvalue()


@pytest.mark.parametrize(("dpi", "blur", "skew"), [(150, 0.7, 0.8), (200, 0.9, -1.2)])
def test_a_printed_form_comes_back_to_its_campaign_and_unit(
    database: Database, dpi: int, blur: float, skew: float
) -> None:
    with database.read() as session:
        pdf = write_blank(sheets(session), BlankKind.PDF)
        known = tuple(campaigns.get_campaign(session, row.id) for row in campaigns.list_campaigns(session))
    scan = SourceFile("scan0001.png", scanned(pdf, dpi=dpi, blur=blur, skew=skew))
    page = read_page(scan, 1, OcrSettings()).page
    assert page.codes == (CODE,)
    assert extract_submission([page], known).campaign == PLAN
    with database.write() as session:
        row = SubmissionRecord(
            name="scan0001.png", state="read", campaign_id=PLAN, received_at=NOW, placing={}
        )
        session.add(row)
        session.flush()
        place(session, row, opening=opening_of([page]), code=first_form_code([page]))
        assert (row.unit_id, row.unit_status) == ("mo-duc", "accepted")
        place(session, row)  # placed again, as after an import of units, with nothing read anew
        assert row.unit_id == "mo-duc"


def test_the_form_has_the_plan_s_header_the_unit_and_room_to_write(database: Database) -> None:
    with database.read() as session:
        made = sheets(session)
        pdf, docx = write_blank(made, BlankKind.PDF), write_blank(made, BlankKind.DOCX)
        nobody = write_blank(sheets_for(session, PLAN), BlankKind.PDF)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        printed = document[0].get_textpage().get_text_range()
    for text in ("HUYỆN ỦY MỘ ĐỨC", "TỈNH ỦY QUẢNG NGÃI", "205-KH/TU", "Hợp tác xã", "T/M CẤP ỦY"):
        assert text in printed
    with pypdfium2.PdfDocument(nobody) as document:
        assert "MỘ ĐỨC" not in document[0].get_textpage().get_text_range()
    document = Document(io.BytesIO(docx))
    grid = document.tables[1]
    assert [cell.text for cell in grid.rows[0].cells][2:4] == ["Tổng số", "Tổng số"]  # one merged cell
    assert [cell.text for cell in grid.rows[1].cells][2:4] == ["Số lượng", "Số lao động"]
    assert len(grid.rows) == 2 + 4 * 3  # four groups, two blank rows under each
    assert grid.columns[0].width < grid.columns[1].width / 3  # the ordinal's column is narrow
    anchors = document.sections[0].header._element.xpath(".//wp:anchor")
    assert len(anchors) == 5  # the code and four marks


def test_a_long_form_goes_on_with_its_header_and_pages_in_the_code(database: Database) -> None:
    with database.read() as session:
        three = sheets(session) * 3
    with pypdfium2.PdfDocument(write_blank(three, BlankKind.PDF)) as document:
        assert len(document) == 3
    pdf = SourceFile("form.pdf", write_blank(three, BlankKind.PDF))
    read = [read_page(pdf, number, OcrSettings()).page.codes for number in (1, 2, 3)]
    assert read == [(CODE.replace("1/1", f"{n}/3"),) for n in (1, 2, 3)]


def test_stored_pages_keep_codes_and_older_ones_are_still_read() -> None:
    page = Page(1, 9, 9, 300.0, Transform.whole_page(9, 9), codes=(CODE,))
    packed = pack_page(page)
    assert unpack_page(packed) == page
    older = json.loads(zlib.decompress(packed.removeprefix(PAGE_FORMAT)))
    del older["codes"]
    stored = PAGE_FORMAT + zlib.compress(json.dumps(older).encode())
    assert unpack_page(stored).codes == ()


def test_a_plan_without_form_an_unknown_unit_and_no_list_are_named(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(NotFound, match="34-KH/TU"):
            sheets_for(session, "34-KH/TU")
        with pytest.raises(NotFound, match="nobody"):
            sheets_for(session, PLAN, "nobody")
        with zipfile.ZipFile(io.BytesIO(blank_archive(session, PLAN, BlankKind.DOCX))) as packed:
            assert packed.namelist() == [f"bieu-mau-205-kh-tu-{u}.docx" for u in ("mo-duc", "son-ha")]
        draw_list(session, PLAN, [])
        with pytest.raises(NotFound, match="list of units"):
            blank_archive(session, PLAN, BlankKind.PDF)


def test_the_command_writes_a_pdf_and_a_word_file_for_each_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/cli.db"
    office(Database(url))
    monkeypatch.setenv("TONGHOP_DATABASE_URL", url)
    done = CliRunner().invoke(command, ["form", PLAN, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    names = [Path(line).name for line in done.output.split()]
    assert sorted(names) == sorted(
        f"bieu-mau-205-kh-tu-{u}.{kind}" for u in ("mo-duc", "son-ha") for kind in ("pdf", "docx")
    )
    assert all((tmp_path / "out" / name).stat().st_size > 10_000 for name in names)


def test_the_campaign_s_page_asks_for_an_id_where_units_are_too_many_to_list(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(client.app.state.database)  # type: ignore[attr-defined]
    page = client.get("/campaigns/view", params={"id": PLAN}).text
    assert '<option value="mo-duc">Huyện ủy Mộ Đức</option>' in page and "(ZIP)" in page
    monkeypatch.setattr(pages_campaigns, "MOST_AT_ONCE", 1)
    page = client.get("/campaigns/view", params={"id": PLAN}).text
    assert '<input id="blank-unit"' in page and "mo-duc" not in page and "(ZIP)" not in page


def test_the_campaign_s_page_offers_the_form_and_the_api_gives_it(client: Client) -> None:
    page = client.get("/campaigns/view", params={"id": PLAN})
    assert page.status_code == 200 and "/api/v1/campaigns/form" in page.text
    assert "/api/v1/campaigns/form" not in client.get("/campaigns/view", params={"id": "34-KH/TU"}).text
    asked: dict[str, Any] = {"id": PLAN, "unit": ""}
    assert client.get("/api/v1/campaigns/form", params=asked).content[:5] == b"%PDF-"
    assert client.get("/api/v1/campaigns/form", params={**asked, "kind": "docx"}).content[:2] == b"PK"
    assert client.get("/api/v1/campaigns/form", params={"id": PLAN}).status_code == 404  # no list yet
