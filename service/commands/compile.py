"""The command ``tonghop compile``: a campaign's workbook, live or of a frozen cut, and freezing one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer


def compile_command(
    campaign: Annotated[str, typer.Argument(help="The campaign's id.")],
    out: Annotated[
        Path | None, typer.Argument(help="Workbook to write; without one the totals are printed.")
    ] = None,
    period: Annotated[str, typer.Option(help="Of a campaign with several; else its first.")] = "",
    cut: Annotated[int | None, typer.Option(help="Write this frozen cut, not the live figures.")] = None,
    freeze: Annotated[str, typer.Option(help="Freeze the live figures under this title first.")] = "",
) -> None:
    """Add up what a campaign's units answered, into a workbook or onto standard output."""
    from service import snapshots
    from service.commands.opened import open_database
    from service.compiling.export import write_compiled
    from service.compiling.lists import Names
    from service.compiling.read import compile_campaign
    from service.compiling.tree import roll_up
    from service.settings import load_settings
    from service.web.formats import number

    settings = load_settings()
    database = open_database(settings)
    now = dt.datetime.now(dt.UTC)
    if freeze:
        with database.write() as session:
            kept = snapshots.freeze(session, campaign, period, freeze, person=None, now=now)
        print(f"{kept.id}\t{kept.title}\t{kept.digest}")
    with database.read() as session:
        figures = snapshots.figures_of(session, cut) if cut else compile_campaign(session, campaign, period)
        if out is not None:
            title = snapshots.get_snapshot(session, cut).title if cut else ""
            with out.open("wb") as file:
                write_compiled(session, figures, file, base=settings.address, now=now, cut=title)
            return
        names = Names(figures)
        for (unit, place), total in roll_up(figures).items():
            if unit == "":
                print(
                    "\t".join(
                        (*names.of(place), number(total.value), f"+{total.open}?" if total.open else "")
                    )
                )
