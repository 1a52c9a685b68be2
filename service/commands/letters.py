"""The command ``tonghop letters``: reminders for all late units, a return slip, a receipt, as Word files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Letters to units, as Word files.", no_args_is_help=True)


@app.command("reminders")
def write_reminders(
    campaign: Annotated[str, typer.Argument(help="The campaign's id.")],
    out: Annotated[Path, typer.Argument(help="ZIP to write.")],
    period: Annotated[str, typer.Option(help="Of a campaign with several; else its first.")] = "",
) -> None:
    """Write a reminder for every unit that is late."""
    from service import letters
    from service.campaigns import get_campaign
    from service.compiling.read import chosen_period
    from service.database import Database
    from service.settings import load_settings

    database = Database(load_settings().database)
    database.migrate()
    with database.read() as session:
        chosen = chosen_period(get_campaign(session, campaign), period)
        out.write_bytes(letters.reminders(session, campaign, chosen, now=dt.datetime.now(dt.UTC)))


@app.command("return-slip")
def write_return_slip(submission: int, out: Path) -> None:
    """Write the slip that goes back with a report."""
    from service import letters
    from service.database import Database
    from service.settings import load_settings
    from service.storage import make_storage

    settings = load_settings()
    database = Database(settings.database)
    database.migrate()
    storage = make_storage(settings)
    with database.read() as session:
        out.write_bytes(letters.return_slip(session, storage, submission, now=dt.datetime.now(dt.UTC)))


@app.command("receipt")
def write_receipt(submission: int, out: Path) -> None:
    """Write the notice that a report has come in."""
    from service import letters
    from service.database import Database
    from service.settings import load_settings

    database = Database(load_settings().database)
    database.migrate()
    with database.read() as session:
        out.write_bytes(letters.receipt(session, submission, now=dt.datetime.now(dt.UTC)))
