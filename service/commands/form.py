"""The command ``tonghop form``: a campaign's blank forms, ready to print, a PDF and a Word file a unit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer


def form_command(
    campaign: Annotated[str, typer.Argument(help="The campaign's id.")],
    unit: Annotated[
        str | None, typer.Option(help="Only this unit; else all that the campaign expects.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path(),
) -> None:
    """Print a campaign's blank forms, as PDF and DOCX, with a code that says whose they are."""
    from service import campaigns
    from service.blanks.forms import BlankKind, blank_files, expected_units
    from service.database import Database
    from service.settings import load_settings

    database = Database(load_settings().database)
    database.migrate()
    with database.write() as session:
        campaigns.load_builtin(session, now=dt.datetime.now(dt.UTC))
    out.mkdir(parents=True, exist_ok=True)
    with database.read() as session:
        expected = tuple(one.id for one in expected_units(session, campaign))
        units = (unit,) if unit is not None else expected or ("",)
        for name, data in blank_files(session, campaign, units, tuple(BlankKind)):
            path = out / name
            path.write_bytes(data)
            print(path)
