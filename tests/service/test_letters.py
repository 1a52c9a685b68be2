"""Letters: a reminder for each late unit, slips with pictures, receipts, templates checked first."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image
from sqlalchemy import select

from samples.office import CAMPAIGN, make_office
from samples.office_rows import write_office
from service.database import Database
from service.document_form import document_forms, form_on
from service.errors import NotFound, TemplateRefused
from service.letter_defaults import LetterKind, default_template
from service.letters import (
    late_units,
    own_template,
    put_template,
    receipt,
    reminder,
    reminders,
    return_slip,
    template_for,
)  # fmt: skip
from service.records import FieldRecord, PageRecord, SubmissionRecord
from service.storage import Storage

NOW = dt.datetime(2023, 4, 1, 3, tzinfo=dt.UTC)
PERIOD = "2023-Q1"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/letters.db")
    database.migrate()
    with database.write() as session:
        write_office(session, make_office(seed=9, units=120, periods=1), now=NOW)
    return database


def words(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_reminder_names_unit_plan_due_day_and_days_late(database: Database) -> None:
    with database.read() as session:
        unit = late_units(session, CAMPAIGN, PERIOD, today=NOW.date())[0]
        text = words(reminder(session, CAMPAIGN, PERIOD, unit.unit_id, now=NOW))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text and "-CV/KH" in text
    assert f"Kính gửi: {unit.name}" in text
    assert "Kế hoạch số TH-01/KH" in text and "chậm nhất ngày 10/3/2023" in text and "chậm 22 ngày" in text
    assert text.rstrip().count("./.") == 1 and "{{" not in text and "{%" not in text


def test_every_late_unit_and_nobody_else_gets_a_letter(database: Database) -> None:
    with database.read() as session:
        late = late_units(session, CAMPAIGN, PERIOD, today=NOW.date())
        with zipfile.ZipFile(io.BytesIO(reminders(session, CAMPAIGN, PERIOD, now=NOW))) as packed:
            names = packed.namelist()
        assert names == [f"cong-van-don-doc-{u.unit_id}-20230401.docx" for u in late]
        assert any(u.return_reason == "Thiếu dấu" for u in late)
        with pytest.raises(NotFound):
            reminder(session, CAMPAIGN, PERIOD, "h000", now=NOW)


def test_return_slip_shows_each_doubtful_cell_with_its_picture(database: Database, tmp_path: Path) -> None:
    storage = Storage(tmp_path / "files")
    png = io.BytesIO()
    Image.new("L", (400, 560), 255).save(png, "PNG")
    digest = storage.put(png.getvalue())
    with database.write() as session:
        field = session.scalars(select(FieldRecord).where(FieldRecord.status == "review")).first()
        assert field is not None
        for page in session.scalars(
            select(PageRecord).where(PageRecord.submission_id == field.submission_id)
        ):
            page.level_sha256 = digest
        doubtful = session.scalars(
            select(FieldRecord).where(
                FieldRecord.submission_id == field.submission_id,
                FieldRecord.status.in_(("review", "missing")),
            )
        ).all()
    with database.read() as session:
        slip = return_slip(session, storage, field.submission_id, now=NOW)
        notice = words(receipt(session, field.submission_id, now=NOW))
    document = Document(io.BytesIO(slip))
    assert "PHIẾU TRẢ LẠI BÁO CÁO" in words(slip)
    assert len(document.inline_shapes) == len(doubtful)
    assert len(document.tables[1].rows) == 1 + len(doubtful)
    assert f"Còn {len(doubtful)} nội dung đang được kiểm tra lại" in notice


def test_own_template_is_used_until_it_is_taken_back(database: Database) -> None:
    own = Document()
    own.add_paragraph("Gửi {{ unit }}, hạn {{ due }}")
    out = io.BytesIO()
    own.save(out)
    with database.write() as session:
        put_template(session, LetterKind.REMINDER, "của tôi.docx", out.getvalue(), person=None, now=NOW)
        unit = late_units(session, CAMPAIGN, PERIOD, today=NOW.date())[0]
        letter = words(reminder(session, CAMPAIGN, PERIOD, unit.unit_id, now=NOW))
        assert letter == f"Gửi {unit.name}, hạn 10/3/2023"
        put_template(session, LetterKind.REMINDER, "", b"", person=None, now=NOW)
        assert own_template(session, LetterKind.REMINDER) is None
        assert template_for(session, LetterKind.REMINDER, day=NOW.date())[:2] == b"PK"


def template_with(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO(template_with("{{ unit }}"))
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"day khong phai la DOCX", "DOCX"),
        (template_with("{{ ten_la }}"), "ten_la"),
        (template_with("{% if unit %}"), "end"),
        (template_with("{{ unit.__class__.__mro__ }}"), "__class__"),
        (template_with("{{ range(9) }}"), "range"),
        (with_part("word/vbaProject.bin", b"x"), "macro"),
        (with_part("word/la.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "DOCTYPE"),
        (with_part("word/_rels/la.rels", b'<r TargetMode="External" Target="http://x/i.png"/>'), "link"),
    ],
)
def test_template_that_cannot_be_trusted_or_filled_is_refused_with_its_reason(
    database: Database, data: bytes, reason: str
) -> None:
    with pytest.raises(TemplateRefused, match=reason), database.write() as session:
        put_template(session, LetterKind.REMINDER, "x.docx", data, person=None, now=NOW)
    with database.read() as session:
        assert own_template(session, LetterKind.REMINDER) is None


@pytest.mark.parametrize("kind", list(LetterKind))
def test_our_own_templates_pass_the_check(database: Database, kind: LetterKind) -> None:
    for day in (dt.date(2023, 7, 1), dt.date(2026, 11, 1)):
        with database.write() as session:
            put_template(session, kind, "x.docx", default_template(kind, day), person=None, now=NOW)


def test_form_of_papers_follows_the_day_and_leaves_no_gap() -> None:
    forms = document_forms()
    for older, newer in pairwise(forms):
        assert older.valid_to is not None
        assert older.valid_to + dt.timedelta(days=1) == newer.valid_from
    assert (form_on(dt.date(2026, 5, 26)).ending, form_on(dt.date(2026, 5, 27)).ending) == ("./.", ".")


def test_slip_without_doubtful_cells_speaks_of_none(client: Any, app: Any) -> None:
    with app.state.database.write() as session:
        write_office(session, make_office(seed=9, units=20, periods=1), now=NOW)
        sure = session.scalars(
            select(SubmissionRecord.id).where(
                ~SubmissionRecord.id.in_(
                    select(FieldRecord.submission_id).where(FieldRecord.status != "accepted")
                )
            )
        ).first()
    slip = client.get("/api/v1/letters/return-slip", params={"submission": sure}).content
    assert "đề nghị đơn vị gửi lại báo cáo" in words(slip)
    assert "Ảnh trên báo cáo" not in words(slip)


def test_page_of_letters_shows_the_reports_of_its_period(client: Any, app: Any) -> None:
    with app.state.database.write() as session:
        write_office(session, make_office(seed=9, units=20, periods=2), now=NOW)
    for period, other in (("2023-Q1", "2023-Q2"), ("2023-Q2", "2023-Q1")):
        page = client.get("/letters", params={"campaign": CAMPAIGN, "period": period}).text
        assert f"-{period}.pdf</a>" in page
        assert f"-{other}.pdf</a>" not in page
    slip = client.get("/submissions/1").text
    assert "/api/v1/letters/return-slip?submission=1" in slip


def test_routes_give_letters_and_the_page_lists_them(client: Any, app: Any) -> None:
    with app.state.database.write() as session:
        write_office(session, make_office(seed=9, units=60, periods=1), now=NOW)
    asked = {"campaign": CAMPAIGN}
    late = client.get("/api/v1/letters/late", params=asked).json()
    page = client.get("/letters", params=asked).text
    assert late and all(unit["name"] in page for unit in late)
    one = client.get("/api/v1/letters/reminder", params={**asked, "unit": late[0]["unit"]})
    assert late[0]["name"] in words(one.content)
    assert client.get("/api/v1/letters/reminder", params=asked).content[:2] == b"PK"
    assert client.get("/api/v1/letters/receipt", params={"submission": 1}).status_code == 200
    template = client.get("/api/v1/letters/template", params={"kind": "receipt"}).content
    files = {"file": ("mẫu.docx", template)}
    assert client.post("/api/v1/letters/template", params={"kind": "receipt"}, files=files).status_code == 204
    bad = client.post("/api/v1/letters/template", params={"kind": "receipt"}, files={"file": ("x", b"PK")})
    assert (bad.status_code, bad.json()["code"]) == (422, "service.template_refused")
