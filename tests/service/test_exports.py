"""Exports: text never becomes a formula, every number leads to its page, texts stand by heading."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import openpyxl
import pytest
from docx import Document
from odfdo import Document as Ods
from sqlalchemy import select

from samples.office import CAMPAIGN, make_office
from samples.office_rows import write_office
from service.compiling.export import write_compiled
from service.compiling.periods import comparison_rows
from service.compiling.read import compile_campaign
from service.compiling.text import WAITING_NOTE, write_draft, write_side_by_side
from service.compiling.tree import roll_up
from service.database import Database
from service.exports import ExportQuery, write_csv, write_json, write_ods, write_xlsx
from service.records import FieldRecord, SubmissionRecord, UnitRecord

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
BASE = "http://127.0.0.1:8000"
HOSTILE = ("=1+1", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')
QUERY = ExportQuery(CAMPAIGN)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A small office; one report's outline text, issuer and unit are what a formula begins with."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('export')}/export.db")
    database.migrate()
    with database.write() as session:
        write_office(session, make_office(seed=4, units=20, periods=2), now=NOW)
        texts = session.scalars(select(FieldRecord).where(FieldRecord.path == "outline.I.text")).all()
        for field, text in zip(texts, HOSTILE, strict=False):
            field.value = text
        texts[len(HOSTILE)].status = "review"
        for name, unit in zip(HOSTILE, session.scalars(select(UnitRecord)), strict=False):
            unit.name = name
    return database


def formulas(book: openpyxl.Workbook) -> list[str]:
    return [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_workbooks_hold_no_formula_but_our_own(database: Database) -> None:
    with database.read() as session:
        compiled = compile_campaign(session, CAMPAIGN)
        for write in (
            lambda out: write_xlsx(session, QUERY, out, now=NOW, base=BASE),
            lambda out: write_compiled(session, compiled, out, base=BASE, now=NOW),
            lambda out: write_side_by_side(session, compiled, out, base=BASE, now=NOW),
        ):
            out = io.BytesIO()
            write(out)
            found = formulas(openpyxl.load_workbook(io.BytesIO(out.getvalue())))
            ours = ("=SUM", f'=HYPERLINK("{BASE}/submissions/')
            assert found and all(formula.startswith(ours) for formula in found)


def test_csv_disarms_text_and_carries_a_link_to_the_page(database: Database) -> None:
    out = io.BytesIO()
    with database.read() as session:
        write_csv(session, QUERY, out, base=BASE)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    told = {row["Giá trị"] for row in rows if row["Đường dẫn"] == "outline.I.text"}
    assert {"'" + text for text in HOSTILE} <= told
    number = next(row for row in rows if row["Đường dẫn"].endswith(".so_luong"))
    assert number["Xem trên trang"].startswith(f"{BASE}/submissions/")
    assert "/pages/2?field=" in number["Xem trên trang"]


def test_json_holds_every_report_under_the_names_of_the_decree(database: Database) -> None:
    out = io.BytesIO()
    with database.read() as session:
        write_json(session, QUERY, out, base=BASE)
        ids = set(session.scalars(select(SubmissionRecord.id)))
    reports = json.loads(out.getvalue())
    assert {report["submission"] for report in reports} == ids
    document = reports[0]["document"]
    assert (document["TypeName"], document["CodeNotation"]) == ("BÁO CÁO", "BC/ĐU")
    assert document["CodeNumber"] == str(reports[0]["submission"])
    assert document["DueDate"] == "2023-03-10"
    assert all(field["url"].startswith(BASE) for field in reports[0]["fields"])


def test_ods_opens_with_texts_as_texts_and_numbers_as_numbers(database: Database) -> None:
    out = io.BytesIO()
    with database.read() as session:
        write_ods(session, QUERY, out, base=BASE)
    table = Ods(io.BytesIO(out.getvalue())).body.tables[0]
    rows = list(table.iter_values())
    at = rows[0].index("Giá trị")
    assert "=1+1" in {row[at] for row in rows}
    assert any(isinstance(row[at], int | float) or str(row[at]).isdigit() for row in rows[1:])
    assert b"table:formula" not in out.getvalue()


def test_draft_has_each_units_text_with_its_source_under_the_outline(database: Database) -> None:
    out = io.BytesIO()
    with database.read() as session:
        write_draft(session, compile_campaign(session, CAMPAIGN), out)
    lines = [p.text for p in Document(io.BytesIO(out.getvalue())).paragraphs]
    first = next(i for i, line in enumerate(lines) if line.startswith("I. "))
    second = next(i for i, line in enumerate(lines) if line.startswith("II. "))
    told = lines[first + 1 : second]
    assert all(": " in line and "(báo cáo " in line and line.endswith("trang 1)") for line in told)
    assert any(WAITING_NOTE in line for line in lines)


def test_comparison_of_periods_is_the_difference_of_their_totals(database: Database) -> None:
    with database.read() as session:
        first, second = (compile_campaign(session, CAMPAIGN, p) for p in ("2023-Q1", "2023-Q2"))
    rows = [row for row in comparison_rows(first, second) if row[0] == "TOÀN BỘ"]
    totals = [
        (old.value, new.value)
        for (unit, place), old in roll_up(first).items()
        if unit == "" and (new := roll_up(second)["", place]).value is not None
    ]
    assert sorted((row[4], row[5]) for row in rows) == sorted(totals)
    assert all(row[6] == row[5] - row[4] for row in rows)
