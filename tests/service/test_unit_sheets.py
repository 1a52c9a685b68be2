"""Units in and out of spreadsheets; a wrong sheet names its cells and changes nothing."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.database import Database
from service.errors import SheetUnreadable, UnitRefused, UnitSheetRefused
from service.sheet_reading import parse_rows, read_rows
from service.sheet_tables import cell_name, write_csv, write_xlsx
from service.unit_changes import (
    add_unit,
    apply_import,
    end_unit,
    history,
    plan_import,
    rename_unit,
    successors,
)
from service.unit_sheets import COLUMNS, read_units, sheet_rows
from service.units import FormerName, UnitData, all_units, get_unit

NOW = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
LEVELS = {"tinh": "tinh", "huyen": "huyen", "cap huyen": "huyen", "xa": "xa"}
HEADER = "Mã,Tên đơn vị,Cấp,Mã cấp trên,Viết tắt,Tên cũ,Từ ngày,Đến ngày,Nhập vào"
GOOD = f"""{HEADER}
mo-duc,Huyện ủy Mộ Đức,huyen,quang-ngai,HU; HUMĐ,,,30/6/2025,
quang-ngai,Tỉnh ủy Quảng Ngãi,tinh,,TU,,,,
duc-phu,Đảng ủy xã Đức Phú,xa,mo-duc,,Đảng ủy xã Đức Phú cũ (đến 01/01/1999),,,
""".encode()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.migrate()
    return database


def brought_in(database: Database, data: bytes) -> None:
    with database.write() as session:
        apply_import(
            session, plan_import(session, "don-vi.csv", parse_rows("don-vi.csv", data)), person=None, now=NOW
        )


def test_sheet_in_any_order_makes_the_tree(database: Database) -> None:
    brought_in(database, GOOD)
    with database.read() as session:
        unit = get_unit(session, "mo-duc")
        assert (unit.parent, unit.abbreviations) == ("quang-ngai", ("HU", "HUMĐ"))
        assert unit.valid_to == dt.date(2025, 6, 30)
        former = get_unit(session, "duc-phu").former_names
        assert former == (FormerName("Đảng ủy xã Đức Phú cũ", dt.date(1999, 1, 1)),)


def test_dry_run_says_what_will_change_and_changes_nothing(database: Database) -> None:
    brought_in(database, GOOD)
    changed = GOOD.replace("Đảng ủy xã Đức Phú,xa,mo-duc".encode(), "Đảng ủy xã Đức Tân,xa,mo-duc".encode())
    with database.read() as session:
        plan = plan_import(session, "don-vi.csv", parse_rows("don-vi.csv", changed))
        assert [(c.unit.id, c.kind) for c in plan.changes] == [("duc-phu", "renamed")]
        (change,) = plan.changes[0].changes
        assert (change.before, change.after) == ("Đảng ủy xã Đức Phú", "Đảng ủy xã Đức Tân")
        assert (plan.unchanged, plan.untouched) == (2, 0)
    with database.read() as session:
        assert get_unit(session, "duc-phu").name == "Đảng ủy xã Đức Phú"


def test_same_sheet_again_changes_nothing(database: Database) -> None:
    brought_in(database, GOOD)
    with database.read() as session:
        plan = plan_import(session, "don-vi.csv", parse_rows("don-vi.csv", GOOD))
    assert (plan.changes, plan.unchanged) == ((), 3)


def test_merged_unit_leads_to_its_successor(database: Database) -> None:
    brought_in(database, GOOD)
    sheet = f"{HEADER}\nmo-duc-moi,Đảng ủy xã Mộ Đức,xa,quang-ngai,,,01/7/2025,,\n"
    sheet += (
        "duc-phu,Đảng ủy xã Đức Phú,xa,mo-duc,,Đảng ủy xã Đức Phú cũ (đến 01/01/1999),,30/6/2025,mo-duc-moi\n"
    )
    brought_in(database, sheet.encode())
    with database.read() as session:
        assert successors(session) == {"duc-phu": "mo-duc-moi"}
        newest = history(session, "duc-phu")[0]
        assert (newest.kind, newest.day) == ("merged", dt.date(2025, 7, 1))


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        ("a,,huyen,,,,,,", "unit_sheet.no_name", "B2"),
        ("a,A,cap la,,,,,,", "unit_sheet.unknown_level", "C2"),
        ("a,A,huyen,nowhere,,,,,", "unit_sheet.unknown_parent", "D2"),
        ("a,A,huyen,,,,31/2/2025,,", "unit_sheet.bad_date", "G2"),
        ("a,A,huyen,,,X (đến hôm qua),,,", "unit_sheet.bad_date", "F2"),
        ("a,A,huyen,,,,01/7/2025,30/6/2025,", "unit_sheet.ends_before_start", "H2"),
        ("a,A,huyen,,,,,,nowhere", "unit_sheet.unknown_successor", "I2"),
        ("A B,A,huyen,,,,,,", "unit_sheet.bad_id", "A2"),
        ("a,A,huyen,a,,,,,", "unit_sheet.circle", "D2"),
        ("a,A,huyen,,,,,,\na,A,huyen,,,,,,", "unit_sheet.same_id", "A3"),
    ],
)
def test_mistake_is_named_by_cell(line: str, code: str, cell: str) -> None:
    with pytest.raises(UnitSheetRefused) as caught:
        read_units("x.csv", parse_rows("x.csv", f"{HEADER}\n{line}\n".encode()), levels=LEVELS)
    fault = caught.value.facts["faults"][0]
    assert (fault["code"], fault["cell"]) == (code, cell)
    assert cell in fault["detail"] and cell in str(caught.value)


def test_wrong_sheet_changes_nothing(database: Database) -> None:
    brought_in(database, GOOD)
    wrong = f"{HEADER}\nmoi,Đơn vị mới,huyen,,,,,,\nmo-duc,Tên khác,khong-co,,,,,,\n".encode()
    with pytest.raises(UnitSheetRefused), database.write() as session:
        apply_import(session, plan_import(session, "x.csv", parse_rows("x.csv", wrong)), person=None, now=NOW)
    with database.read() as session:
        assert len(all_units(session)) == 3


def test_circle_through_units_that_are_there_is_refused(database: Database) -> None:
    brought_in(database, GOOD)
    circle = f"{HEADER}\nquang-ngai,Tỉnh ủy Quảng Ngãi,tinh,duc-phu,TU,,,,\n".encode()
    with database.read() as session, pytest.raises(UnitRefused, match="leads back"):
        plan_import(session, "x.csv", parse_rows("x.csv", circle))


def test_sheet_without_headings_says_so() -> None:
    with pytest.raises(UnitSheetRefused, match="Line 1: no heading row"):
        read_units("x.csv", parse_rows("x.csv", b"a,b,c\n1,2,3\n"), levels=LEVELS)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a workbook", b"\x00\xff\xfe"])
def test_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(SheetUnreadable, match=r"x\.xlsx"):
        read_rows("x.xlsx", data)


def test_csv_in_another_encoding_is_refused() -> None:
    with pytest.raises(SheetUnreadable, match="UTF-8"):
        read_rows("x.csv", "Mã,Tên đơn vị".encode("utf-16"))


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_export_reads_back_to_the_same_units(suffix: str) -> None:
    units = (
        UnitData("a", "Tỉnh ủy A", "tinh", abbreviations=("TU", "A;B".replace(";", ","))),
        UnitData(
            "b",
            "=Huyện ủy B",
            "huyen",
            "a",
            "B",
            former_names=(FormerName("B cũ (1)", dt.date(2020, 1, 31)), FormerName("B trước")),
            valid_from=dt.date(2020, 2, 1),
            valid_to=dt.date(2025, 6, 30),
        ),
    )
    out = io.BytesIO()
    columns = [column for column, _ in COLUMNS.values()]
    rows = sheet_rows(units, {"b": "a"})
    if suffix == "csv":
        write_csv(columns, rows, out)
    else:
        write_xlsx("Đơn vị", columns, rows, out, now=NOW)
    read = read_units(f"x.{suffix}", read_rows(f"x.{suffix}", out.getvalue()), levels=LEVELS)
    assert tuple(row.unit for row in read) == units
    assert [row.successor for row in read] == [None, "a"]


@given(st.integers(1, 10**6), st.integers(0, 20_000))
def test_cell_names_are_those_of_spreadsheets(line: int, column: int) -> None:
    from openpyxl.utils import get_column_letter

    assert cell_name(line, column) == f"{get_column_letter(column + 1)}{line}" if column < 18278 else True


def test_rename_keeps_the_old_name_until_the_day_before(database: Database) -> None:
    brought_in(database, GOOD)
    with database.write() as session:
        rename_unit(session, "duc-phu", "Đảng ủy xã Phú Đức", day=dt.date(2024, 1, 1), person=None, now=NOW)
    with database.read() as session:
        unit = get_unit(session, "duc-phu")
        assert unit.former_names[-1] == FormerName("Đảng ủy xã Đức Phú", dt.date(2023, 12, 31))
        assert history(session, "duc-phu")[0].kind == "renamed"


def test_unit_that_ends_before_it_began_is_refused(database: Database) -> None:
    unit = UnitData("a", "A", "huyen", valid_from=dt.date(2025, 1, 1))
    with database.write() as session:
        add_unit(session, unit, person=None, now=NOW)
        with pytest.raises(UnitRefused):
            end_unit(session, "a", last_day=dt.date(2024, 12, 31), person=None, now=NOW)


def test_second_unit_of_one_id_is_refused(database: Database) -> None:
    with database.write() as session:
        add_unit(session, UnitData("a", "A", "huyen"), person=None, now=NOW)
        with pytest.raises(UnitRefused, match="there already"):
            add_unit(session, UnitData("a", "B", "huyen"), person=None, now=NOW)
