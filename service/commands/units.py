"""The commands ``tonghop units ...``: the organisation tree in and out of spreadsheets."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.units import UnitData

app = typer.Typer(help="The organisation tree, as spreadsheets.", no_args_is_help=True)


@app.command("import")
def import_units(
    file: Annotated[Path, typer.Argument(help="A sheet of units, XLSX or CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Add, change, end and merge units as a sheet says; nothing at all where a cell of it is wrong."""
    from service.commands.opened import open_database
    from service.errors import UnitSheetRefused
    from service.settings import load_settings
    from service.sheet_reading import read_rows
    from service.unit_changes import apply_import, plan_import

    if not file.is_file():
        print(f"tonghop: {file}: there is no such file", file=sys.stderr)
        raise typer.Exit(2)
    database = open_database(load_settings())
    rows = read_rows(file.name, file.read_bytes())
    try:
        with database.write() as session:
            plan = plan_import(session, file.name, rows)
            if not dry_run:
                apply_import(session, plan, person=None, now=dt.datetime.now(dt.UTC))
    except UnitSheetRefused as error:
        for fault in error.facts["faults"]:
            print(f"{file.name}: {fault['detail']} / {fault['detail_en']}", file=sys.stderr)
        raise
    for change in plan.changes:
        what = "; ".join(f"{c.key}: {c.before or '–'} → {c.after or '–'}" for c in change.changes)
        print(
            "\t".join(filter(None, (change.kind, change.unit.id, change.unit.name, what, change.successor)))
        )
    done = "would change" if dry_run else "changed"
    print(f"{len(plan.changes)} {done}, {plan.unchanged} as they were, {plan.untouched} not in the sheet")


@app.command("export")
def export_units(
    out: Annotated[Path, typer.Argument(help="File to write; .csv for CSV, else a workbook.")],
) -> None:
    """Write all units to a sheet that ``units import`` takes back."""
    from service.database import Database
    from service.settings import load_settings
    from service.unit_changes import successors
    from service.units import all_units

    database = Database(load_settings().database)
    database.migrate()
    with database.read() as session:
        _write(out, all_units(session), successors(session))


@app.command("starter")
def starter(
    province: Annotated[str, typer.Argument(help='A province as it was before July 2025: "Quảng Ngãi".')],
    out: Annotated[Path, typer.Argument(help="File to write; .csv for CSV, else a workbook.")],
) -> None:
    """Write a first tree of a province, to be checked, completed and imported."""
    from service.unit_starter import package_data, starter_units

    units, successors = starter_units(province, package_data())
    _write(out, units, successors)
    print(f"{len(units)} units, {len(successors)} of them merged into others")


def _write(out: Path, units: Sequence[UnitData], successors: Mapping[str, str]) -> None:
    from service import sheet_tables
    from service.unit_sheets import COLUMNS, sheet_rows

    columns = [column for column, _ in COLUMNS.values()]
    with out.open("wb") as file:
        if out.suffix.lower() == ".csv":
            sheet_tables.write_csv(columns, sheet_rows(units, successors), file)
        else:
            now = dt.datetime.now(dt.UTC)
            sheet_tables.write_xlsx("Đơn vị", columns, sheet_rows(units, successors), file, now=now)
